"""Units and targets changed on screen: from a day on, within reach, recorded."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from survey_app.audit.models import AuditEvent
from survey_app.core.calendar import local_day
from survey_app.core.targets import Target as TargetValue
from survey_app.directory.changing import UnitChange, change_unit, get_state, list_moves
from survey_app.directory.models import Target, UnitSuccession
from survey_app.directory.queries import get_target, get_unit, list_ancestors
from tests.results.staff import sign_in
from tests.support.register import PROVINCE, SIBLING, UNIT
from tests.support.staff_forms import send

DAY = date(2026, 10, 1)
HANOI = "01"
TARGETS = "/staff/targets"


@pytest.fixture
def database(app):
    return app.extensions["survey_database"]


@pytest.fixture
def officer_of(app, database):
    """Return the function that signs in somebody with a role on a unit."""

    def officer_of(code, role):
        with database.reading() as session:
            unit_id = get_unit(session, code).id
        client = app.test_client()
        sign_in(client, database, f"{role}{code}", role, unit_id)
        return client

    return officer_of


def address_of(database, code):
    with database.reading() as session:
        return f"/staff/directory/{get_unit(session, code).id}"


def line_of(database, code, day):
    """Return the codes of the units above one on a day."""
    with database.reading() as session:
        unit_id = get_unit(session, code).id
        return [unit.code for unit in list_ancestors(session, unit_id, day)]


def recorded(database, action):
    with database.reading() as session:
        found = select(AuditEvent.details).where(AuditEvent.action == action)
        return [json.loads(each) for each in session.scalars(found)]


def test_unit_moves_from_a_day_on_and_the_report_says_so(app, database, officer_of):
    client = officer_of(PROVINCE, "admin")
    page = address_of(database, SIBLING)
    sent = {"first": DAY.isoformat(), "parent_code": UNIT, "reason": "Nghị quyết 1"}

    assert send(client, client.get(page).text, page, **sent).status_code == 303

    assert line_of(database, SIBLING, date(2026, 9, 30)) == [PROVINCE]
    assert line_of(database, SIBLING, DAY) == [UNIT, PROVINCE]
    (told,) = recorded(database, "directory.change")
    assert told["parent"] == f"{PROVINCE} → {UNIT}"
    assert (told["from"], told["reason"]) == ("2026-10-01", "Nghị quyết 1")
    with database.reading() as session:
        province = get_unit(session, PROVINCE).id
        (move,) = list_moves(session, province, DAY, date(2026, 12, 31))
        assert list_moves(session, province, date(2026, 7, 1), date(2026, 9, 30)) == []
    assert (move.after, move.first) == ("Xã Đường An", DAY)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("above", [HANOI, "99999", ""])
def test_unit_is_not_moved_out_of_sight(database, officer_of, above):
    client = officer_of(PROVINCE, "admin")
    page = address_of(database, SIBLING)
    sent = {"first": DAY.isoformat(), "parent_code": above, "reason": "x"}

    assert send(client, client.get(page).text, page, **sent).status_code == 422
    assert line_of(database, SIBLING, DAY) == [PROVINCE]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_move_needs_a_day_and_a_reason(database, officer_of):
    client = officer_of(PROVINCE, "admin")
    page = address_of(database, SIBLING)

    assert send(client, client.get(page).text, page, first="", reason="").status_code == 422


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_unit_cannot_stand_below_itself(database, officer_of):
    client = officer_of(PROVINCE, "admin")
    page = address_of(database, UNIT)
    sent = {"first": DAY.isoformat(), "parent_code": UNIT, "reason": "x"}

    assert send(client, client.get(page).text, page, **sent).status_code == 422


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_unit_of_another_province_does_not_exist(database, officer_of):
    client = officer_of(PROVINCE, "admin")

    assert client.get(address_of(database, HANOI)).status_code == 404


def test_merged_unit_ends_and_its_successor_is_known(database):
    with database.writing() as session:
        roots = [get_unit(session, PROVINCE).id]
        unit = get_state(session, get_unit(session, SIBLING).id, roots)
        merged = {"last": date(2026, 12, 31), "successor": UNIT, "partly": False}
        change = UnitChange(first=DAY, name="Xã Tên Mới", parent_code=unit.parent_code, **merged)
        change_unit(session, unit, change, roots)
    with database.reading() as session:
        ended = get_state(session, unit.id, roots)
        (into,) = session.scalars(select(UnitSuccession).where(UnitSuccession.effective_on > DAY))

    assert (ended.name, ended.valid_to) == ("Xã Tên Mới", date(2026, 12, 31))
    assert (into.new_code, into.effective_on) == (UNIT, date(2027, 1, 1))


def local_targets(database):
    with database.reading() as session:
        rows = session.scalars(select(Target).where(Target.unit_code != ""))
        return [TargetValue(row.criterion, row.year, row.direction, row.value) for row in rows]


def test_province_sets_and_takes_away_a_target_of_its_own(database, officer_of, now):
    client = officer_of(PROVINCE, "province")
    year = local_day(now).year
    sent = {"unit_code": PROVINCE, "criterion": "c4", "year": str(year), "source": "KH 12"}
    assert send(client, client.get(TARGETS).text, "/set", value="97", **sent).status_code == 303
    assert send(client, client.get(TARGETS).text, "/set", value="98", **sent).status_code == 303
    assert local_targets(database) == [TargetValue("c4", year, "at_least", 98)]
    with database.reading() as session:
        commune = get_unit(session, UNIT).id
        assert get_target(session, "c4", year, "online", commune).value == 98
        number = session.scalar(select(Target.id).where(Target.unit_code == PROVINCE))

    page = f"{TARGETS}/{number}/remove"
    assert send(client, client.get(page).text, page).status_code == 303
    assert local_targets(database) == []
    assert [each["value"] for each in recorded(database, "targets.set")] == ["97", "98"]
    assert [each["value"] for each in recorded(database, "targets.remove")] == ["98"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_target_of_others_is_out_of_reach(database, officer_of):
    client = officer_of(PROVINCE, "province")
    sent = {"criterion": "c4", "year": "2026", "value": "1", "source": "x"}

    page = client.get(TARGETS).text
    assert send(client, page, "/set", unit_code=HANOI, **sent).status_code == 422
    with database.reading() as session:
        shipped = session.scalar(select(Target.id).where(Target.unit_code == ""))
    assert client.get(f"{TARGETS}/{shipped}/remove").status_code == 404
    assert client.get(TARGETS).status_code == 200
    assert "/set" not in officer_of(UNIT, "analyst").get(TARGETS).text
