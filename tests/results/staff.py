"""Signing in for tests of staff pages."""

import re
from contextlib import contextmanager

from sqlalchemy import event

from survey_app.accounts.service import create_account
from tests.support.settings import NOW

PASSWORD = "một mật khẩu đủ dài"


def sign_in(client, database, login, role, unit_id):
    """Make an account and sign it in."""
    with database.writing() as session:
        create_account(session, login, PASSWORD, (role, unit_id), NOW)
    page = client.get("/staff/sign-in").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    sent = {"csrf_token": token, "login": login, "password": PASSWORD}
    assert client.post("/staff/sign-in", data=sent).status_code == 303


@contextmanager
def statements(database):
    """Collect the statements that run meanwhile."""
    found = []

    def note(_connection, _cursor, statement, *_rest):
        found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield found
    event.remove(database.engine, "before_cursor_execute", note)
