"""The record as it is searched: newest first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from survey_app.audit.models import AuditEvent
from survey_app.audit.queries import COLUMNS, line_of
from survey_app.core.paging import START, ListPage, ListPlace
from survey_app.sorting import Order, Sorting, read_all, read_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.audit.chain import AuditLine

SORTING: Final = Sorting(
    AuditEvent.seq, "-when", {"when": Order(AuditEvent.month, attrgetter("month"))}, name="seq"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which lines are wanted, as the address says it."""

    month: str = ""
    action: str = ""
    actor: str = ""
    search: str = ""
    place: ListPlace = START


def list_lines(session: Session, wanted: AuditFilter) -> ListPage[AuditLine]:
    """Return a page of the record, the newest line first unless asked otherwise."""
    return read_page(session, narrowed(wanted), SORTING, wanted.place, lines_of)


def read_lines(session: Session, wanted: AuditFilter) -> Sequence[AuditLine]:
    """Return lines of the record, for a file."""
    return read_all(session, narrowed(wanted), SORTING, wanted.place, lines_of)


def lines_of(_session: Session, rows: Sequence[Any]) -> list[AuditLine]:
    """Return lines from what was read."""
    return [line_of(tuple(row)) for row in rows]


def narrowed(wanted: AuditFilter) -> Select[*tuple[Any, ...]]:
    """Return the statement for what the address asks for."""
    statement = select(*COLUMNS)
    if wanted.month:
        statement = statement.where(AuditEvent.month == wanted.month)
    if wanted.action:
        statement = statement.where(AuditEvent.action.startswith(wanted.action, autoescape=True))
    if wanted.actor:
        statement = statement.where(AuditEvent.actor == wanted.actor)
    if wanted.search:
        told = AuditEvent.subject.contains(wanted.search, autoescape=True)
        more = AuditEvent.details.contains(wanted.search, autoescape=True)
        statement = statement.where(told | more)
    return statement
