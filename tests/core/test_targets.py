"""Targets and the administrative verdict."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.scoring import Counts, percent_text
from survey_app.core.targets import (
    Target,
    TargetInForce,
    administrative_verdict,
    target_in_force,
)

Y2025 = Target("c4", 2025, "at_least", 90)
Y2026 = Target("c4", 2026, "at_least", 95)
WARD_2025 = Target("c4", 2025, "at_least", 92, unit_code="11689")
PROVINCE_2026 = Target("c4", 2026, "at_least", 96, unit_code="31")
WARD_ALL = Target("c4", 2025, "at_least", 88, block="all", unit_code="11689")
MINUTES = Target("c2", 2026, "below", 5)


class TestAdministrativeVerdict:
    @pytest.mark.parametrize(
        ("satisfied", "n", "verdict"),
        [
            (899, 1_000, "not_met"),
            (8_995, 10_000, "not_met"),
            (9_000, 10_000, "met"),
            (900, 1_000, "met"),
            (0, 0, "no_data"),
            (0, 1, "not_met"),
            (1, 1, "met"),
        ],
    )
    def test_ninety_percent(self, satisfied, n, verdict):
        assert administrative_verdict(Counts(n, satisfied), 90) == verdict

    @settings(deadline=None)
    @given(st.integers(1, 10**6), st.data(), st.integers(1, 100))
    def test_the_text_beside_it_never_contradicts(self, n, data, target):
        satisfied = data.draw(st.integers(0, n))
        text = percent_text(satisfied, n, target)
        shown_in_tenths = int(text.replace(",", ""))

        met = administrative_verdict(Counts(n, satisfied), target) == "met"
        assert met == (shown_in_tenths >= 10 * target)


class TestTarget:
    def test_at_least_includes_its_value(self):
        assert Y2026.is_met_by(95)
        assert not Y2026.is_met_by(94.9)

    def test_below_is_strict(self):
        assert MINUTES.is_met_by(4.99)
        assert not MINUTES.is_met_by(5)


class TestTargetInForce:
    def test_of_the_year_itself(self):
        chosen = target_in_force([Y2025, Y2026, MINUTES], "c4", 2026)

        assert chosen == TargetInForce(Y2026, carried=False, reference=False)

    def test_the_last_one_stays_in_force_and_is_marked(self):
        chosen = target_in_force([Y2026, Y2025], "c4", 2028)

        assert chosen == TargetInForce(Y2026, carried=True, reference=False)

    def test_a_later_one_does_not_work_backwards(self):
        assert target_in_force([Y2025, Y2026], "c4", 2025).target == Y2025
        assert target_in_force([Y2025, Y2026], "c4", 2024) is None

    def test_the_nearest_unit_goes_before_the_others_of_its_year(self):
        chosen = target_in_force(
            [Y2026, PROVINCE_2026, WARD_2025], "c4", 2026, unit_codes=["11689", "31"]
        )

        assert chosen == TargetInForce(PROVINCE_2026, carried=False, reference=False)

    def test_a_row_of_another_unit_binds_nobody_else(self):
        assert target_in_force([PROVINCE_2026], "c4", 2026, unit_codes=["40"]) is None

    def test_all_is_judged_by_the_online_target_as_a_reference(self):
        chosen = target_in_force([Y2025, Y2026], "c4", 2026, block="all")

        assert chosen == TargetInForce(Y2026, carried=False, reference=True)

    def test_unless_a_local_row_exists(self):
        chosen = target_in_force(
            [Y2026, WARD_ALL], "c4", 2026, block="all", unit_codes=["11689", "31"]
        )

        assert chosen == TargetInForce(WARD_ALL, carried=True, reference=False)

    def test_online_is_never_judged_by_a_row_of_all(self):
        assert target_in_force([WARD_ALL], "c4", 2026, unit_codes=["11689"]) is None
