"""What a sample says about a finite number of cases: corrections, bounds, sample sizes.

Golden values: docs/method.md; worked out in the reliability notes, 5.2 to 5.6.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final

from survey_app.core.statistics import Interval, check_counts, wilson_interval

#: The margin of error the yearly SIPAS survey plans for.
SIPAS_MARGIN: Final = 0.05
_PERCENT = 100


def wilson_of_share(share: float, n: float, *, confidence: float = 0.95) -> Interval:
    """Return the Wilson interval of a share that rests on an effective, perhaps broken, n.

    Raises:
        ValueError: unless the share lies in 0..1 and n is positive.
    """
    if not (0 <= share <= 1 and n > 0):
        raise ValueError("a share in 0..1 and a positive n are needed")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    spread = math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    half = z / (1 + z * z / n) * spread
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def finite_interval(satisfied: int, n: int, cases: int) -> Interval | None:
    """Return the 95 % interval corrected for a finite number of cases, or None when n is 0.

    Only right where silence has nothing to do with the answer. A census is a point.

    Raises:
        ValueError: unless 0 <= satisfied <= n <= cases.

    Source: Wilson with n (N - 1) / (N - n) answers; 190 of 200 of 220 cases
    gives 0.940058 to 0.958366.
    """
    check_sample(satisfied, n, cases)
    if not n:
        return None
    share = satisfied / n
    if n == cases:
        return Interval(share, share)
    return wilson_of_share(share, n * (cases - 1) / (cases - n))


def no_assumption_bounds(satisfied: int, n: int, cases: int) -> Interval | None:
    """Return the rate if all the silent were dissatisfied, and if all were satisfied.

    None without cases. 29 of 30 answered of 400 gives 0.0725 to 0.9975.

    Raises:
        ValueError: unless 0 <= satisfied <= n <= cases.
    """
    check_sample(satisfied, n, cases)
    if not cases:
        return None
    return Interval(satisfied / cases, (satisfied + cases - n) / cases)


def break_even_gap(satisfied: int, n: int, cases: int, target_percent: int) -> float | None:
    """Return by how much the silent may be less satisfied before "met" no longer holds.

    ``(L - T) / (1 - r)`` with the lower Wilson limit L and the share r that
    answered; negative where the target is not shown to be met at all. None
    without answers, or when everybody answered.

    Raises:
        ValueError: unless 0 <= satisfied <= n <= cases.
    """
    check_sample(satisfied, n, cases)
    interval = wilson_interval(satisfied, n)
    if interval is None or n == cases:
        return None
    return (interval.low - target_percent / _PERCENT) / (1 - n / cases)


def sipas_sample(cases: int, margin: float = SIPAS_MARGIN) -> int:
    """Return how many answers the SIPAS survey plans for: N / (1 + N e²), rounded up.

    That is ±5 points around one half, not enough to prove 95 %.
    """
    if cases < 0 or margin <= 0:
        raise ValueError("cases cannot be negative, and a margin is positive")
    return math.ceil(cases / (1 + cases * margin * margin))


def check_sample(satisfied: int, n: int, cases: int) -> None:
    """Refuse counts that no sample of so many cases can have."""
    check_counts(satisfied, n)
    if n > cases:
        raise ValueError(f"{n} answers cannot come from {cases} cases")
