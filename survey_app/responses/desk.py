"""What is typed at a desk: a case ID, its tail, or only a procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey_app.cases.queries import CaseCard, find_case, find_cases_by_tail
from survey_app.core.calendar import local_day
from survey_app.core.case_id import normalise_case_id, parse_case_id, parse_tail
from survey_app.core.errors import RefusedError
from survey_app.core.text import unreadable_character
from survey_app.database import lock
from survey_app.directory.queries import procedure_cards
from survey_app.invitations.models import RESULT
from survey_app.invitations.queries import LinkCard, list_links, list_waiting_links
from survey_app.invitations.service import BY_CHANNEL, Draft, IssuedLink, add, answered, issued
from survey_app.questionnaires.queries import version_in_force
from survey_app.responses.matching import LONGEST
from survey_app.responses.queries import find_answered, is_waiting

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.directory.queries import DeskCard

DESK = "desk"
#: A page opened at a desk is answered on the spot.
VALID_DAYS = 1
LONGEST_CASE_ID = 100


def open_page(
    session: Session, keyring: Keyring, desk: DeskCard, typed: tuple[str, str], now: datetime
) -> IssuedLink:
    """Return the questionnaire page for what was typed: (case ID or tail, procedure code).

    Raises:
        RefusedError: ``case_unusable`` alike for a case that was answered, is
            too old or not finished; ``case_ambiguous``, ``case_unreadable``,
            ``case_missing``, ``unknown_procedure``.
    """
    case_text, procedure_code = (text.strip() for text in typed)
    if case_text:
        return page_for_case(session, keyring, desk, case_text, now)
    if not procedure_code:
        raise RefusedError("case_missing")
    known = (
        {} if unreadable_character(procedure_code) else procedure_cards(session, [procedure_code])
    )
    if procedure_code not in known:
        raise RefusedError("unknown_procedure")
    return add(session, keyring, draft(session, desk, now, procedure_code=procedure_code), now)


def page_for_case(
    session: Session, keyring: Keyring, desk: DeskCard, text: str, now: datetime
) -> IssuedLink:
    """Return the page of a case in the register, or of one that has not arrived."""
    if len(text) > LONGEST_CASE_ID or unreadable_character(text):
        raise RefusedError("case_unreadable")
    case = find_typed_case(session, desk, text)
    if case is not None:
        return page_of_known_case(session, keyring, desk, case, now)
    return page_of_awaited_case(session, keyring, desk, text, now)


def find_typed_case(session: Session, desk: DeskCard, text: str) -> CaseCard | None:
    """Return the case with this ID, or with this tail at the desk's unit."""
    case = find_case(session, normalise_case_id(text))
    tail = parse_tail(normalise_case_id(text))
    if case is not None or tail is None:
        return case
    fitting = find_cases_by_tail(session, desk.unit.id, tail.ymd, tail.serial)
    if len(fitting) > 1:
        raise RefusedError("case_ambiguous")
    return fitting[0] if fitting else None


def page_of_known_case(
    session: Session, keyring: Keyring, desk: DeskCard, case: CaseCard, now: datetime
) -> IssuedLink:
    """Return the desk's page of a case that may be judged now."""
    case_key = keyring.case_key(case.case_id)
    lock(session, case_key)
    links = list_links(session, case.id)
    too_old = case.latest_at is not None and now - case.latest_at > LONGEST
    reopened = open_at(links, desk, now)
    done = RESULT in find_answered(session, case_key) or (not reopened and answered(links, RESULT))
    if not case.finished or too_old or done:
        raise RefusedError("case_unusable")
    if reopened:
        return issued(keyring, reopened)
    key = BY_CHANNEL[case.channel]
    version = version_in_force(session, key, case.handling.id, local_day(now))
    fresh = Draft(
        version=version,
        moment=RESULT,
        unit_id=case.handling.id,
        procedure_code=case.procedure_code,
        case_record_id=case.id,
        desk_id=desk.id,
        mode=DESK,
        valid_days=VALID_DAYS,
    )
    return add(session, keyring, fresh, now)


def page_of_awaited_case(
    session: Session, keyring: Keyring, desk: DeskCard, text: str, now: datetime
) -> IssuedLink:
    """Return the page whose answer will wait for a case that is not in the register yet."""
    waiting_key = key_of(keyring, desk, text)
    lock(session, waiting_key)
    if is_waiting(session, waiting_key):
        raise RefusedError("case_unusable")
    reopened = open_at(list_waiting_links(session, waiting_key), desk, now)
    if reopened:
        return issued(keyring, reopened)
    return add(session, keyring, draft(session, desk, now, waiting_key=waiting_key), now)


def key_of(keyring: Keyring, desk: DeskCard, text: str) -> bytes:
    """Return the keyed hash of a case ID or tail of known form, or raise RefusedError."""
    case_id, tail = parse_case_id(text), parse_tail(normalise_case_id(text))
    if case_id is not None:
        return keyring.case_key(str(case_id))
    if tail is not None:
        return keyring.tail_key(desk.unit.code, tail)
    raise RefusedError("case_unreadable")


def open_at(links: list[LinkCard], desk: DeskCard, now: datetime) -> LinkCard | None:
    """Return the page of this desk that is still open."""
    return next(
        (link for link in links if link.desk_id == desk.id and not link.gone_reason(now)), None
    )


def draft(
    session: Session,
    desk: DeskCard,
    now: datetime,
    *,
    waiting_key: bytes | None = None,
    procedure_code: str = "",
) -> Draft:
    """Return the draft of a page without a case in the register."""
    return Draft(
        version=version_in_force(session, BY_CHANNEL[1], desk.unit.id, local_day(now)),
        moment=RESULT,
        unit_id=desk.unit.id,
        procedure_code=procedure_code,
        desk_id=desk.id,
        waiting_key=waiting_key,
        mode=DESK,
        valid_days=VALID_DAYS,
    )
