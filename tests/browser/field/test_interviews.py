"""A tablet in a real browser: enrolled, taken offline, killed, brought home."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete

from survey_app.field.households import ListedHousehold, replace_households
from survey_app.field.models import FieldRecord, HouseholdVisit
from survey_app.responses.models import Response
from tests.support.interviewer import (
    SHORT,
    begin,
    enrol,
    go_on,
    has,
    held,
    interview,
    numbers,
    press,
    show_slip,
    unlock,
)
from tests.support.register import KEYRING

WORDS, NUMBER = "Loa phường nhỏ quá", "0918273645"
SLIP, ADDRESS = "H24.10-260926-4821", "Ngõ sau chùa Kim Liên"


def test_interview_without_network_comes_home(tablet, network, live_database):
    network.mode = "down"
    unlock(tablet, network.url)

    assert interview(tablet, words=WORDS) == 1

    press(tablet, "Quay lại")
    assert numbers(tablet) == (1, 0)
    press(tablet, "Gửi về ngay")
    tablet.get_by_text("Chưa có mạng").wait_for()
    network.mode = "pass"
    press(tablet, "Gửi về ngay")
    tablet.get_by_text("Máy này ghi 1, máy chủ giữ 1.").wait_for()
    assert numbers(tablet) == (0, 1)
    (record,) = held(live_database, tablet)
    with live_database.reading() as session:
        visit = session.get(HouseholdVisit, record.id)
        response = session.get(Response, visit.response_id)
    assert (response.mode, response.overall) == ("household", 4)


@pytest.mark.parametrize("mode", ["portal", "bad_gateway", "lose", "cut"])
def test_whatever_is_no_receipt_is_no_success(tablet, network, live_database, mode):
    network.mode = "down"
    press(tablet, "Hộ tiếp theo")
    press(tablet, "Vắng nhà")
    press(tablet, "Quay lại")

    network.mode = mode
    press(tablet, "Gửi về ngay")
    tablet.get_by_text("vẫn an toàn trên máy").wait_for()
    assert numbers(tablet) == (1, 0)

    network.mode = "pass"
    press(tablet, "Gửi về ngay")
    tablet.get_by_text("Máy này ghi 1, máy chủ giữ 1.").wait_for()
    assert len(held(live_database, tablet)) == 1


def survive(killable, network, work, *, interviews, kill_every):
    """Do interviews offline, kill the browser in the middle of some; return page and receipts."""
    page, login = killable.start(), f"to.giet.{interviews}"
    enrol(page, network.url, work.code(login), login)
    network.mode = "down"
    receipts = []
    for number in range(1, interviews + 1):
        if number % kill_every == 0:
            begin(page)
            go_on(page, stop_after=4, words=WORDS)
            killable.kill()
            page = killable.start()
            unlock(page, network.url)
            page.get_by_role("button", name="Làm tiếp", exact=False).first.click()
            show_slip(page, SLIP)
            serial = go_on(page, words=WORDS, phone=NUMBER)
        else:
            serial = interview(page, choices=SHORT, words=WORDS, phone=NUMBER)
        assert serial == number
        receipts.append(page.locator("#receipt").inner_text())
        if number % kill_every == 0:
            killable.kill()  # right after "saved"
            page = killable.start()
            unlock(page, network.url)
        else:
            press(page, "Quay lại")
    return page, receipts


def come_home(page, network, live_database, expected):
    network.mode = "flaky"
    for _ in range(60):
        press(page, "Gửi về ngay")
        page.locator("#said", has_text="Chưa có mạng").or_(
            page.locator("#said", has_text="máy chủ")
        ).first.wait_for()
        if numbers(page)[0] == 0 and "máy chủ giữ" in page.locator("#said").inner_text():
            break
    assert numbers(page) == (0, expected)
    assert f"Máy này ghi {expected}, máy chủ giữ {expected}." in page.locator("#said").inner_text()
    records = held(live_database, page)
    assert [record.serial for record in records] == [*range(1, expected + 1)]
    assert {record.state for record in records} == {"stored"}


def assert_secret(dump, receipts):
    """Find nothing about a household in a profile, in any spelling a browser uses."""
    codes = [spelt for each in receipts for spelt in (each, each.replace("-", ""))]
    for text in (WORDS, NUMBER, "Loa phường", "273645", SLIP, ADDRESS, *codes):
        assert text.encode() not in dump
        assert text.encode("utf-16-le") not in dump
    # The same search does find what is no secret.
    assert "Đi từng ngõ".encode("utf-16-le") in dump


@pytest.fixture
def listed(live_database, work):
    """The campaign, with addresses of households."""
    rows = [ListedHousehold(work.hamlet_ids[0], number, ADDRESS) for number in range(1, 40)]
    with live_database.writing() as session:
        replace_households(session, KEYRING, work.campaign, rows)
    return work


def test_killed_browser_loses_nothing_and_tells_nothing(killable, network, listed, live_database):
    page, receipts = survive(killable, network, listed, interviews=3, kill_every=2)
    come_home(page, network, live_database, 3)
    killable.kill()

    assert_secret(killable.dump(), receipts)


@pytest.mark.bench
def test_thirty_interviews_with_kills_through_a_faulty_network(
    killable, network, listed, live_database
):
    page, receipts = survive(killable, network, listed, interviews=30, kill_every=5)
    come_home(page, network, live_database, 30)
    killable.kill()

    assert_secret(killable.dump(), receipts)


def test_private_answers_are_locked_for_the_interviewer(tablet):
    begin(tablet)
    while not has(tablet, "Tôi cầm máy rồi"):
        go_on(tablet, stop_after=1)
    go_on(tablet, stop_after=2)
    assert tablet.locator(".private").count() == 1

    unlock(tablet, tablet.url.partition("/field")[0])  # the battery died meanwhile
    tablet.get_by_role("button", name="Làm tiếp", exact=False).first.click()
    assert has(tablet, "Tôi cầm máy rồi")
    while not has(tablet, "Đã nhận lại máy"):
        go_on(tablet, stop_after=1)
    press(tablet, "Đã nhận lại máy")
    after = tablet.locator("h1").inner_text()

    press(tablet, "Quay lại")

    assert tablet.locator(".private").count() == 0
    assert "hài lòng" not in tablet.locator("h1").inner_text()
    press(tablet, "Tiếp tục")
    expect(tablet.locator("h1")).to_have_text(after)


def test_another_person_on_the_same_tablet_sees_nothing_of_the_first(tablet, network, work):
    begin(tablet)
    go_on(tablet, stop_after=2)
    tablet.goto(f"{network.url}/field/")
    other = f"to.khac.{abs(hash(network.url)) % 10**6}"

    enrol(tablet, network.url, work.code(other), other)

    assert tablet.get_by_role("button", name="Làm tiếp", exact=False).count() == 0
    assert numbers(tablet) == (0, 0)
    tablet.goto(f"{network.url}/field/")
    tablet.get_by_label("Mã PIN 6 số").fill("000000")
    press(tablet, "Mở khóa")
    tablet.get_by_text("PIN chưa đúng.").wait_for()


def test_what_the_server_lost_is_sent_again(tablet, network, live_database):
    press(tablet, "Hộ tiếp theo")
    press(tablet, "Từ chối")
    press(tablet, "Quay lại")
    press(tablet, "Gửi về ngay")
    tablet.get_by_text("máy chủ giữ 1.").wait_for()
    (record,) = held(live_database, tablet)
    with live_database.writing() as session:  # as if yesterday's backup had been restored
        session.execute(delete(HouseholdVisit).where(HouseholdVisit.record_id == record.id))
        session.execute(delete(FieldRecord).where(FieldRecord.id == record.id))

    press(tablet, "Gửi về ngay")
    tablet.get_by_text("máy chủ giữ 1.").wait_for()

    (again,) = held(live_database, tablet)
    assert (again.id, again.sha256) == (record.id, record.sha256)


def test_full_storage_is_told_and_nothing_is_called_saved(tablet):
    begin(tablet)
    while not has(tablet, "Xong, lưu phiếu"):
        go_on(tablet, stop_after=1, choices=SHORT)
    tablet.evaluate(
        """() => {
          const real = IDBObjectStore.prototype.add;
          IDBObjectStore.prototype.add = function () {
            IDBObjectStore.prototype.add = real;
            throw new DOMException('full', 'QuotaExceededError');
          };
        }"""
    )

    press(tablet, "Xong, lưu phiếu")

    tablet.get_by_text("Chưa lưu được phiếu này").wait_for()
    assert tablet.locator("[data-serial]").count() == 0
    press(tablet, "Xong, lưu phiếu")
    tablet.locator("[data-serial='1']").wait_for()


def test_new_version_waits_for_the_interview(tablet, network):
    worker = "() => navigator.serviceWorker.controller?.scriptURL ?? ''"
    tablet.goto(f"{network.url}/field/")
    unlock(tablet, network.url)
    begin(tablet)
    go_on(tablet, stop_after=2)
    before = tablet.locator("h1").inner_text()

    network.worker_suffix = b"\n// a newer version"
    tablet.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    tablet.wait_for_function(
        "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
    )

    assert tablet.evaluate(worker)
    assert tablet.locator("h1").inner_text() == before
    go_on(tablet, choices=SHORT)
    press(tablet, "Quay lại")
    press(tablet, "Có bản mới. Cập nhật")
    tablet.get_by_label("Mã PIN 6 số").wait_for()
