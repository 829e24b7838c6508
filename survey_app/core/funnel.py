"""Funnel limits: how far a rate may lie from the common one by chance alone.

D. J. Spiegelhalter, Statistics in Medicine 24 (2005), 1185-1202; reliability notes 5.7.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from survey_app.core.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey_app.core.scoring import Counts

#: From so many answers on the normal approximation is good enough.
NORMAL_FROM: Final = 100
#: Part of the units, at each end, whose distance is pulled in before dispersion is judged.
WINSORISED: Final = 0.1


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How much more the rates differ than chance explains."""

    centre: float
    #: Mean squared distance after winsorising; above 1 there is more than chance.
    phi: float
    #: The same without winsorising.
    raw_phi: float
    #: Standard deviation between units that is added to chance.
    tau: float


def funnel_limits(centre: float, n: int, *, confidence: float = 0.95) -> Interval:
    """Return between what limits the rate of n answers lies with that chance.

    Exact below 100 answers, where the normal limits can leave 0..1.

    Raises:
        ValueError: unless 0 < centre < 1 and n is positive.
    """
    if not 0 < centre < 1 or n <= 0:
        raise ValueError("a centre inside 0..1 and a positive n are needed")
    if n >= NORMAL_FROM:
        return normal_limits(centre, n, confidence=confidence)
    tail = (1 - confidence) / 2
    return Interval(exact_limit(centre, n, tail), exact_limit(centre, n, 1 - tail))


def normal_limits(centre: float, n: int, *, confidence: float = 0.95) -> Interval:
    """Return centre ± z √(centre (1 - centre) / n), kept inside 0..1."""
    half = NormalDist().inv_cdf((1 + confidence) / 2) * math.sqrt(centre * (1 - centre) / n)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def exact_limit(centre: float, n: int, chance: float) -> float:
    """Return the interpolated binomial quantile as a share (Spiegelhalter, appendix A.1)."""
    from scipy.stats import binom  # noqa: PLC0415 -- see core/statistics.py

    quantile = int(binom.ppf(chance, n, centre))
    below, at = float(binom.cdf(quantile - 1, n, centre)), float(binom.cdf(quantile, n, centre))
    inside = (at - chance) / (at - below)
    return min(1.0, max(0.0, (quantile - inside) / n))


def dispersion(units: Sequence[Counts], centre: float | None = None) -> Dispersion:
    """Return how much more the rates of units differ than chance explains.

    ``centre`` is the pooled rate unless given. φ is the mean squared distance
    with the outer 10 % pulled in; only above 1 anything is added to chance.

    Raises:
        ValueError: without a unit with answers, or when all or none are satisfied.
    """
    known = [unit for unit in units if unit.n]
    theta = pooled_rate(known) if centre is None else centre
    if not 0 < theta < 1:
        raise ValueError("without both satisfied and dissatisfied answers there is no funnel")
    scores = [z_score(unit, theta) for unit in known]
    phi = mean_square(winsorised(scores))
    weights = [unit.n / (theta * (1 - theta)) for unit in known]
    return Dispersion(theta, phi, mean_square(scores), math.sqrt(between(phi, weights)))


def z_score(unit: Counts, centre: float, tau: float = 0.0) -> float:
    """Return how many standard deviations a unit lies from the centre."""
    variance = centre * (1 - centre) / unit.n + tau * tau
    return (unit.satisfied / unit.n - centre) / math.sqrt(variance)


def pooled_rate(units: Sequence[Counts]) -> float:
    """Return the rate of all units together."""
    n = sum(unit.n for unit in units)
    if not n:
        raise ValueError("there are no answers")
    return sum(unit.satisfied for unit in units) / n


def mean_square(scores: Sequence[float]) -> float:
    """Return the mean of squares."""
    return sum(score * score for score in scores) / len(scores)


def between(phi: float, weights: Sequence[float]) -> float:
    """Return the variance between units (DerSimonian and Laird)."""
    total = sum(weights)
    scale = total - sum(weight * weight for weight in weights) / total
    if phi <= 1 or scale <= 0:
        return 0.0
    k = len(weights)
    return max(0.0, (k * phi - (k - 1)) / scale)


def winsorised(scores: Sequence[float]) -> list[float]:
    """Return the scores with the outer tenth at each end pulled in to the quantile there."""
    ordered = sorted(scores)
    low, high = quantile_of(ordered, WINSORISED), quantile_of(ordered, 1 - WINSORISED)
    return [min(max(score, low), high) for score in scores]


def quantile_of(ordered: Sequence[float], part: float) -> float:
    """Return a quantile by linear interpolation between the ordered values."""
    place = part * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
