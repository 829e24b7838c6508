"""What happens in the console stands in the record, and those who look after it can search it."""

import csv
import io

import pytest
from sqlalchemy import select

from survey_app.accounts.service import create_account
from survey_app.audit.models import AuditEvent
from survey_app.audit.service import record
from survey_app.core.paging import PAGE_ROWS
from tests.results.staff import PASSWORD, sign_in
from tests.support.door import knock
from tests.support.settings import NOW

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


def lines(database):
    order = AuditEvent.month, AuditEvent.seq
    with database.reading() as session:
        return session.scalars(select(AuditEvent).order_by(*order)).all()


def told(database):
    return [(line.action, line.actor, line.subject) for line in lines(database)]


def test_signing_in_and_what_is_refused_are_recorded(client, database):
    with database.writing() as session:
        create_account(session, "an", PASSWORD, ("leader", 1), NOW)
    knock(client, "an")
    client.get("/staff/audit")
    client.get("/staff/desks/999/scan")

    assert told(database) == [
        ("accounts.sign_in", "an", ""),
        ("access.refused", "an", "/staff/audit"),
        ("access.refused", "an", "/staff/desks/999/scan"),
    ]


def test_a_failure_is_recorded_without_what_was_typed(client, database):
    with database.writing() as session:
        create_account(session, "an", PASSWORD, ("analyst", 1), NOW)
    for login in ("AN", "my password by mistake"):
        knock(client, login, "wrong")

    failed = "accounts.sign_in_failed"
    assert told(database) == [(failed, "", "an"), (failed, "", "?")]


def test_commands_are_recorded(runner, database):
    runner.invoke(args=["accounts", "create", "binh", "--role", "leader", "--unit", "10972"])
    runner.invoke(args=["accounts", "create-key", "cổng", "--unit", "10972"])
    runner.invoke(args=["directory", "add-desk", "10972", "Quầy 1"])

    assert told(database) == [
        ("accounts.create", "operator", "binh"),
        ("accounts.create_key", "operator", "cổng"),
        ("desks.add", "operator", "Quầy 1"),
    ]
    assert all(line.unit_id for line in lines(database))


def test_an_export_is_recorded_and_a_refused_one_is_not(client, database):
    sign_in(client, database, "an", "analyst", 1)
    client.get("/staff/cases/list.csv?channel=2")
    client.get("/staff/cases/list.csv?channel=9")

    exports = [line for line in lines(database) if line.action == "cases.export"]
    assert [line.details for line in exports] == ['{"filters":["channel"]}']


def test_lines_are_found_page_by_page(client, database):
    with database.writing() as session:
        for number in range(PAGE_ROWS + 5):
            action = "cases.import" if number % 2 else "reports.close"
            record(session, action, actor="an", subject=f"file {number}")
    sign_in(client, database, "lan", "security", 1)

    first = client.get("/staff/audit").text
    following = first.partition("after=")[2].partition('"')[0]
    assert "file 54" in first
    assert "file 4<" not in first
    assert "file 4<" in client.get(f"/staff/audit?after={following}").text
    narrowed = client.get("/staff/audit?action=cases&q=file+5&actor=AN").text
    assert "file 53" in narrowed
    assert "file 54" not in narrowed


def test_the_list_can_be_taken_along(client, database):
    with database.writing() as session:
        record(session, "cases.import", actor="an")
    sign_in(client, database, "lan", "security", 1)
    rows = list(csv.reader(io.StringIO(client.get("/staff/audit/list.csv").text.lstrip("\ufeff"))))

    assert rows[0][:5] == ["month", "number", "at", "action", "actor"]
    assert rows[1][3:5] == ["cases.import", "an"]


def test_the_head_of_the_day_can_be_kept_elsewhere(client, database, runner):
    with database.writing() as session:
        record(session, "cases.import", actor="an")
    sign_in(client, database, "lan", "security", 1)
    kept = client.get("/staff/audit/head.txt").text.strip()

    assert runner.invoke(args=["audit", "verify", "--head", kept]).exit_code == 0
    assert told(database)[-1][0] == "audit.head"


def test_files_of_questionnaires_and_imports_of_programs_are_recorded(client, database, runner):
    made = runner.invoke(args=["accounts", "create-key", "cổng", "--unit", "10972"])
    key = {"Authorization": f"Bearer {made.stdout.split()[-1]}"}
    case = {"case_id": "H24.10-260901-0001", "handling_unit": "10972", "channel": 2}
    for _again in range(2):
        client.post("/api/v1/cases", json=case, headers=key)
    sign_in(client, database, "an", "province", 1)
    client.get("/staff/questionnaires/versions/1/form.json")

    assert told(database)[1:] == [
        ("cases.import", "key cổng", ""),
        ("questionnaires.export", "an", "/staff/questionnaires/versions/1/form.json"),
    ]
