"""The list of cases as officers see it: never whether or what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from survey_app.cases.models import FINISHED_STATUSES, CaseRecord
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.core.paging import START, ListPage, ListPlace
from survey_app.directory.models import Procedure, Unit
from survey_app.directory.scope import units_within
from survey_app.sorting import Order, Sorting, each, moment, read_all, read_page

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

#: Above so many units the list is read from its newest case on, below by the units' index.
FEW_UNITS: Final = 20
SORTING: Final = Sorting(
    CaseRecord.id,
    "-newest",
    {
        "newest": Order(CaseRecord.id, attrgetter("id"), int),
        "case": Order(CaseRecord.case_id, attrgetter("case_id")),
        "due": Order(CaseRecord.due_at, attrgetter("due_at"), moment),
    },
)
PROGRESS: Final = ("", "open", "finished")
CHANNELS: Final = (1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases are wanted, as the address says it."""

    unit_code: str = ""
    procedure: str = ""
    channel: int = 0
    progress: str = ""
    flagged: bool = False
    place: ListPlace = START


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of the list."""

    id: int
    case_id: str
    unit_name: str
    procedure_code: str
    procedure_name: str
    channel: int
    status: int
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    flags: str
    #: When the register first heard of it.
    first_seen_at: datetime

    @property
    def finished(self) -> bool:
        """Whether it is refused, withdrawn, stopped, done or returned."""
        return self.status in FINISHED_STATUSES


def list_register(
    session: Session, roots: Collection[int], wanted: CaseFilter, today: date
) -> ListPage[CaseRow]:
    """Return a page of cases that some units handle."""
    statement = register(session, roots, wanted, today)
    return read_page(session, statement, SORTING, wanted.place, each(CaseRow))


def read_register(
    session: Session, roots: Collection[int], wanted: CaseFilter, today: date
) -> Sequence[CaseRow]:
    """Return cases that some units handle, for a file."""
    statement = register(session, roots, wanted, today)
    return read_all(session, statement, SORTING, wanted.place, each(CaseRow))


def register(
    session: Session, roots: Collection[int], wanted: CaseFilter, today: date
) -> Select[*tuple[Any, ...]]:
    """Return the statement for the cases that some units handle."""
    statement = rows_of(wanted).where(handled_by(wanted_units(session, roots, wanted, today)))
    order, _down = SORTING.chosen(wanted.place.sort)
    # Cases without a last day have no place in the order of these days.
    return statement.where(order.column.is_not(None)) if order.column.nullable else statement


def wanted_units(
    session: Session, roots: Collection[int], wanted: CaseFilter, today: date
) -> list[int]:
    """Return the units whose cases are looked for, within those of the visitor.

    Raises:
        NotFoundError: ``unknown_unit`` for one that is there, but not for the visitor.
    """
    statement = select(Unit.id).where(Unit.id.in_(units_within(roots, today)))
    if wanted.unit_code:
        named = select(Unit.id).where(Unit.code == wanted.unit_code)
        chosen = list(session.scalars(named))
        statement = statement.where(Unit.id.in_(units_within(chosen, today)))
        found = list(session.scalars(statement))
        if chosen and not found:
            raise NotFoundError("unknown_unit")
        return found
    return list(session.scalars(statement))


def handled_by(units: list[int]) -> ColumnElement[bool]:
    """Return the condition; for many units without the index, whose hits would all be sorted."""
    if len(units) <= FEW_UNITS:
        return CaseRecord.handling_unit_id.in_(units)
    return (CaseRecord.handling_unit_id + 0).in_(units)


def rows_of(wanted: CaseFilter) -> Select[*tuple[Any, ...]]:
    """Return the statement for what the address asks for, whatever the unit."""
    if wanted.progress not in PROGRESS or wanted.channel not in (0, *CHANNELS):
        raise RefusedError("bad_filter")
    statement = (
        select(
            CaseRecord.id,
            CaseRecord.case_id,
            Unit.name,
            CaseRecord.procedure_code,
            Procedure.short_name,
            CaseRecord.channel,
            CaseRecord.status,
            CaseRecord.received_at,
            CaseRecord.due_at,
            CaseRecord.finished_at,
            CaseRecord.flags,
            CaseRecord.first_seen_at,
        )
        .join(Unit, Unit.id == CaseRecord.handling_unit_id)
        .outerjoin(Procedure, Procedure.code == CaseRecord.procedure_code)
    )
    if wanted.procedure:
        statement = statement.where(CaseRecord.procedure_code == wanted.procedure)
    if wanted.channel:
        statement = statement.where(CaseRecord.channel == wanted.channel)
    if wanted.flagged:
        statement = statement.where(CaseRecord.flags != "")
    if wanted.progress:
        done = CaseRecord.status.in_(FINISHED_STATUSES)
        statement = statement.where(done if wanted.progress == "finished" else ~done)
    return statement
