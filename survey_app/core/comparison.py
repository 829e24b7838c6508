"""Comparing rates: two of them, several over time, one table over strata, a list of flags.

Reliability notes 5.8 and 5.9; golden values G8 to G10, G21 and G22.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from survey_app.core.statistics import Interval, wilson_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey_app.core.scoring import Counts


@dataclass(frozen=True, slots=True)
class TrendTest:
    """Whether a rate rises or falls with a score."""

    z: float
    p: float


@dataclass(frozen=True, slots=True)
class StratifiedTest:
    """Whether two groups differ once strata are held fixed."""

    chi_square: float
    p: float
    odds_ratio: float


def difference_interval(one: Counts, other: Counts) -> Interval | None:
    """Return the 95 % interval of the first rate minus the second, or None without answers.

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10:
    56 of 70 minus 48 of 80 gives 0.0524 to 0.3339.
    """
    first = wilson_interval(one.satisfied, one.n)
    second = wilson_interval(other.satisfied, other.n)
    if first is None or second is None:
        return None
    p, q = one.satisfied / one.n, other.satisfied / other.n
    return Interval(
        p - q - math.hypot(p - first.low, second.high - q),
        p - q + math.hypot(first.high - p, q - second.low),
    )


def trend_test(groups: Sequence[Counts], scores: Sequence[float] | None = None) -> TrendTest | None:
    """Return the Cochran-Armitage test for a trend, scores 1, 2, … unless given.

    None where there is nothing to test: fewer than two groups with answers, or
    everybody of one mind.
    """
    given = list(scores) if scores is not None else [float(k + 1) for k in range(len(groups))]
    known = [(unit, score) for unit, score in zip(groups, given, strict=True) if unit.n]
    n = sum(unit.n for unit, _ in known)
    satisfied = sum(unit.satisfied for unit, _ in known)
    mean = sum(unit.n * score for unit, score in known) / n if n else 0.0
    spread = sum(unit.n * (score - mean) ** 2 for unit, score in known)
    if not spread or not 0 < satisfied < n:
        return None
    rate = satisfied / n
    drift = sum((score - mean) * (unit.satisfied - unit.n * rate) for unit, score in known)
    z = drift / math.sqrt(rate * (1 - rate) * spread)
    return TrendTest(z, two_sided(z))


def stratified_test(
    strata: Sequence[tuple[Counts, Counts]], *, continuity: bool = True
) -> StratifiedTest | None:
    """Return the Cochran-Mantel-Haenszel test of two groups over strata.

    None where no stratum tells the groups apart. The odds ratio is that of Mantel and Haenszel.
    """
    gap = variance = upper = lower = 0.0
    for one, other in strata:
        n = one.n + other.n
        satisfied = one.satisfied + other.satisfied
        if n <= 1:
            continue
        gap += one.satisfied - one.n * satisfied / n
        variance += one.n * other.n * satisfied * (n - satisfied) / (n * n * (n - 1))
        upper += one.satisfied * (other.n - other.satisfied) / n
        lower += other.satisfied * (one.n - one.satisfied) / n
    if not variance or not lower:
        return None
    distance = max(0.0, abs(gap) - (0.5 if continuity else 0.0))
    chi_square = distance * distance / variance
    return StratifiedTest(chi_square, two_sided(math.sqrt(chi_square)), upper / lower)


def adjusted_p_values(p_values: Sequence[float]) -> list[float]:
    """Return p values as Benjamini and Hochberg adjust them, in the order given.

    Flagging those at most 0.05 keeps the share of false flags at 5 %.
    """
    count = len(p_values)
    adjusted = [1.0] * count
    smallest = 1.0
    for rank, place in reversed(list(enumerate(sorted(range(count), key=p_values.__getitem__), 1))):
        smallest = min(smallest, p_values[place] * count / rank)
        adjusted[place] = smallest
    return adjusted


def two_sided(z: float) -> float:
    """Return the chance of a standard normal value at least as far out."""
    return 2 * NormalDist().cdf(-abs(z))
