"""Working time between two moments: weekends and holidays of Vietnam do not count."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from survey_app.core.calendar import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

DAY_SECONDS: Final = 86_400
_SATURDAY = 5


class WorkCalendar:
    """Which days are worked: Monday to Friday without holidays, unless a list says otherwise.

    A row of the list goes before the law's holidays, which the package `holidays` knows.
    """

    def __init__(self, first: date, last: date, overrides: Mapping[date, bool]) -> None:
        self.first = first
        #: Working days before each day.
        self.before: list[int] = []
        #: Whether each day is worked.
        self.worked: list[bool] = []
        free = public_holidays(first.year, last.year)
        count = 0
        for step in range((last - first).days + 1):
            day = first + timedelta(days=step)
            worked = overrides.get(day, day.weekday() < _SATURDAY and day not in free)
            self.before.append(count)
            self.worked.append(worked)
            count += worked

    def working_seconds(self, start: datetime, end: datetime) -> int:
        """Return the seconds on working days between two aware moments, 0 when reversed.

        A day of 24 hours is one working day: what counts is when, not how many hours an
        office is open.
        """
        return max(0, self._elapsed(end) - self._elapsed(start))

    def _elapsed(self, moment: datetime) -> int:
        local = moment.astimezone(VIETNAM)
        place = (local.date() - self.first).days
        if place < 0:
            return 0
        if place >= len(self.before):
            return DAY_SECONDS * (self.before[-1] + self.worked[-1])
        today = 3600 * local.hour + 60 * local.minute + local.second
        return DAY_SECONDS * self.before[place] + (today if self.worked[place] else 0)


def public_holidays(first_year: int, last_year: int) -> frozenset[date]:
    """Return the days off by law."""
    from holidays import country_holidays  # noqa: PLC0415 -- pages that need none start without it

    return frozenset(country_holidays("VN", years=range(first_year, last_year + 1)))
