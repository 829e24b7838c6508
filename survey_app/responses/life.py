"""What happens to an answer later: withdrawn, replaced, answered again."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from survey_app import sealing
from survey_app.core.errors import ConflictError, NotFoundError
from survey_app.database import lock
from survey_app.invitations.queries import find_link_by_id
from survey_app.invitations.service import reopen
from survey_app.responses import rows
from survey_app.responses.models import (
    AnsweredCase,
    ResponseContact,
    ResponseEvent,
    ResponseText,
    TallyInbox,
    WaitingAnswer,
)
from survey_app.responses.queries import (
    StateCard,
    find_bond,
    find_counted,
    find_state,
    get_state,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring

#: Purpose of the key that seals which invitation an answer came by.
SEAL = "seal"
#: How long somebody may change their mind.
AGAIN_WITHIN = timedelta(hours=72)
#: States in which an answer still stands.
STANDING = frozenset({"counted", "waiting"})
#: What may be withdrawn; an answer that is kept apart could be counted later.
WITHDRAWABLE = STANDING | {"quarantined"}
COUNTED = "counted"


def find_receipt(session: Session, keyring: Keyring, receipt: str) -> StateCard:
    """Return the state behind a receipt code, or raise NotFoundError."""
    state = find_state(session, keyring.receipt_mac(receipt))
    if state is None:
        raise NotFoundError("unknown_receipt")
    return state


def may_answer_again(session: Session, state: StateCard, now: datetime) -> bool:
    """Whether the citizen may still take the answer back and give another by the same link."""
    in_time = state.state in STANDING and now < state.received_at + AGAIN_WITHIN
    return in_time and find_bond(session, state.response_id) is not None


def withdraw(session: Session, keyring: Keyring, receipt: str, now: datetime) -> None:
    """Take an answer out of the counts and erase its texts and contact; repeatable."""
    state = locked(session, find_receipt(session, keyring, receipt))
    if state.state in WITHDRAWABLE:
        leave(session, state, "withdrawn", now)
    erase_words(session, state.response_id)


def answer_again(session: Session, keyring: Keyring, receipt: str, now: datetime) -> str:
    """Replace an answer by one still to come and return the code that is open again.

    Raises ConflictError when the time is over or the answer no longer stands.
    """
    state = locked(session, find_receipt(session, keyring, receipt))
    if state.state not in STANDING:
        raise ConflictError("stands_no_more")
    bond = find_bond(session, state.response_id)
    if bond is None or not may_answer_again(session, state, now):
        raise ConflictError("too_late_again")
    leave(session, state, "superseded", now, reason="answered_again")
    untie(session, state.response_id)
    invitation = uuid.UUID(hex=sealing.unseal(keyring, SEAL, bond.sealed_invitation))
    reopen(session, invitation, state.received_at + AGAIN_WITHIN)
    link = find_link_by_id(session, invitation)
    if link is None:
        raise NotFoundError("unknown_code")
    return keyring.code(link.nonce)


def locked(session: Session, state: StateCard) -> StateCard:
    """Return the state under the lock of its case."""
    bond = find_bond(session, state.response_id)
    lock(session, bond.key if bond else state.response_id.bytes)
    return get_state(session, state.response_id, state.moment)


def supersede(
    session: Session, response_id: uuid.UUID, moment: str, now: datetime, *, reason: str
) -> None:
    """Let a later answer of the same case take the place of this one."""
    state = get_state(session, response_id, moment)
    if state.state in STANDING:
        leave(session, state, "superseded", now, reason=reason)


def leave(
    session: Session, state: StateCard, next_state: str, now: datetime, *, reason: str = ""
) -> None:
    """Add the event with which an answer leaves its state, and take back its count."""
    (event,) = rows.event_rows(state.response_id, (next_state,), now, first=state.seq + 1)
    session.execute(insert(ResponseEvent), {**event, "reason": reason})
    counted = find_counted(session, state.response_id)
    if state.state == COUNTED and counted:
        session.execute(
            insert(TallyInbox),
            rows.inbox_row(state.response_id, counted.unit_id, counted.counted_on, -1),
        )


def untie(session: Session, response_id: uuid.UUID) -> None:
    """Delete what ties an answer to its case."""
    session.execute(delete(AnsweredCase).where(AnsweredCase.response_id == response_id))
    session.execute(delete(WaitingAnswer).where(WaitingAnswer.response_id == response_id))


def erase_words(session: Session, response_id: uuid.UUID) -> None:
    """Delete texts and contact; the answer's digest stays and tells nothing about them."""
    session.execute(delete(ResponseText).where(ResponseText.response_id == response_id))
    session.execute(delete(ResponseContact).where(ResponseContact.response_id == response_id))
