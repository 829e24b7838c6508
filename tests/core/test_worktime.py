"""Working days of Vietnam: weekends and holidays do not count, the list goes before the law."""

from datetime import date, datetime

import pytest

from survey_app.core.calendar import VIETNAM
from survey_app.core.worktime import DAY_SECONDS, WorkCalendar

#: 2 September is the National Day; 2026 it is a Wednesday.
CALENDAR = WorkCalendar(date(2026, 8, 1), date(2026, 10, 31), {date(2026, 9, 5): True})


def at(day, hour=9, minute=0):
    return datetime(2026, 9, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (at(8), at(9), 1),
        (at(8, 16), at(9, 4), 0.5),
        (at(11), at(14), 1),  # Friday to Monday
        (at(12), at(13), 0),  # a weekend
        (at(2, 0), at(3, 0), 0),  # the National Day
        (at(5, 0), at(6, 0), 1),  # a Saturday that the list says is worked
        (at(9), at(8), 0),
    ],
)
def test_working_time(start, end, days):
    assert CALENDAR.working_seconds(start, end) == days * DAY_SECONDS


def test_time_adds_up():
    whole = CALENDAR.working_seconds(at(1), at(29))
    assert whole == sum(CALENDAR.working_seconds(at(day), at(day + 1)) for day in range(1, 29))


def test_before_the_calendar_nothing_counts():
    early = datetime(2020, 1, 1, tzinfo=VIETNAM)
    first = datetime(2026, 8, 1, tzinfo=VIETNAM)
    assert CALENDAR.working_seconds(early, at(8)) == CALENDAR.working_seconds(first, at(8))
