"""Writing a questionnaire in the browser: open to all, by the keyboard, enlarged."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from survey_app.accounts.access import COOKIE
from survey_app.directory.queries import get_unit
from tests.questionnaires.workbooks import simple, text
from tests.results.staff import session_of

AXE = Axe()
BASE = "/staff/questionnaires"
#: Of a desktop, a phone, and a small desktop enlarged two and four times.
WIDTHS = (1280, 640, 360, 320)
MOST_TABS = 200

#: Not the unit whose citizens other tests of this server play: a version is published here.
UNIT = "11761"


@pytest.fixture(scope="module")
def cookie(operator):
    """The session of an analyst on the live server."""
    database = operator.app.extensions["survey_database"]
    with database.reading() as session:
        unit_id = get_unit(session, UNIT).id
    value = session_of(database, "soan.phieu", "analyst", unit_id)
    return {"name": COOKIE, "value": value, "url": f"{operator.server.url}/staff"}


@pytest.fixture
def author(browser, live_server, cookie):
    """A desktop page of the analyst."""
    size = {"width": 1280, "height": 800}
    context = browser.new_context(base_url=live_server.url, locale="vi-VN", viewport=size)
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()


@pytest.fixture
def draft(author):
    """The address of the unit's draft of questionnaire A."""
    author.goto(BASE)
    author.locator("section", has_text="A. ").locator("a.tool, button.tool").first.click()
    author.wait_for_url("**/drafts/*")
    return author.url


def faults_of(page, name):
    """Return what is wrong with a page as it stands: axe, and scrolling sideways when enlarged."""
    violations = AXE.run(page).response["violations"]
    found = [f"{name}: {each['id']} {each['nodes'][0]['html']}" for each in violations]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} scrolls sideways at {width}")
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


def test_every_page_is_open_to_all(author, draft):
    found = []
    for name in (BASE, f"{BASE}/new", draft, f"{draft}/questions/reasons", f"{draft}/preview"):
        author.goto(name)
        found += faults_of(author, name)
    author.goto(f"{draft}/questions/comment")
    author.get_by_label("Tiếng Việt").first.fill("<b>Góp ý</b>")
    author.get_by_role("button", name="Lưu", exact=True).click()
    found += faults_of(author, "a question with an error")
    author.goto(draft)
    content = {"name": "form.xlsx", "mimeType": "application/x", "buffer": simple(text(vi="<b>"))}
    author.locator("#file").set_input_files(content)
    author.get_by_role("button", name="Tải lên").click()
    author.get_by_role("heading", name="Chưa nhận tệp").wait_for()
    found += faults_of(author, "a refused workbook")

    assert found == []


def tab_to(page, selector):
    """Press Tab until the focus is there; the focus must be visible on the way."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.evaluate("(each, s) => each.matches(s)", selector):
            assert focused.is_visible()
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def test_keyboard_alone_adds_a_question_and_publishes(author, draft):
    tab_to(author, "#vi")
    author.keyboard.type("Phòng chờ có đủ ghế không?")
    tab_to(author, "#en")
    author.keyboard.type("Are there enough chairs?")
    with author.expect_navigation():
        author.keyboard.press("Enter")
    tab_to(author, "[name=required]")
    author.keyboard.press("Space")
    tab_to(author, "main button.do")
    with author.expect_navigation():
        author.keyboard.press("Enter")
    assert author.get_by_text("Phòng chờ có đủ ghế không?").is_visible()

    tab_to(author, "a.do")
    with author.expect_navigation():
        author.keyboard.press("Enter")
    assert faults_of(author, "the comparison") == []
    tab_to(author, "main button.do")
    with author.expect_navigation():
        author.keyboard.press("Enter")
    assert author.locator(".hash").is_visible()
    assert faults_of(author, "a version") == []
