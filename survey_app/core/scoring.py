"""Counting satisfied answers, and percentages as text made last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_NO_BREAK_SPACE = "\u00a0"
_ALL = 100


@dataclass(frozen=True, slots=True)
class Counts:
    """How many answers are in the base of a rate, and how many of them are satisfied."""

    n: int = 0
    satisfied: int = 0

    def __post_init__(self) -> None:
        """Refuse counts that no set of answers can have."""
        if not 0 <= self.satisfied <= self.n:
            raise ValueError(f"0 <= satisfied <= n does not hold for {self.satisfied} of {self.n}")

    def __add__(self, other: Counts) -> Counts:
        """Pool two counts: a total is never the mean of percentages."""
        return Counts(self.n + other.n, self.satisfied + other.satisfied)

    @property
    def rate(self) -> float | None:
        """The satisfied share, 0..1, unrounded; None without answers. Not for comparing."""
        return self.satisfied / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """The answers to one question: those in the base, and those without an opinion."""

    base: Counts = Counts()
    no_opinion: int = 0

    def __add__(self, other: LevelCounts) -> LevelCounts:
        """Pool two counts."""
        return LevelCounts(self.base + other.base, self.no_opinion + other.no_opinion)


def count_levels(
    levels: Mapping[int, int],
    satisfied_levels: Collection[int],
    outside_base: Collection[int] = (),
) -> LevelCounts:
    """Count the answers per level of one question.

    Args:
        levels: how many answers chose each level; a level not named has none.
        satisfied_levels: the levels that count as satisfied (4 and 5 of five).
        outside_base: the levels that leave the base ("Không có ý kiến").

    Raises:
        ValueError: for a negative count, or a level that is both satisfied and outside.

    The rate is n(4, 5) / n(1..5) of the overall question.
    """
    if set(satisfied_levels) & set(outside_base):
        raise ValueError("a level outside the base cannot count as satisfied")
    if any(count < 0 for count in levels.values()):
        raise ValueError("a count of answers cannot be negative")
    outside = sum(levels.get(level, 0) for level in set(outside_base))
    satisfied = sum(levels.get(level, 0) for level in set(satisfied_levels))
    return LevelCounts(Counts(sum(levels.values()) - outside, satisfied), outside)


def percent_text(
    satisfied: int, n: int, target: int | None = None, *, decimals: int = 1
) -> str | None:
    """Return a percentage as Vietnamese text without the sign, such as "93,1".

    Rounded half-up, but cut off where rounding would show a ``target`` (whole
    percent) that was missed, or 100 although not all are satisfied: 8995 of
    10,000 against 90 is "89,9". Made from integers only. None when n is 0.

    Raises:
        ValueError: unless 0 <= satisfied <= n.
    """
    counts = Counts(n, satisfied)
    if not counts.n:
        return None
    unit = 10**decimals
    cut_off, rest = divmod(_ALL * unit * satisfied, n)
    rounded = cut_off + (2 * rest >= n)
    for goal in (_ALL, target):
        if goal is not None and _ALL * satisfied < goal * n and rounded >= goal * unit:
            rounded = cut_off
    whole, fraction = divmod(rounded, unit)
    return f"{whole},{fraction:0{decimals}}" if decimals else f"{whole}"


def share_text(
    satisfied: int, n: int, target: int | None = None, *, decimals: int = 1
) -> str | None:
    """Return `percent_text` with a no-break space and the sign: "93,1 %"; None when n is 0."""
    number = percent_text(satisfied, n, target, decimals=decimals)
    return None if number is None else f"{number}{_NO_BREAK_SPACE}%"


def number_text(number: int) -> str:
    """Return a whole number with dots between thousands: "1.234.567"."""
    return f"{number:,}".replace(",", ".")
