"""Reading counts: released ones from the tallies, exact ones with the inbox added."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from survey_app.core.calendar import Period
from survey_app.core.tally import (
    FULL_GRAINS,
    RATED_MODES,
    WITH_CASE,
    Cell,
    Circumstances,
    Grain,
    cells,
    in_rates,
    quarter_start,
)
from survey_app.questionnaires.models import Questionnaire, QuestionnaireVersion
from survey_app.questionnaires.queries import parsed
from survey_app.responses.models import Attribution, Response, ResponseEvent, TallyInbox
from survey_app.results.models import Release, Tally

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from survey_app.core.questionnaire import Question
    from survey_app.core.questionnaire import Questionnaire as Document
    from survey_app.database import Database

#: Months.
QUARTER = 3
#: Rows fetched at a time where answers are streamed.
FETCH = 2000

CIRCUMSTANCES: tuple[Any, ...] = (
    Attribution.unit_id,
    Response.version_id,
    Attribution.procedure_code,
    Attribution.channel,
    Response.mode,
    Attribution.applicant_kind,
    Attribution.submitted_by,
    Response.moment,
    Attribution.verification,
)


@contextmanager
def snapshot(database: Database) -> Iterator[Session]:
    """Give a reading session whose statements all see the same moment."""
    with database.reading() as session:
        if not database.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


@dataclass(frozen=True, slots=True)
class Scale:
    """The overall question of a version: how its options count."""

    version_id: int
    key: str
    number: int
    sha256: str
    question: Question

    @property
    def satisfied(self) -> frozenset[str]:
        """Values that count as satisfied."""
        return frozenset(option.value for option in self.question.options if option.satisfied)

    @property
    def outside(self) -> frozenset[str]:
        """Values that leave the base ("Không có ý kiến")."""
        return frozenset(
            option.value for option in self.question.options if not option.counts_in_base
        )


def list_scales(session: Session) -> dict[int, Scale]:
    """Return the overall question of every version, by version id."""
    return {
        row.id: Scale(row.id, row.key, row.number, row.sha256, question)
        for row, document in list_documents(session)
        if (question := document.overall) is not None
    }


def list_documents(session: Session) -> Iterator[tuple[Any, Document]]:
    """Yield every version with its document, in the order of their ids."""
    rows = session.execute(
        select(
            QuestionnaireVersion.id,
            Questionnaire.key,
            QuestionnaireVersion.number,
            QuestionnaireVersion.sha256,
        )
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .order_by(QuestionnaireVersion.id)
    ).all()
    for row in rows:
        yield row, parsed(session, row.sha256)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which counts are asked for."""

    first: date
    last: date
    #: None for all units.
    unit_ids: frozenset[int] | None = None
    #: Whether counts that pages do not show yet are added.
    live: bool = False
    grain: Grain = "rate"
    #: Count the answers themselves, those that counted at this moment; None for the tallies.
    as_of: datetime | None = None

    @classmethod
    def of(cls, period: Period, unit_ids: Collection[int] | None, *, live: bool) -> Scope:
        """Read a period by quarters where it is made of them, else by months, else by days."""
        grain: Grain = "rate" if period.months() else "day"
        if quarter_starts(period):
            grain = "rateq"
        units = None if unit_ids is None else frozenset(unit_ids)
        return cls(period.first, period.last, units, live=live, grain=grain)

    def per_procedure(self) -> Scope:
        """Return the scope with procedures told apart."""
        return replace(self, grain="proc") if self.grain == "rateq" else self.in_full()

    def in_full(self) -> Scope:
        """Return the scope with all circumstances and questions."""
        return self if self.grain == "day" else replace(self, grain="month")

    def holds(self, cell: Cell) -> bool:
        """Whether a cell belongs to the scope and to the rates."""
        return (
            cell.grain == self.grain
            and self.first <= cell.day <= self.last
            and (cell.grain not in FULL_GRAINS or in_rates(cell.mode, cell.verification))
        )

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield the same for the table; days one by one, so that an index leads to each."""
        period = Period("range", self.first, self.last)
        yield Tally.grain == self.grain
        if self.grain == "day":
            yield Tally.day.between(self.first, self.last)
        else:
            by_quarter = self.grain in {"rateq", "proc"}
            yield Tally.day.in_(quarter_starts(period) if by_quarter else period.months())
        if self.grain in FULL_GRAINS:
            yield Tally.mode.in_(RATED_MODES)
            yield Tally.verification == WITH_CASE
        yield from in_units(Tally.unit_id, self.unit_ids)


def quarter_starts(period: Period) -> tuple[date, ...]:
    """Return the first days of its quarters, or () unless the period is whole quarters."""
    months = period.months()
    whole = months and quarter_start(months[0]) == months[0] and len(months) % QUARTER == 0
    return months[::QUARTER] if whole else ()


def sum_cells(
    session: Session, scope: Scope, by: tuple[str, ...], questions: Collection[str]
) -> Counter[tuple[Any, ...]]:
    """Add up the answers that are in the rates, grouped by the named columns of a cell."""
    if scope.as_of is not None:
        return sum_answers(session, scope, by, questions)
    columns = [getattr(Tally, name) for name in by]
    statement = (
        select(*columns, func.sum(Tally.count))
        .where(Tally.question.in_(sorted(questions)), *scope.conditions())
        .group_by(*columns)
    )
    rows = session.execute(statement)
    found: Counter[tuple[Any, ...]] = Counter({tuple(row[:-1]): int(row[-1]) for row in rows})
    if scope.live:
        for cell, sign in inbox_cells(session, scope):
            if cell.question in questions and scope.holds(cell):
                found[tuple(getattr(cell, name) for name in by)] += sign
    return found


def sum_answers(
    session: Session, scope: Scope, by: tuple[str, ...], questions: Collection[str]
) -> Counter[tuple[Any, ...]]:
    """Do as `sum_cells` from the answers; they are read once for a session."""
    key = (scope.first, scope.last, scope.unit_ids, scope.as_of)
    known = session.info.setdefault("answers_counted", {})
    if key not in known:
        known[key] = Counter(answer_cells(session, scope))
    found: Counter[tuple[Any, ...]] = Counter()
    for cell, count in known[key].items():
        if cell.question in questions and scope.holds(cell):
            found[tuple(getattr(cell, name) for name in by)] += count
    return found


def answer_cells(session: Session, scope: Scope) -> Iterator[Cell]:
    """Yield the cells of the answers that counted at the moment of the scope."""
    later = aliased(ResponseEvent)
    newest = (
        select(func.max(later.seq))
        .where(later.response_id == Response.id, later.at <= scope.as_of)
        .scalar_subquery()
    )
    statement = (
        select(*CIRCUMSTANCES, Attribution.counted_on.label("day"), Response.answers)
        .join(Attribution, Attribution.response_id == Response.id)
        .join(ResponseEvent, ResponseEvent.response_id == Response.id)
        .where(
            ResponseEvent.seq == newest,
            ResponseEvent.state == "counted",
            Attribution.counted_on.between(scope.first, scope.last),
            *in_units(Attribution.unit_id, scope.unit_ids),
        )
    )
    overall = {each.version_id: each.question.id for each in list_scales(session).values()}
    for row in session.execute(statement).yield_per(FETCH):
        yield from row_cells(row, overall)


def in_units(column: Any, unit_ids: Collection[int] | None) -> list[ColumnElement[bool]]:  # noqa: ANN401 - a column of any table
    """Return the condition that a row belongs to one of the units; none for all units."""
    return [] if unit_ids is None else [column.in_(sorted(unit_ids))]


def inbox_cells(session: Session, scope: Scope) -> Iterator[tuple[Cell, int]]:
    """Yield the cells that counts not released yet will change, with +1 or -1."""
    statement = inbox().where(
        TallyInbox.day.between(scope.first, scope.last),
        *in_units(TallyInbox.unit_id, scope.unit_ids),
    )
    overall = {each.version_id: each.question.id for each in list_scales(session).values()}
    for row in session.execute(statement).yield_per(FETCH):
        for cell in row_cells(row, overall):
            yield cell, row.sign


def inbox() -> Select[Any]:
    """Return the statement that reads inbox rows with all that is needed to count them."""
    return (
        select(TallyInbox.id, TallyInbox.sign, TallyInbox.day, *CIRCUMSTANCES, Response.answers)
        .join(Response, Response.id == TallyInbox.response_id)
        .join(Attribution, Attribution.response_id == TallyInbox.response_id)
    )


def row_cells(row: Any, overall: dict[int, str]) -> Iterator[Cell]:  # noqa: ANN401 - a row of `inbox` or alike
    """Yield the cells of one answer."""
    where = Circumstances(*(getattr(row, column.key) for column in CIRCUMSTANCES))
    answers = {
        question: answer if isinstance(answer, list) else str(answer)
        for question, answer in json.loads(row.answers).items()
    }
    return cells(where, row.day, answers, overall.get(where.version_id))


def last_release(session: Session, unit_ids: Collection[int] | None) -> datetime | None:
    """Return when counts of any of the units were last shown."""
    statement = select(func.max(Release.released_at))
    return session.scalar(statement.where(*in_units(Release.unit_id, unit_ids)))


def newest_quarter(session: Session) -> date | None:
    """Return the first day of the newest quarter with released answers."""
    return session.scalar(select(func.max(Tally.day)).where(Tally.grain == "rateq"))
