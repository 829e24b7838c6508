"""Desks as staff keep them: listed, named anew, closed."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import select, update

from survey_app.core.errors import NotFoundError
from survey_app.core.text import fold
from survey_app.directory.models import Desk, Unit
from survey_app.directory.queries import DESK, UNIT, DeskCard, desk_card
from survey_app.directory.scope import units_within
from survey_app.directory.service import add_desk, readable_name, readable_telephone
from survey_app.sorting import Order, Sorting, read_all, read_page

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.core.paging import ListPage, ListPlace

#: Units whose desks, and those of all below, somebody may deal with on a day.
Scope: TypeAlias = "tuple[Collection[int], date]"
SORTING: Final = Sorting(
    Desk.id,
    "unit",
    {
        "unit": Order(Unit.name_folded, lambda desk: fold(desk.unit.name)),
        "desk": Order(Desk.name, attrgetter("name")),
        "code": Order(Desk.code, attrgetter("code")),
    },
)


def desks(roots: Collection[int], today: date) -> Select[*tuple[Any, ...]]:
    """Return the statement for the desks of some units and those below."""
    return (
        select(*DESK, *UNIT)
        .join(Unit, Unit.id == Desk.unit_id)
        .where(Desk.unit_id.in_(units_within(roots, today)))
    )


def cards_of(_session: Session, rows: Sequence[Any]) -> list[DeskCard]:
    """Return desks from rows of `desks()`."""
    return [desk_card(row) for row in rows]


def list_desks_within(
    session: Session, scope: Scope, place: ListPlace, *, closed: bool = False
) -> ListPage[DeskCard]:
    """Return a page of desks; those in use, or those that were closed."""
    statement = desks(*scope).where(Desk.active.is_(not closed))
    return read_page(session, statement, SORTING, place, cards_of)


def read_desks(
    session: Session, scope: Scope, place: ListPlace, *, closed: bool = False
) -> Sequence[DeskCard]:
    """Return desks, for a file."""
    statement = desks(*scope).where(Desk.active.is_(not closed))
    return read_all(session, statement, SORTING, place, cards_of)


def get_desk(session: Session, desk_id: int, roots: Collection[int], today: date) -> DeskCard:
    """Return a desk, or raise NotFoundError, also for one of other units."""
    rows = session.execute(desks(roots, today).where(Desk.id == desk_id)).all()
    if not rows:
        raise NotFoundError("unknown_desk")
    return cards_of(session, rows)[0]


def close_desk(session: Session, desk: DeskCard) -> None:
    """Take a desk's code out of use: its posters lead nowhere from now on."""
    session.execute(update(Desk).where(Desk.id == desk.id).values(active=False))


def renew_desk(session: Session, desk: DeskCard, now: datetime) -> str:
    """Give a desk a new code and return it; the old one is out of use."""
    close_desk(session, desk)
    return add_desk(session, desk.unit.code, desk.name, now, telephone=desk.telephone)


def change_desk(session: Session, desk: DeskCard, name: str, telephone: str) -> None:
    """Name a desk anew; without a telephone its citizens call the central number."""
    values = {"name": readable_name(name), "telephone": readable_telephone(telephone)}
    session.execute(update(Desk).where(Desk.id == desk.id).values(values))
