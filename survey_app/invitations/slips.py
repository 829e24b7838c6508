"""Slips for many cases: links issued, printed in one PDF in the background."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from survey_app.cases.models import FINISHED_STATUSES, CaseRecord
from survey_app.cases.queries import list_cases_by_ids
from survey_app.core.calendar import local_day
from survey_app.core.codes import group_code
from survey_app.core.names import committee_name
from survey_app.directory.scope import units_within
from survey_app.extensions import settings
from survey_app.invitations.handouts import Handout, handouts_pdf
from survey_app.invitations.models import SUBMITTED
from survey_app.invitations.service import BY_CHANNEL, Wish, address, issue
from survey_app.jobs.kinds import JobKind, Made
from survey_app.questionnaires.queries import newest_version

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.cases.queries import CaseCard
    from survey_app.core.codes import Keyring
    from survey_app.jobs.kinds import Task

#: Slips of one PDF.
MOST_SLIPS: Final = 500
FINISHED_WITHIN: Final = timedelta(days=14)
#: Links issued in one transaction, so that citizens are not stalled.
STEP: Final = 50


def make_slips(task: Task) -> Made:
    """Print a slip for every case of a unit that was finished in the last two weeks.

    An answered link is printed as it is: nobody learns from the slips what was answered.
    """
    with task.database.reading() as session:
        ids = finished_cases(session, int(task.parameters["unit_id"]), task.now)
    slips: list[Handout] = []
    for first in range(0, len(ids), STEP):
        task.report(first, len(ids))
        with task.database.writing() as session:
            cases = list_cases_by_ids(session, ids[first : first + STEP])
            slips += [slip_of(session, task.keyring, case, task.now) for case in cases]
    task.report(len(ids), len(ids))
    if not slips:
        return Made(note=_("No case was finished in the last 14 days."))
    base_url = settings().base_url
    sample = current_app.extensions["survey_is_demo"]()
    task.path.write_bytes(handouts_pdf("slips", slips, urlsplit(base_url).netloc, sample=sample))
    words = _("%(count)s slips", count=len(slips))
    return Made(file_name=_("slips.pdf"), media_type="application/pdf", note=words)


def finished_cases(session: Session, unit_id: int, now: datetime) -> list[int]:
    """Return the newest cases of a unit and those below that were finished lately."""
    rows = session.scalars(
        select(CaseRecord.id)
        .where(
            CaseRecord.handling_unit_id.in_(units_within([unit_id], local_day(now))),
            CaseRecord.finished_at > now - FINISHED_WITHIN,
            CaseRecord.status.in_(FINISHED_STATUSES),
        )
        .order_by(CaseRecord.finished_at.desc(), CaseRecord.id)
        .limit(MOST_SLIPS)
    )
    return list(rows)


def may_be_invited(session: Session, case: CaseCard) -> bool:
    """Whether there is a form for the case as it stands: any once finished, else online ones."""
    if case.finished:
        return True
    questionnaire = newest_version(session, BY_CHANNEL[case.channel]).questionnaire
    return questionnaire.moment(SUBMITTED) is not None


def slip_of(session: Session, keyring: Keyring, case: CaseCard, now: datetime) -> Handout:
    """Return the slip of a case, its link issued or given again."""
    link = issue(session, keyring, case, Wish(), now)
    return Handout(
        link=address(settings().base_url, link.code),
        code=group_code(link.code),
        unit=committee_name(case.handling.name),
        place=case.case_id,
    )


KINDS = (JobKind("invitations.slips", _l("Slips with QR codes"), make_slips),)
