"""Reading the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from survey_app.audit.chain import AuditLine
from survey_app.audit.models import AuditEvent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

COLUMNS = (
    AuditEvent.month,
    AuditEvent.seq,
    AuditEvent.at,
    AuditEvent.action,
    AuditEvent.actor,
    AuditEvent.unit_id,
    AuditEvent.subject,
    AuditEvent.details,
)
FIELDS = tuple(column.key for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest line of a month: its number and hash vouch for all lines before."""

    month: str
    seq: int
    hash: str


def newest_head(session: Session) -> Head | None:
    """Return the end of the record; None while it is empty."""
    row = session.execute(
        select(AuditEvent.month, AuditEvent.seq, AuditEvent.hash)
        .order_by(AuditEvent.month.desc(), AuditEvent.seq.desc())
        .limit(1)
    ).one_or_none()
    return Head(*row) if row else None


def line_of(row: tuple[object, ...]) -> AuditLine:
    """Return a line from the values of `COLUMNS`."""
    return AuditLine(**dict(zip(FIELDS, row, strict=True)))  # type: ignore[arg-type]
