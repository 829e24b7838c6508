"""Criteria c1 to c3: from counts, by their own directions, nothing invented."""

import pytest

from survey_app.core.cohort import CohortCounts
from survey_app.core.criteria import prefilled_share, shorter_by, submission_minutes
from survey_app.core.targets import Target, TargetInForce

HOUR = 3600


def below(minutes):
    return TargetInForce(Target("c2", 2026, "below", minutes), carried=False, reference=False)


def worked(cases, hours):
    return CohortCounts(closed=cases, worked=cases, working_seconds=cases * hours * HOUR)


class TestPrefilled:
    def test_counts_by_online_cases(self):
        found = prefilled_share({"a": 30, "b": 10, "c": 60}, {"a": True, "b": False})
        assert (found.value, found.n, found.verdict) == (75, 40, "no_data")

    @pytest.mark.parametrize(
        ("online", "reason"), [({"a": 3}, "not_imported"), ({"a": 0}, "no_cases"), ({}, "no_cases")]
    )
    def test_says_why_there_is_none(self, online, reason):
        found = prefilled_share(online, {})
        assert (found.value, found.n, found.reason) == (None, 0, reason)


class TestMinutes:
    def test_the_mean_is_compared_strictly(self):
        cases = [CohortCounts(closed=2, timed=2, submit_seconds=600)]
        assert submission_minutes(cases, below(5)).verdict == "not_met"
        assert submission_minutes(cases, below(6)).verdict == "met"
        assert submission_minutes(cases).value == 5

    def test_says_why_there_is_none(self):
        assert submission_minutes([CohortCounts(closed=2)]).reason == "no_times"
        assert submission_minutes([]).reason == "no_cases"


class TestShorter:
    def test_procedures_are_compared_for_themselves(self):
        pairs = [(worked(30, 40), worked(10, 50)), (worked(10, 20), worked(90, 20))]
        found = shorter_by(pairs)
        assert (round(found.value, 9), found.n) == (15, 40)

    def test_few_cases_are_not_compared(self):
        found = shorter_by([(worked(30, 40), worked(9, 50))])
        assert (found.value, found.reason) == (None, "no_comparison")
        assert shorter_by([]).reason == "no_cases"
