"""Reading what a report needs beyond the rates, and reports themselves."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Select, func, select

from survey_app.cases.models import FINISHED_STATUSES, CaseRecord
from survey_app.core.tally import ANSWERED
from survey_app.directory.models import Setting
from survey_app.feedback.models import Followup, Improvement
from survey_app.questionnaires.queries import list_versions
from survey_app.reports.models import Report, ReportRevision
from survey_app.results.models import OfficialFigure
from survey_app.results.queries import sum_cells

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period
    from survey_app.core.questionnaire import Option, Question
    from survey_app.questionnaires.queries import VersionCard
    from survey_app.results.queries import Scope

#: Answers to a question about problems which say that there was none.
NO_PROBLEM: Final = frozenset({"no", "none"})
ISSUE: Final = "issue"
#: Setting that says that the data are samples.
SAMPLES: Final = "demo_data"


@dataclass(frozen=True, slots=True)
class RevisionCard:
    """One frozen state of a report."""

    id: int
    number: int
    draft: bool
    content: str
    sha256: str
    reason: str
    closed_at: datetime
    closed_by: str
    code_version: str

    def document(self) -> dict[str, Any]:
        """Return the content as values."""
        found: dict[str, Any] = json.loads(self.content)
        return found


@dataclass(frozen=True, slots=True)
class ReportCard:
    """What one unit reports about one period, and where that report is."""

    id: int
    unit_id: int
    unit_code: str
    unit_name: str
    period: Period
    kind: str
    #: Number of the newest revision; None before the first close.
    revision: int | None
    draft: bool
    closed_at: datetime | None
    #: How many steps were taken.
    steps: int
    #: draft, or the last step of this revision.
    state: str
    #: Where it lies.
    place_id: int
    place: str


def list_revisions(session: Session, unit_id: int, period: Period) -> list[RevisionCard]:
    """Return all revisions of a report, oldest first."""
    return [
        RevisionCard(*row)
        for row in session.execute(
            revision_cards().where(Report.unit_id == unit_id, Report.period == str(period))
        )
    ]


def list_histories(session: Session) -> list[tuple[int, list[RevisionCard]]]:
    """Return every report with a revision: its unit, and its revisions, oldest first."""
    rows = session.execute(revision_cards().add_columns(Report.id, Report.unit_id))
    found: dict[int, tuple[int, list[RevisionCard]]] = {}
    for *card, report_id, unit_id in rows:
        found.setdefault(report_id, (unit_id, []))[1].append(RevisionCard(*card))
    return list(found.values())


def revision_cards() -> Select[*tuple[Any, ...]]:
    """Return the statement of all revisions, those of a report oldest first."""
    return (
        select(
            ReportRevision.id,
            ReportRevision.number,
            ReportRevision.draft,
            ReportRevision.content,
            ReportRevision.sha256,
            ReportRevision.reason,
            ReportRevision.closed_at,
            ReportRevision.closed_by,
            ReportRevision.code_version,
        )
        .join(Report, Report.id == ReportRevision.report_id)
        .order_by(Report.id, ReportRevision.number)
    )


def holds_samples(session: Session) -> bool:
    """Return whether this installation holds sample data."""
    return session.scalar(select(Setting.value).where(Setting.name == SAMPLES)) == "1"


def count_finished(
    session: Session, unit_ids: Collection[int], period: Period
) -> dict[int, Counter[str]]:
    """Count the cases finished in a period by handling unit and procedure."""
    first, after = period.utc_bounds()
    rows = session.execute(
        select(CaseRecord.handling_unit_id, CaseRecord.procedure_code, func.count())
        .where(
            CaseRecord.handling_unit_id.in_(unit_ids),
            CaseRecord.finished_at >= first,
            CaseRecord.finished_at < after,
            CaseRecord.status.in_(FINISHED_STATUSES),
        )
        .group_by(CaseRecord.handling_unit_id, CaseRecord.procedure_code)
    )
    found: dict[int, Counter[str]] = {}
    for unit_id, procedure_code, count in rows:
        found.setdefault(unit_id, Counter())[procedure_code] = count
    return found


def problem_counts(session: Session, scope: Scope, smallest: int) -> list[dict[str, Any]]:
    """Return how often each problem was named, most often first.

    The base is the answers to the question, those that say nothing about it left
    out; questions with fewer than ``smallest`` answers are not broken down.
    """
    versions = list_versions(session)
    questions = {(version.id, each.id): each for version, each in issue_questions(versions)}
    ids = {question_id for _version_id, question_id in questions}
    by = ("version_id", "question", "option")
    bases: Counter[tuple[str, str]] = Counter()
    named: Counter[tuple[str, str, str, str]] = Counter()
    for (version_id, question_id, value), count in sum_cells(session, scope, by, ids).items():
        question = questions.get((version_id, question_id))
        if question is None:
            continue
        place = (question_id, question.text["vi"])
        option = question.option(value)
        bases[place] += count if in_base(question, value, option) else 0
        if option and is_problem(option):
            named[(*place, value, option.label["vi"])] += count
    return [
        {
            "question": question_id,
            "text": text,
            "option": value,
            "label": label,
            "count": count,
            "base": bases[question_id, text],
        }
        for (question_id, text, value, label), count in sorted(
            named.items(), key=lambda item: (-item[1], item[0])
        )
        if count and bases[question_id, text] >= smallest
    ]


def issue_questions(versions: Collection[VersionCard]) -> Iterator[tuple[VersionCard, Question]]:
    """Yield the closed questions about problems."""
    for version in versions:
        for question in version.questionnaire.questions:
            if question.role == ISSUE and question.options:
                yield version, question


def in_base(question: Question, value: str, option: Option | None) -> bool:
    """Whether a cell of a question belongs to the base of its shares."""
    if question.type == "multi":
        return value == ANSWERED
    return option is not None and option.counts_in_base


def is_problem(option: Option) -> bool:
    """Whether an option names a problem."""
    return option.counts_in_base and not option.exclusive and option.value not in NO_PROBLEM


def questionnaire_titles(session: Session) -> dict[int, str]:
    """Return the Vietnamese title of every version."""
    return {card.id: card.questionnaire.title["vi"] for card in list_versions(session)}


def problem_labels(session: Session) -> dict[str, str]:
    """Return the Vietnamese words of every problem that a questionnaire offers."""
    return {
        option.value: option.label["vi"]
        for _version, question in issue_questions(list_versions(session))
        for option in question.options
    }


def find_official(session: Session, unit_id: int, period: Period) -> dict[str, Any] | None:
    """Return what the index of Decision 766 shows for a unit; None where nothing was imported."""
    row = session.execute(
        select(OfficialFigure.rate_hundredths, OfficialFigure.source).where(
            OfficialFigure.unit_id == unit_id, OfficialFigure.period == str(period)
        )
    ).one_or_none()
    return {"rate_hundredths": row.rate_hundredths, "source": row.source} if row else None


def count_followups(session: Session, unit_ids: Collection[int], period: Period) -> dict[str, int]:
    """Count the comments that were opened in a period, and how many of them were answered."""
    first, after = period.utc_bounds()
    row = session.execute(
        select(func.count(), func.count(Followup.replied_at)).where(
            Followup.unit_id.in_(unit_ids), Followup.opened_at >= first, Followup.opened_at < after
        )
    ).one()
    return {"opened": row[0], "answered": row[1]}


def list_published(session: Session, unit_ids: Collection[int], period: Period) -> Sequence[Any]:
    """Return the published improvements that came into force in a period, by day."""
    return session.execute(
        select(Improvement.unit_id, Improvement.problem, Improvement.text_vi, Improvement.since)
        .where(
            Improvement.unit_id.in_(unit_ids),
            Improvement.published_at.is_not(None),
            Improvement.since.between(period.first, period.last),
        )
        .order_by(Improvement.since, Improvement.id)
    ).all()
