"""Adding to the record, inside the transaction of what is recorded: both are kept, or neither."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from survey_app.audit.chain import BEGINNING, AuditLine, canonical, hash_of
from survey_app.audit.models import AuditEvent, AuditHead
from survey_app.audit.queries import newest_head
from survey_app.core.calendar import VIETNAM
from survey_app.database import add_rows, lock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from survey_app.audit.queries import Head

#: Who acts at the command line.
OPERATOR = "operator"
LONGEST_SUBJECT = 200
LONGEST_ACTOR = 120
#: Lines are added one after the other: each needs the hash of the one before.
CHAIN_LOCK = b"audit/chain"


def record(  # noqa: PLR0913 - a line is all of these
    session: Session,
    action: str,
    *,
    actor: str,
    unit_id: int | None = None,
    subject: str = "",
    details: Mapping[str, object] | None = None,
    at: datetime | None = None,
) -> None:
    """Add a line: who (``actor``) did what (``action``, as "cases.import") to whom (``subject``).

    Never give it values of answers, codes of links or receipts, or case IDs. Call it last in the
    transaction: other lines wait until it ends. The time is the machine's own, so that no caller
    tells another; ``at`` is for tests of months.
    """
    lock(session, CHAIN_LOCK)
    head = newest_head(session)
    moment = at or datetime.now(UTC)
    month = month_of(moment, head)
    if head and head.month != month:
        add_rows(session, AuditHead, {"month": head.month, "events": head.seq, "hash": head.hash})
    line = AuditLine(
        month=month,
        seq=head.seq + 1 if head and head.month == month else 1,
        at=moment,
        action=action,
        actor=actor[:LONGEST_ACTOR],
        unit_id=unit_id,
        subject=subject[:LONGEST_SUBJECT],
        details=canonical(details or {}),
    )
    digest = hash_of(line, head.hash if head else BEGINNING)
    add_rows(session, AuditEvent, asdict(line) | {"hash": digest})


def month_of(moment: datetime, head: Head | None) -> str:
    """Return the month in Vietnam, but never one before the newest: clocks may be set back."""
    month = f"{moment.astimezone(VIETNAM):%Y-%m}"
    return max(month, head.month) if head else month
