"""What officers do with a follow-up. Of two at once the second is told and changes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, update

from survey_app import sealing
from survey_app.audit.service import record
from survey_app.core.errors import NotFoundError
from survey_app.core.text import nfc
from survey_app.database import add_rows
from survey_app.feedback.models import Followup, FollowupStep
from survey_app.feedback.queries import find_contact
from survey_app.responses.models import ResponseContact
from survey_app.responses.service import CONTACT

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.feedback.queries import FollowupCard

#: Last digits by which a number is known, with or without the country code.
TELLING_DIGITS: Final = 9
_BETWEEN_DIGITS: Final = re.compile(r"[\s.()\-\u2010-\u2015]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who does something to which follow-up, as they saw it, and when."""

    followup: FollowupCard
    #: The version the officer had before their eyes.
    seen: int
    account_id: int
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How a follow-up is to be handled from now on."""

    state: str
    owner_id: int | None
    problem: str
    note: str = ""


def handle(session: Session, deed: Deed, wish: Handling) -> bool:
    """Set state, owner and problem, and keep the note; False when somebody else was quicker."""
    before = deed.followup
    values = {"state": wish.state, "owner_id": wish.owner_id, "problem": wish.problem}
    if not change(session, deed, values):
        return False
    kinds = [
        kind
        for kind, changed in (
            ("owner", wish.owner_id != before.owner_id),
            ("problem", wish.problem != before.problem),
            (wish.state, wish.state != before.state),
            ("note", bool(wish.note)),
        )
        if changed
    ]
    for kind in kinds:
        note_step(session, deed, kind, nfc(wish.note) if kind == "note" else "")
    return True


def answer(session: Session, deed: Deed, reply: str) -> bool:
    """Reply to the citizen, who reads it under the receipt; the contact is no longer needed.

    False when somebody else was quicker.
    """
    values = {"state": "answered", "reply": nfc(reply.strip()), "replied_at": deed.now}
    if not change(session, deed, values):
        return False
    note_step(session, deed, "answered")
    session.execute(
        delete(ResponseContact).where(ResponseContact.response_id == deed.followup.response_id)
    )
    return True


def change(session: Session, deed: Deed, values: dict[str, Any]) -> bool:
    """Change an open follow-up that nobody changed since it was seen."""
    changed = session.execute(
        update(Followup)
        .where(
            Followup.id == deed.followup.id,
            Followup.version == deed.seen,
            Followup.state.in_(("received", "acknowledged", "in_progress")),
        )
        .values(**values, version=Followup.version + 1)
        .returning(Followup.id)
    )
    return changed.one_or_none() is not None


def note_step(session: Session, deed: Deed, kind: str, note: str = "") -> None:
    """Keep what was done, by whom."""
    step = {"followup_id": deed.followup.id, "account_id": deed.account_id, "kind": kind}
    add_rows(session, FollowupStep, {**step, "note": note, "at": deed.now})


def open_contact(session: Session, keyring: Keyring, deed: Deed, actor: str) -> str:
    """Return the number the citizen left, and note who looked.

    Raises:
        NotFoundError: ``no_contact`` when none was left, or it is erased.
    """
    contact = read_contact(session, keyring, deed.followup)
    if not contact:
        raise NotFoundError("no_contact")
    note_step(session, deed, "contact_opened")
    record(
        session,
        "feedback.open_contact",
        actor=actor,
        unit_id=deed.followup.unit_id,
        subject=f"followup/{deed.followup.id}",
    )
    return contact


def read_contact(session: Session, keyring: Keyring, followup: FollowupCard) -> str:
    """Return the contact for comparing; empty without one."""
    sealed = find_contact(session, followup.response_id)
    return sealing.unseal(keyring, CONTACT, sealed) if sealed else ""


def tells_contact(session: Session, keyring: Keyring, followup: FollowupCard, reply: str) -> bool:
    """Whether a reply gives away the number to anybody who holds the receipt."""
    contact = read_contact(session, keyring, followup)
    digits = re.sub(r"\D", "", contact)[-TELLING_DIGITS:]
    if len(digits) < TELLING_DIGITS:
        return bool(contact) and contact.lower() in reply.lower()
    return digits in _BETWEEN_DIGITS.sub("", reply)
