"""The screen at a desk in Chromium: it forgets, and it lives through a short outage."""

import pytest
from sqlalchemy import func, select

from survey_app.responses.models import Response

IDLE, THANKS = 30_000, 5_000


@pytest.fixture
def screen(page, desk):
    """The screen, with a clock that the test turns."""
    page.clock.install()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"/D/{desk}/kiosk")
    return page


@pytest.fixture
def count(operator):
    """Return the function that counts what the screens brought."""

    def taken():
        with operator.app.extensions["survey_database"].reading() as session:
            query = select(func.count()).select_from(Response).where(Response.mode == "kiosk")
            return session.scalar(query)

    before = taken()
    return lambda: taken() - before


def tap(screen, level):
    screen.locator(f"label:has(#overall-{level})").click()


#: Nothing waits any more.
EMPTY = """() => Object.keys(localStorage).filter(name => name.startsWith("waiting:"))
    .every(name => localStorage.getItem(name) === "[]")"""


def settled(screen, count, expected):
    """Wait until everything was sent."""
    screen.wait_for_function(EMPTY)
    assert count() == expected


def test_faces_then_pad_then_thanks_then_faces(screen, count, operator, case_numbers):
    tail = operator.add_case(next(case_numbers), channel=1)[7:]
    tap(screen, 5)
    assert not screen.locator(".levels").is_visible()
    for digit in tail:
        screen.locator(".keys button", has_text=digit).first.click()
    screen.get_by_role("button", name="Gửi").click()
    screen.locator(".thanks").wait_for()

    screen.clock.run_for(THANKS + 100)

    assert screen.locator(".levels").is_visible()
    assert screen.locator(":checked").count() == 0
    assert screen.locator("#case_id").input_value() == ""
    settled(screen, count, 1)


def test_wrong_case_is_told_while_the_person_is_there(screen, count):
    tap(screen, 3)
    screen.locator(".keys button", has_text="7").click()
    screen.get_by_role("button", name="Gửi").click()

    screen.get_by_text("Chưa gửi được phiếu cho mã hồ sơ này").wait_for()
    screen.get_by_role("button", name="Bỏ qua").click()
    assert screen.locator(".thanks").is_visible()
    settled(screen, count, 1)


def test_whoever_walks_away_is_forgotten_after_half_a_minute(screen, count):
    tap(screen, 2)
    screen.locator(".keys button", has_text="9").click()

    screen.clock.run_for(IDLE + 100)

    assert screen.locator(".levels").is_visible()
    assert screen.locator(":checked").count() == 0
    assert screen.locator("#case_id").input_value() == ""
    settled(screen, count, 1)


def test_answers_of_an_outage_arrive_once_it_is_over(screen, count):
    screen.context.set_offline(True)
    for level in (5, 1):
        tap(screen, level)
        screen.get_by_role("button", name="Bỏ qua").click()
        assert screen.locator(".thanks").is_visible()
        screen.clock.run_for(THANKS + 100)
    assert count() == 0

    screen.context.set_offline(False)

    settled(screen, count, 2)


def test_works_without_script(phone, desk, count):
    phone.goto(f"/D/{desk}/kiosk")
    phone.locator("label:has(#overall-4)").click()
    phone.get_by_role("button", name="Gửi").click()

    assert phone.url.endswith("/kiosk/thanks")
    assert count() == 1
