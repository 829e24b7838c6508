"""Lines are added in the caller's transaction, each tied to the one before, and stay."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from survey_app.audit.chain import BEGINNING, hash_of
from survey_app.audit.models import AuditEvent, AuditHead
from survey_app.audit.queries import COLUMNS, line_of
from survey_app.audit.service import record

OCTOBER = datetime(2026, 10, 31, 16, 59, tzinfo=UTC)
NOVEMBER = datetime(2026, 10, 31, 17, 0, tzinfo=UTC)  # midnight in Vietnam


def rows(database):
    with database.reading() as session:
        order = AuditEvent.month, AuditEvent.seq
        return session.execute(select(AuditEvent.hash, *COLUMNS).order_by(*order)).all()


def keep(database, action="cases.import", **more):
    with database.writing() as session:
        record(session, action, actor="an", **more)


def test_lines_are_chained_over_months(database):
    for at in (OCTOBER, OCTOBER, NOVEMBER):
        keep(database, at=at, details={"rows": 3})

    previous = BEGINNING
    for digest, *fields in rows(database):
        assert digest == hash_of(line_of(tuple(fields)), previous)
        previous = digest
    assert [(row.month, row.seq) for row in rows(database)] == [
        ("2026-10", 1),
        ("2026-10", 2),
        ("2026-11", 1),
    ]
    with database.reading() as session:
        head = session.scalars(select(AuditHead)).one()
        assert (head.month, head.events, head.hash) == ("2026-10", 2, rows(database)[1].hash)


def test_a_clock_set_back_does_not_open_an_old_month(database):
    keep(database, at=NOVEMBER)
    keep(database, at=OCTOBER)

    assert [(row.month, row.seq) for row in rows(database)] == [("2026-11", 1), ("2026-11", 2)]


def test_a_line_goes_with_its_transaction(database):
    with database.writing() as session:
        record(session, "settings.change", actor="an")
        session.rollback()

    assert rows(database) == []


@pytest.mark.parametrize("deed", ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_changes(database, deed):
    keep(database)

    with database.writing() as session, pytest.raises(DBAPIError, match="insert only"):
        session.execute(text(deed))


def test_the_database_refuses_a_replacement(database):
    keep(database)
    statement = (
        "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event"
        if database.is_sqlite
        else "TRUNCATE audit_event"
    )

    with database.writing() as session, pytest.raises(DBAPIError, match="insert only"):
        session.execute(text(statement))
