"""Moments of a case."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.calendar import VIETNAM
from survey_app.core.moments import VIETNAM_OFFSET, parse_moment

NINE_IN_THE_MORNING = datetime(2026, 10, 8, 2, 15, tzinfo=UTC)
LOCAL_SECONDS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=VIETNAM)
)


class TestParseMoment:
    @pytest.mark.parametrize(
        "text",
        [
            "20261008091500",
            " 20261008091500\n",
            "2026-10-08T09:15",
            "2026-10-08T09:15:00",
            "2026-10-08 09:15:00.000",
            "2026-10-08T09:15:00+07:00",
            "2026-10-08 09:15:00+07",
            "2026-10-08T02:15:00Z",
            "2026-10-08t02:15:00z",
            "2026-10-07T22:15:00-0400",
            "08/10/2026 09:15",
            "08/10/2026 09:15:00",
        ],
    )
    def test_every_form_gives_the_same_moment_in_utc(self, text):
        moment = parse_moment(text)

        assert moment == NINE_IN_THE_MORNING
        assert moment.tzinfo is UTC

    @pytest.mark.parametrize("text", ["2026-10-08", "08/10/2026", "20261008000000"])
    def test_a_day_alone_is_its_midnight_in_vietnam(self, text):
        assert parse_moment(text) == datetime(2026, 10, 7, 17, tzinfo=UTC)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "hôm qua",
            "20261308000000",
            "20260230000000",
            "20261008240000",
            "20261008096000",
            "2026100809150",
            "202610080915000",
            "\u0662\u0660\u0662\u0666\u0661\u0660\u0660\u0668\u0660\u0669\u0661\u0665\u0660\u0660",
            "20261008",
            "2026-13-08",
            "2026-W41-4",
            "2026-10-08x09:15",
            "2026-10-08T9:15",
            "2026-10-08T09:15:00+07:00:00",
            "13/13/2026",
            "31/02/2026 09:15",
            "8/10/2026",
            "10-08-2026",
            "08/10/26",
            "46303",
            "46303.5",
            "19891231235959",
            "21010101000000",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "20261008091500" * 10_000,
            " " * 55 + "2026-10-08" + " " * 99 + "x",
        ],
    )
    def test_anything_else_is_refused(self, text):
        with pytest.raises(ValueError, match=r"."):
            parse_moment(text)

    @settings(deadline=None)
    @given(LOCAL_SECONDS)
    def test_reads_what_was_written_in_each_form(self, moment):
        year = f"{moment.year:04}"

        assert parse_moment(f"{year}{moment:%m%d%H%M%S}") == moment
        assert parse_moment(moment.isoformat()) == moment
        assert parse_moment(f"{moment:%d/%m}/{year} {moment:%H:%M:%S}") == moment

    @settings(deadline=None)
    @given(st.text())
    def test_any_text_gives_an_aware_moment_or_value_error(self, text):
        try:
            moment = parse_moment(text)
        except ValueError:
            return
        assert moment.tzinfo is UTC

    def test_the_offset_held_in_every_hour_of_every_year_read(self):
        moment, end = datetime(1990, 1, 1, tzinfo=UTC), datetime(2101, 1, 2, tzinfo=UTC)
        while moment < end:
            assert moment.astimezone(VIETNAM).utcoffset() == VIETNAM_OFFSET
            moment += timedelta(hours=6)
