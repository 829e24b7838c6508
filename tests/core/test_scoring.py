"""Counting and percentages."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.scoring import (
    Counts,
    LevelCounts,
    count_levels,
    number_text,
    percent_text,
    share_text,
)

COUNTS = st.integers(0, 10**6).flatmap(lambda n: st.builds(Counts, st.just(n), st.integers(0, n)))
TARGETS = st.one_of(st.none(), st.integers(0, 100))


class TestCounts:
    @pytest.mark.parametrize(("n", "satisfied"), [(0, 1), (-1, 0), (5, 6), (5, -1)])
    def test_impossible_counts_are_refused(self, n, satisfied):
        with pytest.raises(ValueError, match="satisfied"):
            Counts(n, satisfied)

    def test_a_total_is_pooled_and_never_a_mean_of_rates(self):
        assert sum([Counts(10, 10), Counts(90, 45)], Counts()) == Counts(100, 55)

    def test_the_rate_is_a_fraction(self):
        assert Counts(1_000, 950).rate == 0.95

    def test_no_answers_have_no_rate(self):
        assert Counts().rate is None


class TestCountLevels:
    def test_four_and_five_of_five_are_satisfied(self):
        counted = count_levels({1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 0: 6}, (4, 5), (0,))

        assert counted == LevelCounts(Counts(15, 9), 6)

    def test_nobody_answered(self):
        assert count_levels({}, (4, 5), (0,)) == LevelCounts()

    def test_a_level_named_twice_counts_once(self):
        assert count_levels({5: 2, 9: 1}, [5, 5], [9, 9]) == LevelCounts(Counts(2, 2), 1)

    def test_a_negative_count_is_refused(self):
        with pytest.raises(ValueError, match="negative"):
            count_levels({5: 2, 1: -1}, (4, 5))

    def test_a_level_cannot_be_satisfied_and_outside(self):
        with pytest.raises(ValueError, match="outside"):
            count_levels({5: 2}, (4, 5), (5,))

    @settings(deadline=None)
    @given(st.lists(st.dictionaries(st.integers(0, 5), st.integers(0, 100)), min_size=1))
    def test_parts_add_up_to_the_whole(self, parts):
        whole = {level: sum(part.get(level, 0) for part in parts) for level in range(6)}
        counted = [count_levels(part, (4, 5), (0,)) for part in parts]

        assert sum(counted, LevelCounts()) == count_levels(whole, (4, 5), (0,))


class TestPercentText:
    @pytest.mark.parametrize(
        ("satisfied", "n", "target", "text"),
        [
            (899,    1_000,  90,   "89,9"),
            (8_995,  10_000, 90,   "89,9"),  # half-up would say 90,0
            (9_000,  10_000, 90,   "90,0"),
            (8_995,  10_000, None, "90,0"),
            (8_995,  10_000, 95,   "90,0"),
            (9_999,  10_000, None, "99,9"),
            (10_000, 10_000, None, "100,0"),
            (9_495,  10_000, 95,   "94,9"),
            (1,      3,      None, "33,3"),
            (2,      3,      None, "66,7"),
            (1,      2_000,  None, "0,1"),   # half-up at exactly 0,05
            (1,      10_000, None, "0,0"),
            (0,      10,     90,   "0,0"),
        ],
    )  # fmt: skip
    def test_golden(self, satisfied, n, target, text):
        assert percent_text(satisfied, n, target) == text

    def test_no_answers_have_no_percentage(self):
        assert percent_text(0, 0, 90) is None

    @pytest.mark.parametrize(("decimals", "text"), [(0, "67"), (1, "66,7"), (3, "66,667")])
    def test_decimals(self, decimals, text):
        assert percent_text(2, 3, decimals=decimals) == text

    def test_impossible_counts_are_refused(self):
        with pytest.raises(ValueError, match="satisfied"):
            percent_text(3, 2)

    @settings(deadline=None)
    @given(COUNTS.filter(lambda counts: counts.n), TARGETS, st.integers(0, 3))
    def test_never_shows_a_target_that_was_missed_and_stays_near(self, counts, target, decimals):
        text = percent_text(counts.satisfied, counts.n, target, decimals=decimals)
        shown = Fraction(text.replace(",", "."))
        true = Fraction(100 * counts.satisfied, counts.n)

        assert abs(shown - true) < Fraction(1, 10**decimals)
        assert shown != 100 or counts.satisfied == counts.n
        if target is not None:
            assert (shown >= target) == (true >= target) or shown < target <= true + 1
            assert not (shown >= target > true)


class TestShareText:
    def test_has_a_no_break_space_before_the_sign(self):
        assert share_text(931, 1_000) == "93,1\u00a0%"

    def test_passes_the_target_on(self):
        assert share_text(8_995, 10_000, 90) == "89,9\u00a0%"

    def test_no_answers_have_none(self):
        assert share_text(0, 0) is None


class TestNumberText:
    @pytest.mark.parametrize(
        ("number", "text"),
        [(0, "0"), (999, "999"), (1_000, "1.000"), (1_234_567, "1.234.567"), (-1_234, "-1.234")],
    )
    def test_dots_between_thousands(self, number, text):
        assert number_text(number) == text
