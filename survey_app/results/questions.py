"""How people answered each question, beside the period before; and by channel of the case."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from survey_app.core.comparison import difference_interval
from survey_app.core.scoring import Counts
from survey_app.core.tally import ANSWERED
from survey_app.results.breakdown import counts_by, split_small
from survey_app.results.page import visit
from survey_app.results.queries import (
    Scope,
    last_release,
    list_documents,
    list_scales,
    sum_cells,
)
from survey_app.results.suppression import INSIDE_K

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period
    from survey_app.core.questionnaire import Labels, Question
    from survey_app.results.tree import Node

Change = Literal["", "up", "down", "none"]

#: What questions are for whose answers are broken down here; the overall one has its own page.
ROLES: Final = ("", "issue")

#: Question by its id and words: the same words in several versions are one question.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option of a question: how many chose it of how many, now and in the period before."""

    label: Labels
    now: Counts
    before: Counts

    @property
    def change(self) -> Change:
        """Whether the share rose or fell for certain; empty where there is nothing to compare."""
        interval = difference_interval(self.now, self.before)
        if interval is None:
            return ""
        if interval.low <= 0 <= interval.high:
            return "none"
        return "up" if interval.low > 0 else "down"


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question with its options, most chosen first where it asks for problems."""

    text: Labels
    base: int
    options: Sequence[OptionRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsPage:
    """The questions of one unit in one period."""

    period: Period
    before: Period
    unit: Node
    above: tuple[Node, ...]
    questions: Sequence[QuestionView]
    #: Answers to the overall question by channel of the case; "" for those too few to be shown.
    channels: Mapping[str, Counts]
    as_of: datetime | None


def questions_page(
    session: Session, unit_id: int, period: Period, roots: Collection[int]
) -> QuestionsPage:
    """Return the questions that enough people answered.

    Raises:
        NotFoundError: for a unit outside the visitor's subtrees, as for one that does not exist.
        RefusedError: ``bad_period`` for a period that is not made of whole months.
    """
    place = visit(session, unit_id, period, roots)
    units = place.units
    scope = Scope.of(period, units, live=False)
    earlier = Scope.of(period.previous(), units, live=False)
    asked = list_questions(session)
    now, before = (count_options(session, each, asked) for each in (scope, earlier))
    return QuestionsPage(
        period=period,
        before=period.previous(),
        unit=place.unit,
        above=place.above,
        questions=question_views(asked, now, before),
        channels=by_channel(session, scope),
        as_of=last_release(session, units),
    )


def list_questions(session: Session) -> dict[tuple[int, str], Question]:
    """Return the closed questions of all versions."""
    return {
        (row.id, question.id): question
        for row, document in list_documents(session)
        for question in document.questions
        if question.options and question.role in ROLES
    }


def count_options(
    session: Session, scope: Scope, asked: Mapping[tuple[int, str], Question]
) -> Counter[tuple[Place, str]]:
    """Count options by question; the base of a question stands under `ANSWERED`."""
    found: Counter[tuple[Place, str]] = Counter()
    ids = {question_id for _version, question_id in asked}
    by = ("version_id", "question", "option")
    for (version_id, question_id, value), count in sum_cells(
        session, scope.in_full(), by, ids
    ).items():
        question = asked.get((version_id, question_id))
        if question is None:
            continue
        place = place_of(question)
        option = question.option(value)
        if option is None or option.counts_in_base:
            found[place, value] += count
        if option is not None and option.counts_in_base and question.type != "multi":
            found[place, ANSWERED] += count
    return found


def place_of(question: Question) -> Place:
    """Return what makes two questions the same."""
    return question.id, question.text["vi"]


def question_views(
    asked: Mapping[tuple[int, str], Question],
    now: Counter[tuple[Place, str]],
    before: Counter[tuple[Place, str]],
) -> list[QuestionView]:
    """Return the questions with at least five answers, in the order of the questionnaire."""
    unique = {place_of(question): question for question in asked.values()}
    return [
        QuestionView(question.text, now[place, ANSWERED], option_rows(place, question, now, before))
        for place, question in unique.items()
        if now[place, ANSWERED] >= INSIDE_K
    ]


def option_rows(
    place: Place,
    question: Question,
    now: Counter[tuple[Place, str]],
    before: Counter[tuple[Place, str]],
) -> list[OptionRow]:
    """Return the options of a question; what was chosen before by too few is left out."""
    bases = now[place, ANSWERED], before[place, ANSWERED]
    known = bases[1] >= INSIDE_K
    rows = [
        OptionRow(
            option.label,
            Counts(bases[0], now[place, option.value]),
            Counts(bases[1], before[place, option.value]) if known else Counts(),
        )
        for option in question.options
        if option.counts_in_base
    ]
    return sorted(rows, key=lambda row: -row.now.satisfied) if question.role else rows


def by_channel(session: Session, scope: Scope) -> dict[str, Counts]:
    """Return the answers by channel; those that are too few stand together."""
    found = counts_by(session, scope.in_full(), list_scales(session), "channel")
    shown, rest = split_small({str(channel): each for channel, each in found.items()}, INSIDE_K)
    rows = {channel: found[int(channel)] for channel in shown}
    return rows | ({"": rest} if rest is not None and rest.n >= INSIDE_K else {})
