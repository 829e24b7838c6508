"""The rows of one answer: built in one place, for a single sending and for many at once."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from survey_app.core.questionnaire import Answer, canonical

if TYPE_CHECKING:
    import uuid
    from datetime import date, datetime

    from survey_app.core.codes import Keyring
    from survey_app.core.questionnaire import Questionnaire

SALT_BYTES = 16
#: Upper bounds in seconds of the coarse time to finish.
BUCKETS = ((30, "lt30"), (60, "lt60"), (120, "lt120"), (300, "lt300"))
LONGEST_BUCKET = "ge300"
CASE = "case"
NO_CASE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a citizen sent, already checked against the questionnaire."""

    questionnaire: Questionnaire
    version_id: int
    moment: str
    mode: str
    language: str
    client_id: str
    seconds: float
    desk_id: int | None = None
    closed: dict[str, Answer] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    contact: str = ""
    #: The receipt code that was given out already; empty lets the server make one.
    receipt: str = ""

    @property
    def overall(self) -> int | None:
        """Level of the overall question; None when it was not answered."""
        question = self.questionnaire.overall
        answer = self.closed.get(question.id) if question else None
        return int(answer) if isinstance(answer, str) else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer is counted."""

    unit_id: int
    procedure_code: str
    channel: int
    applicant_kind: int
    verification: str
    counted_on: date


def bucket(seconds: float) -> str:
    """Return the coarse time from page to sending."""
    return next((name for limit, name in BUCKETS if seconds < limit), LONGEST_BUCKET)


def payload_digest(submission: Submission, salt: bytes | None) -> bytes:
    """Return the SHA-256 that two sendings with the same answers share.

    Texts and contact enter as a salted commitment; without them there is no
    salt, and once it is erased the digest tells nothing about them.
    """
    said = canonical({"texts": submission.texts, "contact": submission.contact})
    commitment = sha256(salt + said.encode()).hexdigest() if salt else ""
    return sha256(canonical([submission.closed, commitment]).encode()).digest()


def new_salt(submission: Submission) -> bytes | None:
    """Return a fresh salt where there is something to hide."""
    return secrets.token_bytes(SALT_BYTES) if submission.texts or submission.contact else None


def response_row(
    keyring: Keyring, submission: Submission, response_id: uuid.UUID, salt: bytes | None
) -> dict[str, Any]:
    """Return the row of table `response`."""
    return {
        "id": response_id,
        "version_id": submission.version_id,
        "desk_id": submission.desk_id,
        "moment": submission.moment,
        "mode": submission.mode,
        "answered_by": integrity_answer(submission, "answered_by"),
        "client_id": submission.client_id,
        "payload_sha256": payload_digest(submission, salt),
        "receipt_mac": keyring.receipt_mac(submission.receipt or keyring.receipt(response_id)),
        "answers": canonical(submission.closed),
        "overall": submission.overall,
        "language": submission.language,
        "consent_version": submission.questionnaire.consent.id,
        "duration_bucket": bucket(submission.seconds),
    }


def attribution_row(response_id: uuid.UUID, place: Place, submitted_by: str) -> dict[str, Any]:
    """Return the row of table `attribution`."""
    return {
        "response_id": response_id,
        "unit_id": place.unit_id,
        "procedure_code": place.procedure_code,
        "channel": place.channel,
        "submitted_by": submitted_by,
        "applicant_kind": place.applicant_kind,
        "verification": place.verification,
        "counted_on": place.counted_on,
    }


def event_rows(
    response_id: uuid.UUID, states: tuple[str, ...], at: datetime, *, first: int = 1
) -> list[dict[str, Any]]:
    """Return rows of table `response_event` for consecutive states."""
    return [
        {
            "response_id": response_id,
            "seq": seq,
            "state": state,
            "at": at,
            "actor": "citizen",
            "reason": "",
        }
        for seq, state in enumerate(states, first)
    ]


def inbox_row(response_id: uuid.UUID, unit_id: int, day: date, sign: int) -> dict[str, Any]:
    """Return the row of table `tally_inbox`."""
    return {"unit_id": unit_id, "response_id": response_id, "sign": sign, "day": day}


def text_row(submission: Submission, response_id: uuid.UUID, salt: bytes) -> dict[str, Any]:
    """Return the row of table `response_text`."""
    texts = json.dumps(submission.texts, ensure_ascii=False, sort_keys=True)
    return {"response_id": response_id, "salt": salt, "texts": texts}


def integrity_answer(submission: Submission, question: str) -> str:
    """Return the answer to a question about who did it; empty when it was not answered."""
    answer = submission.closed.get(question)
    return answer if isinstance(answer, str) else ""
