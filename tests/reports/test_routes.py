"""The way of a unit's reports is set on a page, by those who run the house, and noted."""

import re

import pytest
from sqlalchemy import select

from survey_app.audit.models import AuditEvent
from tests.results.staff import sign_in
from tests.results.town import Town

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

PAGE = "/staff/reports/routes/"
FIELDS = ("first", "second", "third", "fourth", "fifth")


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def units(database):
    town = Town(database)
    province = town.unit("T1", name="Tỉnh Thử")
    commune = town.unit("T1001", province, name="Xã Đường Thử")
    town.unit("T1001.1", commune, name="Trung tâm Phục vụ hành chính công")
    town.unit("T1001.2", commune, name="Phòng Kinh tế")
    town.unit("T2", name="Sở Nơi Khác")
    return town.units


@pytest.fixture
def admin(app, database, units):
    client = app.test_client()
    sign_in(client, database, "quan.tri", "admin", units["T1"])
    return client


def send(client, code, *stations):
    page = client.get(f"{PAGE}?unit=T1001.2").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    fields = dict(zip(FIELDS, stations, strict=False))
    return client.post(f"{PAGE}{code}", data={"csrf_token": token, **fields})


def test_without_a_way_of_its_own_it_is_the_units_above(admin):
    page = admin.get(f"{PAGE}?unit=T1001.2").text

    assert "Xã Đường Thử → Tỉnh Thử" in page
    assert "theo các cấp trên" in page


def test_stations_are_set_shown_and_noted(admin, database):
    assert send(admin, "T1001.2", "T1001.1", "T1001", "T1", "T2").status_code == 303

    page = admin.get(f"{PAGE}?unit=T1001.2").text
    way = "Trung tâm Phục vụ hành chính công → Xã Đường Thử → Tỉnh Thử → Sở Nơi Khác"
    assert way in page
    assert 'value="T1001.1"' in page
    with database.reading() as session:
        details = session.scalars(
            select(AuditEvent.details).where(AuditEvent.action == "reports.route")
        ).all()
    assert details == ['{"stations":["T1001.1","T1001","T1","T2"]}']


def test_an_empty_way_leads_along_the_units_above_again(admin):
    send(admin, "T1001.2", "T1")

    send(admin, "T1001.2")

    assert "Xã Đường Thử → Tỉnh Thử" in admin.get(f"{PAGE}?unit=T1001.2").text


@pytest.mark.parametrize(
    ("stations", "words"),
    [
        (("T9",), "không có đơn vị nào mang mã “T9”"),
        (("T1", "T1001", "T1"), "chỉ đứng một lần"),
        (("T1001.2",), "không phải là nơi nhận báo cáo của mình"),
    ],
)
def test_a_bad_way_is_refused_in_words(admin, stations, words):
    refused = send(admin, "T1001.2", *stations)

    assert refused.status_code == 422
    assert words in refused.text


@pytest.mark.parametrize("code", ["T2", "T9"])
def test_units_of_others_are_unknown(admin, code):
    assert admin.get(f"{PAGE}?unit={code}").status_code == 404
    assert send(admin, code, "T1").status_code == 404


def test_who_writes_reports_does_not_set_their_way(app, database, units):
    client = app.test_client()
    sign_in(client, database, "chuyen.vien", "analyst", units["T1"])

    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/staff/reports/").text
