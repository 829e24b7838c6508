"""Erasing whole months of the record: their heads stay, so that the chain can still be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, func, select

from survey_app.audit.models import AuditDrop, AuditEvent, AuditHead
from survey_app.audit.service import OPERATOR, record
from survey_app.database import BATCH, add_rows

if TYPE_CHECKING:
    from datetime import datetime

    from survey_app.database import Database


def drop_months(database: Database, before: str, now: datetime) -> list[str]:
    """Erase all finished months before one, given as 2026-11; return which.

    What was begun and interrupted is finished by the next call.
    """
    with database.reading() as session:
        left = exists().where(AuditEvent.month == AuditHead.month)
        months = session.scalars(
            select(AuditHead.month).where(AuditHead.month < before, left).order_by(AuditHead.month)
        ).all()
    for month in months:
        drop_month(database, month, now)
    return list(months)


def drop_month(database: Database, month: str, now: datetime) -> None:
    """Say that a month is dropped, then erase its lines step by step."""
    with database.writing() as session:
        if session.get(AuditDrop, month) is None:
            add_rows(session, AuditDrop, {"month": month, "dropped_at": now})
            record(session, "audit.drop", actor=OPERATOR, subject=month)
    of_month = AuditEvent.month == month
    with database.reading() as session:
        last = session.scalar(select(func.max(AuditEvent.seq)).where(of_month)) or 0
    for seq in range(BATCH, last + BATCH, BATCH):
        with database.writing() as session:
            session.execute(delete(AuditEvent).where(of_month, AuditEvent.seq <= seq))
