"""Rates over strata: weighted by cases, never the mean of rates; and weights against silence.

Reliability notes 5.5 and 5.6; golden value G17.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final, Literal

from survey_app.core.populations import check_sample, wilson_of_share
from survey_app.core.statistics import evidence_verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey_app.core.statistics import Interval

RollupVerdict = Literal["met", "not_met", "insufficient"]

#: Weights above so many times their median are cut.
TRIM: Final = 5
#: Strata with fewer answers must be put together with others first.
SMALLEST_STRATUM: Final = 5
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Stratum:
    """One part of the cases: how many there are, who answered, who is satisfied."""

    satisfied: int
    n: int
    cases: int

    def __post_init__(self) -> None:
        """Refuse counts that cannot be, and a part about which nothing is known."""
        check_sample(self.satisfied, self.n, self.cases)
        if not self.n:
            raise ValueError("a stratum without answers must be put together with another")

    @property
    def rate(self) -> float:
        """The share among those who answered."""
        return self.satisfied / self.n

    @property
    def weight(self) -> float:
        """How many cases one answer stands for."""
        return self.cases / self.n


@dataclass(frozen=True, slots=True)
class Rollup:
    """A rate weighted by cases, with what its uncertainty rests on."""

    rate: float
    standard_error: float
    design_effect: float
    effective_n: float
    interval: Interval


def roll_up(strata: Sequence[Stratum], *, finite: bool = False) -> Rollup:
    """Return the rate of all cases from strata, each weighted by its cases.

    Args:
        strata: parts that do not overlap, each with an answer.
        finite: correct for the finite number of cases of each stratum.

    Raises:
        ValueError: without any stratum.

    57/60 of 600, 72/90 of 300 and 5/10 of 100 gives 0.86, standard error 0.027.
    """
    return weighted(strata, [each.weight for each in strata], finite=finite)


def weighted(strata: Sequence[Stratum], weights: Sequence[float], *, finite: bool) -> Rollup:
    """Return the rate when each answer of a stratum carries its weight; one answer counts as two.

    Without any spread between answers the effective n is Kish's.
    """
    if not strata:
        raise ValueError("there is nothing to roll up")
    sizes = [weight * each.n for weight, each in zip(weights, strata, strict=True)]
    total = sum(sizes)
    parts = [(size / total, each) for size, each in zip(sizes, strata, strict=True)]
    rate = sum(part * each.rate for part, each in parts)
    variance = sum(part * part * variance_of(each, finite=finite) for part, each in parts)
    effect = design_effect(weights, [each.n for each in strata])
    kish = sum(each.n for each in strata) / effect
    effective = rate * (1 - rate) / variance if variance > 0 else kish
    return Rollup(rate, variance**0.5, effect, effective, wilson_of_share(rate, effective))


def variance_of(stratum: Stratum, *, finite: bool) -> float:
    """Return the variance of the rate of one stratum."""
    left = 1 - stratum.n / stratum.cases if finite else 1.0
    return stratum.rate * (1 - stratum.rate) / max(stratum.n - 1, 1) * left


def design_effect(weights: Sequence[float], counts: Sequence[int]) -> float:
    """Return Kish's n Σw² / (Σw)² of answers that carry these weights."""
    n = sum(counts)
    pairs = list(zip(weights, counts, strict=True))
    squares = sum(count * weight * weight for weight, count in pairs)
    return n * squares / sum(count * weight for weight, count in pairs) ** 2


def rollup_verdict(strata: Sequence[Stratum], target_percent: int) -> RollupVerdict:
    """Judge a weighted rate: its interval and the exact test on the plain counts must agree."""
    interval = roll_up(strata).interval
    target = target_percent / _PERCENT
    plain = evidence_verdict(
        sum(each.satisfied for each in strata), sum(each.n for each in strata), target_percent
    )
    if interval.low >= target and plain == "met":
        return "met"
    return "not_met" if interval.high < target and plain == "not_met" else "insufficient"


def post_stratify(strata: Sequence[Stratum]) -> Rollup:
    """Return the rate with answers weighted to the cases, no weight above five times the median.

    Trimming keeps a few answers of a silent group from deciding alone.

    Raises:
        ValueError: without any stratum.
    """
    return weighted(strata, trimmed_weights(strata), finite=False)


def trimmed_weights(strata: Sequence[Stratum]) -> list[float]:
    """Return the weight of an answer of each stratum, cut at five times the median answer's."""
    of_answers = [each.weight for each in strata for _ in range(each.n)]
    most = TRIM * median(of_answers or [0.0])
    return [min(each.weight, most) for each in strata]
