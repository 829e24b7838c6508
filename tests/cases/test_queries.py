"""What others ask the register."""

from datetime import UTC, datetime

import pytest

from survey_app.cases import queries
from survey_app.cases.service import register_payload
from survey_app.core.errors import NotFoundError
from survey_app.directory.queries import get_unit
from tests.cases.conftest import case_row


@pytest.fixture
def session(database, now):
    items = [
        case_row(1),
        case_row(2, DonViXuLy="11761", NoiNopHoSo="10972"),
        case_row(3, MaHoSo="H99-260901-0002", DonViXuLy="11689", NoiNopHoSo="11689"),
        case_row(4, TrangThaiHoSo="4", NgayKetThucXuLy="", NgayTra="", NgayHenTra="20990101000000"),
        {"MaHoSo": "H24-260901-0005", "DonViXuLy": "10972", "TrangThaiHoSo": 8},
    ]
    register_payload(database, items, scope_id=None, actor="test", now=now, match=lambda *_: None)
    with database.reading() as session:
        yield session


def test_find_case(session):
    case = queries.find_case(session, "H24.10-260901-0001")

    assert (case.handling.name, case.channel, case.finished) == ("Xã Đường An", 2, True)
    assert case.latest_at == case.finished_at == datetime(2026, 9, 7, 3, tzinfo=UTC)
    assert queries.find_case(session, "H24.10-260901-9999") is None


def test_the_latest_time_of_a_case_in_work_is_none_that_is_promised(session):
    case = queries.find_case(session, "H24.10-260901-0004")

    assert not case.finished
    assert case.latest_at == case.received_at


def test_a_case_without_times_has_no_latest_one(session):
    assert queries.find_case(session, "H24-260901-0005").latest_at is None


@pytest.mark.parametrize("serial", ["0001", "0002", "9999"])
def test_find_cases_by_tail(session, serial):
    """The tail is looked for among what the unit handled or received."""
    unit = get_unit(session, "10972")
    found = queries.find_cases_by_tail(session, unit.id, "260901", serial)

    expected = {"0001": ["H24.10-260901-0001"], "0002": ["H24.10-260901-0002"]}
    assert [case.case_id for case in found] == expected.get(serial, [])


def test_by_id(session):
    case = queries.find_case(session, "H24.10-260901-0002")

    assert queries.get_case_by_id(session, case.id) == case
    assert queries.list_cases_by_ids(session, [case.id, 10**6]) == [case]
    with pytest.raises(NotFoundError):
        queries.get_case_by_id(session, 10**6)
