"""The rows of a visit: the answer as any other answer, and what the visit was."""

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
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.database import Base
    from survey_app.field.slips import SlipCase
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit on its way into the tables, whoever wrote it down."""

    record_id: uuid.UUID
    unit_id: int
    hamlet_id: int
    household_no: int
    outcome: str
    mode: str
    account_id: int
    #: Answers of a completed interview; None without one.
    submission: Submission | None
    claimed_ms: int
    ended_at: datetime
    now: datetime
    seconds: int = 0
    clock_off: bool = False
    #: Whether its answer counts at once.
    trusted: bool = True
    #: The case of the slip that the household showed.
    case: SlipCase | None = None

    @property
    def household(self) -> tuple[int, int]:
        """Hamlet and number: what two interviews of one household share."""
        return self.hamlet_id, self.household_no


def write_rows(session: Session, found: Iterable[Row]) -> None:
    """Write rows table by table."""
    by_table: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
    for table, row in found:
        by_table[table].append(row)
    for table in TABLES:
        if by_table[table]:
            add_rows(session, table, *by_table[table])


def rows_of_visit(keyring: Keyring, visit: Visit) -> Iterator[Row]:
    """Yield the rows of a visit and its answer; the record it hangs on is the caller's."""
    if visit.submission is not None:
        yield from answer_rows(keyring, visit, visit.submission)
    yield HouseholdVisit, visit_row(visit)


def answer_rows(keyring: Keyring, visit: Visit, submission: Submission) -> Iterator[Row]:
    """Yield the rows of an answer; one that is not trusted is kept apart."""
    response_id, day = visit.record_id, local_day(visit.now)
    salt = rows.new_salt(submission)
    yield Response, rows.response_row(keyring, submission, response_id, salt)
    yield from word_rows(keyring, submission, response_id, salt)
    yield Attribution, rows.attribution_row(response_id, place_of(visit), "")
    states = COUNTED if visit.trusted else QUARANTINED
    for event in rows.event_rows(response_id, states, visit.now):
        yield ResponseEvent, {**event, "actor": "field"}
    if visit.trusted:
        yield TallyInbox, rows.inbox_row(response_id, visit.unit_id, day, 1)


def place_of(visit: Visit) -> rows.Place:
    """Return where a visit's answer counts: by the slip's case, if one was shown."""
    day, case = local_day(visit.now), visit.case
    if case is None:
        return rows.Place(visit.unit_id, "", 0, 0, rows.NO_CASE, day)
    return rows.Place(
        visit.unit_id, case.procedure_code, case.channel, case.applicant_kind, rows.CASE, day
    )


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


def visit_row(visit: Visit) -> dict[str, Any]:
    """Return the row of table `household_visit`."""
    return {
        "record_id": visit.record_id,
        "hamlet_id": visit.hamlet_id,
        "household_no": visit.household_no,
        "outcome": visit.outcome,
        "mode": visit.mode,
        "account_id": visit.account_id,
        "response_id": visit.record_id if visit.submission else None,
        "claimed_ms": visit.claimed_ms,
        "ended_at": visit.ended_at,
        "seconds": visit.seconds,
        "clock_off": visit.clock_off,
        "review": "open",
        "comment": "",
    }
