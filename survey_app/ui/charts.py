"""Where the marks of a drawing stand; the templates draw them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Units of the drawing; numbers are written beyond the ends of the axis.
WIDTH: Final = 380
EDGE: Final = 44
_ALL = 100
_STEP = 10
#: The axis begins here unless the interval or the target reaches lower.
_USUAL_START = 80
#: Nearer than this the number above the point would touch the target's line.
_CLOSE = 24


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
    left: int = EDGE
    right: int = WIDTH - EDGE

    @property
    def value_anchor(self) -> str:
        """Return on which side of the point its number stands: away from the target's line."""
        if self.target is None or abs(self.target - self.rate) > _CLOSE:
            return "middle"
        return "end" if self.rate <= self.target else "start"

    @property
    def value_shift(self) -> int:
        """Return how far the number stands off, so that it never touches the line."""
        return {"end": -5, "middle": 0, "start": 5}[self.value_anchor]


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
