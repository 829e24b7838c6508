"""How the units of a case are found, and who may name which."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from survey_app.cases.service import register_payload
from survey_app.directory.models import Unit, UnitAgencyCode
from survey_app.directory.queries import get_unit
from tests.cases.conftest import case_row


@pytest.fixture
def send(database, now):
    """Register one case of a caller for this unit; return what became of it."""

    def send(unit, scope=None, **changes):
        with database.reading() as session:
            scope_id = get_unit(session, scope).id if scope else None
        [result] = register_payload(
            database,
            [case_row(DonViXuLy=unit, NoiNopHoSo="") | changes],
            scope_id=scope_id,
            actor="test",
            now=now,
            match=lambda *_: None,
        )
        return result

    return send


@pytest.fixture
def handled_by(stored, database):
    def handled_by(case_id="H24.10-260901-0001"):
        with database.reading() as session:
            return session.get(Unit, stored()[case_id].handling_unit_id).name

    return handled_by


@pytest.fixture
def agency(database):
    """Give xã Đường An the agency code H24.10."""
    with database.writing() as session:
        unit_id = get_unit(session, "10972").id
        session.execute(
            insert(UnitAgencyCode),
            {"unit_id": unit_id, "code": "H24.10", "valid_from": date(2025, 7, 1)},
        )


@pytest.mark.parametrize("spelled", ["10972", " 10972 ", "H24.10", "h24.10"])
def test_by_unit_code_then_agency_code(send, agency, handled_by, spelled):
    assert send(spelled).result == "added"
    assert handled_by() == "Xã Đường An"


@pytest.mark.parametrize(
    "spelled", ["Xã Đường An", "Xã  Đường An", "Xa\u0303 Đu\u031bo\u031b\u0300ng An"]
)
def test_by_exact_name_inside_the_subtree(send, handled_by, spelled):
    assert send(spelled, "31").result == "added"
    assert handled_by() == "Xã Đường An"


def test_a_name_that_several_units_have_is_nobody(send):
    assert send("Xã Tân Tiến").errors[0][0] == "DonViXuLy"


def test_a_name_is_looked_for_inside_the_subtree_only(send):
    """Hưng Đạo is a ward of Hải Phòng and a commune of Cao Bằng and Hà Nội."""
    assert send("Phường Hưng Đạo", "31").result == "added"
    assert send("Phường Hưng Đạo", "04").result == "rejected"


@pytest.mark.parametrize("scope", ["01", "11761"])
def test_a_unit_outside_the_subtree_is_unknown(send, agency, scope):
    for spelled in ("10972", "H24.10", "Xã Đường An"):
        result = send(spelled, scope)
        assert (result.result, result.errors[0][:2]) == ("rejected", ("DonViXuLy", spelled))


def test_a_receiving_unit_outside_the_subtree_is_flagged(send):
    result = send("10972", "10972", NoiNopHoSo="11761")

    assert (result.result, result.flags) == ("added", ("unknown_receiving_unit",))


def test_a_reused_code_means_the_unit_of_its_day(database, send, handled_by):
    with database.writing() as session:
        for name, first, last in [
            ("Xã Cũ", date(2020, 1, 1), date(2025, 6, 30)),
            ("Xã Mới", date(2025, 7, 1), None),
        ]:
            unit = {"code": "90001", "name": name, "name_folded": name, "kind": "commune"}
            dates = {"province_code": "31", "valid_from": first, "valid_to": last}
            session.execute(insert(Unit), unit | dates)

    send("90001", MaHoSo="A-1", NgayTiepNhan="20250630235959")
    send("90001", MaHoSo="A-2", NgayTiepNhan="20250701000000")
    send("90001", MaHoSo="A-3", NgayTiepNhan="", NgayNopHoSo="")

    assert [handled_by(case_id) for case_id in ("A-1", "A-2", "A-3")] == [
        "Xã Cũ",
        "Xã Mới",
        "Xã Mới",
    ]


def test_a_case_from_before_the_unit_began_is_still_its_case(send, handled_by, stored):
    assert send("10972", NgayTiepNhan="20250101080000").result == "added"
    assert stored()["H24.10-260901-0001"].received_at == datetime(2025, 1, 1, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("odd", ["\ud800", "109\x0072", "x" * 9000, "'; DROP TABLE unit; --"])
def test_odd_texts_are_unknown_units(send, odd):
    assert send(odd).result == "rejected"
