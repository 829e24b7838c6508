"""Whom a provider sends: an account tied to their number there, with the roles that it names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import or_, select

from survey_app.accounts.models import Account, RoleGrant
from survey_app.accounts.policy import ROLES
from survey_app.audit.service import record
from survey_app.core.calendar import local_day
from survey_app.database import lock
from survey_app.directory.queries import find_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

ACTOR: Final = "provider"
LONGEST: Final = 100
#: What a provider says of a sign-in with more than a password. Source: RFC 8176.
STRONG: Final = "mfa"


@dataclass(frozen=True, slots=True)
class ProviderPerson:
    """Who came from the provider."""

    #: Issuer and number there; neither changes when a name does.
    subject: str
    login: str
    name: str
    #: Role and unit code.
    roles: frozenset[tuple[str, str]]
    #: Whether the provider asked for more than a password.
    strong: bool


def person_of(claims: Mapping[str, Any], issuer: str, claim: str) -> ProviderPerson:
    """Read the claims of an ID token; ``claim`` names the list of texts like "analyst@10972"."""
    number, listed = str(claims["sub"]), claims.get(claim) or []
    texts = listed if isinstance(listed, list) else [listed]
    login = str(claims.get("preferred_username") or claims.get("email") or number)
    return ProviderPerson(
        subject=f"{issuer} {number}",
        login=login.strip().lower()[:LONGEST],
        name=str(claims.get("name") or "")[:LONGEST],
        roles=frozenset(filter(None, map(role_of, texts))),
        strong=STRONG in (claims.get("amr") or []),
    )


def role_of(text: object) -> tuple[str, str] | None:
    """Read "analyst@10972"; None for what is no role of ours."""
    role, mark, code = str(text).partition("@")
    return (role, code) if mark and role in ROLES else None


def join(session: Session, person: ProviderPerson, now: datetime) -> int | None:
    """Return the account of who came, with the roles of today; None for whom nobody knows here.

    A local account of the same name is somebody else until its holder is known to be the same, so
    it is never taken over.
    """
    lock(session, b"accounts")
    wanted = set(known_roles(session, person, local_day(now)))
    account = session.scalar(select(Account).where(Account.subject == person.subject))
    if account is None:
        taken = select(Account.id).where(Account.login == person.login)
        if not wanted or session.scalar(taken) is not None:
            return None
        values = {"name": person.name, "password_hash": "", "subject": person.subject}
        account = Account(login=person.login, created_at=now, **values)
        session.add(account)
        session.flush()
    settle(session, account, wanted, local_day(now))
    return account.id if wanted and account.active else None


def known_roles(session: Session, person: ProviderPerson, on: date) -> Iterator[tuple[str, int]]:
    """Yield role and unit id of what the provider says, as far as the units are known."""
    for role, code in person.roles:
        unit = find_unit(session, code, on)
        if unit:
            yield role, unit.id


def settle(session: Session, account: Account, wanted: set[tuple[str, int]], today: date) -> None:
    """End the provider's roles that it no longer names, and give those that are new."""
    held = session.scalars(
        select(RoleGrant).where(
            RoleGrant.account_id == account.id,
            RoleGrant.provided.is_(True),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today),
        )
    ).all()
    for grant in held:
        if (grant.role, grant.unit_id) not in wanted:
            grant.valid_to = today - timedelta(days=1)
            note(session, "accounts.end_grant", account, grant)
    for role, unit_id in sorted(wanted - {(grant.role, grant.unit_id) for grant in held}):
        grant = RoleGrant(role=role, unit_id=unit_id, valid_from=today, provided=True)
        grant.account_id = account.id
        session.add(grant)
        note(session, "accounts.grant", account, grant)
    session.flush()


def note(session: Session, action: str, account: Account, grant: RoleGrant) -> None:
    """Record what the provider's word changed."""
    told = {"role": grant.role}
    unit_id, login = grant.unit_id, account.login
    record(session, action, actor=ACTOR, unit_id=unit_id, subject=login, details=told)
