"""The criteria c1 to c3 of Decision 1565, from counts; c4 is the rate itself.

What is not known stays unknown, with the reason: "chưa có số liệu".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey_app.core.cohort import CohortCounts
    from survey_app.core.targets import AdministrativeVerdict, TargetInForce

#: Why there is no figure.
Reason = Literal["", "not_imported", "no_cases", "no_times", "no_comparison", "no_answers"]

#: A procedure is compared when so many cases were finished each way.
SMALLEST_GROUP: Final = 10
_PERCENT = 100
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class CriterionFigure:
    """One criterion of a unit: the value in the target's unit, or why there is none."""

    criterion: str
    #: Percent for c1, c3 and c4; minutes for c2.
    value: float | None
    #: Cases, or answers, it rests on.
    n: int
    reason: Reason = ""
    goal: TargetInForce | None = None

    @property
    def verdict(self) -> AdministrativeVerdict:
        """Whether the target is met, by its own direction; "no_data" without value or target."""
        if self.value is None or self.goal is None:
            return "no_data"
        return "met" if self.goal.target.is_met_by(self.value) else "not_met"


def prefilled_share(
    online: Mapping[str, int], prefilled: Mapping[str, bool], goal: TargetInForce | None = None
) -> CriterionFigure:
    """Return c1: the share of online cases whose form fills itself in.

    Args:
        online: finished online cases by procedure.
        prefilled: what was imported about procedures; others do not count.
        goal: the target in force.
    """
    known = {code: count for code, count in online.items() if count and code in prefilled}
    n = sum(known.values())
    if not n:
        reason: Reason = "not_imported" if any(online.values()) else "no_cases"
        return CriterionFigure("c1", None, 0, reason, goal)
    held = sum(count for code, count in known.items() if prefilled[code])
    return CriterionFigure("c1", _PERCENT * held / n, n, "", goal)


def submission_minutes(
    online: Iterable[CohortCounts], goal: TargetInForce | None = None
) -> CriterionFigure:
    """Return c2: the mean minutes from sign-in to submission of online cases."""
    cases = list(online)
    n = sum(each.timed for each in cases)
    if not n:
        reason: Reason = "no_times" if any(each.closed for each in cases) else "no_cases"
        return CriterionFigure("c2", None, 0, reason, goal)
    seconds = sum(each.submit_seconds for each in cases)
    return CriterionFigure("c2", seconds / _MINUTE / n, n, "", goal)


def shorter_by(
    pairs: Iterable[tuple[CohortCounts, CohortCounts]], goal: TargetInForce | None = None
) -> CriterionFigure:
    """Return c3: by how many percent online cases are finished sooner than those in person.

    Args:
        pairs: online and in-person cases of each procedure.
        goal: the target in force.

    Each procedure with at least ten cases either way is compared for itself, in working
    time, and counts by its online cases: 40 against 50 and 20 against 20 hours with 30
    and 10 online cases give 15 %.
    """
    found = list(pairs)
    compared = [
        (online.worked, 1 - mean_seconds(online) / mean_seconds(other))
        for online, other in found
        if min(online.worked, other.worked) >= SMALLEST_GROUP and other.working_seconds
    ]
    n = sum(weight for weight, _ in compared)
    if not n:
        any_cases = any(online.closed for online, _ in found)
        return CriterionFigure("c3", None, 0, "no_comparison" if any_cases else "no_cases", goal)
    value = _PERCENT * sum(weight * gain for weight, gain in compared) / n
    return CriterionFigure("c3", value, n, "", goal)


def mean_seconds(cases: CohortCounts) -> float:
    """Return the mean working time; there must be a case."""
    return cases.working_seconds / cases.worked
