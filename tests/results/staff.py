"""Signing in for tests of staff pages."""

from contextlib import contextmanager

from sqlalchemy import event

from survey_app.accounts.access import COOKIE
from survey_app.accounts.models import Account, RoleGrant
from survey_app.accounts.service import start_session
from survey_app.core.calendar import local_day
from survey_app.core.codes import Keyring
from survey_app.extensions import utc_now
from tests.support.door import PASSWORD, password_hash
from tests.support.settings import LINK_KEY, NOW

__all__ = ["PASSWORD", "session_of", "sign_in", "statements"]


def sign_in(client, database, login, role, unit_id):
    """Make an account and sign it in as with a code; tests/accounts go by the pages."""
    client.set_cookie(COOKIE, session_of(database, login, role, unit_id), path="/staff")


def session_of(database, login, role, unit_id):
    """Make an account and return the cookie of its session."""
    with database.writing() as session:
        account = Account(login=login, password_hash=password_hash(), created_at=NOW)
        session.add(account)
        session.flush()
        grant = {"role": role, "unit_id": unit_id, "valid_from": local_day(NOW)}
        session.add(RoleGrant(account_id=account.id, **grant))
        return start_session(session, Keyring(LINK_KEY), account.id, utc_now(), factors=2)


@contextmanager
def statements(database):
    """Collect the statements that run meanwhile."""
    found = []

    def note(_connection, _cursor, statement, *_rest):
        found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield found
    event.remove(database.engine, "before_cursor_execute", note)
