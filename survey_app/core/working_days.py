"""Days on which administrations work, and due dates counted in them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


def is_working_day(day: date, exceptions: Mapping[date, bool]) -> bool:
    """Tell whether administrations work; ``exceptions`` says True for a day worked in exchange."""
    return exceptions.get(day, day.weekday() < _SATURDAY)


def after_working_days(start: date, count: int, exceptions: Mapping[date, bool]) -> date:
    """Return the ``count``-th working day after a day, which itself does not count."""
    day = start
    while count:
        day += _ONE_DAY
        count -= is_working_day(day, exceptions)
    return day
