"""What goes wrong around a tablet: no storage, two windows, a bad line, a clock years off."""

from datetime import UTC, datetime, timedelta

import pytest

from survey_app.field.models import HouseholdVisit
from tests.support.interviewer import held, numbers, press, unlock

YEAR = timedelta(days=365)
NO_STORAGE = """Object.defineProperty(window, 'indexedDB', {
  value: { open() { throw new DOMException('no', 'SecurityError'); } },
})"""
LITTLE_ROOM = """navigator.storage.estimate = async () => ({ quota: 1000, usage: 900 });
navigator.storage.persist = navigator.storage.persisted = async () => false;"""


def visit(page, outcome="Vắng nhà"):
    press(page, "Hộ tiếp theo")
    press(page, outcome)
    page.locator("[data-serial]").wait_for()
    press(page, "Quay lại")


def send(page, said="Đã gửi hết."):
    press(page, "Gửi về ngay")
    page.locator("#said", has_text=said).wait_for()


def test_denied_or_scarce_storage_is_told_before_the_interview(tablet, network):
    tablet.add_init_script(LITTLE_ROOM)
    unlock(tablet, network.url)
    tablet.get_by_text("Trình duyệt chưa hứa giữ dữ liệu").wait_for()
    tablet.get_by_text("Bộ nhớ máy gần đầy").wait_for()

    tablet.add_init_script(NO_STORAGE)
    tablet.goto(f"{network.url}/field/")

    tablet.get_by_text("Trình duyệt này không cho lưu dữ liệu").wait_for()
    assert tablet.get_by_role("button").count() == 0


def test_two_windows_number_and_send_each_record_once(tablet, network, live_database):
    other = tablet.context.new_page()
    unlock(other, network.url)
    unlock(tablet, network.url)
    network.mode = "down"
    for page in (tablet, other, tablet):
        visit(page)
    network.seen.clear()
    network.mode = "pass"
    press(tablet, "Gửi về ngay")
    send(other)

    tablet.locator("#said", has_text="Đã gửi hết.").wait_for()
    assert [record.serial for record in held(live_database, tablet)] == [1, 2, 3]
    assert [path.rpartition("/")[2] for *_, path in network.seen].count("batches") == 1


def test_two_kilobytes_a_second_and_a_third_lost_bring_everything_home(
    tablet, network, live_database
):
    network.mode = "down"
    visit(tablet)
    visit(tablet, "Từ chối")
    network.mode = "slow"
    for _ in range(20):
        press(tablet, "Gửi về ngay")
        tablet.wait_for_function(
            "() => document.querySelector('#waiting')?.innerText === '0'"
            " || /vẫn an toàn/.test(document.querySelector('#said')?.innerText)"
        )
        if numbers(tablet) == (0, 2):
            break
    assert [record.serial for record in held(live_database, tablet)] == [1, 2]
    network.mode = "pass"


@pytest.mark.parametrize("skew", [-2 * YEAR, timedelta(days=14), 2 * YEAR])
def test_clock_that_is_off_loses_nothing_and_moves_nothing(tablet, network, live_database, skew):
    tablet.clock.set_system_time(datetime.now(UTC) + skew)
    unlock(tablet, network.url)
    network.mode = "down"
    visit(tablet)
    network.mode = "pass"
    send(tablet)

    (record,) = held(live_database, tablet)
    with live_database.reading() as session:
        found = session.get(HouseholdVisit, record.id)
    assert found.clock_off
    assert abs(found.ended_at - datetime.now(UTC)) < timedelta(minutes=5)
