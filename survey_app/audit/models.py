"""Tables of the record: events are only added; whole months may be dropped, their heads stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UTCDateTime

MONTH_LENGTH = 7
HASH_LENGTH = 64


class AuditEvent(Base):
    """One line of the record; its hash covers the line and the hash of the line before."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_action", "action", "month", "seq"),)

    #: Month in Vietnam, as 2026-11.
    month: Mapped[str] = mapped_column(String(MONTH_LENGTH), primary_key=True)
    #: 1, 2, 3 … within the month, without gaps.
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    action: Mapped[str] = mapped_column(String(60))
    #: A login, "key:<name>" of a program, or "operator" at the command line.
    actor: Mapped[str] = mapped_column(String(120))
    #: No foreign key: the line outlives what it names.
    unit_id: Mapped[int | None]
    subject: Mapped[str] = mapped_column(String(200))
    #: Canonical JSON.
    details: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH))


class AuditHead(Base):
    """How a month ended: written with the first event of a later month."""

    __tablename__ = "audit_head"

    month: Mapped[str] = mapped_column(String(MONTH_LENGTH), primary_key=True)
    events: Mapped[int]
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH))


class AuditDrop(Base):
    """A month whose events retention has erased; without this row nothing can be deleted."""

    __tablename__ = "audit_drop"

    month: Mapped[str] = mapped_column(
        String(MONTH_LENGTH), ForeignKey("audit_head.month"), primary_key=True
    )
    dropped_at: Mapped[datetime] = mapped_column(UTCDateTime)
