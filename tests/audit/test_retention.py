"""Whole months of the record are erased when asked; what stays can still be checked."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError

from survey_app.audit.models import AuditDrop, AuditEvent, AuditHead
from survey_app.audit.queries import newest_head
from survey_app.audit.retention import drop_months
from survey_app.audit.service import record
from survey_app.audit.verification import verify
from tests.support.settings import NOW

FIRST = datetime(2026, 1, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def year(database):
    """A record of January to May, three lines a month."""
    with database.writing() as session:
        for number in range(15):
            at = FIRST + timedelta(days=10 * number)
            record(session, "cases.import", actor="an", subject=str(number), at=at)
    return database


def months(database):
    with database.reading() as session:
        return session.scalars(select(AuditEvent.month).distinct().order_by(AuditEvent.month)).all()


def test_months_before_one_go_and_their_heads_stay(year, runner):
    with year.reading() as session:
        kept = newest_head(session)
    done = runner.invoke(args=["audit", "drop", "--before", "2026-03"])

    assert done.stdout.split() == ["2026-01", "2026-02"]
    assert months(year)[0] == "2026-03"
    with year.reading() as session:
        assert verify(session, kept).faults == []
        assert session.scalar(select(func.count(AuditHead.month))) >= 5
        told = select(AuditEvent.subject).where(AuditEvent.action == "audit.drop")
        assert session.scalars(told.order_by(AuditEvent.seq)).all() == ["2026-01", "2026-02"]
    assert runner.invoke(args=["audit", "drop", "--before", "2026-03"]).stdout == ""
    assert runner.invoke(args=["audit", "drop", "--before", "03/2026"]).exit_code == 2


def test_the_month_that_goes_on_stays(year):
    drop_months(year, "2099-01", NOW)

    with year.reading() as session:
        assert newest_head(session).month == f"{datetime.now(UTC) + timedelta(hours=7):%Y-%m}"
        assert verify(session).faults == []


def test_an_interrupted_drop_is_finished_by_the_next(year):
    with year.writing() as session:
        session.execute(insert(AuditDrop).values(month="2026-01", dropped_at=NOW))
    with year.reading() as session:
        assert "dropped" in [fault.what for fault in verify(session).faults]

    assert drop_months(year, "2026-02", NOW) == ["2026-01"]
    with year.reading() as session:
        assert verify(session).faults == []


def test_the_database_drops_no_month_without_its_head(year):
    newest = months(year)[-1]
    with year.writing() as session, pytest.raises(DBAPIError):
        session.execute(insert(AuditDrop).values(month=newest, dropped_at=NOW))
