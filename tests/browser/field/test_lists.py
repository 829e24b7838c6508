"""Where to go next: the list of households, kept encrypted and only while it is needed."""

from datetime import UTC, datetime

import pytest

from survey_app.field.households import ListedHousehold, replace_households
from survey_app.field.service import close_campaign
from tests.support.interviewer import SHORT, go_on, press, unlock
from tests.support.register import KEYRING
from tests.support.tablet import Field

ADDRESSES = ("Ngõ 3, cạnh ao làng", "Số 12, đường đê", "Xóm chợ")
#: What the tablet keeps of lists, as text that a thief would search.
KEPT = """() => new Promise((done) => {
  const asked = indexedDB.open('field');
  asked.onsuccess = () => {
    const all = asked.result.transaction('lists').objectStore('lists').getAll();
    all.onsuccess = () => {
      asked.result.close();
      done(all.result.map((each) => new TextDecoder().decode(each.hidden)));
    };
  };
})"""


@pytest.fixture
def work(live_database):
    work = Field(live_database, datetime.now(UTC), hamlets=(("Thôn Đông", 3),))
    rows = [ListedHousehold(work.hamlet_ids[0], 4 + n, each) for n, each in enumerate(ADDRESSES)]
    with live_database.writing() as session:
        replace_households(session, KEYRING, work.campaign, rows)
    return work


def address(page):
    return page.locator("#address").inner_text()


def test_tablet_leads_down_the_list_and_forgets_it_with_the_campaign(
    tablet, network, live_database, work
):
    unlock(tablet, network.url)
    tablet.wait_for_function(f"async () => (await ({KEPT})()).length === 1")
    assert not any(each in kept for each in ADDRESSES for kept in tablet.evaluate(KEPT))
    network.mode = "down"
    press(tablet, "Hộ tiếp theo")
    assert address(tablet) == ADDRESSES[0]
    press(tablet, "Vắng nhà")
    press(tablet, "Hộ tiếp theo")
    assert address(tablet) == ADDRESSES[1]
    tablet.get_by_label("Hộ số").fill("6")
    assert address(tablet) == ADDRESSES[2]
    press(tablet, "Bắt đầu phỏng vấn")
    press(tablet, "Gia đình đồng ý")
    go_on(tablet, choices=SHORT)
    press(tablet, "Hộ tiếp theo")
    press(tablet, "Từ chối")
    press(tablet, "Hộ tiếp theo")
    assert address(tablet) == ADDRESSES[0]  # nobody was home there

    network.mode = "pass"
    with live_database.writing() as session:
        close_campaign(session, work.campaign, datetime.now(UTC))
    press(tablet, "Quay lại")
    press(tablet, "Gửi về ngay")
    tablet.get_by_text("Đã gửi hết.").wait_for()
    assert tablet.evaluate(KEPT) == []


def test_list_is_gone_after_the_last_day_without_network(tablet, network):
    unlock(tablet, network.url)
    tablet.wait_for_function(f"async () => (await ({KEPT})()).length === 1")
    network.mode = "down"
    tablet.clock.set_system_time(datetime(2028, 1, 1, tzinfo=UTC))

    unlock(tablet, network.url)

    assert tablet.evaluate(KEPT) == []
