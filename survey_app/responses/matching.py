"""Answers given before their case was in the register find it when it arrives."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.orm import aliased

from survey_app import sealing
from survey_app.cases.models import FINISHED_STATUSES, CaseRecord
from survey_app.core.calendar import local_day
from survey_app.core.case_id import parse_tail
from survey_app.database import BATCH, lock
from survey_app.directory.models import Unit
from survey_app.invitations.models import RESULT, SUBMITTED
from survey_app.invitations.queries import find_link_by_id
from survey_app.invitations.service import mark_used, tie
from survey_app.responses import rows
from survey_app.responses.life import SEAL, STANDING, leave, supersede, untie
from survey_app.responses.models import (
    AnsweredCase,
    Attribution,
    Response,
    ResponseEvent,
    TallyInbox,
    WaitingAnswer,
)
from survey_app.responses.queries import (
    WaitingCard,
    any_waiting,
    find_answered,
    get_state,
    is_waiting,
    list_overdue,
    list_waiting,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.database import Database

#: How old a finished case may be when it is judged, and how long an answer waits for its case.
LONGEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A finished case as far as matching needs it."""

    id: int
    case_id: str
    ymd: str
    serial: str
    handling_unit_id: int
    handling_code: str
    receiving_unit_id: int | None
    receiving_code: str | None
    procedure_code: str
    channel: int
    applicant_kind: int
    latest_at: datetime | None

    def keys(self, keyring: Keyring) -> Iterator[bytes]:
        """Yield the keyed hashes under which an answer may wait for this case."""
        yield keyring.case_key(self.case_id)
        tail = parse_tail(f"{self.ymd}-{self.serial}") if self.ymd else None
        for code in {self.handling_code, self.receiving_code} if tail else ():
            if code and tail:
                yield keyring.tail_key(code, tail)


def match(session: Session, keyring: Keyring, case_ids: Sequence[int], now: datetime) -> None:
    """Count the answers that waited for these cases, where the cases are finished."""
    if not case_ids or not any_waiting(session):
        return
    for arrival in arrivals(session, case_ids):
        for waiting in list_waiting(session, arrival.keys(keyring)):
            lock(session, keyring.case_key(arrival.case_id))
            lock(session, waiting.waiting_key)
            if is_waiting(session, waiting.waiting_key):
                settle(session, keyring, arrival, waiting, now)


def arrivals(session: Session, case_ids: Sequence[int]) -> list[Arrival]:
    """Return the finished ones among these cases, in the order of their ids."""
    handling, receiving = aliased(Unit), aliased(Unit)
    latest = func.coalesce(
        CaseRecord.finished_at,
        CaseRecord.returned_at,
        CaseRecord.received_at,
        CaseRecord.submitted_at,
        CaseRecord.signed_in_at,
        type_=CaseRecord.finished_at.type,
    )
    found = session.execute(
        select(
            CaseRecord.id,
            CaseRecord.case_id,
            CaseRecord.ymd,
            CaseRecord.serial,
            CaseRecord.handling_unit_id,
            handling.code,
            CaseRecord.receiving_unit_id,
            receiving.code,
            CaseRecord.procedure_code,
            CaseRecord.channel,
            CaseRecord.applicant_kind,
            latest,
        )
        .join(handling, handling.id == CaseRecord.handling_unit_id)
        .outerjoin(receiving, receiving.id == CaseRecord.receiving_unit_id)
        .where(CaseRecord.id.in_(case_ids), CaseRecord.status.in_(FINISHED_STATUSES))
        .order_by(CaseRecord.id)
    )
    return [Arrival(*tuple(row)) for row in found]


def settle(
    session: Session, keyring: Keyring, arrival: Arrival, waiting: WaitingCard, now: datetime
) -> None:
    """Count or refuse one waiting answer; leave it waiting while its tail fits several cases."""
    by_tail = waiting.waiting_key != keyring.case_key(arrival.case_id)
    if by_tail and is_ambiguous(session, arrival):
        return
    answered = find_answered(session, keyring.case_key(arrival.case_id))
    state = get_state(session, waiting.response_id, RESULT)
    too_old = arrival.latest_at and waiting.received_at - arrival.latest_at > LONGEST
    if state.state in STANDING and (RESULT in answered or too_old):
        leave(session, state, "refused", now, reason="too_old" if too_old else "already_answered")
        untie(session, waiting.response_id)
    elif RESULT in answered:
        untie(session, waiting.response_id)
    else:
        bind(session, keyring, arrival, waiting)
        if state.state in STANDING:
            count_matched(session, arrival, waiting.response_id, state.seq, now)
            if SUBMITTED in answered:
                supersede(session, answered[SUBMITTED], SUBMITTED, now, reason="result_answered")


def is_ambiguous(session: Session, arrival: Arrival) -> bool:
    """Return whether the tail fits several cases of the unit that handles or received it."""
    units = [unit for unit in (arrival.handling_unit_id, arrival.receiving_unit_id) if unit]
    fitting = session.scalar(
        select(func.count())
        .select_from(CaseRecord)
        .where(
            CaseRecord.ymd == arrival.ymd,
            CaseRecord.serial == arrival.serial,
            or_(CaseRecord.handling_unit_id.in_(units), CaseRecord.receiving_unit_id.in_(units)),
        )
    )
    return (fitting or 0) > 1


def bind(session: Session, keyring: Keyring, arrival: Arrival, waiting: WaitingCard) -> None:
    """Tie a waiting answer and its invitation to the case."""
    untie(session, waiting.response_id)
    session.execute(
        insert(AnsweredCase),
        {
            "case_key": keyring.case_key(arrival.case_id),
            "moment": RESULT,
            "response_id": waiting.response_id,
            "sealed_invitation": waiting.sealed_invitation,
        },
    )
    invitation = uuid.UUID(hex=sealing.unseal(keyring, SEAL, waiting.sealed_invitation))
    tie(session, invitation, arrival.id)
    link = find_link_by_id(session, invitation)
    if link is not None:
        mark_used(session, link)


def count_matched(
    session: Session, arrival: Arrival, response_id: uuid.UUID, seq: int, now: datetime
) -> None:
    """Attribute a matched answer and put it into the inbox of the tallies."""
    answers = session.scalar(select(Response.answers).where(Response.id == response_id)) or "{}"
    place = rows.Place(
        arrival.handling_unit_id,
        arrival.procedure_code,
        arrival.channel,
        arrival.applicant_kind,
        rows.CASE,
        local_day(now),
    )
    submitted_by = json.loads(answers).get("submitted_by", "")
    events = rows.event_rows(response_id, ("matched", "counted"), now, first=seq + 1)
    session.execute(insert(ResponseEvent), [{**event, "actor": "register"} for event in events])
    session.execute(insert(Attribution), rows.attribution_row(response_id, place, submitted_by))
    session.execute(
        insert(TallyInbox), rows.inbox_row(response_id, place.unit_id, place.counted_on, +1)
    )


def match_all(database: Database, keyring: Keyring, now: datetime) -> None:
    """Look through all finished cases that an answer may still wait for."""
    last = 0
    while True:
        with database.writing() as session:
            if not any_waiting(session):
                return
            ids = session.scalars(
                select(CaseRecord.id)
                .where(CaseRecord.id > last)
                .order_by(CaseRecord.id)
                .limit(BATCH)
            ).all()
            if not ids:
                return
            match(session, keyring, ids, now)
            last = ids[-1]


def refuse_overdue(database: Database, now: datetime) -> int:
    """Refuse answers that found no case in 90 days and return how many there were."""
    refused = 0
    while True:
        with database.writing() as session:
            overdue = list_overdue(session, now - LONGEST, BATCH)
            for waiting in overdue:
                lock(session, waiting.waiting_key)
                state = get_state(session, waiting.response_id, RESULT)
                if state.state in STANDING:
                    leave(session, state, "refused", now, reason="no_case")
                session.execute(
                    delete(WaitingAnswer).where(WaitingAnswer.response_id == waiting.response_id)
                )
            refused += len(overdue)
        if len(overdue) < BATCH:
            return refused
