"""Where households live: sealed here, given to whom it is assigned, gone when the campaign ends."""

import io
import re

import pytest
from sqlalchemy import select

from survey_app.directory.queries import get_unit
from survey_app.field.models import Campaign, CampaignHousehold
from survey_app.field.service import close_campaign
from tests.results.staff import sign_in
from tests.support.register import UNIT
from tests.support.tablet import PACKAGE

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
ADDRESS = "Ngõ 3, cạnh ao làng"
LIST = f'Thôn,Hộ số,Địa chỉ\nThôn Đông,4,"{ADDRESS}"\nThôn Đông,9,Số 12\nthôn đoài,1,Số 1\n'


@pytest.fixture
def send_list(client, database, work):
    with database.reading() as session:
        unit_id = get_unit(session, UNIT).id
    sign_in(client, database, "phong.vhxh", "analyst", unit_id)
    address = f"/staff/campaigns/{work.campaign}"

    def send(text):
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(address).text)[1]
        file = (io.BytesIO(text.encode()), "ho.csv")
        client.post(f"{address}/households", data={"csrf_token": token, "file": file})
        return client.get(address).text

    return send


def stored(database):
    with database.reading() as session:
        return session.scalars(select(CampaignHousehold)).all()


def lists(tablet, *, addresses=True):
    return tablet.call(PACKAGE, {"highest": 0, "addresses": addresses}).json["lists"]


def test_list_comes_sealed_and_goes_to_whom_it_is_assigned(database, work, send_list, new_tablet):
    page = send_list(LIST)

    east, west = map(str, work.hamlet_ids)
    expected = {east: [[4, ADDRESS], [9, "Số 12"]], west: [[1, "Số 1"]]}
    assert "Thôn Đông 2, Thôn Đoài 1" in page
    assert lists(new_tablet()) == {str(work.campaign): expected}
    assert not any(ADDRESS.encode() in each.sealed_address for each in stored(database))


def test_tablet_that_is_locked_gets_no_address(send_list, tablet):
    send_list(LIST)

    assert lists(tablet, addresses=False) == {}


def test_new_list_takes_the_place_of_the_old(database, work, send_list):
    send_list(LIST)
    send_list("hamlet,number,address\nThôn Đông,1,Nhà văn hóa\n")

    assert [(each.hamlet_id, each.number) for each in stored(database)] == [(work.hamlet_ids[0], 1)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hamlet,number\nThôn Đông,1\n", "thiếu cột: address"),
        ("hamlet,number,address\nThôn Nam,1,x\n", "Dòng 2, cột hamlet"),
        ("hamlet,number,address\nThôn Đông,0,x\n", "Dòng 2, cột number"),
        ("hamlet,number,address\nThôn Đông,1,x\nThôn Đông,1,y\n", "đã có ở dòng trên"),
        ("hamlet,number,address\nThôn Đông,1,\n", "Dòng 2, cột address"),
        ("", "không có dữ liệu"),
    ],
)
def test_wrong_list_is_told_by_place_and_changes_nothing(database, send_list, text, told):
    send_list(LIST)

    assert told in send_list(text)
    assert len(stored(database)) == 3


def test_addresses_are_gone_when_the_campaign_is_closed(database, work, send_list, tablet, now):
    send_list(LIST)
    with database.writing() as session:
        close_campaign(session, work.campaign, now)

    assert stored(database) == []
    assert lists(tablet) == {}


def test_addresses_stay_here_after_the_last_day(database, work, send_list, tablet):
    send_list(LIST)
    with database.writing() as session:
        campaign = session.get(Campaign, work.campaign)
        campaign.last_day = campaign.first_day

    assert lists(tablet) == {}
