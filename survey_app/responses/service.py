"""Taking in an answer: one transaction, acknowledged only after it is durable."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from survey_app import sealing
from survey_app.core.calendar import local_day
from survey_app.core.errors import ConflictError, GoneError
from survey_app.core.questionnaire import canonical
from survey_app.core.text import mask_personal
from survey_app.database import add_rows, at_once, lock
from survey_app.invitations.models import RESULT, SUBMITTED
from survey_app.invitations.service import mark_used
from survey_app.responses import rows
from survey_app.responses.life import SEAL, supersede
from survey_app.responses.models import (
    AnsweredCase,
    Attribution,
    Response,
    ResponseContact,
    ResponseEvent,
    ResponseText,
    TallyInbox,
    WaitingAnswer,
)
from survey_app.responses.queries import StoredCard, find_stored, get_standing, is_waiting

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.invitations.queries import LinkCard
    from survey_app.responses.queries import Standing
    from survey_app.responses.rows import Place, Submission

CONTACT = "contact"


@dataclass(frozen=True)
class Intake:
    """One sending on its way: whose link, what was sent, under which keys, when."""

    keyring: Keyring
    link: LinkCard
    submission: Submission
    now: datetime

    @cached_property
    def case_key(self) -> bytes | None:
        """Keyed hash of the case ID; None where no case is known."""
        return self.keyring.case_key(self.link.case_id) if self.link.case_id else None

    @property
    def lock_key(self) -> bytes:
        """What two sendings must share to exclude each other."""
        return self.case_key or self.link.waiting_key or self.link.id.bytes


def submit(session: Session, intake: Intake) -> str:
    """Store an answer and return its receipt code; the caller commits.

    The same page sent again with the same answers gives the same receipt.

    Raises:
        ConflictError: the same page with other answers.
        GoneError: the link may no longer be used, or the case was answered.
    """
    lock(session, intake.lock_key)
    standing = get_standing(session, intake.link.id, intake.case_key)
    # A page can have been sent before only where its link was used once.
    reason = standing.gone_reason(intake.now)
    known = repeated(session, intake) if reason or standing.reopened_until else None
    if known:
        return intake.keyring.receipt(known)
    if reason:
        raise GoneError(reason)
    return accept(session, intake, standing)


def repeated(session: Session, intake: Intake) -> uuid.UUID | None:
    """Return the answer this page brought before; raise ConflictError for other answers."""
    stored = find_stored(session, intake.submission.client_id)
    if stored is None:
        return None
    if not same_answers(intake.submission, stored):
        raise ConflictError("already_answered")
    return stored.response_id


def same_answers(submission: Submission, stored: StoredCard) -> bool:
    """Compare two sendings; where words were erased since, by the closed answers alone."""
    speaks = bool(submission.texts or submission.contact)
    if stored.salt is not None or not speaks:
        return rows.payload_digest(submission, stored.salt) == stored.payload_sha256
    silent = rows.payload_digest(replace(submission, texts={}, contact=""), None)
    were_erased = silent != stored.payload_sha256
    return were_erased and canonical(submission.closed) == stored.answers


def accept(session: Session, intake: Intake, standing: Standing) -> str:
    """Write all rows of a new answer; raise GoneError when its case was answered."""
    response_id = uuid.uuid4()
    earlier = earlier_answer(session, intake, standing)
    with at_once(session):
        write_answer(session, intake, response_id)
        if intake.case_key is not None:
            tie_to_case(session, intake, intake.case_key, response_id)
            count(session, intake, response_id, place_of_case(standing, intake.now))
        elif intake.link.waiting_key is not None:
            wait_for_case(session, intake, intake.link.waiting_key, response_id)
        else:
            count(session, intake, response_id, place_without_case(intake))
        mark_used(session, intake.link)
    if earlier:
        supersede(session, earlier, SUBMITTED, intake.now, reason="result_answered")
    return intake.keyring.receipt(response_id)


def earlier_answer(session: Session, intake: Intake, standing: Standing) -> uuid.UUID | None:
    """Return the answer that a result replaces; raise GoneError where one may no longer come."""
    waiting_key, judged = intake.link.waiting_key, intake.submission.moment == RESULT
    used = standing.result_id or (standing.submitted_id and not judged)
    if intake.case_key is None and waiting_key is not None:
        used = is_waiting(session, waiting_key)
    if used:
        raise GoneError("used_code")
    return standing.submitted_id


def write_answer(session: Session, intake: Intake, response_id: uuid.UUID) -> None:
    """Insert the answer itself, its texts and its contact."""
    submission, salt = intake.submission, rows.new_salt(intake.submission)
    row = rows.response_row(intake.keyring, submission, response_id, salt)
    add_rows(session, Response, row)
    if salt:
        masked = {name: mask_personal(text) for name, text in submission.texts.items()}
        text_row = rows.text_row(replace(submission, texts=masked), response_id, salt)
        add_rows(session, ResponseText, text_row)
    if submission.contact:
        add_rows(
            session,
            ResponseContact,
            {
                "response_id": response_id,
                "sealed": sealing.seal(intake.keyring, CONTACT, submission.contact),
                "consent_version": submission.questionnaire.consent.id,
            },
        )


def tie_to_case(session: Session, intake: Intake, case_key: bytes, response_id: uuid.UUID) -> None:
    """Insert the row that lets a case be answered once per moment."""
    add_rows(
        session,
        AnsweredCase,
        {
            "case_key": case_key,
            "moment": intake.submission.moment,
            "response_id": response_id,
            "sealed_invitation": sealing.seal(intake.keyring, SEAL, intake.link.id.hex),
        },
    )


def count(session: Session, intake: Intake, response_id: uuid.UUID, place: Place) -> None:
    """Attribute the answer and put it into the inbox of the tallies."""
    submitted_by = rows.integrity_answer(intake.submission, "submitted_by")
    events = rows.event_rows(response_id, ("received", "counted"), intake.now)
    add_rows(session, ResponseEvent, *events)
    add_rows(session, Attribution, rows.attribution_row(response_id, place, submitted_by))
    inbox_row = rows.inbox_row(response_id, place.unit_id, place.counted_on, +1)
    add_rows(session, TallyInbox, inbox_row)


def wait_for_case(
    session: Session, intake: Intake, waiting_key: bytes, response_id: uuid.UUID
) -> None:
    """Keep the answer until its case arrives; only one waits for a case."""
    events = rows.event_rows(response_id, ("received", "waiting"), intake.now)
    add_rows(session, ResponseEvent, *events)
    add_rows(
        session,
        WaitingAnswer,
        {
            "waiting_key": waiting_key,
            "response_id": response_id,
            "received_at": intake.now,
            "sealed_invitation": sealing.seal(intake.keyring, SEAL, intake.link.id.hex),
        },
    )


def place_of_case(standing: Standing, now: datetime) -> Place:
    """Return where the case stands in the register now."""
    return rows.Place(
        standing.handling_unit_id,
        standing.procedure_code,
        standing.channel,
        standing.applicant_kind,
        rows.CASE,
        local_day(now),
    )


def place_without_case(intake: Intake) -> Place:
    """Return the place of an answer that no case stands behind; it is outside the rates."""
    link = intake.link
    return rows.Place(link.unit_id, link.procedure_code, 0, 0, rows.NO_CASE, local_day(intake.now))
