"""Where the marks of the drawing over quarters stand; the template draws them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey_app.core.calendar import Period
    from survey_app.results.judging import Judged

WIDTH: Final = 380
HEIGHT: Final = 170
TOP: Final = 24
BOTTOM: Final = 134
LEFT: Final = 30
#: Right of it stands the target.
RIGHT: Final = 320
#: Units were merged and the second level abolished: earlier rates are not of the same units.
MERGERS: Final = date(2025, 7, 1)
_ALL = 100
_STEP = 10
#: The axis begins here unless an interval or the target reaches lower.
_USUAL_START = 80


@dataclass(frozen=True, slots=True)
class Mark:
    """One quarter; without a rate nothing is drawn above its name."""

    period: Period
    judged: Judged
    x: float
    rate: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def label(self) -> str:
        """The quarter in short: "IV/26"."""
        name, year = self.period.title.removeprefix("Quý ").split("/")
        return f"{name}/{year[2:]}"


@dataclass(frozen=True, slots=True)
class Trend:
    """The drawing: marks from left to right, and the target of the last one."""

    marks: tuple[Mark, ...]
    target: int | None
    target_y: float | None
    start: int
    width: int = WIDTH
    height: int = HEIGHT
    bottom: int = BOTTOM
    left: int = LEFT
    right: int = RIGHT

    @property
    def break_x(self) -> float | None:
        """Where units changed: between the last quarter before 1/7/2025 and the first after."""
        for before, after in pairwise(self.marks):
            if before.period.first < MERGERS <= after.period.first:
                return round((before.x + after.x) / 2, 1)
        return None

    @property
    def line(self) -> str:
        """Points of the line through neighbouring rates, for SVG."""
        return " ".join(f"{mark.x},{mark.rate}" for mark in self.marks if mark.rate is not None)


def draw(quarters: Sequence[tuple[Period, Judged]]) -> Trend:
    """Return the drawing of some quarters, oldest first."""
    target = quarters[-1][1].target
    start = axis_start([judged for _period, judged in quarters], target)
    step = (RIGHT - LEFT) / max(len(quarters) - 1, 1)
    marks = tuple(
        mark(period, judged, round(LEFT + place * step, 1), start)
        for place, (period, judged) in enumerate(quarters)
    )
    return Trend(marks, target, None if target is None else height(target / _ALL, start), start)


def axis_start(found: Sequence[Judged], target: int | None) -> int:
    """Return the whole percent at which the axis begins."""
    lows = [_ALL * judged.interval.low for judged in found if judged.interval]
    return int(min([_USUAL_START, target or _ALL, *lows]) // _STEP * _STEP)


def mark(period: Period, judged: Judged, x: float, start: int) -> Mark:
    """Return where one quarter stands."""
    if judged.rate is None or judged.interval is None:
        return Mark(period, judged, x)
    low, high = judged.interval.low, judged.interval.high
    return Mark(
        period, judged, x, height(judged.rate, start), height(low, start), height(high, start)
    )


def height(share: float, start: int) -> float:
    """Return the distance from the top of a share 0..1."""
    part = (_ALL * share - start) / (_ALL - start)
    return round(BOTTOM - part * (BOTTOM - TOP), 1)
