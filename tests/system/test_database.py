"""The database's own promises: broken connections are replaced, refused statements are told."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from survey_app import database as rules
from survey_app.database import add_rows, at_once
from survey_app.directory.models import ProcedureTag

TAG = {"procedure_code": "1.000001", "tag": "essential"}
PID = text("SELECT pg_backend_pid()")


def count_tags(database):
    with database.reading() as session:
        return session.scalar(
            select(func.count()).select_from(ProcedureTag).where(ProcedureTag.tag == "essential")
        )


def write(database, *tags):
    with database.writing() as session, at_once(session):
        for tag in tags:
            add_rows(session, ProcedureTag, tag)


def test_rows_written_at_once_are_kept_together(database):
    write(database, TAG, TAG | {"procedure_code": "1.000002"})

    assert count_tags(database) == 2


def test_a_refused_row_takes_the_others_along(database):
    with pytest.raises(IntegrityError):
        write(database, TAG | {"procedure_code": "1.000002"}, TAG, TAG)

    assert count_tags(database) == 0


def test_a_look_up_leaves_no_transaction(database):
    with database.connect() as connection:
        connection.execute(select(func.count()).select_from(ProcedureTag))
        driver = connection.connection.driver_connection
        held = driver.in_transaction if database.is_sqlite else driver.info.transaction_status

    assert not held


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_a_connection_that_broke_while_idle_is_replaced(database, monkeypatch):
    monkeypatch.setattr(rules, "IDLE_SECONDS", 0.0)
    with database.connect() as other:
        with database.connect() as idle:
            broken = idle.scalar(PID)
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": broken})
        with database.connect() as fresh:
            assert fresh.scalar(PID) != broken
