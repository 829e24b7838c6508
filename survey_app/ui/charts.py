"""Where the marks of a drawing stand; the templates draw them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Units of the drawing; the marks keep clear of both ends.
WIDTH: Final = 480
EDGE: Final = 8
_ALL = 100
_STEP = 10
#: The axis begins here unless the interval reaches lower.
_USUAL_START = 80


@dataclass(frozen=True, slots=True)
class IntervalBar:
    """A rate, its interval and its target on an axis that ends at 100 %."""

    #: Whole percent at which the axis begins.
    start: int
    low: float
    rate: float
    high: float
    #: None without a target.
    target: float | None
    width: int = WIDTH


def interval_bar(rate: float, low: float, high: float, target: int | None) -> IntervalBar:
    """Return where to draw; rate, low and high in 0..1, the target in whole percent."""
    lowest = min(_ALL * low, target if target is not None else _ALL, _USUAL_START)
    start = int(lowest // _STEP * _STEP)

    def place(percent: float) -> float:
        return round(EDGE + (percent - start) / (_ALL - start) * (WIDTH - 2 * EDGE), 1)

    return IntervalBar(
        start=start,
        low=place(_ALL * low),
        rate=place(_ALL * rate),
        high=place(_ALL * high),
        target=None if target is None else place(target),
    )
