"""Reading accounts by the units they work for; a row of what is outside never leaves here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from survey_app.accounts.models import Account, AccountInvitation, RoleGrant, SecondFactor
from survey_app.core.errors import NotFoundError
from survey_app.core.paging import PAGE_ROWS, Cursor, ListPage, page_of
from survey_app.directory.models import Unit
from survey_app.directory.scope import units_within

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    Roots = Collection[int]


@dataclass(frozen=True, slots=True)
class GrantView:
    """A role of an account on a unit."""

    id: int
    role: str
    unit_name: str
    valid_from: date
    valid_to: date | None
    #: to come, valid, over
    state: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """An account as its administrator sees it."""

    id: int
    login: str
    name: str
    active: bool
    enrolled: bool
    #: Until when an invitation waits to be taken.
    invited_until: datetime | None
    grants: list[GrantView] = field(default_factory=list)


def list_people(
    session: Session, roots: Roots, search: str, after: Cursor | None, today: date
) -> ListPage[PersonView]:
    """Return a page of accounts that hold, held or will hold a role in these subtrees."""
    query = people(roots, today)
    if search:
        told = Account.login.contains(search.lower(), autoescape=True)
        query = query.where(or_(told, Account.name.contains(search, autoescape=True)))
    if after:
        query = query.where(Account.login > after.value)
    found = views_of(session, query.order_by(Account.login).limit(PAGE_ROWS + 1), roots, today)
    return page_of(found, lambda person: Cursor(person.login, person.id))


def get_person(session: Session, account_id: int, roots: Roots, today: date) -> PersonView:
    """Return an account, or raise NotFoundError ``unknown_account`` for one outside."""
    found = views_of(session, people(roots, today).where(Account.id == account_id), roots, today)
    if not found:
        raise NotFoundError("unknown_account", login=str(account_id))
    return found[0]


def people(roots: Roots, today: date) -> Select[Account, AccountInvitation | None, int | None]:
    """Return the statement for the accounts of these subtrees."""
    here = select(RoleGrant.account_id).where(RoleGrant.unit_id.in_(units_within(roots, today)))
    return (
        select(Account, AccountInvitation, SecondFactor.account_id)
        .outerjoin(AccountInvitation, AccountInvitation.account_id == Account.id)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(Account.id.in_(here))
    )


def views_of(
    session: Session,
    query: Select[Account, AccountInvitation | None, int | None],
    roots: Roots,
    today: date,
) -> list[PersonView]:
    """Return accounts with the roles they have in these subtrees."""
    found = {
        account.id: PersonView(
            account.id,
            account.login,
            account.name,
            account.active,
            factor is not None,
            invitation.expires_at if invitation is not None else None,
        )
        for account, invitation, factor in session.execute(query)
    }
    for account_id, grant in grants_of(session, found, roots, today):
        found[account_id].grants.append(grant)
    return list(found.values())


def grants_of(
    session: Session, account_ids: Collection[int], roots: Roots, today: date
) -> list[tuple[int, GrantView]]:
    """Return the roles of some accounts in these subtrees, the newest first."""
    rows = session.execute(
        select(RoleGrant, Unit.name)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.account_id.in_(account_ids),
            RoleGrant.unit_id.in_(units_within(roots, today)),
        )
        .order_by(RoleGrant.valid_from.desc(), RoleGrant.id.desc())
    )
    return [(grant.account_id, view_of(grant, unit_name, today)) for grant, unit_name in rows]


def view_of(grant: RoleGrant, unit_name: str, today: date) -> GrantView:
    """Return a role as it is shown on a day."""
    state = "valid"
    if grant.valid_from > today:
        state = "to come"
    elif grant.valid_to and grant.valid_to < today:
        state = "over"
    return GrantView(grant.id, grant.role, unit_name, grant.valid_from, grant.valid_to, state)


def works_elsewhere(session: Session, account_id: int, roots: Roots, today: date) -> bool:
    """Tell whether an account holds, or will hold, a role outside these subtrees."""
    return bool(
        session.scalar(
            select(func.count()).where(
                RoleGrant.account_id == account_id,
                or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today),
                RoleGrant.unit_id.not_in(units_within(roots, today)),
            )
        )
    )
