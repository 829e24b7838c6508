"""Answers cannot be changed, not even by a statement sent past the application."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.support.citizen import answer
from tests.support.register import add_case, link_of

TABLES = ("response", "attribution", "response_event")


@pytest.fixture
def answered(client, database):
    now = datetime.now(UTC)
    code = link_of(database, add_case(database, now=now), now)
    return answer(client, f"/R/{code}", overall="1").location


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("table", TABLES)
class TestGuards:
    def test_refuse_update(self, database, table):
        column = "moment" if table == "response" else "seq" if "event" in table else "channel"
        with database.writing() as session, pytest.raises(DBAPIError, match="insert only"):
            session.execute(text(f"UPDATE {table} SET {column} = {column}"))

    def test_refuse_delete(self, database, table):
        with database.writing() as session, pytest.raises(DBAPIError, match="insert only"):
            session.execute(text(f"DELETE FROM {table}"))


@pytest.mark.usefixtures("answered")
def test_replace_does_not_slip_past(database):
    if not database.is_sqlite:
        statement = "TRUNCATE response CASCADE"
    else:
        statement = "INSERT OR REPLACE INTO response SELECT * FROM response"

    with database.writing() as session, pytest.raises(DBAPIError, match="insert only"):
        session.execute(text(statement))
