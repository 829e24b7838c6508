"""Changing a single unit as a list of one row would: from a day on, what was before stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import aliased

from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.directory.imports.rows import ListRow
from survey_app.directory.imports.units import store_units
from survey_app.directory.listing import ever_within
from survey_app.directory.models import Unit, UnitParent, UnitSuccession
from survey_app.directory.queries import find_unit
from survey_app.directory.scope import units_within
from survey_app.directory.tree import ONE_DAY

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit as it stands last, with the code of the unit above it; empty for a root."""

    id: int
    code: str
    name: str
    kind: str
    valid_from: date
    valid_to: date | None
    parent_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """What holds for a unit from a day on."""

    first: date
    name: str
    parent_code: str
    #: Its last day, if it ends.
    last: date | None
    #: Code of the unit that it went into the day after; wholly or partly.
    successor: str
    partly: bool


@dataclass(frozen=True, slots=True)
class MoveView:
    """A unit that came under another one on a day."""

    name: str
    before: str
    after: str
    first: date


def get_state(session: Session, unit_id: int, roots: Collection[int]) -> UnitState:
    """Return a unit that ever stood within some, or raise NotFoundError."""
    above = aliased(Unit)
    row = session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.kind, Unit.valid_from, Unit.valid_to, above.code)
        .outerjoin(UnitParent, UnitParent.unit_id == Unit.id)
        .outerjoin(above, above.id == UnitParent.parent_id)
        .where(Unit.id == unit_id, Unit.id.in_(ever_within(roots)))
        .order_by(UnitParent.valid_from.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFoundError("unknown_unit", code=str(unit_id))
    return UnitState(*row[:-1], parent_code=row[-1] or "")


def change_unit(
    session: Session, unit: UnitState, change: UnitChange, roots: Collection[int]
) -> None:
    """Let a change hold from its day on; what was before stays as it was.

    Raises:
        RefusedError: what makes no tree, or lets a unit leave those of the visitor.
    """
    if change.parent_code != unit.parent_code:
        check_reach(session, change.parent_code, roots, change.first)
    row = {
        "code": unit.code,
        "name": change.name,
        "kind": unit.kind,
        "parent_code": change.parent_code,
        "valid_from": change.first.isoformat(),
        "valid_to": change.last.isoformat() if change.last else "",
    }
    store_units(session, [ListRow(1, row)])
    if change.successor:
        note_successor(session, unit, change)


def check_reach(session: Session, code: str, roots: Collection[int], on: date) -> None:
    """Refuse a unit above that is not the visitor's own: nobody moves a unit out of sight."""
    above = find_unit(session, code, on) if code else None
    within = select(Unit.id).where(Unit.id.in_(units_within(roots, on)))
    if above is None or session.scalar(within.where(Unit.id == above.id)) is None:
        raise RefusedError("unit_out_of_reach", code=code or "–")


def note_successor(session: Session, unit: UnitState, change: UnitChange) -> None:
    """Note which unit took over, from the day after the last one on."""
    effective = change.last + ONE_DAY if change.last else change.first
    if find_unit(session, change.successor, effective) is None:
        raise RefusedError("unit_out_of_reach", code=change.successor)
    key = {"old_code": unit.code, "old_name": unit.name, "new_code": change.successor}
    same = [getattr(UnitSuccession, name) == value for name, value in key.items()]
    session.execute(delete(UnitSuccession).where(*same, UnitSuccession.effective_on == effective))
    partly = {"partly": change.partly, "effective_on": effective}
    session.execute(insert(UnitSuccession).values(**key, **partly))


def list_moves(session: Session, unit_id: int, first: date, last: date) -> list[MoveView]:
    """Return what stands or stood below a unit and came under another one within some days."""
    before, old, new = aliased(UnitParent), aliased(Unit), aliased(Unit)
    inside = f"/{unit_id}/"
    rows = session.execute(
        select(UnitParent.id, Unit.name, old.name, new.name, UnitParent.valid_from)
        .join(Unit, Unit.id == UnitParent.unit_id)
        .join(before, before.unit_id == UnitParent.unit_id)
        .join(old, old.id == before.parent_id)
        .join(new, new.id == UnitParent.parent_id)
        .where(
            UnitParent.valid_from.between(first, last),
            before.valid_to < UnitParent.valid_from,
            before.path.contains(inside) | UnitParent.path.contains(inside),
        )
        .order_by(UnitParent.valid_from, Unit.name_folded, before.valid_to)
    )
    latest = {row[0]: MoveView(*row[1:]) for row in rows}  # of all before, the last one counts
    return [move for move in latest.values() if move.before != move.after]
