"""Reading reports for their pages: where they are, what changed, what came late."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, defer

from survey_app.core.calendar import Period
from survey_app.core.errors import NotFoundError
from survey_app.core.text import fold
from survey_app.directory.models import Unit
from survey_app.directory.queries import subtree
from survey_app.directory.scope import units_within
from survey_app.reports.checking import counts_of
from survey_app.reports.content import COUNTED
from survey_app.reports.models import Report, ReportLead, ReportRevision, ReportStep
from survey_app.reports.queries import ReportCard
from survey_app.responses.models import Attribution, ResponseEvent
from survey_app.sorting import Order, Sorting, read_all, read_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.core.paging import ListPage, ListPlace
    from survey_app.reports.queries import RevisionCard
    from survey_app.reports.received import Cells

SORTING: Final = Sorting(
    Report.id,
    "-newest",
    {
        "newest": Order(Report.id, attrgetter("id"), int),
        "unit": Order(Unit.name_folded, lambda card: fold(card.unit_name)),
        "period": Order(Report.period, lambda card: str(card.period)),
    },
)
#: States by which an answer leaves the counts after it was in them.
LEFT = ("withdrawn", "superseded", "quarantined")


@dataclass(frozen=True, slots=True)
class StepView:
    """One step, as the history shows it."""

    deed: str
    revision: int
    place: str
    actor: str
    at: datetime
    code_version: str
    comment: str


@dataclass(frozen=True, slots=True)
class Change:
    """One count that differs between two revisions."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LateView:
    """Answers that left the counts, or came into them, after the close."""

    unit: str
    state: str
    count: int


def list_reports(
    session: Session, roots: Sequence[int], today: date, place: ListPlace
) -> ListPage[ReportCard]:
    """Return a page of the reports that the visitor may see, the newest first."""
    return read_page(session, within(roots, today), SORTING, place, cards_of)


def read_reports(
    session: Session, roots: Sequence[int], today: date, place: ListPlace
) -> Sequence[ReportCard]:
    """Return the reports that the visitor may see, for a file."""
    return read_all(session, within(roots, today), SORTING, place, cards_of)


def get_report(session: Session, report_id: int, roots: Sequence[int], today: date) -> ReportCard:
    """Return one report; raise NotFoundError where the visitor may not see it."""
    rows = session.execute(within(roots, today).where(Report.id == report_id)).all()
    if not rows:
        raise NotFoundError("unknown_report")
    return card_of(*rows[0])


def within(roots: Sequence[int], today: date) -> Select[*tuple[Any, ...]]:
    """Return the statement for the reports of some units and those below, closed ones too."""
    own = Report.unit_id.in_(list(roots))
    return reports().where(or_(own, Report.unit_id.in_(units_within(roots, today))))


def reports() -> Select[*tuple[Any, ...]]:
    """Return the statement for reports with their newest revision and their last step."""
    revision = newest(func.max(ReportRevision.number), ReportRevision.report_id)
    step = newest(func.max(ReportStep.seq), ReportStep.report_id)
    where = aliased(Unit)
    return (
        select(
            Report.id,
            Report.unit_id,
            Unit.code,
            Unit.name,
            Report.period,
            Report.kind,
            ReportRevision,
            ReportStep,
            where.name,
        )
        .options(defer(ReportRevision.content))
        .join(Unit, Unit.id == Report.unit_id)
        .outerjoin(
            ReportRevision,
            and_(ReportRevision.report_id == Report.id, ReportRevision.number == revision),
        )
        .outerjoin(ReportStep, and_(ReportStep.report_id == Report.id, ReportStep.seq == step))
        .outerjoin(where, where.id == ReportStep.unit_id)
    )


def newest(number: Any, report_id: Any) -> Any:  # noqa: ANN401 - columns, a subquery
    """Return the highest number among what belongs to a report."""
    return select(number).where(report_id == Report.id).correlate(Report).scalar_subquery()


def cards_of(_session: Session, rows: Sequence[Any]) -> list[ReportCard]:
    """Return reports from rows of `reports()`."""
    return [card_of(*row) for row in rows]


def card_of(  # noqa: PLR0913, PLR0917 - the columns of a row
    report_id: int,
    unit_id: int,
    code: str,
    name: str,
    period: str,
    kind: str,
    revision: ReportRevision | None,
    step: ReportStep | None,
    place: str | None,
) -> ReportCard:
    """Return a report with its newest revision and its last step."""
    same = step is not None and revision is not None and step.revision == revision.number
    return ReportCard(
        id=report_id,
        unit_id=unit_id,
        unit_code=code,
        unit_name=name,
        period=Period.parse(period),
        kind=kind,
        revision=revision.number if revision else None,
        draft=bool(revision and revision.draft),
        closed_at=revision.closed_at if revision else None,
        steps=step.seq if step else 0,
        state=step.deed if step and same else "draft",
        place_id=step.unit_id if step else unit_id,
        place=place or name,
    )


def list_steps(session: Session, report_id: int) -> list[StepView]:
    """Return the history of a report, oldest first."""
    rows = session.execute(
        select(
            ReportStep.deed,
            ReportStep.revision,
            Unit.name,
            ReportStep.actor,
            ReportStep.at,
            ReportStep.code_version,
            ReportStep.comment,
        )
        .join(Unit, Unit.id == ReportStep.unit_id)
        .where(ReportStep.report_id == report_id)
        .order_by(ReportStep.seq)
    )
    return [StepView(*row) for row in rows]


def changes(before: RevisionCard, after: RevisionCard) -> list[Change]:
    """Return every count that differs between two revisions."""
    old, new = all_counts(before), all_counts(after)
    places = [*old, *(place for place in new if place not in old)]
    return [
        Change(place, old.get(place, "–"), new.get(place, "–"))
        for place in places
        if old.get(place) != new.get(place)
    ]


def all_counts(card: RevisionCard) -> Cells:
    """Return the counts of a revision by place."""
    content = card.document()
    return {
        place: value
        for part, names in COUNTED.items()
        for place, value in counts_of(content[part], part, names)
    }


def late_answers(
    session: Session, report: ReportCard, card: RevisionCard, today: date
) -> list[LateView]:
    """Count by unit what left or entered the counts of the period after a revision was closed."""
    rows = session.execute(
        select(Unit.name, ResponseEvent.state, func.count())
        .join(Attribution, Attribution.response_id == ResponseEvent.response_id)
        .join(Unit, Unit.id == Attribution.unit_id)
        .where(
            ResponseEvent.at > card.closed_at,
            ResponseEvent.state.in_((*LEFT, "counted")),
            Attribution.counted_on.between(report.period.first, report.period.last),
            or_(
                Attribution.unit_id == report.unit_id,
                Attribution.unit_id.in_(subtree(report.unit_id, today)),
            ),
        )
        .group_by(Unit.name, ResponseEvent.state)
        .order_by(Unit.name, ResponseEvent.state)
    )
    return [LateView(*row) for row in rows]


def list_leads(session: Session, unit_id: int) -> dict[str, tuple[str, str]]:
    """Return lead and supporting units by deadline, as a unit set them."""
    rows = session.execute(
        select(ReportLead.deadline, ReportLead.lead_unit, ReportLead.support_units).where(
            ReportLead.unit_id == unit_id
        )
    )
    return {row.deadline: (row.lead_unit, row.support_units) for row in rows}
