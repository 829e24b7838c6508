"""Which units somebody may deal with: those at and below the units of a grant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from survey_app.core.errors import NotFoundError
from survey_app.directory.models import Unit, UnitParent
from survey_app.directory.queries import UNIT, UnitCard, valid_on

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def units_within(roots: Collection[int], on: date) -> Select[int]:
    """Return a select of the ids of all units at or below these on a day."""
    top, below = aliased(UnitParent), aliased(UnitParent)
    return select(below.unit_id).where(
        top.unit_id.in_(list(roots)),
        valid_on(top, on),
        valid_on(below, on),
        below.path.startswith(top.path),
    )


def list_within(session: Session, roots: Collection[int], on: date) -> list[UnitCard]:
    """Return all units at or below these on a day, by code."""
    rows = session.execute(
        select(*UNIT).where(Unit.id.in_(units_within(roots, on))).order_by(Unit.code)
    )
    return [UnitCard(*row) for row in rows]


def check_within(session: Session, unit_id: int, roots: Collection[int], on: date) -> None:
    """Raise NotFoundError ``unknown_unit`` for a unit outside, as for one that does not exist."""
    path = session.scalar(
        select(UnitParent.path).where(UnitParent.unit_id == unit_id, valid_on(UnitParent, on))
    )
    line = {int(part) for part in (path or "").split("/") if part}
    if not line & set(roots):
        raise NotFoundError("unknown_unit")
