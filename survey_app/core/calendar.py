"""Days, periods and moments of the Vietnamese calendar (Asia/Ho_Chi_Minh, UTC+7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, Self
from zoneinfo import ZoneInfo

from survey_app.core.errors import RefusedError
from survey_app.core.moments import parse_moment

__all__ = ["VIETNAM", "Period", "PeriodKind", "local_day", "parse_moment"]

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")

PeriodKind = Literal["month", "quarter", "year", "range"]

_ONE_DAY = timedelta(days=1)
_YEARS = range(2000, 2101)
_LENGTH_IN_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_ROMAN = ("I", "II", "III", "IV")
_PERIOD = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>[0-9]{2})))?"
    r"|(?P<first>[0-9]{4}-[0-9]{2}-[0-9]{2})\.\.(?P<last>[0-9]{4}-[0-9]{2}-[0-9]{2})"
)


def local_day(moment: datetime) -> date:
    """Return the day on which an aware moment falls in Vietnam.

    Raises:
        ValueError: for a naive moment; its day would be a guess.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(VIETNAM).date()


@dataclass(frozen=True, slots=True)
class Period:
    """A run of whole local days, ``first`` and ``last`` both included."""

    kind: PeriodKind
    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.first > self.last:
            raise ValueError("a period ends on or after its first day")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2026-Q3``, ``2026-11``, ``2026`` or ``2026-01-01..2026-10-31``.

        Raises:
            RefusedError: code ``bad_period`` for any other text, an impossible
                day or month, a reversed range, or a year outside 2000..2100.
        """
        found = _PERIOD.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)  # noqa: TRY301 -- one way out for all bad text
            period = _from_match(found)
        except ValueError:
            raise RefusedError("bad_period", text=text) from None
        if period.first.year not in _YEARS or period.last.year not in _YEARS:
            raise RefusedError("bad_period", text=text)
        return period

    @classmethod
    def month_of(cls, day: date) -> Self:
        """Return the calendar month that holds the day."""
        return cls("month", *_span(day.year, day.month, 1))

    @classmethod
    def quarter_of(cls, day: date) -> Self:
        """Return the calendar quarter that holds the day."""
        return cls("quarter", *_span(day.year, day.month - (day.month - 1) % 3, 3))

    @classmethod
    def year_of(cls, day: date) -> Self:
        """Return the calendar year that holds the day."""
        return cls("year", *_span(day.year, 1, 12))

    def __str__(self) -> str:
        """Return the canonical text: `Period.parse` reads it back."""
        match self.kind:
            case "year":
                return f"{self.year}"
            case "quarter":
                return f"{self.year}-Q{self._quarter}"
            case "month":
                return f"{self.year}-{self.first.month:02}"
            case _:
                return f"{self.first}..{self.last}"

    def __contains__(self, day: date) -> bool:
        """Tell whether the local day belongs to the period."""
        return self.first <= day <= self.last

    @property
    def year(self) -> int:
        """The year of the last day: the year whose targets apply."""
        return self.last.year

    @property
    def title(self) -> str:
        """The name in Vietnamese, such as "Quý IV/2026"."""
        match self.kind:
            case "year":
                return f"Năm {self.year}"
            case "quarter":
                return f"Quý {_ROMAN[self._quarter - 1]}/{self.year}"
            case "month":
                return f"Tháng {self.first.month:02}/{self.year}"
            case _:
                return f"{_vietnamese(self.first)} - {_vietnamese(self.last)}"

    @property
    def _quarter(self) -> int:
        return (self.first.month + 2) // 3

    def months(self) -> tuple[date, ...]:
        """Return the first days of its months, or () unless it is whole months."""
        if self.first.day != 1 or (self.last + _ONE_DAY).day != 1:
            return ()
        count = _month_number(self.last) - _month_number(self.first) + 1
        return tuple(_add_months(self.first, step) for step in range(count))

    def is_over(self, today: date) -> bool:
        """Tell whether the last day is past; during the last day it is not."""
        return today > self.last

    def previous(self) -> Period:
        """Return the period of the same kind before; a range moves by its length in days."""
        last = self.first - _ONE_DAY
        if self.kind == "range":
            return Period("range", last - (self.last - self.first), last)
        return Period(self.kind, _add_months(self.first, -_LENGTH_IN_MONTHS[self.kind]), last)

    def utc_bounds(self) -> tuple[datetime, datetime]:
        """Return its start and the start of what follows, aware UTC, half-open."""
        return _midnight(self.first), _midnight(self.last + _ONE_DAY)


def _from_match(found: re.Match[str]) -> Period:
    if found["first"]:
        first, last = date.fromisoformat(found["first"]), date.fromisoformat(found["last"])
        return Period("range", first, last)
    year = int(found["year"])
    if found["quarter"]:
        return Period("quarter", *_span(year, 3 * int(found["quarter"]) - 2, 3))
    if found["month"]:
        return Period("month", *_span(year, int(found["month"]), 1))
    return Period("year", *_span(year, 1, 12))


def _span(year: int, month: int, months: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, _add_months(first, months) - _ONE_DAY


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _add_months(first: date, months: int) -> date:
    year, month = divmod(_month_number(first) + months, 12)
    return date(year, month + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def _vietnamese(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"
