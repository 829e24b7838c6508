"""Two interviews of one household: the earliest counts, whatever came first to the server.

Both are kept. Every twin that does not count has the same events, received, counted and
superseded, so that the order of arrival cannot be seen in the tables.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select, tuple_

from survey_app.database import add_rows, lock
from survey_app.field.models import FieldRecord, HouseholdVisit
from survey_app.responses import rows
from survey_app.responses.models import Attribution, ResponseEvent, TallyInbox

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

REASON = "household_twice"
#: Of an answer that counts: received and counted, or released from quarantine with two more.
COUNTED = "counted"

Household = tuple[int, int]


def lock_all(session: Session, ids: Iterable[uuid.UUID]) -> None:
    """Let nobody else write for these campaigns and devices meanwhile; always in one order."""
    for key in sorted(each.bytes for each in ids):
        lock(session, sha256(b"field" + key).digest())


def settle(session: Session, households: Iterable[Household], now: datetime) -> None:
    """Supersede all but the earliest interview of these households."""
    wanted = sorted(households)
    if not wanted:
        return
    found: dict[Household, list[tuple[int, uuid.UUID]]] = {}
    for hamlet, number, claimed_ms, response_id in session.execute(interviews(wanted)):
        found.setdefault((hamlet, number), []).append((claimed_ms, response_id))
    losers = [pair[1] for pairs in found.values() for pair in sorted(pairs)[1:]]
    for response_id in in_state(session, losers, COUNTED):
        supersede(session, response_id, now)


def interviews(households: list[Household]) -> Select[*tuple[Any, ...]]:
    """Return the statement that reads the interviews of households that may count."""
    key = tuple_(HouseholdVisit.hamlet_id, HouseholdVisit.household_no)
    return (
        select(
            HouseholdVisit.hamlet_id,
            HouseholdVisit.household_no,
            HouseholdVisit.claimed_ms,
            HouseholdVisit.response_id,
        )
        .join(FieldRecord, FieldRecord.id == HouseholdVisit.record_id)
        .where(
            key.in_(households),
            HouseholdVisit.response_id.is_not(None),
            FieldRecord.state == "stored",
        )
    )


def in_state(session: Session, response_ids: list[uuid.UUID], state: str) -> list[uuid.UUID]:
    """Return those whose last event is this state."""
    events = session.execute(
        select(ResponseEvent.response_id, ResponseEvent.state)
        .where(ResponseEvent.response_id.in_(response_ids))
        .order_by(ResponseEvent.response_id, ResponseEvent.seq)
    )
    last = {each: found for each, found in events}  # noqa: C416 - rows are not tuples to mypy
    return [each for each in response_ids if last[each] == state]


def supersede(session: Session, response_id: uuid.UUID, now: datetime) -> None:
    """Take one interview out of the counts; it stays, with its reason."""
    seq, unit_id, day = session.execute(
        select(ResponseEvent.seq, Attribution.unit_id, Attribution.counted_on)
        .join(Attribution, Attribution.response_id == ResponseEvent.response_id)
        .where(and_(ResponseEvent.response_id == response_id, ResponseEvent.state == COUNTED))
    ).one()
    (event,) = rows.event_rows(response_id, ("superseded",), now, first=seq + 1)
    add_rows(session, ResponseEvent, {**event, "actor": "field", "reason": REASON})
    add_rows(session, TallyInbox, rows.inbox_row(response_id, unit_id, day, -1))
