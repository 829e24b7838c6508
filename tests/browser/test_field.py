"""A tablet in a real browser: enrolled, taken offline, brought home."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from survey_app.database import Database
from survey_app.field.models import HouseholdVisit
from survey_app.responses.models import Response
from tests.support.browser import PHONE
from tests.support.tablet import Field

PIN = "246810"
ANSWERS = {"adults": "3", "smartphones": "2", "vneid_level2": "1"}
CHOICES = {
    "overall": "4",  # before the channel, whose value "1" is a level, too
    "one_person_able": "helped",
    "internet": "mobile",
    "used_12m": "1_2",
    "last_channel": "1",
    "punctuality": "on_time",
    "answered_by": "self",
    "age": "a40_59",
    "gender": "f",
}


@pytest.fixture(scope="module")
def live_database(live_server):
    database = Database(live_server.settings.database_url)
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def work(live_database):
    return Field(live_database, datetime.now(UTC))


@pytest.fixture
def context(browser, live_server):
    context = browser.new_context(base_url=live_server.url, locale="vi-VN", viewport=PHONE)
    yield context
    context.close()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def enrol(page, work, login):
    page.goto(f"/F/{work.code(login)}")
    page.get_by_label("Mã PIN 6 số").fill(PIN)
    page.get_by_label("Gõ lại mã PIN").fill(PIN)
    press(page, "Ghi danh máy này")
    page.get_by_role("heading", name=login).wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def unlock(page):
    page.goto("/field/")
    page.get_by_label("Mã PIN 6 số").fill(PIN)
    press(page, "Mở khóa")
    page.locator("#waiting").wait_for()


def interview(page, stop_after=None, words=""):
    """Answer question after question, whatever comes; return how many screens it took."""
    page.get_by_role("button", name="Hộ tiếp theo", exact=True).first.click()
    press(page, "Bắt đầu phỏng vấn")
    press(page, "Gia đình đồng ý")
    return go_on(page, stop_after, words)


def go_on(page, stop_after=None, words=""):
    for step in range(60):
        if stop_after is not None and step >= stop_after:
            return step
        before = page.locator("h1").inner_text()
        if page.get_by_role("button", name="Xong, lưu phiếu", exact=True).count():
            press(page, "Xong, lưu phiếu")
            page.locator("[data-serial]").wait_for()
            return step
        answer(page, words)
        page.wait_for_function("old => document.querySelector('h1').innerText !== old", arg=before)
    raise AssertionError("the interview has no end")


def answer(page, words):
    for name in ("Tôi cầm máy rồi", "Đã nhận lại máy"):
        if page.get_by_role("button", name=name, exact=True).count():
            return press(page, name)
    for value in CHOICES.values():
        choice = page.locator(f".choice:not(.many)[data-value='{value}']")
        if choice.count() and page.locator("input").count() == 0:
            return choice.first.click()
    box = page.locator("input:not([type=checkbox]), textarea")
    if box.count():
        name = box.first.get_attribute("name")
        if name in ANSWERS:
            box.first.fill(ANSWERS[name])
        elif name == "feedback" and words:
            box.first.fill(words)
    return press(page, "Tiếp tục")


def test_interview_without_network_comes_home(context, work, live_database):
    page, troubles = context.new_page(), []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    enrol(page, work, "to.cong.nghe.01")
    context.set_offline(True)
    unlock(page)

    interview(page, words="Loa phường nhỏ quá")

    assert "phiếu số 1" in page.locator("h1").inner_text()
    press(page, "Quay lại")
    assert page.locator("#waiting").inner_text() == "1"
    press(page, "Gửi về ngay")
    page.get_by_text("Chưa có mạng").wait_for()
    context.set_offline(False)
    press(page, "Gửi về ngay")
    page.get_by_text("Máy này ghi 1, máy chủ giữ 1.").wait_for()
    assert (page.locator("#waiting").inner_text(), page.locator("#sent").inner_text()) == ("0", "1")
    with live_database.reading() as session:
        visit = session.scalars(select(HouseholdVisit)).one()
        response = session.get(Response, visit.response_id)
    assert (response.mode, response.overall) == ("household", 4)
    assert not troubles
