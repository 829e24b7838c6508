"""Reading answers: their state, never what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from survey_app.cases.models import CaseRecord
from survey_app.directory.models import Desk
from survey_app.invitations.models import RESULT, SUBMITTED, Invitation
from survey_app.invitations.queries import gone_reason
from survey_app.questionnaires.queries import get_version
from survey_app.responses.models import (
    AnsweredCase,
    Attribution,
    Response,
    ResponseContact,
    ResponseEvent,
    ResponseText,
    WaitingAnswer,
)

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from survey_app.database import Database
    from survey_app.invitations.queries import LinkCard
    from survey_app.questionnaires.queries import VersionCard


@dataclass(frozen=True, slots=True)
class StateCard:
    """Where an answer is in its life."""

    response_id: uuid.UUID
    #: Number of the last event.
    seq: int
    #: The last event: counted, waiting, withdrawn …
    state: str
    received_at: datetime
    moment: str


@dataclass(frozen=True, slots=True)
class StoredCard:
    """What a repeated sending is compared with."""

    response_id: uuid.UUID
    payload_sha256: bytes
    #: None without texts, and after they were erased.
    salt: bytes | None
    #: Canonical JSON of the closed answers.
    answers: str


@dataclass(frozen=True, slots=True)
class CountedCard:
    """Where an answer was counted."""

    unit_id: int
    counted_on: date


@dataclass(frozen=True, slots=True)
class BondCard:
    """What ties an answer to its case: a counted one or one that waits."""

    key: bytes
    waiting: bool
    sealed_invitation: bytes


_versions: dict[tuple[int, str], VersionCard] = {}


def version_of(database: Database, link: LinkCard) -> VersionCard:
    """Return the version behind a link; one never changes, so it is read once per process."""
    key = link.version_id, link.version_sha256
    if key not in _versions:
        with database.reading() as session:
            _versions[key] = get_version(session, link.version_id)
    return _versions[key]


STORED = (
    select(Response.id, Response.payload_sha256, ResponseText.salt, Response.answers)
    .outerjoin(ResponseText, ResponseText.response_id == Response.id)
    .where(Response.client_id == bindparam("client_id"))
)


def find_stored(session: Session, client_id: str) -> StoredCard | None:
    """Return the answer that was sent with a page, if any."""
    row = session.connection().execute(STORED, {"client_id": client_id}).one_or_none()
    return StoredCard(*row) if row else None


def find_state(session: Session, receipt_mac: bytes) -> StateCard | None:
    """Return the state of the answer behind a receipt code."""
    row = session.execute(
        select(Response.id, Response.moment).where(Response.receipt_mac == receipt_mac)
    ).one_or_none()
    return get_state(session, row.id, row.moment) if row else None


def get_state(session: Session, response_id: uuid.UUID, moment: str) -> StateCard:
    """Return the state of an answer."""
    events = session.execute(
        select(ResponseEvent.seq, ResponseEvent.state, ResponseEvent.at)
        .where(ResponseEvent.response_id == response_id)
        .order_by(ResponseEvent.seq)
    ).all()
    return StateCard(response_id, events[-1].seq, events[-1].state, events[0].at, moment)


@dataclass(frozen=True, slots=True)
class Standing:
    """What may have changed since a page was opened: its link, its case, earlier answers."""

    state: str
    expires_at: datetime
    reopened_until: datetime | None
    handling_unit_id: int
    procedure_code: str
    channel: int
    applicant_kind: int
    #: Answers of the same case by moment.
    submitted_id: uuid.UUID | None
    result_id: uuid.UUID | None

    def gone_reason(self, now: datetime) -> str:
        """Return why the link may no longer be used: a stable code; empty while it may."""
        valid_until = max(self.expires_at, self.reopened_until or self.expires_at)
        return gone_reason(self.state, valid_until, now)


ON_SUBMITTED, ON_RESULT = aliased(AnsweredCase), aliased(AnsweredCase)
STANDING = (
    select(
        Invitation.state,
        Invitation.expires_at,
        Invitation.reopened_until,
        CaseRecord.handling_unit_id,
        CaseRecord.procedure_code,
        CaseRecord.channel,
        CaseRecord.applicant_kind,
        ON_SUBMITTED.response_id,
        ON_RESULT.response_id,
    )
    .outerjoin(CaseRecord, CaseRecord.id == Invitation.case_record_id)
    .outerjoin(
        ON_SUBMITTED,
        (ON_SUBMITTED.case_key == bindparam("case_key")) & (ON_SUBMITTED.moment == SUBMITTED),
    )
    .outerjoin(
        ON_RESULT, (ON_RESULT.case_key == bindparam("case_key")) & (ON_RESULT.moment == RESULT)
    )
    .where(Invitation.id == bindparam("id"))
)


def get_standing(session: Session, invitation_id: uuid.UUID, case_key: bytes | None) -> Standing:
    """Return how a link stands now; read under the lock of its case."""
    values = {"id": invitation_id, "case_key": case_key or b""}
    return Standing(*session.connection().execute(STANDING, values).one())


ANSWERED = select(AnsweredCase.moment, AnsweredCase.response_id).where(
    AnsweredCase.case_key == bindparam("case_key")
)


def find_answered(session: Session, case_key: bytes) -> dict[str, uuid.UUID]:
    """Return the answers of a case by moment."""
    rows = session.connection().execute(ANSWERED, {"case_key": case_key})
    return {moment: response_id for moment, response_id in rows}  # noqa: C416 - rows are not tuples to mypy


def is_waiting(session: Session, waiting_key: bytes) -> bool:
    """Return whether an answer waits for the case with this key."""
    found = session.scalar(
        select(WaitingAnswer.response_id).where(WaitingAnswer.waiting_key == waiting_key)
    )
    return found is not None


def find_bond(session: Session, response_id: uuid.UUID) -> BondCard | None:
    """Return what ties an answer to its case; None without a case or after the unlinking."""
    counted = session.execute(
        select(AnsweredCase.case_key, AnsweredCase.sealed_invitation).where(
            AnsweredCase.response_id == response_id
        )
    ).one_or_none()
    if counted:
        return BondCard(counted.case_key, waiting=False, sealed_invitation=counted[1])
    waiting = session.execute(
        select(WaitingAnswer.waiting_key, WaitingAnswer.sealed_invitation).where(
            WaitingAnswer.response_id == response_id
        )
    ).one_or_none()
    return BondCard(waiting[0], waiting=True, sealed_invitation=waiting[1]) if waiting else None


def has_contact(session: Session, response_id: uuid.UUID) -> bool:
    """Return whether a number was left with an answer, and not erased since."""
    found = select(ResponseContact.response_id).where(ResponseContact.response_id == response_id)
    return session.scalar(found) is not None


def telephone_of(session: Session, response_id: uuid.UUID) -> str:
    """Return whom to call for help at the desk of an answer; empty for the central number."""
    query = select(Desk.telephone).join(Response, Response.desk_id == Desk.id)
    return session.scalar(query.where(Response.id == response_id)) or ""


def find_counted(session: Session, response_id: uuid.UUID) -> CountedCard | None:
    """Return where an answer was counted; None while it waits."""
    row = session.execute(
        select(Attribution.unit_id, Attribution.counted_on).where(
            Attribution.response_id == response_id
        )
    ).one_or_none()
    return CountedCard(*row) if row else None


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """An answer whose case is awaited."""

    waiting_key: bytes
    response_id: uuid.UUID
    received_at: datetime
    sealed_invitation: bytes


WAITING = select(
    WaitingAnswer.waiting_key,
    WaitingAnswer.response_id,
    WaitingAnswer.received_at,
    WaitingAnswer.sealed_invitation,
).order_by(WaitingAnswer.received_at, WaitingAnswer.response_id)


def list_waiting(session: Session, keys: Iterable[bytes]) -> list[WaitingCard]:
    """Return the waiting answers with one of these keys, the earliest first."""
    rows = session.execute(WAITING.where(WaitingAnswer.waiting_key.in_(list(keys))))
    return [WaitingCard(*row) for row in rows]


def list_overdue(session: Session, before: datetime, limit: int) -> list[WaitingCard]:
    """Return answers that have waited since before a moment."""
    rows = session.execute(WAITING.where(WaitingAnswer.received_at < before).limit(limit))
    return [WaitingCard(*row) for row in rows]


def any_waiting(session: Session) -> bool:
    """Return whether any answer waits for its case."""
    return bool(session.scalar(select(func.count()).select_from(WaitingAnswer)))
