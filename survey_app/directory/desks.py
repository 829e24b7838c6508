"""Desks as staff keep them: listed, named anew, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from survey_app.core.errors import NotFoundError
from survey_app.directory.models import Desk, Unit
from survey_app.directory.queries import DESK, UNIT, DeskCard, desk_card
from survey_app.directory.scope import units_within
from survey_app.directory.service import add_desk, readable_telephone

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

MOST_LISTED = 500


def desks(roots: Collection[int], today: date) -> Select[*tuple[Any, ...]]:
    """Return the statement for the desks of some units and those below."""
    return (
        select(*DESK, *UNIT)
        .join(Unit, Unit.id == Desk.unit_id)
        .where(Desk.unit_id.in_(units_within(roots, today)))
    )


def list_desks_within(
    session: Session, roots: Collection[int], today: date, *, closed: bool = False
) -> list[DeskCard]:
    """Return desks by unit and name; those in use, or those that were closed."""
    rows = session.execute(
        desks(roots, today)
        .where(Desk.active.is_(not closed))
        .order_by(Unit.name_folded, Desk.name, Desk.id)
        .limit(MOST_LISTED)
    )
    return [desk_card(row) for row in rows]


def get_desk(session: Session, desk_id: int, roots: Collection[int], today: date) -> DeskCard:
    """Return a desk, or raise NotFoundError, also for one of other units."""
    row = session.execute(desks(roots, today).where(Desk.id == desk_id)).one_or_none()
    if row is None:
        raise NotFoundError("unknown_desk")
    return desk_card(row)


def close_desk(session: Session, desk: DeskCard) -> None:
    """Take a desk's code out of use: its posters lead nowhere from now on."""
    session.execute(update(Desk).where(Desk.id == desk.id).values(active=False))


def renew_desk(session: Session, desk: DeskCard, now: datetime) -> str:
    """Give a desk a new code and return it; the old one is out of use."""
    close_desk(session, desk)
    return add_desk(session, desk.unit.code, desk.name, now, telephone=desk.telephone)


def set_telephone(session: Session, desk: DeskCard, text: str) -> None:
    """Say whom the citizens of a desk call for help; nothing for the central number."""
    number = readable_telephone(text)
    session.execute(update(Desk).where(Desk.id == desk.id).values(telephone=number))
