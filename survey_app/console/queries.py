"""What is due: counts only, each with the page where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import case, func, select

from survey_app.cases.models import CaseUpload
from survey_app.directory.scope import units_within
from survey_app.feedback.models import Followup
from survey_app.feedback.queries import OPEN
from survey_app.jobs.models import Job
from survey_app.results.overview import overview

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period
    from survey_app.results.figures import UnitFigures

#: Lines of one list; the page behind it shows all.
MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """How units stand in a period, as of the last release."""

    own: Sequence[UnitFigures]
    below: Sequence[UnitFigures]


@dataclass(frozen=True, slots=True)
class FeedbackDue:
    """Comments that wait for somebody."""

    waiting: int
    late: int
    unowned: int


@dataclass(frozen=True, slots=True)
class UploadDue:
    """A file some rows of which were rejected, or that was tried and never taken in."""

    id: int
    file_name: str
    taken: bool
    note: str


def feedback_due(session: Session, roots: Collection[int], today: date) -> FeedbackDue:
    """Count the follow-ups of some units that are to be done."""
    late = (Followup.due_on < today) | Followup.escalated_to.is_not(None)
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((late, 1), else_=0)), 0),
            func.coalesce(func.sum(case((Followup.owner_id.is_(None), 1), else_=0)), 0),
        ).where(Followup.unit_id.in_(units_within(roots, today)), Followup.state.in_(OPEN))
    ).one()
    return FeedbackDue(*map(int, row))


def uploads_due(session: Session, account_id: int) -> list[UploadDue]:
    """Return the visitor's newest files that still ask for something."""
    work = func.coalesce(func.nullif(CaseUpload.job_id, 0), CaseUpload.trial_id)
    rows = session.execute(
        select(CaseUpload.id, CaseUpload.file_name, CaseUpload.job_id, Job.note)
        .join(Job, Job.id == work)
        .where(
            CaseUpload.account_id == account_id,
            Job.state == "done",
            (Job.file_name != "") | (CaseUpload.job_id == 0),
        )
        .order_by(CaseUpload.id.desc())
        .limit(MOST)
    )
    return [UploadDue(row.id, row.file_name, bool(row.job_id), row.note) for row in rows]


def standing(session: Session, roots: Collection[int], period: Period) -> Standing:
    """Return the visitor's own units, and which below them miss the target, the lowest first."""
    rows = overview(session, period, roots, "").rows
    missed = [row for row in rows if row.online.administrative == "not_met"]
    return Standing(
        own=[row for row in rows if row.unit.id in roots][:MOST],
        below=sorted(missed, key=lambda row: row.online.rate or 0)[:MOST],
    )
