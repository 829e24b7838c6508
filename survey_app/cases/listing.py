"""The list of cases as officers see it: never whether or what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from survey_app.cases.models import FINISHED_STATUSES, CaseRecord
from survey_app.core.errors import RefusedError
from survey_app.core.paging import PAGE_ROWS, Cursor, ListPage, page_of
from survey_app.directory.models import Procedure, Unit
from survey_app.directory.scope import units_within

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

#: Above so many units the list is read from its newest case on, below by the units' index.
FEW_UNITS: Final = 20
#: Rows of an exported list.
MOST_EXPORTED: Final = 10_000
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
    after: Cursor | None = None


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

    @property
    def finished(self) -> bool:
        """Whether it is refused, withdrawn, stopped, done or returned."""
        return self.status in FINISHED_STATUSES


def list_register(
    session: Session, roots: Collection[int], wanted: CaseFilter, today: date
) -> ListPage[CaseRow]:
    """Return a page of cases that some units handle, the newest first."""
    rows = read_rows(session, roots, wanted, today, PAGE_ROWS + 1)
    return page_of(rows, lambda row: Cursor("", row.id))


def read_rows(
    session: Session, roots: Collection[int], wanted: CaseFilter, today: date, most: int
) -> list[CaseRow]:
    """Return cases that some units handle, the newest first."""
    units = wanted_units(session, roots, wanted, today)
    if not units:
        return []
    statement = rows_of(wanted).where(handled_by(units))
    if wanted.after:
        statement = statement.where(CaseRecord.id < wanted.after.id)
    found = session.execute(statement.order_by(CaseRecord.id.desc()).limit(most))
    return [CaseRow(*row) for row in found]


def wanted_units(
    session: Session, roots: Collection[int], wanted: CaseFilter, today: date
) -> list[int]:
    """Return the units whose cases are looked for, within those of the visitor."""
    statement = select(Unit.id).where(Unit.id.in_(units_within(roots, today)))
    if wanted.unit_code:
        named = select(Unit.id).where(Unit.code == wanted.unit_code)
        chosen = list(session.scalars(named))
        statement = statement.where(Unit.id.in_(units_within(chosen, today)))
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
