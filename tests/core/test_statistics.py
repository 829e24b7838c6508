"""Intervals and the verdict on evidence; golden values G1 to G6, G13, G14 of reliability.md 5."""

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from survey_app.core.statistics import (
    Interval,
    clopper_pearson_interval,
    evidence_verdict,
    largest_not_met,
    needed_n,
    smallest_met,
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

    # dossier 2.6
    @pytest.mark.parametrize(
        ("satisfied", "n", "expected"),
        [(10, 10, (0.722, 1.0)), (90, 100, (0.826, 0.945)), (950, 1_000, (0.935, 0.962))],
    )
    def test_dossier(self, satisfied, n, expected):
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


class TestEvidenceVerdict:
    # G13
    @pytest.mark.parametrize(
        ("satisfied", "n", "verdict"),
        [
            ( 36,  36, "met"),           # p = .02253
            ( 35,  35, "insufficient"),  # p = .02503 though the Wilson low is .9011
            ( 59,  60, "met"),
            ( 46,  50, "insufficient"),
            ( 40,  50, "not_met"),       # p = .02454
            (464, 500, "met"),           # p = .01863
            (463, 500, "insufficient"),  # p = .02743
            (436, 500, "insufficient"),  # p = .02505 though Wilson calls it not met
            (435, 500, "not_met"),
            (  0,   0, "no_data"),
        ],
    )  # fmt: skip
    def test_golden_at_ninety(self, satisfied, n, verdict):
        assert evidence_verdict(satisfied, n, 90) == verdict

    @settings(deadline=None)
    @given(SAMPLES, TARGETS)
    def test_never_falls_with_another_satisfied_answer(self, sample, target):
        order = ["not_met", "insufficient", "met"]
        satisfied, n = sample
        before = evidence_verdict(max(satisfied - 1, 0), n, target)

        assert order.index(before) <= order.index(evidence_verdict(satisfied, n, target))

    @settings(deadline=None)
    @given(SAMPLES, TARGETS)
    def test_never_rises_with_the_target(self, sample, target):
        order = ["not_met", "insufficient", "met"]
        lower, higher = (evidence_verdict(*sample, aim) for aim in (target, min(target + 1, 99)))

        assert order.index(higher) <= order.index(lower)

    @settings(deadline=None)
    @given(SAMPLES, TARGETS)
    def test_agrees_with_the_published_test(self, sample, target):
        satisfied, n = sample
        above = binomtest(satisfied, n, target / 100, "greater").pvalue
        below = binomtest(satisfied, n, target / 100, "less").pvalue
        expected = "met" if above <= 0.025 else "not_met" if below <= 0.025 else "insufficient"

        assert evidence_verdict(satisfied, n, target) == expected

    @settings(deadline=None)
    @given(SAMPLES, TARGETS)
    def test_is_the_exact_interval_seen_from_the_other_side(self, sample, target):
        interval = clopper_pearson_interval(*sample)
        verdict = evidence_verdict(*sample, target)

        if verdict == "met":
            assert interval.low >= target / 100 - 1e-9
        if verdict == "not_met":
            assert interval.high <= target / 100 + 1e-9

    @pytest.mark.parametrize("target", [0, 100, -5, 950])
    def test_a_target_is_a_percentage_that_can_be_missed_and_met(self, target):
        with pytest.raises(ValueError, match="target"):
            evidence_verdict(1, 2, target)

    @pytest.mark.parametrize(("satisfied", "n"), [(-1, 5), (6, 5), (0, -1)])
    def test_impossible_counts_are_refused(self, satisfied, n):
        with pytest.raises(ValueError, match="satisfied"):
            evidence_verdict(satisfied, n, 90)

    # reliability.md, checklist 63; counted in whole numbers, without the code under test
    @pytest.mark.parametrize("target", [90, 95])
    def test_errs_at_most_in_one_of_forty_samples_on_each_side(self, target):
        for n in range(10, 501):
            weights = [comb(n, x) * target**x * (100 - target) ** (n - x) for x in range(n + 1)]
            allowed = 100**n // 40
            met, not_met = smallest_met(n, target), largest_not_met(n, target)

            assert met is None or sum(weights[met:]) <= allowed
            assert not_met is None or sum(weights[: not_met + 1]) <= allowed
            # and not stricter than it need be
            assert sum(weights[n if met is None else met - 1 :]) > allowed
            assert sum(weights[: 1 if not_met is None else not_met + 2]) > allowed


class TestSmallestMet:
    # G14
    @pytest.mark.parametrize(
        ("target", "expected"),
        [(90, [96, 189, 281, 464, 919]), (95, [100, 197, 293, 485, 964])],
    )
    def test_golden(self, target, expected):
        assert [smallest_met(n, target) for n in (100, 200, 300, 500, 1_000)] == expected

    # G14: all-satisfied minimum n
    @pytest.mark.parametrize(("target", "least"), [(90, 36), (95, 72)])
    def test_fewer_answers_prove_nothing_even_if_all_are_satisfied(self, target, least):
        assert smallest_met(least, target) == least
        assert smallest_met(least - 1, target) is None
        assert smallest_met(0, target) is None


class TestLargestNotMet:
    # G14
    @pytest.mark.parametrize(
        ("target", "expected"),
        [(90, [83, 170, 258, 435, 880]), (95, [89, 183, 276, 464, 935])],
    )
    def test_golden(self, target, expected):
        assert [largest_not_met(n, target) for n in (100, 200, 300, 500, 1_000)] == expected

    def test_one_answer_proves_nothing_against_a_low_target(self):
        assert largest_not_met(1, 90) is None
        assert largest_not_met(1, 99) == 0
        assert largest_not_met(0, 90) is None


class TestNeededN:
    @pytest.mark.parametrize(
        ("satisfied", "n", "target", "about"),
        [
            (10, 10, 90, 36),  # G14: all satisfied
            (10, 10, 95, 72),  # G14
            (36, 36, 90, 36),  # settled already
            (40, 50, 90, 50),
        ],
    )
    def test_golden(self, satisfied, n, target, about):
        assert needed_n(satisfied, n, target) == about

    @pytest.mark.parametrize(
        ("satisfied", "n"),
        [(0, 0), (90, 100), (9_001, 10_000)],
        ids=["no answers", "rate equals target", "too near the target"],
    )
    def test_without_an_end_is_none(self, satisfied, n):
        assert needed_n(satisfied, n, 90) is None

    @settings(deadline=None)
    @given(SAMPLES, TARGETS)
    def test_settles_the_verdict_at_the_present_rate(self, sample, target):
        satisfied, n = sample
        needed = needed_n(satisfied, n, target)

        if needed is not None:
            above = 100 * satisfied > target * n
            scaled = satisfied * needed // n if above else -(-satisfied * needed // n)
            assert needed >= n
            assert evidence_verdict(scaled, needed, target) == ("met" if above else "not_met")
