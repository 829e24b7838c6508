"""Published and recomputed values of the reliability notes, section 5: G7 to G12, G15 to G24."""

import pytest

from survey_app.core.comparison import (
    adjusted_p_values,
    difference_interval,
    stratified_test,
    trend_test,
)
from survey_app.core.funnel import dispersion, funnel_limits, normal_limits, z_score
from survey_app.core.populations import (
    break_even_gap,
    finite_interval,
    no_assumption_bounds,
    sipas_sample,
)
from survey_app.core.rollup import Stratum, roll_up, rollup_verdict
from survey_app.core.scoring import Counts
from survey_app.core.shrinkage import fit_prior, prior_from_moments

# R. E. Tarone, Biometrics 38 (1982), 215-220: tumours in groups of rats, the last one current
TUMOURS = (
    "0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 1 1 1 1 1 1 1 2 2 2 2 2 2 2 2 2 1 5 2 5 3 2 7 7 3 3 2 9 10 4 4 "
    "4 4 4 4 4 10 4 4 4 5 11 12 5 5 6 5 6 6 6 6 16 15 15 9 4"
)
RATS = (
    "20 20 20 20 20 20 20 19 19 19 19 18 18 17 20 20 20 20 19 19 18 18 25 24 23 20 20 20 20 20 20 "
    "10 49 19 46 27 17 49 47 20 20 13 48 50 20 20 20 20 20 20 20 48 19 19 19 22 46 49 20 20 23 19 "
    "22 20 20 20 52 46 47 24 14"
)


def of(text):
    """Read "29/30": 29 satisfied of 30."""
    satisfied, n = text.split("/")
    return Counts(int(n), int(satisfied))


UNITS = [
    Counts(n, satisfied)
    for satisfied, n in (
        (29, 30), (48, 50), (95, 100), (180, 200), (440, 500),
        (19, 20), (10, 10), (88, 110), (270, 300), (55, 70),
    )
]  # fmt: skip
#: Men and women by department: admitted of those who applied.
BERKELEY = [
    (Counts(825, 512), Counts(108, 89)),
    (Counts(560, 353), Counts(25, 17)),
    (Counts(325, 120), Counts(593, 202)),
    (Counts(417, 138), Counts(375, 131)),
    (Counts(191, 53), Counts(393, 94)),
    (Counts(373, 22), Counts(341, 24)),
]
GROUPS = [
    Counts(int(n), int(tumours)) for tumours, n in zip(TUMOURS.split(), RATS.split(), strict=True)
]


def rounded(interval, digits=4):
    return round(interval.low, digits), round(interval.high, digits)


class TestFunnel:
    # G7: UKHSA PHEindicatormethods, testdata_funnel_prop
    @pytest.mark.parametrize(
        ("n", "confidence", "low"),
        [(10, 0.95, 56.154344), (10, 0.998, 42.03259), (1, 0.95, 3.204264)],
    )
    def test_normal_limits(self, n, confidence, low):
        limits = normal_limits(0.806424478571495, n, confidence=confidence)
        assert 100 * limits.low == pytest.approx(low, abs=5e-7)

    # G20
    def test_exact_limits_stay_inside(self):
        assert rounded(funnel_limits(0.9, 30)) == (0.7651, 0.9803)
        assert rounded(funnel_limits(0.9, 30, confidence=0.998)) == (0.6783, 0.9992)

    # G19
    def test_over_dispersion(self):
        found = dispersion(UNITS)
        assert round(found.centre, 5) == 0.88777
        assert (round(found.phi, 3), round(found.raw_phi, 3)) == (2.507, 2.730)
        assert round(found.tau, 4) == 0.0383
        assert round(z_score(of("88/110"), found.centre), 2) == -2.92
        assert round(z_score(of("88/110"), found.centre, found.tau), 2) == -1.80


class TestComparison:
    # G8: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890
    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            ("56/70", "48/80", (0.0524, 0.3339)),
            ("9/10", "3/10", (0.1705, 0.8090)),
            ("5/56", "0/29", (-0.0381, 0.1926)),
            ("10/10", "0/20", (0.6791, 1.0)),
        ],
    )
    def test_differences(self, one, other, expected):
        assert rounded(difference_interval(of(one), of(other))) == expected

    # G9: A. Agresti, Categorical Data Analysis: alcohol and malformation
    def test_trend_of_agresti(self):
        groups = [of(each) for each in ["48/17114", "38/14502", "5/793", "1/127", "1/38"]]
        found = trend_test(groups, [0, 0.5, 1.5, 4, 7])
        assert (round(found.z, 4), round(found.z**2, 4), round(found.p, 4)) == (
            2.5632,
            6.5701,
            0.0104,
        )

    # G21
    def test_a_fall_that_is_no_evidence(self):
        found = trend_test([of(each) for each in ["262/300", "251/290", "240/285", "232/280"]])
        assert (round(found.z, 4), round(found.p, 4)) == (-1.6901, 0.0910)

    # G10: admissions at Berkeley, the help page of R's mantelhaen.test
    def test_admissions_at_berkeley(self):
        found = stratified_test(BERKELEY)
        assert (round(found.chi_square, 4), round(found.p, 4)) == (1.4269, 0.2323)
        assert round(found.odds_ratio, 7) == 0.9046968
        assert round(stratified_test(BERKELEY, continuity=False).chi_square, 4) == 1.5246

    # G22
    def test_adjusted_p_values(self):
        given = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]
        assert [round(p, 4) for p in adjusted_p_values(given)] == [
            0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.1057, 0.216, 0.216, 0.216,
        ]  # fmt: skip


class TestShrinkage:
    # G11: A. Gelman et al., Bayesian Data Analysis, chapter 5
    def test_moments_of_the_historical_groups(self):
        prior = prior_from_moments(GROUPS[:-1])
        assert round(prior.mean, 3) == 0.136
        assert (round(prior.alpha, 1), round(prior.beta, 1)) == (1.4, 8.6)
        assert round(prior.shrink(GROUPS[-1]), 3) == 0.223

    # G12
    def test_most_likely_prior_of_all_groups(self):
        prior = fit_prior(GROUPS)
        assert (round(prior.alpha, 4), round(prior.beta, 4)) == (2.3416, 14.1148)
        assert round(prior.mean, 4) == 0.1423

    # G18
    def test_few_answers_do_not_make_the_best_unit(self):
        prior = fit_prior(UNITS)
        assert (round(prior.mean, 5), round(prior.precision, 2)) == (0.89477, 43.27)
        ten, hundred, thirty = (prior.shrink(of(each)) for each in ("10/10", "95/100", "29/30"))
        assert (round(ten, 4), round(hundred, 4), round(thirty, 4)) == (0.9145, 0.9333, 0.9242)


class TestPopulations:
    # G15
    def test_most_of_the_cases_answered(self):
        assert rounded(finite_interval(190, 200, 220), 6) == (0.940058, 0.958366)
        assert rounded(finite_interval(190, 200, 10**15), 6) == (0.910422, 0.972617)
        assert rounded(no_assumption_bounds(190, 200, 220)) == (0.8636, 0.9545)

    # G16
    def test_hardly_anybody_answered(self):
        assert rounded(no_assumption_bounds(29, 30, 400)) == (0.0725, 0.9975)

    # G23
    def test_break_even_gap(self):
        assert round(break_even_gap(465, 500, 2500, 90), 4) == 0.0053

    # G24
    def test_sipas_samples(self):
        cases = (200, 1000, 5000, 20_000, 100_000)
        assert [sipas_sample(each) for each in cases] == [134, 286, 371, 393, 399]


class TestRollup:
    # G17
    def test_weighted_by_cases(self):
        strata = [Stratum(57, 60, 600), Stratum(72, 90, 300), Stratum(5, 10, 100)]
        found = roll_up(strata)
        assert round(found.rate, 4) == 0.86
        assert round(found.standard_error, 4) == 0.0270
        assert round(roll_up(strata, finite=True).standard_error, 4) == 0.0250
        assert round(found.design_effect, 2) == 1.28
        assert 160 / found.design_effect == pytest.approx(125)
        assert round(found.effective_n, 2) == 165.07
        assert rounded(found.interval) == (0.7988, 0.9048)
        assert rollup_verdict(strata, 90) == "insufficient"
