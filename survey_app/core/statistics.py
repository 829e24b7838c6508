"""How sure a rate is: intervals for display, and the verdict on evidence against a target.

Formulas and golden values: docs/method.md; worked out in the reliability notes, section 5.
scipy is imported inside the functions that need it: pages that need none start without it.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

EvidenceVerdict = Literal["met", "not_met", "insufficient", "no_data"]

#: The chance of a wrong verdict that is accepted on each side.
ALPHA: Final = 0.025
#: `needed_n` looks no further.
LARGEST_N: Final = 100_000

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true share lies; both ends in 0..1 (not percent)."""

    low: float
    high: float


def wilson_interval(
    satisfied: int, n: int, *, confidence: float = 0.95, continuity: bool = False
) -> Interval | None:
    """Return the Wilson score interval of a share, or None when n is 0.

    Args:
        satisfied: answers that count as satisfied, 0..n.
        n: answers in the base.
        confidence: two-sided, between 0 and 1.
        continuity: apply the continuity correction (wider).

    Raises:
        ValueError: unless 0 <= satisfied <= n and 0 < confidence < 1.

    Source: E. B. Wilson, JASA 22 (1927), 209-212; with correction method 4 of
    R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872: 81 of 263 gives
    0.2553 to 0.3662, corrected 0.2535 to 0.3682.
    """
    check_counts(satisfied, n)
    z = _quantile(confidence)
    if not n:
        return None
    low = _wilson_low(satisfied, n, z, continuity=continuity)
    high = 1 - _wilson_low(n - satisfied, n, z, continuity=continuity)
    return Interval(low, high)


def clopper_pearson_interval(
    satisfied: int, n: int, *, confidence: float = 0.95
) -> Interval | None:
    """Return the exact binomial interval of a share, or None when n is 0.

    Raises:
        ValueError: unless 0 <= satisfied <= n and 0 < confidence < 1.

    Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), 404-413.
    """
    from scipy.special import betaincinv  # noqa: PLC0415 -- see the module's docstring

    check_counts(satisfied, n)
    _quantile(confidence)
    if not n:
        return None
    tail = (1 - confidence) / 2
    low = float(betaincinv(satisfied, n - satisfied + 1, tail)) if satisfied else 0.0
    high = float(betaincinv(satisfied + 1, n - satisfied, 1 - tail)) if satisfied < n else 1.0
    return Interval(low, high)


def evidence_verdict(satisfied: int, n: int, target_percent: int) -> EvidenceVerdict:
    """Tell what the answers prove about the true rate and a target.

    "met": if the rate were only the target, so many satisfied would come with a
    chance of at most 2.5 %. "not_met": so few would. "insufficient" otherwise;
    "no_data" when n is 0. Two exact one-sided binomial tests, no correction for a
    finite number of cases.

    Args:
        satisfied: answers that count as satisfied, 0..n.
        n: answers in the base.
        target_percent: whole percent, 1..99; nothing can be proven about 0 or 100.

    Raises:
        ValueError: unless 0 <= satisfied <= n and 1 <= target_percent <= 99.

    Source: reliability notes 5.3; the Wilson interval would err on up to 7 % here.
    """
    from scipy.special import bdtr, bdtrc  # noqa: PLC0415 -- see the module's docstring

    check_counts(satisfied, n)
    share = _share(target_percent)
    if not n:
        return "no_data"
    if satisfied and bdtrc(satisfied - 1, n, share) <= ALPHA:
        return "met"
    return "not_met" if bdtr(satisfied, n, share) <= ALPHA else "insufficient"


def smallest_met(n: int, target_percent: int) -> int | None:
    """Return the fewest satisfied of n that prove the target met; None when even n do not."""
    found = _first(0, n, lambda satisfied: evidence_verdict(satisfied, n, target_percent) == "met")
    return found if found <= n else None


def largest_not_met(n: int, target_percent: int) -> int | None:
    """Return the most satisfied of n that prove it missed; None when even 0 do not."""
    above = _first(
        0, n, lambda satisfied: evidence_verdict(satisfied, n, target_percent) != "not_met"
    )
    return above - 1 if above else None


def needed_n(satisfied: int, n: int, target_percent: int) -> int | None:
    """Estimate how many answers in all would settle the verdict at the present rate.

    The rate is held, the satisfied are rounded towards the target. Counts being
    whole, the verdict wavers a little around the result, so show it as "about".

    Returns:
        n itself when the verdict stands already; None when n is 0, when the rate
        equals the target, or when more than 100,000 answers would be needed.

    Raises:
        ValueError: as `evidence_verdict`.
    """
    verdict = evidence_verdict(satisfied, n, target_percent)
    if verdict != "insufficient":
        return n or None
    above = _PERCENT * satisfied > target_percent * n

    def settles(size: int) -> bool:
        scaled = satisfied * size // n if above else -(-satisfied * size // n)
        return evidence_verdict(scaled, size, target_percent) in {"met", "not_met"}

    found = _first(n, LARGEST_N, settles)
    return found if found <= LARGEST_N else None


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the first number in low..high from which on it holds, else high + 1."""
    return low + bisect_left(range(low, high + 1), True, key=holds)  # noqa: FBT003


def _wilson_low(satisfied: int, n: int, z: float, *, continuity: bool) -> float:
    """The lower limit; the upper one is the mirror image of the lower one of n - satisfied."""
    if not satisfied:
        return 0.0
    share = satisfied / n
    if continuity:
        spread = z * math.sqrt(z * z - 2 - 1 / n + 4 * share * (n - satisfied + 1))
        return max(0.0, (2 * satisfied + z * z - 1 - spread) / (2 * (n + z * z)))
    spread = z * math.sqrt(z * z + 4 * satisfied * (1 - share))
    return (2 * satisfied + z * z - spread) / (2 * (n + z * z))


def _quantile(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError("confidence lies between 0 and 1")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _share(target_percent: int) -> float:
    if not 0 < target_percent < _PERCENT:
        raise ValueError("a target is a whole percentage between 1 and 99")
    return target_percent / _PERCENT


def check_counts(satisfied: int, n: int) -> None:
    """Refuse counts that no set of answers can have."""
    if not 0 <= satisfied <= n:
        raise ValueError(f"0 <= satisfied <= n does not hold for {satisfied} of {n}")
