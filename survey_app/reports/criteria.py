"""The four criteria and the three-way comparison, worked out from the frozen whole numbers."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Any

from survey_app.core.cohort import CohortCounts
from survey_app.core.criteria import (
    CriterionFigure,
    prefilled_share,
    shorter_by,
    submission_minutes,
)
from survey_app.core.scoring import Counts
from survey_app.core.targets import Target, TargetInForce
from survey_app.reports.columns import shown_percent
from survey_app.results.criteria import ThreeWay

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey_app.reports.frozen import Frozen


def criteria(frozen: Frozen) -> list[CriterionFigure]:
    """Return c1 to c4; none of a revision that has no criteria yet."""
    found = frozen.content.get("criteria")
    if found is None:
        return []
    rows = found["procedures"]
    goals = {name: goal_of(name, target) for name, target in found["targets"].items()}
    closed = {row["code"]: row["online"]["closed"] for row in rows}
    forms = {row["code"]: row["prefilled"] for row in rows if row["prefilled"] is not None}
    pairs = [(CohortCounts(**row["online"]), CohortCounts(**row["other"])) for row in rows]
    return [
        prefilled_share(closed, forms, goals["c1"]),
        submission_minutes([online for online, _other in pairs], goals["c2"]),
        shorter_by(pairs, goals["c3"]),
        satisfied_online(frozen.whole["online"], goals["c4"]),
    ]


def satisfied_online(counts: Mapping[str, int], goal: TargetInForce | None) -> CriterionFigure:
    """Return c4, the rate itself."""
    n = counts["n"]
    rate = 100 * counts["satisfied"] / n if n else None
    return CriterionFigure("c4", rate, n, "" if n else "no_answers", goal)


def shown_value(figure: CriterionFigure, frozen: Frozen) -> float | None:
    """Return a value to one decimal that never seems to reach a target that was missed."""
    target = figure.goal.target if figure.goal else None
    if figure.criterion == "c4":
        counts = frozen.whole["online"]
        return shown_percent(counts["satisfied"], counts["n"], target.value if target else None)
    if figure.value is None:
        return None
    rounded = floor(10 * figure.value + 0.5) / 10
    if target and target.is_met_by(rounded) != target.is_met_by(figure.value):
        return floor(10 * figure.value) / 10
    return rounded


def goal_of(criterion: str, target: Mapping[str, Any] | None) -> TargetInForce | None:
    """Return a frozen target as a value."""
    if target is None:
        return None
    value = Target(criterion, target["year"], target["direction"], target["value"])
    return TargetInForce(value, carried=target["carried"], reference=False)


def three_way(frozen: Frozen) -> ThreeWay | None:
    """Return survey, index of Decision 766 and punctuality; None where nothing was frozen."""
    found = frozen.content.get("criteria")
    if found is None:
        return None
    cases = [row[way] for row in found["procedures"] for way in ("online", "other")]
    on_time = Counts(*(sum(each[name] for each in cases) for name in ("promised", "on_time")))
    official = frozen.content["official"]
    return ThreeWay(
        Counts(frozen.whole["all"]["n"], frozen.whole["all"]["satisfied"]),
        on_time,
        official["rate_hundredths"] / 100 if official else None,
        official["source"] if official else "",
    )
