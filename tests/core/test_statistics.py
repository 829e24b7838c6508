"""Intervals of a proportion, held against published values."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from survey_app.core.statistics import (
    Interval,
    clopper_pearson_interval,
    wilson_interval,
)

SAMPLES = st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
TARGETS = st.integers(1, 99)
METHODS = [
    wilson_interval,
    lambda satisfied, n: wilson_interval(satisfied, n, continuity=True),
    clopper_pearson_interval,
]


def rounded(interval):
    return round(interval.low, 4), round(interval.high, 4)


class TestWilsonInterval:
    # G1, G2: R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872
    @pytest.mark.parametrize(
        ("satisfied", "n", "expected"),
        [
            (81, 263, (0.2553, 0.3662)),
            (15, 148, (0.0624, 0.1605)),
            ( 0,  20, (0.0,    0.1611)),
            ( 1,  29, (0.0061, 0.1718)),
        ],
    )  # fmt: skip
    def test_newcombe(self, satisfied, n, expected):
        assert rounded(wilson_interval(satisfied, n)) == expected

    # G3: the same table, method 4
    @pytest.mark.parametrize(
        ("satisfied", "n", "expected"),
        [
            (81, 263, (0.2535, 0.3682)),
            (15, 148, (0.0598, 0.1644)),
            ( 0,  20, (0.0,    0.2005)),
            ( 1,  29, (0.0018, 0.1963)),
        ],
    )  # fmt: skip
    def test_newcombe_with_continuity_correction(self, satisfied, n, expected):
        assert rounded(wilson_interval(satisfied, n, continuity=True)) == expected

    # G5 and G6: UKHSA PHEindicatormethods, testdata_Proportion
    @pytest.mark.parametrize(
        ("satisfied", "n", "confidence", "low", "high"),
        [
            (1, 100, 0.95, 0.0017674320641406511, 0.054486196178705294),
            (65, 100, 0.95, 0.5525444329688797, 0.7363575175690247),
            (9_856, 12_345, 0.95, 0.7912101752909069, 0.8053640073614909),
            (20, 100, 0.998, 0.10519162066711432, 0.3471109417008601),
            (65, 100, 0.998, 0.4954946574070431, 0.7783540614089697),
        ],
    )
    def test_ukhsa(self, satisfied, n, confidence, low, high):
        interval = wilson_interval(satisfied, n, confidence=confidence)

        assert interval.low == pytest.approx(low, abs=1e-14)
        assert interval.high == pytest.approx(high, abs=1e-14)

    @pytest.mark.parametrize(
        ("satisfied", "n", "expected"),
        [(10, 10, (0.722, 1.0)), (90, 100, (0.826, 0.945)), (950, 1_000, (0.935, 0.962))],
    )
    def test_round_numbers(self, satisfied, n, expected):
        interval = wilson_interval(satisfied, n)

        assert (round(interval.low, 3), round(interval.high, 3)) == expected

    @settings(deadline=None)
    @given(SAMPLES, st.sampled_from([0.9, 0.95, 0.998]), st.booleans())
    def test_agrees_with_scipy(self, sample, confidence, continuity):
        satisfied, n = sample
        expected = binomtest(satisfied, n).proportion_ci(
            confidence, "wilsoncc" if continuity else "wilson"
        )

        interval = wilson_interval(satisfied, n, confidence=confidence, continuity=continuity)
        assert interval.low == pytest.approx(expected.low, abs=1e-9)
        assert interval.high == pytest.approx(expected.high, abs=1e-9)

    @pytest.mark.parametrize("confidence", [0, 1, -0.1, 95])
    def test_confidence_is_a_fraction(self, confidence):
        with pytest.raises(ValueError, match="confidence"):
            wilson_interval(1, 2, confidence=confidence)


class TestClopperPearsonInterval:
    # G4: Newcombe 1998
    @pytest.mark.parametrize(
        ("satisfied", "n", "expected"),
        [
            (81, 263, (0.2527, 0.3676)),
            ( 0,  20, (0.0,    0.1684)),
            ( 1,  29, (0.0009, 0.1776)),
        ],
    )  # fmt: skip
    def test_newcombe(self, satisfied, n, expected):
        assert rounded(clopper_pearson_interval(satisfied, n)) == expected

    def test_confidence_is_a_fraction(self):
        with pytest.raises(ValueError, match="confidence"):
            clopper_pearson_interval(1, 2, confidence=95)


@pytest.mark.parametrize("method", METHODS)
class TestEveryInterval:
    @settings(deadline=None)
    @given(sample=SAMPLES)
    def test_lies_in_zero_to_one_around_the_share(self, method, sample):
        satisfied, n = sample
        interval = method(satisfied, n)

        assert 0 <= interval.low <= satisfied / n <= interval.high <= 1

    @settings(deadline=None)
    @given(sample=SAMPLES)
    def test_mirrors_when_satisfied_and_not_change_places(self, method, sample):
        satisfied, n = sample
        interval, mirrored = method(satisfied, n), method(n - satisfied, n)

        assert interval.low == pytest.approx(1 - mirrored.high, abs=1e-12)
        assert interval.high == pytest.approx(1 - mirrored.low, abs=1e-12)

    @settings(deadline=None)
    @given(sample=SAMPLES)
    def test_rises_with_every_satisfied_answer(self, method, sample):
        satisfied, n = sample
        lower, upper = method(max(satisfied - 1, 0), n), method(satisfied, n)

        assert lower.low <= upper.low
        assert lower.high <= upper.high

    def test_ends_are_exact_when_none_or_all_are_satisfied(self, method):
        assert method(0, 7).low == 0
        assert method(7, 7).high == 1

    def test_no_answers_have_none(self, method):
        assert method(0, 0) is None

    @pytest.mark.parametrize(("satisfied", "n"), [(-1, 5), (6, 5), (0, -1)])
    def test_impossible_counts_are_refused(self, method, satisfied, n):
        with pytest.raises(ValueError, match="satisfied"):
            method(satisfied, n)


class TestInterval:
    def test_is_a_plain_value(self):
        assert Interval(0.1, 0.2) == Interval(low=0.1, high=0.2)
