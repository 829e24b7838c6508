"""Calls of case systems: one result for each case, in the caller's own spelling."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from survey_app.cases.models import CaseRecord, ImportBatch
from survey_app.cases.service import register_payload
from tests.cases.conftest import case_row

# Values a client in another language may well send.
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture
def send(database, now):
    def send(*items, match=lambda *_: None):
        return register_payload(
            database, items, scope_id=None, actor="key test", now=now, match=match
        )

    return send


def test_each_case_has_its_result_in_order(send):
    send(case_row(1), case_row(2))

    results = send(
        case_row(1),
        case_row(2, TrangThaiHoSo=9),
        case_row(3, MaTTHC="9.999999"),
        case_row(4, DonViXuLy="?"),
        case_row(3, MaTTHC="9.999999"),
        case_row(3),
    )

    assert [(each.case_id[-1], each.result) for each in results] == [
        ("1", "unchanged"),
        ("2", "updated"),
        ("3", "added"),
        ("4", "rejected"),
        ("3", "unchanged"),
        ("3", "rejected"),
    ]
    assert results[2].flags == ("unknown_procedure",)
    assert results[3].errors == (("DonViXuLy", "?", "không có đơn vị xử lý này"),)
    assert "duplicate of row 3" in results[5].errors[0][2]


def test_fields_are_named_as_the_caller_spells_them(send):
    [result] = send({"Case_ID": "h24-260901-0001", "Handling Unit": 99999, "status": "x"})

    assert result.case_id == "H24-260901-0001"
    assert {(name, value) for name, value, _ in result.errors} == {
        ("Handling Unit", "99999"),
        ("status", "x"),
    }


def test_a_new_case_needs_case_id_and_handling_unit(send):
    nothing, no_unit = send({}, {"case_id": "H24-260901-0001"})

    assert [error[0] for error in nothing.errors] == ["case_id"]
    assert [error[0] for error in no_unit.errors] == ["handling_unit"]


def test_a_known_case_needs_its_case_id_only(send):
    send(case_row(TrangThaiHoSo=4))

    assert send({"case_id": "H24.10-260901-0001", "status": 10})[0].result == "updated"
    assert send({"case_id": "H24.10-260901-0001"})[0].result == "unchanged"


@pytest.mark.parametrize("name", ["HoTen", "Họ tên", "CCCD", "SoDienThoai", "email"])
def test_personal_data_are_refused_with_their_case(send, database, name):
    refused, kept = send(case_row(1) | {name: "0912345678"}, case_row(2))

    assert (refused.result, refused.errors[0][:2]) == ("rejected", (name, ""))
    assert kept.result == "added"


def test_a_call_is_noted_once(send, database):
    send(*[case_row(n) for n in range(1, 1001)])

    with database.reading() as session:
        [batch] = session.scalars(select(ImportBatch))
    assert (batch.actor, batch.read, batch.added) == ("key test", 1000, 1000)
    assert batch.finished_at is not None


def test_an_empty_call_is_answered(send):
    assert send() == []


def test_answers_are_matched_in_the_transaction_that_adds_the_case(send, database):
    seen = []

    def match(session, ids, _now):
        inside = set(session.scalars(select(CaseRecord.id)))
        with database.reading() as other:
            outside = other.scalar(select(func.count(CaseRecord.id)))
        seen.append((set(ids) <= inside, len(ids), outside))

    send(case_row(1), case_row(2), match=match)
    send(case_row(1), case_row(2, TrangThaiHoSo=9), case_row(3, DonViXuLy="?"), match=match)
    send(case_row(1), match=match)

    assert seen == [(True, 2, 0), (True, 1, 2)]


def test_a_failing_match_takes_nothing_in(send, database):
    def match(*_):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        send(case_row(1), match=match)
    with database.reading() as session:
        assert session.scalar(select(func.count(CaseRecord.id))) == 0
        assert session.scalar(select(func.count(ImportBatch.id))) == 0


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(st.dictionaries(st.sampled_from(list(case_row())) | st.text(), VALUES), max_size=4))
def test_no_payload_breaks_it(send, items):
    results = send(*items)

    assert len(results) == len(items)
    json.dumps([(each.case_id, each.errors) for each in results], ensure_ascii=False).encode()
    assert all(bool(each.errors) == (each.result == "rejected") for each in results)
