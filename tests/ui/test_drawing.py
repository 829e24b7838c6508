"""Numbers, dates and the rate block."""

from datetime import UTC, date, datetime

import pytest
from flask import get_template_attribute

from survey_app.core.scoring import Counts, LevelCounts
from survey_app.core.targets import Target, TargetInForce
from survey_app.results.judging import Judged
from survey_app.ui.charts import EDGE, WIDTH, interval_bar
from survey_app.ui.filters import day_text, fraction_text, moment_text


def judged(satisfied, n, target=95, **words):
    goal = TargetInForce(Target("c4", 2026, "at_least", target), carried=False, reference=False)
    return Judged(LevelCounts(Counts(n, satisfied)), goal, **words)


def test_dates_are_written_as_people_do():
    assert day_text(date(2026, 11, 2)) == "02/11/2026"
    assert moment_text(datetime(2026, 11, 20, 18, 30, tzinfo=UTC)) == "01:30 21/11/2026"


def test_fractions_have_a_decimal_comma():
    assert [fraction_text(value) for value in (0, 0.8957, 1)] == ["0,0", "89,6", "100,0"]


class TestIntervalBar:
    def test_marks_stand_in_order_inside_the_drawing(self):
        bar = interval_bar(0.931, 0.895, 0.955, 95)
        marks = [bar.left, bar.low, bar.rate, bar.target, bar.high, bar.right]

        assert marks == sorted(marks)
        assert (bar.start, bar.left, bar.right) == (80, EDGE, WIDTH - EDGE)

    def test_axis_reaches_down_to_the_interval(self):
        assert interval_bar(0.36, 0.303, 0.421, 95).start == 30

    def test_axis_reaches_down_to_the_target(self):
        assert interval_bar(0.99, 0.98, 0.995, 65).start == 60

    @pytest.mark.parametrize(
        ("rate", "anchor"), [(0.85, "middle"), (0.945, "end"), (0.955, "start"), (0.999, "middle")]
    )
    def test_number_keeps_clear_of_the_target(self, rate, anchor):
        assert interval_bar(rate, 0.84, 1.0, 95).value_anchor == anchor

    def test_without_target_there_is_no_line(self):
        assert interval_bar(0.9, 0.8, 0.95, None).target is None


class TestRateBlock:
    @pytest.fixture
    def draw(self, ui_app):
        def render(value, **words):
            with ui_app.test_request_context():
                return get_template_attribute("ui/macros/rate.html", "rate_block")(
                    "Tỷ lệ", value, **words
                )

        return render

    def test_says_rate_counts_verdicts_and_interval(self, draw):
        text = draw(judged(268, 288), needed=300)

        assert "<b>93,1\u00a0%</b>" in text
        assert "268 / 288 phiếu" in text
        assert "Chưa đạt 95 %" in text
        assert "Chưa đủ căn cứ thống kê" in text
        assert "Cần khoảng 300 phiếu" in text

    def test_drawing_has_a_text_alternative(self, draw):
        text = draw(judged(268, 288))

        assert 'aria-label="Khoảng tin cậy 95 %: từ 89,5 đến 95,5 %. Chỉ tiêu 95 %."' in text

    def test_rate_just_below_the_target_is_not_rounded_up(self, draw):
        text = draw(judged(8995, 10000, 90))

        assert "90,0" not in text.split("aria-label")[0]
        assert "Chưa đạt 90 %" in text

    def test_proven_success(self, draw):
        text = draw(judged(990, 1000))

        assert "Có căn cứ: đạt" in text
        assert "Đạt 95 %" in text

    def test_no_answers_is_no_data(self, draw):
        text = draw(judged(0, 0))

        assert "Không có dữ liệu" in text
        assert "<svg" not in text

    def test_withheld_figures_leave_nothing_behind(self, draw):
        text = draw(judged(3, 4, withheld=True))

        assert "Không hiển thị" in text
        assert "75" not in text

    def test_few_answers_are_a_caution(self, draw):
        assert "Dưới 30 phiếu" in draw(judged(7, 12))
