"""Pages of results: open to all, readable on a phone, and on paper."""

from datetime import date

import pytest
from sqlalchemy import select

from survey_app.directory.models import Unit
from survey_app.results.service import release
from survey_app.results.showing import settle_all
from tests.browser.conftest import UNIT
from tests.browser.test_accessibility import DESKTOP, PHONE, opened, violations
from tests.browser.test_staff import sign_in
from tests.results.town import Town, at_release

__all__ = ["opened"]
PERIOD = "2026-Q3"
DAY = date(2026, 9, 10)
PUBLIC = (f"/results/{PERIOD}", f"/results/{PERIOD}/{UNIT}")
STAFF = ("", "/questions", "/criteria", "/peers")


@pytest.fixture(scope="module")
def unit_id(operator):
    """Answers of a quarter about the unit of the live server, released and public."""
    database = operator.app.extensions["survey_database"]
    with database.reading() as session:
        found = session.scalars(select(Unit.id).where(Unit.code == UNIT)).one()
    town = Town(database)
    town.answers(found, 83, 5, day=DAY, answers={"prefill": "all"})
    town.answers(found, 31, 2, day=DAY, channel=1, questionnaire="inperson_short")
    release(database, at_release(DAY))
    settle_all(database, at_release(DAY))
    return found


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("variant", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_public_pages_are_open_to_all(opened, unit_id, variant):
    page, found = opened(variant), {}
    for address in PUBLIC:
        page.goto(address)
        found[address] = violations(page), fits(page)

    assert found == dict.fromkeys(PUBLIC, ([], True))


@pytest.mark.parametrize("variant", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_staff_pages_of_results_are_open_to_all(opened, account, unit_id, variant):
    page, found = opened(variant), {}
    sign_in(page, account)
    page.get_by_role("link", name="Tất cả đơn vị").wait_for()
    addresses = ["/staff/units", *(f"/staff/units/{unit_id}{part}" for part in STAFF)]
    for address in addresses:
        page.goto(f"{address}?period={PERIOD}")
        found[address] = violations(page), fits(page)

    assert found == dict.fromkeys(addresses, ([], True))


def test_a_phone_shows_every_cell_of_a_unit_without_scrolling(opened, unit_id):
    page = opened(PHONE)
    page.goto(PUBLIC[0])
    row = page.get_by_role("row").filter(has=page.locator(f"a[href$='{UNIT}']"))
    boxes = [cell.bounding_box() for cell in row.locator("th, td").all()]

    assert len(boxes) == 5
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes)
    assert "94,3" in row.inner_text()
    assert page.get_by_role("link", name="English").is_visible()


def test_paper_has_the_figures_and_no_controls(opened, unit_id):
    page = opened(DESKTOP)
    page.goto(PUBLIC[1])
    page.emulate_media(media="print")

    assert page.get_by_role("table", name="Ba cách tính").is_visible()
    assert not page.get_by_role("button", name="Xem").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
