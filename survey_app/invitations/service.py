"""Issuing links: one per case, moment and way; given again as long as it is valid."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from sqlalchemy import bindparam, insert, update

from survey_app.core.calendar import local_day
from survey_app.core.errors import ConflictError
from survey_app.database import lock
from survey_app.invitations.models import RESULT, SUBMITTED, Invitation
from survey_app.invitations.queries import LinkCard, list_links
from survey_app.questionnaires.queries import VersionCard, version_in_force

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Table, Update
    from sqlalchemy.orm import Session

    from survey_app.cases.queries import CaseCard
    from survey_app.core.codes import Keyring

NONCE_LENGTH = 16
#: For statements without the ORM's bookkeeping.
INVITATIONS = cast("Table", Invitation.__table__)
#: Which questionnaire a case is asked by its channel: desk, online, post.
BY_CHANNEL = {1: "inperson_short", 2: "online_case", 3: "inperson_short"}
LINK = "link"


def closing(*chosen: ColumnElement[bool]) -> Update:
    """Return the statement that closes those of the chosen links which are open."""
    return update(INVITATIONS).where(*chosen, Invitation.state == "open").values(state="used")


OF_CASE = Invitation.case_record_id == bindparam("case")
#: By moment of the answer: after a result nobody is asked about the submission.
USE_OF_CASE = {
    SUBMITTED: closing(OF_CASE, Invitation.moment == SUBMITTED),
    RESULT: closing(OF_CASE),
}
USE_WAITING = closing(Invitation.waiting_key == bindparam("key"))
USE_ONE = closing(Invitation.id == bindparam("link"))


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link that may be shown, printed and sent."""

    id: uuid.UUID
    code: str
    expires_at: datetime
    #: False when it existed before.
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What kind of link is asked for; empty fields follow from the case."""

    moment: str = ""
    questionnaire: str = ""
    #: Revoke the link that is open and make another.
    renew: bool = False


def issue(
    session: Session, keyring: Keyring, case: CaseCard, wish: Wish, now: datetime
) -> IssuedLink:
    """Return the link of a case, made if there is none that is valid.

    An answered link is given again as it is: the caller does not learn
    whether the case was answered. Raises ConflictError
    ``moment_unavailable`` and NotFoundError ``unknown_questionnaire``.
    """
    lock(session, keyring.case_key(case.case_id))
    moment = wish.moment or (RESULT if case.finished else SUBMITTED)
    key = wish.questionnaire or BY_CHANNEL[case.channel]
    version = version_in_force(session, key, case.handling.id, local_day(now))
    check_moment(case, version, moment)
    links = list_links(session, case.id)
    known = next(
        (link for link in links if link.mode == LINK and given_again(link, moment, now)), None
    )
    if known and (known.state == "used" or not wish.renew):
        return issued(keyring, known)
    close(session, [link for link in links if link.mode == LINK and link.moment == moment])
    return add(session, keyring, of_case(case, version, moment, answered(links, moment)), now)


def check_moment(case: CaseCard, version: VersionCard, moment: str) -> None:
    """Raise ConflictError where the questionnaire or the case has no such moment."""
    too_early = moment == RESULT and not case.finished
    if too_early or version.questionnaire.moment(moment) is None:
        raise ConflictError("moment_unavailable", moment=moment)


def given_again(link: LinkCard, moment: str, now: datetime) -> bool:
    """Whether a known link is the one to give: answered, or open and valid."""
    return link.moment == moment and (link.state == "used" or not link.gone_reason(now))


def answered(links: list[LinkCard], moment: str) -> bool:
    """Whether the case was answered for this moment or for the later one."""
    final = {moment, RESULT}
    return any(link.state == "used" and link.moment in final for link in links)


def close(session: Session, links: list[LinkCard]) -> None:
    """Take links that are still open out of use, because another is made."""
    ids = [link.id for link in links if link.state == "open"]
    session.execute(update(Invitation).where(Invitation.id.in_(ids)).values(state="revoked"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a new invitation is about."""

    version: VersionCard
    moment: str
    unit_id: int
    procedure_code: str = ""
    case_record_id: int | None = None
    desk_id: int | None = None
    waiting_key: bytes | None = None
    mode: str = LINK
    state: str = "open"
    #: None follows the questionnaire.
    valid_days: int | None = None


def of_case(case: CaseCard, version: VersionCard, moment: str, used: bool) -> Draft:  # noqa: FBT001 - one caller
    """Return the draft of a case's link."""
    return Draft(
        version=version,
        moment=moment,
        unit_id=case.handling.id,
        procedure_code=case.procedure_code,
        case_record_id=case.id,
        state="used" if used else "open",
    )


def add(session: Session, keyring: Keyring, draft: Draft, now: datetime) -> IssuedLink:
    """Store a new invitation and return its link."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    code = keyring.code(nonce)
    moment = draft.version.questionnaire.moment(draft.moment)
    days = draft.valid_days or (moment.valid_days if moment else 1)
    link = IssuedLink(uuid.uuid4(), code, now + timedelta(days=days), new=True)
    session.execute(
        insert(Invitation).values(
            id=link.id,
            case_record_id=draft.case_record_id,
            desk_id=draft.desk_id,
            waiting_key=draft.waiting_key,
            unit_id=draft.unit_id,
            procedure_code=draft.procedure_code,
            version_id=draft.version.id,
            moment=draft.moment,
            mode=draft.mode,
            nonce=nonce,
            key_id=keyring.key_id,
            code_mac=keyring.code_mac(code),
            issued_at=now,
            expires_at=link.expires_at,
            state=draft.state,
        )
    )
    return link


def issued(keyring: Keyring, link: LinkCard) -> IssuedLink:
    """Return a known link; its code is derived again from its nonce."""
    return IssuedLink(link.id, keyring.code(link.nonce), link.valid_until, new=False)


def decline(session: Session, link: LinkCard) -> None:
    """Note that somebody does not wish to answer; the link stays open."""
    session.execute(update(Invitation).where(Invitation.id == link.id).values(declined=True))


def mark_used(session: Session, link: LinkCard) -> None:
    """Close the link and all others that the same answer makes useless."""
    connection = session.connection()
    if link.case_record_id is not None:
        connection.execute(USE_OF_CASE[link.moment], {"case": link.case_record_id})
    elif link.waiting_key is not None:
        connection.execute(USE_WAITING, {"key": link.waiting_key})
    else:
        connection.execute(USE_ONE, {"link": link.id})


def reopen(session: Session, invitation_id: uuid.UUID, until: datetime) -> None:
    """Let the same link be answered once more."""
    session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id)
        .values(state="open", reopened_until=until)
    )


def tie(session: Session, invitation_id: uuid.UUID, case_record_id: int) -> None:
    """Tie a desk invitation to the case that arrived after it was answered."""
    session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id)
        .values(case_record_id=case_record_id)
    )


def address(base_url: str, code: str) -> str:
    """Return the full link of a code."""
    return f"{base_url}/R/{code}"


def desk_address(base_url: str, desk_code: str) -> str:
    """Return the full link of a desk."""
    return f"{base_url}/D/{desk_code}"
