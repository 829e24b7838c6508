"""What must hold of the statistics for every input; statsmodels judges where it can."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from survey_app.core.comparison import adjusted_p_values, difference_interval, trend_test
from survey_app.core.funnel import dispersion, funnel_limits
from survey_app.core.populations import finite_interval, no_assumption_bounds
from survey_app.core.rollup import Stratum, post_stratify, roll_up
from survey_app.core.scoring import Counts
from survey_app.core.shrinkage import Prior, fit_prior, rank_intervals, ranks, shrunk_interval
from survey_app.core.statistics import evidence_verdict, wilson_interval

COUNTS = st.integers(1, 800).flatmap(lambda n: st.builds(Counts, st.just(n), st.integers(0, n)))
SAMPLES = st.tuples(COUNTS, st.integers(0, 5000))
STRATA = st.lists(
    SAMPLES.map(lambda each: Stratum(each[0].satisfied, each[0].n, each[0].n + each[1])),
    min_size=1,
    max_size=6,
)
#: The verdicts from worst to best.
ORDER = ("not_met", "insufficient", "met")


@given(COUNTS, COUNTS)
def test_the_difference_is_that_of_statsmodels(one, other):
    mine = difference_interval(one, other)
    theirs = confint_proportions_2indep(
        one.satisfied, one.n, other.satisfied, other.n, method="newcomb", compare="diff"
    )
    assert (mine.low, mine.high) == pytest.approx(theirs, abs=1e-9)


@given(COUNTS, COUNTS)
def test_the_difference_turns_round_with_its_terms(one, other):
    there, back = difference_interval(one, other), difference_interval(other, one)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_are_those_of_statsmodels(p_values):
    expected = multipletests(p_values, method="fdr_bh")[1]
    assert adjusted_p_values(p_values) == pytest.approx(list(expected), abs=1e-12)


@given(st.lists(COUNTS, min_size=2, max_size=6))
def test_a_trend_turns_round_with_time(groups):
    there, back = trend_test(groups), trend_test(groups[::-1])
    assert there is back is None or there.z == pytest.approx(-back.z, abs=1e-9)


@given(COUNTS)
def test_the_finite_correction_fades_with_the_number_of_cases(counts):
    plain = wilson_interval(counts.satisfied, counts.n)
    many = finite_interval(counts.satisfied, counts.n, 10**14)
    assert (many.low, many.high) == pytest.approx((plain.low, plain.high), abs=1e-9)


@given(SAMPLES)
def test_the_rate_lies_inside_its_bounds(sample):
    counts, silent = sample
    bounds = no_assumption_bounds(counts.satisfied, counts.n, counts.n + silent)
    assert bounds.low <= counts.rate <= bounds.high


@given(STRATA, st.randoms(use_true_random=False))
def test_a_roll_up_does_not_depend_on_the_order(strata, chance: random.Random):
    mixed = chance.sample(strata, len(strata))
    assert roll_up(mixed).rate == pytest.approx(roll_up(strata).rate)
    assert roll_up(mixed).standard_error == pytest.approx(roll_up(strata).standard_error)


@given(STRATA)
def test_a_roll_up_does_not_change_when_a_stratum_is_cut_into_equal_halves(strata):
    doubled = [Stratum(2 * each.satisfied, 2 * each.n, 2 * each.cases) for each in strata]
    halves = [each for each in strata for _ in range(2)]
    assert roll_up(halves).rate == pytest.approx(roll_up(doubled).rate)
    assert roll_up(halves).design_effect == pytest.approx(roll_up(doubled).design_effect)


@given(STRATA)
def test_post_stratified_rates_stay_between_those_of_the_strata(strata):
    rates = [each.rate for each in strata]
    assert min(rates) - 1e-12 <= post_stratify(strata).rate <= max(rates) + 1e-12


def test_a_few_answers_of_a_silent_group_do_not_decide_alone():
    strata = [Stratum(95, 100, 200), Stratum(0, 1, 1000)]
    assert roll_up(strata).rate < 0.2
    assert post_stratify(strata).rate == pytest.approx(95 * 2 / (100 * 2 + 10))


@given(st.integers(1, 400), st.floats(0.5, 0.99), st.sampled_from([0.95, 0.998]))
@settings(max_examples=50)
def test_funnel_limits_hold_the_centre(n, centre, confidence):
    limits = funnel_limits(centre, n, confidence=confidence)
    assert 0 <= limits.low <= limits.high <= 1
    assert limits.low <= centre


@given(st.lists(COUNTS, min_size=3, max_size=12))
@settings(max_examples=50)
def test_nothing_is_taken_from_chance(units):
    if 0 < sum(unit.satisfied for unit in units) < sum(unit.n for unit in units):
        assert dispersion(units).tau >= 0


@given(COUNTS, st.floats(0.05, 0.95), st.floats(1, 500))
def test_a_rate_is_drawn_towards_the_mean_and_more_so_with_few_answers(counts, mean, precision):
    prior = Prior(mean, precision)
    shrunk = prior.shrink(counts)
    low, high = sorted((counts.rate, mean))
    assert low - 1e-12 <= shrunk <= high + 1e-12
    tenfold = prior.shrink(Counts(10 * counts.n, 10 * counts.satisfied))
    assert abs(tenfold - counts.rate) <= abs(shrunk - counts.rate) + 1e-12
    interval = shrunk_interval(counts, prior)
    assert interval.low <= shrunk <= interval.high


def test_ranks_of_equals():
    units = [Counts(10, 9), Counts(100, 90), Counts(10, 8), Counts(3, 3)]
    assert ranks(units) == [2, 2, 4, 1]


def test_rank_intervals_repeat_and_hold_the_likely_rank():
    units = [Counts(1000, 990), Counts(1000, 900), Counts(1000, 700), Counts(12, 11)]
    prior = fit_prior(units)
    found = rank_intervals(units, prior)
    assert found == rank_intervals(units, prior)
    assert found[2] == (4, 4)
    assert found[3][0] < found[3][1]


@given(COUNTS, st.sampled_from([90, 95]))
def test_a_verdict_never_falls_with_another_satisfied_answer(counts, target):
    if counts.satisfied < counts.n:
        now = evidence_verdict(counts.satisfied, counts.n, target)
        then = evidence_verdict(counts.satisfied + 1, counts.n, target)
        assert ORDER.index(now) <= ORDER.index(then)
