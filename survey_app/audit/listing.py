"""The record as it is searched: newest first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, tuple_

from survey_app.audit.models import AuditEvent
from survey_app.audit.queries import COLUMNS, line_of
from survey_app.core.paging import PAGE_ROWS, Cursor, ListPage, page_of

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.audit.chain import AuditLine

#: Rows of an exported list.
MOST_EXPORTED: Final = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which lines are wanted, as the address says it."""

    month: str = ""
    action: str = ""
    actor: str = ""
    search: str = ""
    after: Cursor | None = None


def list_lines(session: Session, wanted: AuditFilter) -> ListPage[AuditLine]:
    """Return a page of the record, the newest line first."""
    rows = read_lines(session, wanted, PAGE_ROWS + 1)
    return page_of(rows, lambda line: Cursor(line.month, line.seq))


def read_lines(session: Session, wanted: AuditFilter, most: int) -> list[AuditLine]:
    """Return lines of the record, the newest first."""
    order = AuditEvent.month.desc(), AuditEvent.seq.desc()
    rows = session.execute(narrowed(wanted).order_by(*order).limit(most))
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
    if wanted.after:
        key = tuple_(AuditEvent.month, AuditEvent.seq)
        statement = statement.where(key < (wanted.after.value, wanted.after.id))
    return statement
