"""Ranking with caution: rates drawn towards the common one, and how sure a rank is.

Beta-binomial empirical Bayes; reliability notes 5.7, golden values G11, G12 and G18.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Final

from survey_app.core.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey_app.core.scoring import Counts

#: Draws from which the interval of a rank is read, always from the same seed.
DRAWS: Final = 10_000
SEED: Final = 20_260_401
_TAIL: Final = 0.025
#: Rates so alike that they differ by no more than chance; the precision has no upper end.
_MOST_PRECISE: Final = math.log(1e6)


@dataclass(frozen=True, slots=True)
class Prior:
    """How rates lie among units: their mean, and how many answers that knowledge is worth."""

    mean: float
    precision: float

    @property
    def alpha(self) -> float:
        """First parameter of the beta distribution."""
        return self.mean * self.precision

    @property
    def beta(self) -> float:
        """Second parameter of the beta distribution."""
        return (1 - self.mean) * self.precision

    def shrink(self, unit: Counts) -> float:
        """Return a unit's rate drawn towards the mean, the more the fewer answers it has."""
        return (unit.satisfied + self.alpha) / (unit.n + self.precision)


def prior_from_moments(units: Sequence[Counts]) -> Prior:
    """Return the prior whose mean and spread are those of the observed rates (Tarone 1982).

    Raises:
        ValueError: unless there are two units with answers and different rates.
    """
    rates = [unit.satisfied / unit.n for unit in units if unit.n]
    mean, spread = fmean(rates), stdev(rates)
    if not spread:
        raise ValueError("equal rates tell nothing about their spread")
    return Prior(mean, mean * (1 - mean) / spread**2 - 1)


def fit_prior(units: Sequence[Counts]) -> Prior:
    """Return the prior under which the counts are the most likely.

    Raises:
        ValueError: unless two units have answers, and both satisfied and not.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 -- see core/statistics.py

    known = [unit for unit in units if unit.n]
    satisfied, n = sum(unit.satisfied for unit in known), sum(unit.n for unit in known)
    if len(known) < 2 or not 0 < satisfied < n:  # noqa: PLR2004 -- two rates can differ
        raise ValueError("too few answers to tell how rates lie")
    start = (math.log(satisfied / (n - satisfied)), math.log(n / len(known)))
    found = minimize(
        surprise, start, (known,), "Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10}
    )
    return prior_of(*found.x)


def prior_of(logit: float, log_precision: float) -> Prior:
    """Return the prior at a point where nothing is out of bounds."""
    return Prior(1 / (1 + math.exp(-logit)), math.exp(min(log_precision, _MOST_PRECISE)))


def surprise(point: Sequence[float], units: Sequence[Counts]) -> float:
    """Return the negative log-likelihood of counts under a prior."""
    from scipy.special import betaln  # noqa: PLC0415 -- see core/statistics.py

    prior = prior_of(*point)
    common = betaln(prior.alpha, prior.beta)
    return -float(
        sum(
            betaln(unit.satisfied + prior.alpha, unit.n - unit.satisfied + prior.beta) - common
            for unit in units
        )
    )


def shrunk_interval(unit: Counts, prior: Prior) -> Interval:
    """Return between what limits the unit's true rate lies with 95 %."""
    from scipy.special import betaincinv  # noqa: PLC0415 -- see core/statistics.py

    a, b = unit.satisfied + prior.alpha, unit.n - unit.satisfied + prior.beta
    return Interval(float(betaincinv(a, b, _TAIL)), float(betaincinv(a, b, 1 - _TAIL)))


def rank_intervals(
    units: Sequence[Counts], prior: Prior, *, draws: int = DRAWS
) -> list[tuple[int, int]]:
    """Return between which ranks each unit's true rank lies with 95 %, best rank 1.

    From seeded draws: the same counts always give the same interval.
    """
    from numpy import argsort, quantile  # noqa: PLC0415 -- numpy comes with scipy
    from numpy.random import default_rng  # noqa: PLC0415

    if not units:
        return []
    a = [unit.satisfied + prior.alpha for unit in units]
    b = [unit.n - unit.satisfied + prior.beta for unit in units]
    rates = default_rng(SEED).beta(a, b, size=(draws, len(units)))
    ranks = argsort(argsort(-rates, axis=1), axis=1) + 1
    low, high = quantile(ranks, (_TAIL, 1 - _TAIL), axis=0, method="nearest")
    return [(int(first), int(last)) for first, last in zip(low, high, strict=True)]


def ranks(units: Sequence[Counts]) -> list[int]:
    """Return ranks by rate, the best 1; equals share one and the next is skipped: 1, 1, 3.

    Compared as integers. Every unit must have answers.
    """
    return [
        1 + sum(other.satisfied * unit.n > unit.satisfied * other.n for other in units)
        for unit in units
    ]
