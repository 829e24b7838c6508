"""The verdict on evidence: exact binomial, golden values computed with scipy and by hand."""

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from survey_app.core.statistics import (
    clopper_pearson_interval,
    evidence_verdict,
    largest_not_met,
    needed_n,
    smallest_met,
)

SAMPLES = st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
TARGETS = st.integers(1, 99)


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

    # Counted in whole numbers, without the code under test
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
