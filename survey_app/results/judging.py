"""A rate with everything that must be said beside it: interval, target, verdicts, cautions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from survey_app.core.scoring import Counts
from survey_app.core.statistics import EvidenceVerdict, evidence_verdict, wilson_interval
from survey_app.core.targets import AdministrativeVerdict, administrative_verdict

if TYPE_CHECKING:
    from survey_app.core.cohort import CohortCounts
    from survey_app.core.scoring import LevelCounts
    from survey_app.core.statistics import Interval
    from survey_app.core.targets import TargetInForce

#: Below this many answers a rate is shown with a warning.
SMALL_N: Final = 30
_EVERYBODY = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """One block of a unit: its counts, and the target they are judged by."""

    level: LevelCounts
    goal: TargetInForce | None
    #: The figures are known here, but must not leave the house.
    withheld: bool = False
    #: The finished cases behind it, where they are known.
    cohort: CohortCounts | None = None

    @property
    def counts(self) -> Counts:
        """What may be shown; nothing when withheld."""
        return Counts() if self.withheld else self.level.base

    @property
    def target(self) -> int | None:
        """The target in whole percent, if there is one."""
        return self.goal.target.value if self.goal else None

    @property
    def rate(self) -> float | None:
        """The satisfied share, 0..1, unrounded."""
        return self.counts.rate

    @property
    def interval(self) -> Interval | None:
        """The 95 % Wilson interval of the rate."""
        return wilson_interval(self.counts.satisfied, self.counts.n)

    @property
    def administrative(self) -> AdministrativeVerdict:
        """Whether rate >= target, compared as integers."""
        return (
            "no_data" if self.target is None else administrative_verdict(self.counts, self.target)
        )

    @property
    def evidence(self) -> EvidenceVerdict:
        """What the answers prove about the target."""
        return "no_data" if self.target is None else proven(self.counts, self.target)

    @property
    def cautions(self) -> list[str]:
        """Codes of what a reader must know, in alphabetical order."""
        held = {
            "low_coverage": self.cohort is not None and self.cohort.has_low_coverage,
            "reference_target": self.goal is not None and self.goal.reference,
            "small_n": 0 < self.counts.n < SMALL_N,
            "suppressed": self.withheld,
            "target_carried": self.goal is not None and self.goal.carried,
        }
        return [code for code, holds in held.items() if holds]

    def withhold(self) -> Judged:
        """Return the block as it may be published."""
        return replace(self, withheld=True)


def proven(counts: Counts, target: int) -> EvidenceVerdict:
    """Return the verdict on evidence, also for the targets about which nothing is uncertain.

    That everybody is satisfied is refuted by one who is not, and can never be
    proven; that at least nobody is, is always true.
    """
    if not counts.n:
        return "no_data"
    if target >= _EVERYBODY:
        return "not_met" if counts.satisfied < counts.n else "insufficient"
    if target <= 0:
        return "met"
    return evidence_verdict(counts.satisfied, counts.n, target)
