"""Accounts, sign-in and API keys."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import delete, insert, select, update

from survey_app.accounts.models import Account, ApiKey, RoleGrant, StaffSession
from survey_app.accounts.policy import ROLES
from survey_app.accounts.queries import StaffCard, find_secret, find_staff, list_admins
from survey_app.core.calendar import local_day
from survey_app.core.errors import ConflictError, NotFoundError, RefusedError
from survey_app.core.text import unreadable_character
from survey_app.database import lock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
#: A visit is noted at most this often, so that looking costs no write.
NOTED_EVERY = timedelta(minutes=5)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
PASSWORD_BYTES = 12
TOKEN_BYTES = 32
#: What an API key may be good for; the default leaves out single answers.
CALLS = ("cases", "invitations", "results", "responses")
DEFAULT_CALLS = CALLS[:3]
LONGEST_NAME = 100
LOGIN = re.compile(rf"[\w.@-]{{1,{LONGEST_NAME}}}")


@cache
def hasher() -> PasswordHasher:
    """Return argon2id with the library's current parameters."""
    return PasswordHasher()


@cache
def nobody_hash() -> str:
    """Return a hash that no password fits, so that unknown accounts take as long."""
    return hasher().hash(secrets.token_urlsafe(TOKEN_BYTES))


def plain(text: str) -> str:
    """Return a typed password in one Unicode form, whatever keyboard it came from."""
    return unicodedata.normalize("NFKC", text)


def new_password() -> str:
    """Return a random password of 16 characters."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


def create_account(
    session: Session,
    login: str,
    password: str,
    grant: tuple[str, int],
    now: datetime,
    *,
    sample: bool = False,
) -> int:
    """Make an account with one role on a unit, given as (role, unit id).

    Raises RefusedError for an unknown role or a password that is too short,
    ConflictError when the login is taken.
    """
    role, unit_id = grant
    if role not in ROLES:
        raise RefusedError("unknown_role", role=role[:40])
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise RefusedError("short_password", length=SHORTEST_PASSWORD)
    name = login.strip().lower()
    if not LOGIN.fullmatch(name):
        raise RefusedError("bad_login", longest=LONGEST_NAME)
    if session.scalar(select(Account.id).where(Account.login == name)):
        raise ConflictError("login_taken", login=name)
    hashed = hasher().hash(plain(password))
    account = Account(login=name, password_hash=hashed, created_at=now, sample=sample)
    session.add(account)
    session.flush()
    session.add(
        RoleGrant(account_id=account.id, role=role, unit_id=unit_id, valid_from=local_day(now))
    )
    return account.id


def authenticate(
    session: Session, login: str, password: str, *, samples: bool = True
) -> int | None:
    """Return the account that login and password open; None alike for every failure."""
    secret = find_secret(session, login.strip().lower(), samples=samples)
    try:
        stored = (secret and secret.password_hash) or nobody_hash()
        hasher().verify(stored, plain(password[:LONGEST_PASSWORD]))
    except (Argon2Error, InvalidHashError):
        return None
    return secret.account_id if secret else None


def start_session(
    session: Session, keyring: Keyring, account_id: int, now: datetime, *, factors: int = 1
) -> str:
    """Open a new session and return the token for its cookie; 2 factors with a code."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.execute(delete(StaffSession).where(StaffSession.created_at < now - ABSOLUTE))
    session.execute(
        insert(StaffSession).values(
            token_mac=keyring.session_mac(token),
            account_id=account_id,
            created_at=now,
            last_seen_at=now,
            factors=factors,
        )
    )
    return token


def end_session(session: Session, keyring: Keyring, token: str) -> None:
    """Close a session; its cookie is worthless from now on."""
    session.execute(
        delete(StaffSession).where(StaffSession.token_mac == keyring.session_mac(token))
    )


def end_sessions(session: Session, account_id: int, *, but: bytes) -> None:
    """Close all sessions of an account but the one with this hash."""
    session.execute(
        delete(StaffSession).where(
            StaffSession.account_id == account_id, StaffSession.token_mac != but
        )
    )


def set_password(
    session: Session, account_id: int, password: str, *, must_change: bool = False
) -> None:
    """Store another password; whether it may be one was judged before."""
    values = {"password_hash": hasher().hash(plain(password)), "must_change": must_change}
    session.execute(update(Account).where(Account.id == account_id).values(**values))


def account_of(session: Session, login: str) -> int:
    """Return the number of an account, or raise NotFoundError ``unknown_account``."""
    name = login.strip().lower()
    account_id = session.scalar(select(Account.id).where(Account.login == name))
    if account_id is None:
        raise NotFoundError("unknown_account", login=name[:100])
    return account_id


def disable_account(session: Session, login: str, now: datetime) -> None:
    """Close an account and its sessions for good.

    Raises:
        NotFoundError: ``unknown_account``.
        RefusedError: ``last_admin``.
    """
    lock(session, b"accounts")
    account_id = account_of(session, login)
    if list_admins(session, local_day(now)) == {account_id}:
        raise RefusedError("last_admin")
    session.execute(update(Account).where(Account.id == account_id).values(active=False))
    end_sessions(session, account_id, but=b"")


def staff_of(session: Session, keyring: Keyring, token: str, now: datetime) -> StaffCard | None:
    """Return who is signed in with a token."""
    return find_staff(
        session,
        keyring.session_mac(token),
        began_after=now - ABSOLUTE,
        seen_after=now - IDLE,
        today=local_day(now),
    )


def note_visit(session: Session, keyring: Keyring, token: str, now: datetime) -> None:
    """Note that a session is in use, at most every five minutes."""
    session.execute(
        update(StaffSession)
        .where(
            StaffSession.token_mac == keyring.session_mac(token),
            StaffSession.last_seen_at < now - NOTED_EVERY,
        )
        .values(last_seen_at=now)
    )


def create_key(  # noqa: PLR0913 - a key is all of these
    session: Session,
    keyring: Keyring,
    name: str,
    unit_id: int,
    *,
    may: Iterable[str],
    expires_on: date | None,
    now: datetime,
) -> str:
    """Make an API key and return it; only its keyed hash is stored."""
    calls = [call for call in CALLS if call in set(may)]
    if not calls or set(may) - set(CALLS):
        raise RefusedError("unknown_call", may=",".join(may)[:100])
    if not 0 < len(name.strip()) <= LONGEST_NAME or unreadable_character(name):
        raise RefusedError("bad_key_name", longest=LONGEST_NAME)
    key = f"ks_{secrets.token_urlsafe(TOKEN_BYTES)}"
    session.add(
        ApiKey(
            name=name.strip(),
            unit_id=unit_id,
            may=",".join(calls),
            key_mac=keyring.api_key_mac(key),
            created_at=now,
            expires_on=expires_on,
        )
    )
    return key
