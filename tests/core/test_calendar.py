"""Days and periods, with their edges in Vietnam's time."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.calendar import VIETNAM, Period, local_day
from survey_app.core.errors import RefusedError

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@st.composite
def periods(draw):
    day = draw(DAYS)
    last = draw(st.dates(day, date(2100, 12, 31)))
    return draw(
        st.sampled_from(
            [
                Period.month_of(day),
                Period.quarter_of(day),
                Period.year_of(day),
                Period("range", day, last),
            ]
        )
    )


class TestLocalDay:
    # the edges of quarters, to the microsecond
    @pytest.mark.parametrize(
        ("moment", "day"),
        [
            (datetime(2026, 3, 31, 16, 59, 59, 999_999, UTC), date(2026, 3, 31)),
            (datetime(2026, 3, 31, 17, 0, 0, 0, UTC), date(2026, 4, 1)),
            (datetime(2025, 12, 31, 17, 0, tzinfo=UTC), date(2026, 1, 1)),
            (datetime(2026, 12, 31, 23, 59, 59, tzinfo=VIETNAM), date(2026, 12, 31)),
            (datetime(2027, 1, 1, tzinfo=VIETNAM), date(2027, 1, 1)),
        ],
    )
    def test_the_day_turns_at_seventeen_hours_utc(self, moment, day):
        assert local_day(moment) == day

    def test_a_naive_moment_is_refused(self):
        with pytest.raises(ValueError, match="time zone"):
            local_day(datetime(2026, 1, 1))  # noqa: DTZ001 -- the matter itself

    @pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "America/New_York"])
    def test_the_zone_of_the_server_does_not_matter(self, zone):
        program = (
            "from datetime import datetime\n"
            "from survey_app.core.calendar import Period, local_day\n"
            "print(local_day(datetime.fromisoformat('2026-03-31T17:00:00+00:00')))\n"
            "print(*Period.parse('2026-Q2').utc_bounds())\n"
        )
        shown = subprocess.run(
            [sys.executable, "-c", program],
            cwd=Path(__file__).parents[2],
            env={"TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

        assert shown == "2026-04-01\n2026-03-31 17:00:00+00:00 2026-06-30 17:00:00+00:00\n"


class TestParse:
    @pytest.mark.parametrize(
        ("text", "kind", "first", "last"),
        [
            ("2026-Q1", "quarter", date(2026, 1, 1), date(2026, 3, 31)),
            ("2026-Q4", "quarter", date(2026, 10, 1), date(2026, 12, 31)),
            ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
            ("2026-12", "month", date(2026, 12, 1), date(2026, 12, 31)),
            ("2026", "year", date(2026, 1, 1), date(2026, 12, 31)),
            ("2100", "year", date(2100, 1, 1), date(2100, 12, 31)),
            ("2026-01-01..2026-10-31", "range", date(2026, 1, 1), date(2026, 10, 31)),
            ("2026-05-05..2026-05-05", "range", date(2026, 5, 5), date(2026, 5, 5)),
        ],
    )
    def test_known_forms(self, text, kind, first, last):
        assert Period.parse(text) == Period(kind, first, last)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "2026-Q0",
            "2026-Q5",
            "2026-q1",
            "2026-Q1 ",
            "2026-Q1\n",
            "2026-00",
            "2026-13",
            "2026-1",
            "26",
            "1999",
            "2101",
            "1999-12-31..2000-01-01",
            "2100-12-31..2101-01-01",
            "2026-10-31..2026-01-01",
            "2026-02-30..2026-03-01",
            "2026-01-01..",
            "2026-01-01...2026-02-01",
            "Quý I/2026",
            "\uff12\uff10\uff12\uff16",
            "2026-01-01..2026-10-31" * 5_000,
        ],
    )
    def test_anything_else_is_refused_with_its_code(self, text):
        with pytest.raises(RefusedError) as refused:
            Period.parse(text)

        assert refused.value.code == "bad_period"
        assert refused.value.details == {"text": text}

    @settings(deadline=None)
    @given(periods())
    def test_reads_back_what_str_writes(self, period):
        assert Period.parse(str(period)) == period

    @settings(deadline=None)
    @given(st.text(alphabet="0123456789-.Q", max_size=24))
    def test_accepts_only_canonical_texts(self, text):
        try:
            period = Period.parse(text)
        except RefusedError:
            return
        assert str(period) == text


class TestPeriod:
    def test_cannot_end_before_it_begins(self):
        with pytest.raises(ValueError, match="ends on or after"):
            Period("range", date(2026, 1, 2), date(2026, 1, 1))

    # 31/12 belongs to Quý IV, 01/01 to Quý I
    @pytest.mark.parametrize(
        ("day", "quarter"),
        [
            (date(2026, 12, 31), "2026-Q4"),
            (date(2027, 1, 1), "2027-Q1"),
            (date(2026, 3, 31), "2026-Q1"),
            (date(2026, 4, 1), "2026-Q2"),
        ],
    )
    def test_quarter_of(self, day, quarter):
        assert str(Period.quarter_of(day)) == quarter

    @settings(deadline=None)
    @given(DAYS)
    def test_month_lies_in_quarter_lies_in_year(self, day):
        month, quarter, year = Period.month_of(day), Period.quarter_of(day), Period.year_of(day)

        assert day in month
        assert month.first in quarter
        assert month.last in quarter
        assert quarter.first in year
        assert quarter.last in year
        assert (len(month.months()), len(quarter.months()), len(year.months())) == (1, 3, 12)

    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("2026-Q1", "Quý I/2026"),
            ("2026-Q2", "Quý II/2026"),
            ("2026-Q3", "Quý III/2026"),
            ("2026-Q4", "Quý IV/2026"),
            ("2026-02", "Tháng 02/2026"),
            ("2026-11", "Tháng 11/2026"),
            ("2026", "Năm 2026"),
            ("2026-01-01..2026-10-31", "01/01/2026 - 31/10/2026"),
        ],
    )
    def test_title(self, text, title):
        assert Period.parse(text).title == title

    def test_the_year_is_that_of_the_last_day(self):
        assert Period.parse("2025-12-15..2026-01-15").year == 2026

    @pytest.mark.parametrize(
        ("text", "over_on"),
        [("2026-Q3", date(2026, 10, 1)), ("2026-05-05..2026-05-05", date(2026, 5, 6))],
    )
    def test_is_over_from_the_day_after(self, text, over_on):
        period = Period.parse(text)

        assert period.is_over(over_on)
        assert not period.is_over(over_on - timedelta(days=1))


class TestMonths:
    def test_of_a_quarter(self):
        assert Period.parse("2026-Q4").months() == (
            date(2026, 10, 1),
            date(2026, 11, 1),
            date(2026, 12, 1),
        )

    def test_of_a_range_of_whole_months_over_new_year(self):
        months = Period.parse("2025-12-01..2026-02-28").months()

        assert months == (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))

    @pytest.mark.parametrize("text", ["2026-01-01..2026-10-30", "2026-01-02..2026-10-31"])
    def test_of_a_range_with_a_part_of_a_month_is_empty(self, text):
        assert Period.parse(text).months() == ()


class TestPrevious:
    @pytest.mark.parametrize(
        ("text", "before"),
        [
            ("2026-Q1", "2025-Q4"),
            ("2026-Q4", "2026-Q3"),
            ("2026-01", "2025-12"),
            ("2024-03", "2024-02"),
            ("2026", "2025"),
            ("2026-05-11..2026-05-20", "2026-05-01..2026-05-10"),
        ],
    )
    def test_is_of_the_same_kind(self, text, before):
        assert str(Period.parse(text).previous()) == before

    @settings(deadline=None)
    @given(periods())
    def test_ends_the_day_before(self, period):
        assert period.previous().last + timedelta(days=1) == period.first
        assert period.previous().kind == period.kind


class TestUtcBounds:
    @settings(deadline=None)
    @given(periods())
    def test_hold_the_period_and_nothing_else(self, period):
        start, end = period.utc_bounds()

        assert local_day(start) == period.first
        assert local_day(start - timedelta(microseconds=1)) == period.first - timedelta(days=1)
        assert local_day(end - timedelta(microseconds=1)) == period.last
        assert local_day(end) == period.last + timedelta(days=1)
        assert start.tzinfo is UTC
        assert end.tzinfo is UTC

    def test_one_period_ends_where_the_next_begins(self):
        assert Period.parse("2026-Q1").utc_bounds()[1] == Period.parse("2026-Q2").utc_bounds()[0]
