"""What others ask the directory. Days are local days; ``valid_to`` is the last valid day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, cast

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from survey_app.core.errors import NotFoundError
from survey_app.core.targets import Target as TargetRow
from survey_app.core.targets import target_in_force
from survey_app.core.text import sort_key
from survey_app.directory.models import (
    Desk,
    Holiday,
    Procedure,
    ProcedureTag,
    Target,
    Unit,
    UnitParent,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

#: The tag of procedures that most desks see every day.
COMMON = "common"
DESK_CODE_LENGTH = 4

_TYPED_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": ""})


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit as others show it."""

    id: int
    code: str
    name: str
    kind: str
    province_code: str


@dataclass(frozen=True, slots=True)
class DeskCard:
    """A place with a printed QR code and the unit it belongs to."""

    id: int
    code: str
    name: str
    active: bool
    #: Empty where the central number helps.
    telephone: str
    unit: UnitCard


@dataclass(frozen=True, slots=True)
class ProcedureCard:
    """A procedure; the short name is the full one where none was given."""

    code: str
    name: str
    short_name: str
    field: str


@dataclass(frozen=True, slots=True)
class TargetCard:
    """The target that judges a unit's rate in a year, and what must be said beside it."""

    value: int  #: whole percent; minutes for c2
    direction: Literal["at_least", "below"]
    source: str
    carried: bool  #: of an earlier year
    reference: bool  #: set for `online`, shown beside `all`


UNIT = (Unit.id, Unit.code, Unit.name, Unit.kind, Unit.province_code)
DESK = (Desk.id, Desk.code, Desk.name, Desk.active, Desk.telephone)
PROCEDURE = (
    Procedure.code,
    Procedure.name,
    func.coalesce(func.nullif(Procedure.short_name, ""), Procedure.name),
    Procedure.field,
)


def valid_on(table: Any, on: date) -> ColumnElement[bool]:  # noqa: ANN401 - any table, or alias, with validity
    """Return the condition that a dated row is valid on a day."""
    return and_(table.valid_from <= on, or_(table.valid_to.is_(None), table.valid_to >= on))


# --- units ---------------------------------------------------------------------------------------


def find_unit(session: Session, code: str, on: date | None = None) -> UnitCard | None:
    """Return the unit with this code on a day; without a day the one valid last."""
    query = select(*UNIT).where(Unit.code == code).order_by(Unit.valid_from.desc()).limit(1)
    row = session.execute(query if on is None else query.where(valid_on(Unit, on))).one_or_none()
    return UnitCard(*row) if row else None


def get_unit(session: Session, code: str, on: date | None = None) -> UnitCard:
    """Return what `find_unit` finds, or raise NotFoundError ``unknown_unit``."""
    unit = find_unit(session, code, on)
    if unit is None:
        raise NotFoundError("unknown_unit", code=code)
    return unit


def get_unit_by_id(session: Session, unit_id: int) -> UnitCard:
    """Return the unit, or raise NotFoundError ``unknown_unit``."""
    row = session.execute(select(*UNIT).where(Unit.id == unit_id)).one_or_none()
    if row is None:
        raise NotFoundError("unknown_unit", code=str(unit_id))
    return UnitCard(*row)


def list_units(session: Session, on: date) -> list[UnitCard]:
    """Return all units of a day, by code."""
    rows = session.execute(select(*UNIT).where(valid_on(Unit, on)).order_by(Unit.code))
    return [UnitCard(*row) for row in rows]


def list_units_by_id(session: Session, unit_ids: Iterable[int]) -> list[UnitCard]:
    """Return these units, by code."""
    rows = session.execute(select(*UNIT).where(Unit.id.in_(set(unit_ids))).order_by(Unit.code))
    return [UnitCard(*row) for row in rows]


def list_children(session: Session, unit_id: int, on: date) -> list[UnitCard]:
    """Return the units directly below one on a day, in Vietnamese order of names."""
    query = (
        select(*UNIT)
        .join(UnitParent, UnitParent.unit_id == Unit.id)
        .where(UnitParent.parent_id == unit_id, valid_on(UnitParent, on))
    )
    cards = [UnitCard(*row) for row in session.execute(query)]
    return sorted(cards, key=lambda card: (sort_key(card.name), card.code))


def list_ancestors(session: Session, unit_id: int, on: date) -> list[UnitCard]:
    """Return the units above one on a day, nearest first; for a closed unit those it had last."""
    path = session.scalar(
        select(UnitParent.path)
        .where(UnitParent.unit_id == unit_id, UnitParent.valid_from <= on)
        .order_by(UnitParent.valid_from.desc())
        .limit(1)
    )
    above = [int(part) for part in (path or "").split("/") if part][-2::-1]
    return sorted(list_units_by_id(session, above), key=lambda card: above.index(card.id))


def subtree(unit_id: int, on: date) -> Select[int]:
    """Return a select of the ids of a unit and all units below it on a day.

    Fits into ``column.in_(subtree(...))``.
    """
    top, below = aliased(UnitParent), aliased(UnitParent)
    return select(below.unit_id).where(
        top.unit_id == unit_id,
        valid_on(top, on),
        valid_on(below, on),
        below.path.startswith(top.path),
    )


def subtree_ids(session: Session, unit_id: int, on: date) -> list[int]:
    """Return the ids of a unit and all units below it on a day; itself also when it is closed."""
    return sorted({unit_id, *session.scalars(subtree(unit_id, on))})


def is_within(session: Session, unit_id: int, root_id: int, on: date) -> bool:
    """Tell whether a unit is ``root_id`` or stands below it on a day."""
    query = select(UnitParent.path).where(UnitParent.unit_id == unit_id, valid_on(UnitParent, on))
    return unit_id == root_id or f"/{root_id}/" in (session.scalar(query) or "")


# --- desks and procedures ------------------------------------------------------------------------


def find_desk(session: Session, code: str) -> DeskCard | None:
    """Return the desk behind a typed code, active or not; O reads as 0, I and L as 1."""
    typed = "".join(code.split()).upper().translate(_TYPED_ALIKE)
    found = _desks(session, Desk.code == typed) if typed.isalnum() else []
    return found[0] if found else None


def list_desks(session: Session, unit_id: int) -> list[DeskCard]:
    """Return the desks of a unit itself, oldest first."""
    return _desks(session, Desk.unit_id == unit_id)


def _desks(session: Session, condition: ColumnElement[bool]) -> list[DeskCard]:
    query = select(*DESK, *UNIT)
    rows = session.execute(
        query.join(Unit, Unit.id == Desk.unit_id).where(condition).order_by(Desk.id)
    )
    return [desk_card(row) for row in rows]


def desk_card(row: Any) -> DeskCard:  # noqa: ANN401 - a row of the columns of DESK and UNIT
    """Return a desk from its row."""
    number, code, name, active, telephone, *unit = row
    return DeskCard(number, code, name, active, telephone, UnitCard(*unit))


def procedure_cards(session: Session, codes: Iterable[str]) -> dict[str, ProcedureCard]:
    """Return the known ones among these procedures by code."""
    query = select(*PROCEDURE).where(Procedure.code.in_(set(codes)))
    return {row[0]: ProcedureCard(*row) for row in session.execute(query)}


def list_common_procedures(session: Session) -> list[ProcedureCard]:
    """Return the procedures of communes: those of every day first, then by field and name."""
    daily = exists().where(
        ProcedureTag.procedure_code == Procedure.code, ProcedureTag.tag == COMMON
    )
    query = select(daily, *PROCEDURE).where(Procedure.level.contains("commune"))
    found = [(is_daily, ProcedureCard(*card)) for is_daily, *card in session.execute(query)]
    found.sort(
        key=lambda pair: (not pair[0], sort_key(pair[1].field), sort_key(pair[1].short_name))
    )
    return [card for _, card in found]


def list_fields(session: Session) -> list[tuple[str, str]]:
    """Return the fields of the communes' procedures, Vietnamese and English, in order of names."""
    query = select(Procedure.field, func.max(Procedure.field_en))
    rows = session.execute(
        query.where(Procedure.level.contains("commune")).group_by(Procedure.field)
    )
    found = ((field, english or field) for field, english in rows)
    return sorted(found, key=lambda pair: sort_key(pair[0]))


# --- targets and holidays ------------------------------------------------------------------------


def get_target(
    session: Session, criterion: str, year: int, block: Literal["online", "all"], unit_id: int
) -> TargetCard | None:
    """Return the target in force for a unit in a year; None when there was none yet.

    The choice is made by `core.targets.target_in_force`: a local row goes before a
    national one, the last target stays in force, ``all`` falls back on ``online``.
    """
    end_of_year = date(year, 12, 31)
    codes = [get_unit_by_id(session, unit_id).code]
    codes += [card.code for card in list_ancestors(session, unit_id, end_of_year)]
    rows = session.scalars(
        select(Target).where(Target.criterion == criterion, Target.unit_code.in_(["", *codes]))
    )
    found = target_in_force(map(_target, rows), criterion, year, block=block, unit_codes=codes)
    if found is None:
        return None
    target = found.target
    return TargetCard(target.value, target.direction, target.source, found.carried, found.reference)


def _target(row: Target) -> TargetRow:
    return TargetRow(
        criterion=row.criterion,
        year=row.year,
        direction=cast("Literal['at_least', 'below']", row.direction),
        value=row.value,
        block=cast("Literal['online', 'all']", row.block),
        unit_code=row.unit_code,
        source=row.source,
    )


def list_holidays(session: Session, first: date, last: date) -> dict[date, bool]:
    """Return the days that differ from the weekly rule; True for one that is worked."""
    query = select(Holiday.day, Holiday.working).where(Holiday.day.between(first, last))
    return dict(session.execute(query).all())
