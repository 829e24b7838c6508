"""An answer that an operator writes down on the telephone: a way of collecting of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey_app.core.calendar import local_day
from survey_app.core.errors import RefusedError
from survey_app.database import lock
from survey_app.invitations.models import RESULT
from survey_app.invitations.queries import list_links
from survey_app.invitations.service import BY_CHANNEL, Draft, IssuedLink, add, answered, issued
from survey_app.questionnaires.queries import version_in_force
from survey_app.responses.matching import LONGEST
from survey_app.responses.queries import find_answered

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.cases.queries import CaseCard
    from survey_app.core.codes import Keyring

PHONE = "phone"
#: The form is filled in while the citizen speaks.
VALID_DAYS = 1


def open_call(session: Session, keyring: Keyring, case: CaseCard, now: datetime) -> IssuedLink:
    """Return the form in which the answers of a call are written; outside the rates.

    Raises RefusedError ``case_unusable`` alike for a case that was answered, is
    too old or not finished.
    """
    case_key = keyring.case_key(case.case_id)
    lock(session, case_key)
    links = list_links(session, case.id)
    started = [link for link in links if link.mode == PHONE and not link.gone_reason(now)]
    too_old = case.latest_at is not None and now - case.latest_at > LONGEST
    done = RESULT in find_answered(session, case_key) or answered(links, RESULT)
    if not case.finished or too_old or (done and not started):
        raise RefusedError("case_unusable")
    if started:
        return issued(keyring, started[0])
    key = BY_CHANNEL[case.channel]
    fresh = Draft(
        version=version_in_force(session, key, case.handling.id, local_day(now)),
        moment=RESULT,
        unit_id=case.handling.id,
        procedure_code=case.procedure_code,
        case_record_id=case.id,
        mode=PHONE,
        valid_days=VALID_DAYS,
    )
    return add(session, keyring, fresh, now)
