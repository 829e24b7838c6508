"""An answer at the desk's own screen: one level, perhaps with the end of a case ID."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey_app.core.calendar import local_day
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.database import lock
from survey_app.invitations.queries import find_link_by_id
from survey_app.invitations.service import BY_CHANNEL, add
from survey_app.questionnaires.queries import get_version, version_in_force
from survey_app.responses.desk import draft, page_for_case
from survey_app.responses.queries import find_stored
from survey_app.responses.rows import Submission
from survey_app.responses.service import Intake, submit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.core.questionnaire import Question
    from survey_app.directory.queries import DeskCard
    from survey_app.invitations.queries import LinkCard

KIOSK = "kiosk"


@dataclass(frozen=True, slots=True)
class Mark:
    """What one person tapped."""

    #: Value of the overall question.
    level: str
    #: Case ID or its tail; empty for an answer without a case, which is outside the rates.
    case_text: str
    language: str
    #: Unique for all answers ever stored, so that sending again after an outage is harmless.
    client_id: str


def question(session: Session, desk: DeskCard, now: datetime) -> Question:
    """Return what the screen asks."""
    version = version_in_force(session, BY_CHANNEL[1], desk.unit.id, local_day(now))
    return overall(session, version.id)


def overall(session: Session, version_id: int) -> Question:
    """Return the overall question of a version."""
    found = get_version(session, version_id).questionnaire.overall
    if found is None:
        raise NotFoundError("unknown_questionnaire", key=str(version_id))
    return found


def take(session: Session, keyring: Keyring, desk: DeskCard, mark: Mark, now: datetime) -> str:
    """Store an answer once and return its receipt code.

    Raises:
        RefusedError: as at the desk's page for a case that cannot be judged; then nothing is
            stored. ``unknown_level`` for a level that is none.
    """
    lock(session, mark.client_id.encode())
    stored = find_stored(session, mark.client_id)
    if stored:
        return keyring.receipt(stored.response_id)
    link = link_for(session, keyring, desk, mark, now)
    asked = overall(session, link.version_id)
    if mark.level not in asked.option_values:
        raise RefusedError("unknown_level")
    submission = Submission(
        questionnaire=get_version(session, link.version_id).questionnaire,
        version_id=link.version_id,
        moment=link.moment,
        mode=KIOSK,
        language=mark.language,
        client_id=mark.client_id,
        seconds=0,  # the screen forgets after half a minute
        desk_id=desk.id,
        closed={asked.id: mark.level},
    )
    return submit(session, Intake(keyring, link, submission, now))


def link_for(
    session: Session, keyring: Keyring, desk: DeskCard, mark: Mark, now: datetime
) -> LinkCard:
    """Return the invitation that the answer uses up."""
    if mark.case_text:
        issued = page_for_case(session, keyring, desk, mark.case_text, now)
    else:
        issued = add(session, keyring, draft(session, desk, now), now)
    link = find_link_by_id(session, issued.id)
    if link is None:
        raise NotFoundError("unknown_code")
    return link
