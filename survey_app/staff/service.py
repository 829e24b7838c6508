"""Inviting people, giving and ending their roles: each only within the subtree of who does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update

from survey_app.accounts.invitation import invite
from survey_app.accounts.models import Account, RoleGrant
from survey_app.accounts.queries import list_admins
from survey_app.accounts.service import disable_account
from survey_app.audit.service import record
from survey_app.core.calendar import local_day
from survey_app.core.errors import ConflictError, NotFoundError, RefusedError
from survey_app.database import lock
from survey_app.directory.queries import get_unit_by_id
from survey_app.directory.scope import check_within, units_within
from survey_app.staff.queries import get_person, works_elsewhere

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring

#: Roles that may change what binds everybody, and where they are given.
HIGH: Final = frozenset({"province", "ministry"})
HIGH_UNITS: Final = frozenset({"country", "province", "central_city"})


@dataclass(frozen=True, slots=True)
class AdminDeed:
    """Who administers which subtrees, and when."""

    account_id: int
    login: str
    roots: Collection[int]
    now: datetime

    @property
    def today(self) -> date:
        """The local day."""
        return local_day(self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrant:
    """A role on a unit, for a time."""

    role: str
    unit_id: int
    valid_from: date
    valid_to: date | None


def invite_person(
    session: Session,
    keyring: Keyring,
    deed: AdminDeed,
    person: tuple[str, str],
    wanted: NewGrant,
) -> tuple[int, str]:
    """Make an account for (login, name) with one role; return its number and the link's token.

    Raises:
        ConflictError: ``login_taken``.
    """
    login, name = person[0].strip().lower(), person[1].strip()
    if session.scalar(select(Account.id).where(Account.login == login)) is not None:
        raise ConflictError("login_taken", login=login[:100])
    account = Account(login=login, name=name, password_hash="", created_at=deed.now)
    session.add(account)
    session.flush()
    token = invite(session, keyring, account.id, deed.now)
    note(session, deed, "accounts.invite", login)
    store_grant(session, deed, (account.id, login), wanted)
    return account.id, token


def give_role(session: Session, deed: AdminDeed, account_id: int, wanted: NewGrant) -> None:
    """Give an account one more role; nobody gives themselves one."""
    person = get_person(session, account_id, deed.roots, deed.today)
    check_other(deed, account_id)
    store_grant(session, deed, (account_id, person.login), wanted)


def store_grant(
    session: Session, deed: AdminDeed, account: tuple[int, str], wanted: NewGrant
) -> None:
    """Store a role on a unit of the administrator's.

    Raises:
        NotFoundError: ``unknown_unit`` outside the subtrees.
        RefusedError: ``bad_grant``, ``grant_too_high``.
    """
    check_within(session, wanted.unit_id, deed.roots, deed.today)
    if wanted.valid_to and wanted.valid_to < wanted.valid_from:
        raise RefusedError("bad_grant")
    if wanted.role in HIGH and get_unit_by_id(session, wanted.unit_id).kind not in HIGH_UNITS:
        raise RefusedError("grant_too_high")
    account_id, login = account
    session.add(
        RoleGrant(
            account_id=account_id,
            role=wanted.role,
            unit_id=wanted.unit_id,
            valid_from=wanted.valid_from,
            valid_to=wanted.valid_to,
        )
    )
    until = str(wanted.valid_to) if wanted.valid_to else None
    told = {"role": wanted.role, "from": str(wanted.valid_from), "to": until}
    note(session, deed, "accounts.grant", login, unit_id=wanted.unit_id, details=told)


def end_role(
    session: Session, deed: AdminDeed, account_id: int, grant_id: int, last_day: date
) -> None:
    """End a role after a day, at the earliest yesterday; an admin must be left.

    Raises:
        NotFoundError: ``unknown_grant`` for one outside the subtrees.
        RefusedError: ``last_admin``.
    """
    lock(session, b"accounts")
    person = get_person(session, account_id, deed.roots, deed.today)
    check_other(deed, account_id)
    mine = (RoleGrant.id == grant_id) & (RoleGrant.account_id == account_id)
    within = RoleGrant.unit_id.in_(units_within(deed.roots, deed.today))
    grant = session.scalar(select(RoleGrant).where(mine, within))
    if grant is None:
        raise NotFoundError("unknown_grant")
    grant.valid_to = max(last_day, deed.today - timedelta(days=1))
    session.flush()
    if grant.role == "admin" and not list_admins(session, grant.valid_to + timedelta(days=1)):
        raise RefusedError("last_admin")
    told = {"role": grant.role, "to": str(grant.valid_to)}
    note(session, deed, "accounts.end_grant", person.login, unit_id=grant.unit_id, details=told)


def close_account(session: Session, deed: AdminDeed, account_id: int) -> None:
    """Close an account that works for nobody else, and sign it out everywhere."""
    login = own_person(session, deed, account_id)
    disable_account(session, login, deed.now)
    note(session, deed, "accounts.disable", login)


def reopen_account(session: Session, deed: AdminDeed, account_id: int) -> None:
    """Let a closed account in again, with the roles it still has."""
    login = own_person(session, deed, account_id)
    session.execute(update(Account).where(Account.id == account_id).values(active=True))
    note(session, deed, "accounts.reopen", login)


def new_link(session: Session, keyring: Keyring, deed: AdminDeed, account_id: int) -> str:
    """Return the token of a link by which somebody sets a password anew."""
    login = own_person(session, deed, account_id)
    note(session, deed, "accounts.new_link", login)
    return invite(session, keyring, account_id, deed.now)


def own_person(session: Session, deed: AdminDeed, account_id: int) -> str:
    """Return the login of somebody else who works for nobody but the administrator's units.

    Whoever may set a password anew may act as its holder: so only for one's own people.
    """
    person = get_person(session, account_id, deed.roots, deed.today)
    check_other(deed, account_id)
    if works_elsewhere(session, account_id, deed.roots, deed.today):
        raise RefusedError("grants_elsewhere")
    return person.login


def check_other(deed: AdminDeed, account_id: int) -> None:
    """Raise RefusedError ``own_rights`` for who changes themselves."""
    if account_id == deed.account_id:
        raise RefusedError("own_rights")


def note(
    session: Session,
    deed: AdminDeed,
    action: str,
    login: str,
    *,
    unit_id: int | None = None,
    details: Mapping[str, str | None] | None = None,
) -> None:
    """Record what was done to whom."""
    record(session, action, actor=deed.login, unit_id=unit_id, subject=login, details=details)
