"""The four criteria of Decision 1565 for one unit, and the three-way comparison."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from survey_app.core.cohort import CohortCounts
from survey_app.core.criteria import (
    CriterionFigure,
    prefilled_share,
    shorter_by,
    submission_minutes,
)
from survey_app.core.scoring import Counts
from survey_app.core.tally import ONLINE
from survey_app.core.targets import target_in_force
from survey_app.directory.models import Target
from survey_app.results.cohorts import released_cohorts
from survey_app.results.figures import Blocks, as_target, judge_unit, own_blocks
from survey_app.results.models import OfficialFigure, ProcedureForm
from survey_app.results.page import for_insiders, visit
from survey_app.results.queries import Scope, last_release, sum_cells
from survey_app.results.suppression import INSIDE_K

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period
    from survey_app.core.targets import Target as TargetValue
    from survey_app.core.targets import TargetInForce
    from survey_app.results.figures import UnitFigures
    from survey_app.results.tree import Node

#: Questions about what the criteria measure, as people felt it ("cảm nhận").
FELT: Final = ("prefill", "duration")
#: Further apart than this, in points, two rates are said to differ.
NEAR: Final = 1.0

Pair = tuple[CohortCounts, CohortCounts]


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """What people said, what the index of Decision 766 shows, and how much was on time."""

    survey: Counts
    on_time: Counts
    #: In percent; None where nothing was imported.
    official: float | None
    official_source: str

    @property
    def explanation(self) -> str:
        """Code of the sentence that explains the gap."""
        if self.official is None:
            return "not_imported"
        if self.on_time.rate is not None and abs(100 * self.on_time.rate - self.official) <= NEAR:
            return "official_is_on_time"
        if self.survey.rate is None:
            return "no_survey"
        near = abs(100 * self.survey.rate - self.official) <= NEAR
        return "alike" if near else "differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaPage:
    """The four criteria of one unit in one period."""

    period: Period
    above: tuple[Node, ...]
    figures: UnitFigures
    criteria: Sequence[CriterionFigure]
    three: ThreeWay
    #: How often each option was chosen, by question; questions with too few answers are left out.
    felt: Mapping[str, Counter[str]]
    as_of: datetime | None

    @property
    def unit(self) -> Node:
        """The unit itself."""
        return self.figures.unit


def criteria_page(
    session: Session, unit_id: int, period: Period, roots: Collection[int]
) -> CriteriaPage:
    """Return the criteria of a unit.

    Raises:
        NotFoundError: for a unit outside the visitor's subtrees, as for one that does not exist.
        RefusedError: ``bad_period`` for a period that is not made of whole months.
    """
    place = visit(session, unit_id, period, roots)
    tree, units = place.tree, place.units
    codes = tree.codes_above(unit_id)
    scope = Scope.of(period, units, live=False)
    blocks = sum(own_blocks(session, scope).values(), start=Blocks())
    targets = list_all_targets(session)
    rated = [each for each in targets if each.criterion == "c4"]
    figures = for_insiders(judge_unit(tree, unit_id, blocks, rated, period))
    pairs = pairs_by_procedure(session, period, units)
    goals = {
        name: target_in_force(targets, name, period.year, unit_codes=codes)
        for name in ("c1", "c2", "c3", "c4")
    }
    forms = prefilled_procedures(session, period.last, codes)
    return CriteriaPage(
        period=period,
        above=place.above,
        figures=figures,
        criteria=four(pairs, forms, figures, goals),
        three=three_way(session, period, unit_id, figures, pairs),
        felt=felt_answers(session, scope),
        as_of=last_release(session, units),
    )


def four(
    pairs: Mapping[str, Pair],
    forms: Mapping[str, bool],
    figures: UnitFigures,
    goals: Mapping[str, TargetInForce | None],
) -> list[CriterionFigure]:
    """Return c1 to c4."""
    counts = figures.online.counts
    rate = 100 * counts.satisfied / counts.n if counts.n else None
    online = {code: pair[0] for code, pair in pairs.items()}
    return [
        prefilled_share({code: each.closed for code, each in online.items()}, forms, goals["c1"]),
        submission_minutes(online.values(), goals["c2"]),
        shorter_by(pairs.values(), goals["c3"]),
        CriterionFigure("c4", rate, counts.n, "" if counts.n else "no_answers", goals["c4"]),
    ]


def pairs_by_procedure(
    session: Session, period: Period, unit_ids: Collection[int]
) -> dict[str, Pair]:
    """Return finished cases by procedure: submitted online, and in any other way."""
    found: dict[str, list[CohortCounts]] = defaultdict(lambda: [CohortCounts(), CohortCounts()])
    for (_unit, code, channel), counts in released_cohorts(
        session, period, unit_ids, by_procedure=True
    ):
        found[code][channel != ONLINE] += counts
    return {code: (online, other) for code, (online, other) in found.items()}


def three_way(
    session: Session,
    period: Period,
    unit_id: int,
    figures: UnitFigures,
    pairs: Mapping[str, Pair],
) -> ThreeWay:
    """Return the three rates of all cases side by side."""
    cases = sum((each for pair in pairs.values() for each in pair), start=CohortCounts())
    row = session.execute(
        select(OfficialFigure.rate_hundredths, OfficialFigure.source).where(
            OfficialFigure.unit_id == unit_id, OfficialFigure.period == str(period)
        )
    ).one_or_none()
    return ThreeWay(
        figures.all.counts,
        Counts(cases.promised, cases.on_time),
        row.rate_hundredths / 100 if row else None,
        row.source if row else "",
    )


def prefilled_procedures(session: Session, on: date, codes: Sequence[str]) -> dict[str, bool]:
    """Return what was imported about forms: the nearest unit's newest row on a day."""
    nearness = {code: place for place, code in enumerate([*codes, ""])}
    rows = session.execute(
        select(
            ProcedureForm.procedure_code,
            ProcedureForm.unit_code,
            ProcedureForm.valid_from,
            ProcedureForm.prefilled,
        ).where(ProcedureForm.unit_code.in_(nearness), ProcedureForm.valid_from <= on)
    ).all()
    ordered = sorted(rows, key=lambda row: (-nearness[row.unit_code], row.valid_from))
    return {row.procedure_code: row.prefilled for row in ordered}


def felt_answers(session: Session, scope: Scope) -> dict[str, Counter[str]]:
    """Return how people answered the questions about form and time."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    counts = sum_cells(session, scope.in_full(), ("question", "option"), FELT)
    for (question, option), count in counts.items():
        found[question][option] += count
    return {name: each for name, each in found.items() if each.total() >= INSIDE_K}


def list_all_targets(session: Session) -> list[TargetValue]:
    """Return the targets of all criteria."""
    return [as_target(row) for row in session.scalars(select(Target))]
