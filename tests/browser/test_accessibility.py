"""Access for everyone: axe without any exception in every variant, and the keyboard alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": TAGS}
SEND, NEXT = "Tôi đồng ý và gửi", "Tiếp"
MOST_TABS = 150

PHONE = {"viewport": {"width": 360, "height": 740}}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
#: Zooming by n is a window of an n-th of the width, drawn n times as large.
VARIANTS = {
    "phone": PHONE,
    "desktop": DESKTOP,
    "tablet": {"viewport": {"width": 820, "height": 1180}},
    "forced colours": PHONE | {"forced_colors": "active"},
    "reduced motion": PHONE | {"reduced_motion": "reduce"},
    "dark": PHONE | {"color_scheme": "dark"},
    "200 %": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
    "400 %": {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4},
}


@pytest.fixture
def opened(browser, live_server):
    """Return the function that opens a page in a variant."""
    contexts = []

    def open_page(variant=PHONE):
        contexts.append(browser.new_context(base_url=live_server.url, locale="vi-VN", **variant))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


def violations(page):
    """Return what axe finds: rule and places."""
    found = AXE.run(page, options=OPTIONS).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]


def choose(page, level):
    page.locator(f"label:has(#overall-{level})").click()


def send(page):
    page.get_by_role("button", name=SEND).click()
    page.locator("main[data-state=counted]").wait_for()


@pytest.mark.parametrize("variant", VARIANTS)
def test_form_and_receipt_are_open_to_all(opened, online_link, variant):
    page = opened(VARIANTS[variant])
    page.goto(online_link)
    choose(page, 2)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    send(page)
    assert violations(page) == []


def test_empty_sending_leads_the_focus_to_what_is_missing(opened, online_link):
    page = opened()
    page.goto(online_link)
    page.get_by_role("button", name=SEND).click()
    page.get_by_role("alert").wait_for()

    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert violations(page) == []
    choose(page, 4)
    send(page)


def test_back_finds_everything_as_it_was(opened, online_link):
    page = opened()
    page.goto(online_link)
    choose(page, 3)
    page.get_by_role("link", name="Hỗ trợ tiếp cận").click()
    assert violations(page) == []
    page.go_back()

    assert page.locator("#overall-3").is_checked()
    assert page.locator("#q-reasons").is_visible()
    assert violations(page) == []
    send(page)


def test_other_pages_are_open_to_all(opened, online_link, desk):
    page, found = opened(), {}
    for address in ("/", f"/D/{desk}", f"/D/{desk}/kiosk", "/R/000000000000", "/thanks"):
        page.goto(address)
        found[address] = violations(page)
    page.goto(f"{online_link}/b")
    found["step"] = violations(page)
    page.get_by_role("button", name=NEXT).click()
    page.get_by_role("alert").wait_for()
    found["step with error"] = violations(page)

    assert not {address: faults for address, faults in found.items() if faults}


def tab_to(page, selector):
    """Press Tab until the focus is there; whatever has the focus on the way must be visible."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if page.evaluate("document.activeElement !== document.body"):
            assert focused.is_visible()
        if focused.count() and focused.evaluate("(each, s) => each.matches(s)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def test_keyboard_alone_walks_the_one_page_to_the_receipt(opened, online_link):
    page = opened(DESKTOP)
    page.goto(online_link)
    tab_to(page, "[name=overall]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=problems][value=other]")
    page.keyboard.press("Space")
    tab_to(page, "#problems_other_text")
    page.keyboard.type("Sóng yếu")
    tab_to(page, "textarea[name=comment]")
    page.keyboard.type("Cảm ơn")
    tab_to(page, "#contact_phone")
    tab_to(page, "main button.do")
    page.keyboard.press("Enter")

    page.locator("main[data-state=counted]").wait_for()


def test_keyboard_alone_walks_the_steps_to_the_receipt(opened, online_link):
    page = opened(DESKTOP)
    page.goto(f"{online_link}/b")
    tab_to(page, "[name=overall]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.locator("[name=submitted_by]").first.wait_for()
    while page.get_by_role("button", name=NEXT).count():
        tab_to(page, "main button.do")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    tab_to(page, "main button.do")
    page.keyboard.press("Enter")

    page.locator("main[data-state=counted]").wait_for()
