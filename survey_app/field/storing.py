"""The rows of items that arrived: the record, the visit, and the answer as any other answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from survey_app import sealing
from survey_app.core.calendar import local_day
from survey_app.core.text import mask_personal
from survey_app.database import add_rows
from survey_app.field.models import FieldRecord, HouseholdVisit
from survey_app.responses import rows
from survey_app.responses.models import (
    Attribution,
    Response,
    ResponseContact,
    ResponseEvent,
    ResponseText,
    TallyInbox,
)
from survey_app.responses.service import CONTACT

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.database import Base
    from survey_app.field.items import Item, Opened
    from survey_app.field.queries import DeviceCard
    from survey_app.responses.rows import Submission

#: In this order, because of the references between them.
TABLES: tuple[type[Base], ...] = (
    FieldRecord,
    Response,
    ResponseText,
    ResponseContact,
    Attribution,
    ResponseEvent,
    TallyInbox,
    HouseholdVisit,
)
Row = tuple[type["Base"], dict[str, Any]]
COUNTED = ("received", "counted")
QUARANTINED = ("received", "quarantined")


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item on its way into the tables."""

    item: Item
    sha256: str
    #: None when it was refused.
    opened: Opened | None
    reason: str
    unit_id: int
    claimed_ms: int
    ended_at: datetime
    clock_off: bool
    now: datetime


def store(session: Session, keyring: Keyring, device: DeviceCard, arrivals: list[Arrival]) -> None:
    """Write the rows of new items, table by table."""
    found: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
    for arrival in arrivals:
        for table, row in rows_of(keyring, device, arrival):
            found[table].append(row)
    for table in TABLES:
        if found[table]:
            add_rows(session, table, *found[table])


def rows_of(keyring: Keyring, device: DeviceCard, arrival: Arrival) -> Iterator[Row]:
    """Yield all rows of one item."""
    yield FieldRecord, record_row(device, arrival)
    if arrival.opened is None:
        return
    submission = arrival.opened.submission
    if submission is not None:
        yield from answer_rows(keyring, device, arrival, submission)
    yield HouseholdVisit, visit_row(device, arrival, arrival.opened)


def record_row(device: DeviceCard, arrival: Arrival) -> dict[str, Any]:
    """Return the row of table `field_record`."""
    state = "stored" if device.revoked_at is None else "quarantined"
    reason = "" if device.revoked_at is None else "device_revoked"
    return {
        "id": arrival.item.id,
        "device_id": device.id,
        "serial": arrival.item.serial,
        "previous": bytes.fromhex(arrival.item.previous),
        "sha256": bytes.fromhex(arrival.sha256),
        "state": state if arrival.opened else "refused",
        "reason": arrival.reason or reason,
        "received_at": arrival.now,
    }


def answer_rows(
    keyring: Keyring, device: DeviceCard, arrival: Arrival, submission: Submission
) -> Iterator[Row]:
    """Yield the rows of an answer; that of a revoked device is kept apart."""
    response_id, day = arrival.item.id, local_day(arrival.now)
    salt = rows.new_salt(submission)
    place = rows.Place(arrival.unit_id, "", 0, 0, rows.NO_CASE, day)
    yield Response, rows.response_row(keyring, submission, response_id, salt)
    yield from word_rows(keyring, submission, response_id, salt)
    yield Attribution, rows.attribution_row(response_id, place, "")
    counted = device.revoked_at is None
    events = rows.event_rows(response_id, COUNTED if counted else QUARANTINED, arrival.now)
    for event in events:
        yield ResponseEvent, {**event, "actor": "field"}
    if counted:
        yield TallyInbox, rows.inbox_row(response_id, arrival.unit_id, day, 1)


def word_rows(
    keyring: Keyring, submission: Submission, response_id: uuid.UUID, salt: bytes | None
) -> Iterator[Row]:
    """Yield the rows of texts and contact, which may be erased apart from the answer."""
    if salt:
        masked = {name: mask_personal(text) for name, text in submission.texts.items()}
        yield ResponseText, rows.text_row(replace(submission, texts=masked), response_id, salt)
    if submission.contact:
        yield (
            ResponseContact,
            {
                "response_id": response_id,
                "sealed": sealing.seal(keyring, CONTACT, submission.contact),
                "consent_version": submission.questionnaire.consent.id,
            },
        )


def visit_row(device: DeviceCard, arrival: Arrival, opened: Opened) -> dict[str, Any]:
    """Return the row of table `household_visit`."""
    return {
        "record_id": arrival.item.id,
        "hamlet_id": opened.payload.hamlet,
        "household_no": opened.payload.household,
        "outcome": opened.payload.outcome,
        "mode": "household",
        "account_id": device.account_id,
        "response_id": arrival.item.id if opened.submission else None,
        "claimed_ms": arrival.claimed_ms,
        "ended_at": arrival.ended_at,
        "seconds": opened.payload.seconds,
        "clock_off": arrival.clock_off,
        "review": "open",
        "comment": "",
    }
