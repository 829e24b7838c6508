"""Reading the directory: units by code and date, the tree below them, desks, procedures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from survey_app.core.errors import NotFoundError
from survey_app.core.targets import Block, TargetInForce, target_in_force
from survey_app.core.targets import Target as TargetValue
from survey_app.directory.models import (
    Desk,
    Procedure,
    Setting,
    Target,
    Unit,
    UnitAgencyCode,
    UnitParent,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy.orm import Session

DEMO = "demo_data"


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit as others name it."""

    id: int
    code: str
    name: str
    kind: str
    province_code: str


@dataclass(frozen=True, slots=True)
class DeskCard:
    """A desk with its unit."""

    id: int
    code: str
    name: str
    active: bool
    unit: UnitCard


@dataclass(frozen=True, slots=True)
class ProcedureCard:
    """A procedure of the catalogue."""

    code: str
    name: str
    short_name: str
    field: str


@dataclass(frozen=True, slots=True)
class TargetCard:
    """What a rate is judged by."""

    #: Whole percent (c3, c4) or minutes (c2).
    value: int
    direction: str
    source: str
    #: From an earlier year: no new target is known yet.
    carried: bool
    #: Made for another block, used for reference.
    reference: bool


UNIT: tuple[Any, ...] = (Unit.id, Unit.code, Unit.name, Unit.kind, Unit.province_code)


def valid_on(table: Any, day: date) -> ColumnElement[bool]:  # noqa: ANN401 - any dated table
    """Return the condition that a dated row holds on a day."""
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to >= day))


def find_unit(session: Session, code: str, on: date | None = None) -> UnitCard | None:
    """Return the unit with this code on a day; without a day the one valid last."""
    statement = select(*UNIT).where(Unit.code == code.strip())
    if on is not None:
        statement = statement.where(valid_on(Unit, on))
    return first_unit(session, statement.order_by(Unit.valid_from.desc()))


def first_unit(session: Session, statement: Select[*tuple[Any, ...]]) -> UnitCard | None:
    """Return the first unit of a statement."""
    row = session.execute(statement.limit(1)).one_or_none()
    return UnitCard(*row) if row else None


def get_unit(session: Session, code: str, on: date | None = None) -> UnitCard:
    """Return the unit with this code, or raise NotFoundError."""
    unit = find_unit(session, code, on)
    if unit is None:
        raise NotFoundError("unknown_unit", code=code[:40])
    return unit


def get_unit_by_id(session: Session, unit_id: int) -> UnitCard:
    """Return a unit by its id, or raise NotFoundError."""
    unit = first_unit(session, select(*UNIT).where(Unit.id == unit_id))
    if unit is None:
        raise NotFoundError("unknown_unit", code=str(unit_id))
    return unit


def find_unit_by_agency_code(session: Session, code: str, on: date) -> UnitCard | None:
    """Return the unit that carried an agency identifier on a day."""
    return first_unit(
        session,
        select(*UNIT)
        .join(UnitAgencyCode, UnitAgencyCode.unit_id == Unit.id)
        .where(UnitAgencyCode.code == code, valid_on(UnitAgencyCode, on)),
    )


def subtree(unit_id: int, on: date) -> Select[int]:
    """Return the statement for the ids of a unit and everything below it on a day."""
    root = (
        select(UnitParent.path)
        .where(UnitParent.unit_id == unit_id, valid_on(UnitParent, on))
        .limit(1)
        .scalar_subquery()
    )
    return select(UnitParent.unit_id).where(
        UnitParent.path.like(root + "%"), valid_on(UnitParent, on)
    )


def subtree_ids(session: Session, unit_id: int, on: date) -> list[int]:
    """Return the ids of a unit and everything below it on a day; itself first when alone."""
    found = session.scalars(subtree(unit_id, on)).all()
    return sorted({unit_id, *found})


def is_within(session: Session, unit_id: int, root_id: int, on: date) -> bool:
    """Return whether a unit is the root or below it on a day."""
    if unit_id == root_id:
        return True
    inside = session.scalar(
        select(UnitParent.id).where(
            UnitParent.unit_id == unit_id,
            UnitParent.path.contains(f"/{root_id}/"),
            valid_on(UnitParent, on),
        )
    )
    return inside is not None


def list_children(session: Session, unit_id: int, on: date) -> list[UnitCard]:
    """Return the units directly below, by code."""
    rows = session.execute(
        select(*UNIT)
        .join(UnitParent, UnitParent.unit_id == Unit.id)
        .where(UnitParent.parent_id == unit_id, valid_on(UnitParent, on))
        .order_by(Unit.code)
    )
    return [UnitCard(*row) for row in rows]


def list_ancestors(session: Session, unit_id: int, on: date) -> list[UnitCard]:
    """Return the units above, the nearest first."""
    path = session.scalar(
        select(UnitParent.path).where(UnitParent.unit_id == unit_id, valid_on(UnitParent, on))
    )
    ids = [int(part) for part in (path or "").strip("/").split("/") if part][:-1]
    cards = {card.id: card for card in list_units_by_id(session, ids)}
    return [cards[each] for each in reversed(ids) if each in cards]


def list_units_by_id(session: Session, unit_ids: Iterable[int]) -> list[UnitCard]:
    """Return units by id, ordered by code."""
    rows = session.execute(select(*UNIT).where(Unit.id.in_(list(unit_ids))).order_by(Unit.code))
    return [UnitCard(*row) for row in rows]


def procedure_cards(session: Session, codes: Iterable[str]) -> dict[str, ProcedureCard]:
    """Return known procedures by code."""
    rows = session.execute(
        select(Procedure.code, Procedure.name, Procedure.short_name, Procedure.field).where(
            Procedure.code.in_(list(codes))
        )
    )
    return {row.code: ProcedureCard(*row) for row in rows}


def list_common_procedures(session: Session) -> list[ProcedureCard]:
    """Return the procedures of communes, by field and name."""
    rows = session.execute(
        select(Procedure.code, Procedure.name, Procedure.short_name, Procedure.field)
        .where(Procedure.level.contains("commune"))
        .order_by(Procedure.field, Procedure.short_name)
    )
    return [ProcedureCard(*row) for row in rows]


def desks() -> Select[*tuple[Any, ...]]:
    """Return the statement that all readings of desks share."""
    return select(Desk.id, Desk.code, Desk.name, Desk.active, *UNIT).join(
        Unit, Unit.id == Desk.unit_id
    )


def desk_card(row: Any) -> DeskCard:  # noqa: ANN401 - a row of `desks()`
    """Return a desk from its row."""
    return DeskCard(*row[:4], UnitCard(*row[4:]))


def find_desk(session: Session, code: str) -> DeskCard | None:
    """Return the desk with this code, as people type it: any case, O for 0, I or L for 1."""
    typed = code.strip().upper().translate(str.maketrans("OIL", "011"))
    row = session.execute(desks().where(Desk.code == typed)).one_or_none()
    return desk_card(row) if row else None


def list_desks(session: Session, unit_id: int) -> list[DeskCard]:
    """Return the desks of a unit, the oldest first."""
    rows = session.execute(desks().where(Desk.unit_id == unit_id).order_by(Desk.id))
    return [desk_card(row) for row in rows]


def get_target(
    session: Session, criterion: str, year: int, block: Block, unit_id: int
) -> TargetCard | None:
    """Return what a unit's rate is judged by in a year; None when no target is known."""
    code = get_unit_by_id(session, unit_id)
    rows = session.execute(
        select(
            Target.criterion,
            Target.year,
            Target.direction,
            Target.value,
            Target.block,
            Target.unit_code,
            Target.source,
        ).where(Target.criterion == criterion)
    )
    targets = [TargetValue(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's API
    chain = [code.code, *(unit.code for unit in ancestors_now(session, unit_id))]
    found = target_in_force(targets, criterion, year, block=block, unit_codes=chain)
    return card_of(found) if found else None


def ancestors_now(session: Session, unit_id: int) -> list[UnitCard]:
    """Return the units above by the newest edge."""
    edge = session.execute(
        select(UnitParent.path)
        .where(UnitParent.unit_id == unit_id)
        .order_by(UnitParent.valid_from.desc())
        .limit(1)
    ).scalar()
    ids = [int(part) for part in (edge or "").strip("/").split("/") if part][:-1]
    cards = {card.id: card for card in list_units_by_id(session, ids)}
    return [cards[each] for each in reversed(ids) if each in cards]


def card_of(found: TargetInForce) -> TargetCard:
    """Return a target in force as a card."""
    target = found.target
    return TargetCard(target.value, target.direction, target.source, found.carried, found.reference)


def is_demo(session: Session) -> bool:
    """Return whether this installation holds sample data."""
    return session.scalar(select(Setting.value).where(Setting.name == DEMO)) == "1"
