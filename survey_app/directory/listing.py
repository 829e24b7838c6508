"""The directory as staff read it: units with their days and mergers, targets with their source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from survey_app.core.paging import PAGE_ROWS, Cursor, ListPage, page_of
from survey_app.core.text import fold
from survey_app.directory.models import Target, Unit, UnitParent, UnitSuccession

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class MergerView:
    """An old unit that went into a newer one, wholly or partly."""

    old_name: str
    partly: bool
    effective_on: date


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with its days and what it came from."""

    id: int
    code: str
    name: str
    kind: str
    valid_from: date
    valid_to: date | None
    mergers: Sequence[MergerView]


@dataclass(frozen=True, slots=True)
class TargetRow:
    """What a criterion must reach in a year, for whom, from which source."""

    criterion: str
    year: int
    direction: str
    value: int
    block: str
    unit_code: str
    source: str


def ever_within(roots: Collection[int]) -> Select[int]:
    """Return a select of the ids of all units that ever hung at or below these."""
    inside = [UnitParent.path.contains(f"/{root}/") for root in roots]
    return select(UnitParent.unit_id).where(or_(*inside))


def list_directory(
    session: Session, roots: Collection[int], search: str, after: Cursor | None
) -> ListPage[UnitRow]:
    """Return units by number, those of today and of before; the search finds names and codes."""
    statement = select(
        Unit.id, Unit.code, Unit.name, Unit.kind, Unit.valid_from, Unit.valid_to
    ).where(Unit.id.in_(ever_within(roots)))
    if search:
        statement = statement.where(
            Unit.name_folded.contains(fold(search), autoescape=True) | (Unit.code == search)
        )
    if after:
        statement = statement.where(Unit.id > after.id)
    rows = session.execute(statement.order_by(Unit.id).limit(PAGE_ROWS + 1)).all()
    mergers = mergers_into(session, [row.code for row in rows])
    units = [UnitRow(*row, mergers.get(row.code, [])) for row in rows]
    return page_of(units, lambda unit: Cursor("", unit.id))


def mergers_into(session: Session, codes: Collection[str]) -> dict[str, list[MergerView]]:
    """Return what went into units with these codes."""
    rows = session.execute(
        select(UnitSuccession)
        .where(UnitSuccession.new_code.in_(codes))
        .order_by(UnitSuccession.old_name)
    ).scalars()
    found: dict[str, list[MergerView]] = {}
    for row in rows:
        view = MergerView(row.old_name, row.partly, row.effective_on)
        found.setdefault(row.new_code, []).append(view)
    return found


def list_targets(session: Session) -> list[TargetRow]:
    """Return all targets, the newest year first."""
    rows = session.scalars(
        select(Target).order_by(Target.year.desc(), Target.criterion, Target.block, Target.id)
    )
    names = ("criterion", "year", "direction", "value", "block", "unit_code", "source")
    return [TargetRow(*(getattr(row, name) for name in names)) for row in rows]
