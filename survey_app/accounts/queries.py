"""Reading accounts: who is signed in, what a key may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from survey_app.accounts.models import (
    Account,
    ApiKey,
    RecoveryCode,
    RoleGrant,
    SecondFactor,
    StaffSession,
)
from survey_app.accounts.policy import SECOND_FACTOR

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

#: What is still to be done at the door, in this order.
ASK_CODE, CHANGE_PASSWORD, ENROL = "code", "password", "enrol"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on a unit and everything below it."""

    role: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class StaffCard:
    """Somebody who is signed in."""

    account_id: int
    login: str
    grants: tuple[Grant, ...]
    #: When a visit was last noted.
    seen_at: datetime
    #: What is still to be done before anything opens: code, password, enrol; empty inside.
    step: str = ""

    def root_ids(self, roles: frozenset[str]) -> list[int]:
        """Return the units on whose subtrees one of these roles is held; none at the door."""
        if self.step:
            return []
        return sorted({grant.unit_id for grant in self.grants if grant.role in roles})


@dataclass(frozen=True, slots=True)
class KeyCard:
    """A program that may call the API."""

    id: int
    name: str
    unit_id: int
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class SessionCard:
    """One browser in which somebody is signed in."""

    created_at: datetime
    seen_at: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class SecretCard:
    """What a password is checked against."""

    account_id: int
    password_hash: str


def find_secret(session: Session, login: str, *, samples: bool = True) -> SecretCard | None:
    """Return the password hash of an active account, one of the sample data if those may."""
    query = select(Account.id, Account.password_hash).where(
        Account.login == login, Account.active.is_(True)
    )
    row = session.execute(query if samples else query.where(Account.sample.is_(False)))
    found = row.one_or_none()
    return SecretCard(*found) if found else None


def known_login(session: Session, login: str) -> str | None:
    """Return a login as it is stored; None where it is nobody's."""
    return session.scalar(select(Account.login).where(Account.login == login.strip().lower()))


def find_staff(
    session: Session, token_mac: bytes, *, began_after: datetime, seen_after: datetime, today: date
) -> StaffCard | None:
    """Return who holds a session that is neither too old nor idle for too long."""
    row = session.execute(
        select(Account, StaffSession, SecondFactor.account_id)
        .join(StaffSession, StaffSession.account_id == Account.id)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(
            StaffSession.token_mac == token_mac,
            StaffSession.created_at > began_after,
            StaffSession.last_seen_at > seen_after,
            Account.active.is_(True),
        )
    ).one_or_none()
    if row is None:
        return None
    account, opened, factor = row
    grants = list_grants(session, account.id, today)
    step = step_of(account, grants, factors=opened.factors, enrolled=factor is not None)
    return StaffCard(account.id, account.login, grants, opened.last_seen_at, step)


def step_of(account: Account, grants: tuple[Grant, ...], *, factors: int, enrolled: bool) -> str:
    """Return what somebody must do before anything opens; empty for nothing."""
    if enrolled and factors == 1:
        return ASK_CODE
    if account.must_change:
        return CHANGE_PASSWORD
    required = not account.sample and any(grant.role in SECOND_FACTOR for grant in grants)
    return ENROL if required and factors == 1 else ""


def count_recovery_codes(session: Session, account_id: int) -> int | None:
    """Return how many recovery codes are left; None without a second factor."""
    if session.get(SecondFactor, account_id) is None:
        return None
    return session.scalar(select(func.count()).where(RecoveryCode.account_id == account_id))


def list_sessions(session: Session, account_id: int, here: bytes) -> list[SessionCard]:
    """Return where an account is signed in, newest first; ``here`` is the hash of this one."""
    rows = session.execute(
        select(StaffSession.created_at, StaffSession.last_seen_at, StaffSession.token_mac)
        .where(StaffSession.account_id == account_id)
        .order_by(StaffSession.created_at.desc())
    )
    return [SessionCard(created, seen, mac == here) for created, seen, mac in rows]


def list_admins(session: Session, on: date) -> set[int]:
    """Return the active accounts that are admin anywhere on a day."""
    admins = session.scalars(
        select(Account.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            Account.active.is_(True),
            RoleGrant.role == "admin",
            RoleGrant.valid_from <= on,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= on),
        )
    )
    return set(admins)


def list_grants(session: Session, account_id: int, today: date) -> tuple[Grant, ...]:
    """Return the roles an account holds on a day."""
    rows = session.execute(
        select(RoleGrant.role, RoleGrant.unit_id).where(
            RoleGrant.account_id == account_id,
            RoleGrant.valid_from <= today,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today),
        )
    )
    return tuple(Grant(*row) for row in rows)


def find_key(session: Session, key_mac: bytes, today: date) -> KeyCard | None:
    """Return the valid key with this hash."""
    row = session.execute(
        select(ApiKey.id, ApiKey.name, ApiKey.unit_id, ApiKey.may).where(
            ApiKey.key_mac == key_mac,
            ApiKey.revoked_at.is_(None),
            or_(ApiKey.expires_on.is_(None), ApiKey.expires_on >= today),
        )
    ).one_or_none()
    return KeyCard(row.id, row.name, row.unit_id, frozenset(row.may.split(","))) if row else None
