"""Figures equal an independent recount; pooled over the tree as it stood."""

import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.core.calendar import Period
from survey_app.core.errors import NotFoundError
from survey_app.directory.models import Target
from survey_app.results.figures import figures
from survey_app.results.queries import snapshot
from survey_app.results.service import fold, release
from tests.results.town import DAY
from tests.support.settings import NOW

Q3 = Period.parse("2026-Q3")
FEW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def found(database, period, unit=None, *, live=True):
    with snapshot(database) as session:
        return {each.unit.id: each for each in figures(session, period, unit, live=live)}


def counts(each):
    return {
        name: (block.level.base.n, block.level.base.satisfied, block.level.no_opinion)
        for name, block in (
            ("online", each.online),
            ("online_self", each.online_self),
            ("all", each.all),
        )
    }


class TestBlocks:
    def test_channels_and_who_submitted(self, database, town):
        unit = town.unit("90001")
        town.answer(unit, "5")
        town.answer(unit, "4", submitted_by="")
        town.answer(unit, "2", submitted_by="staff")
        town.answer(unit, "5", submitted_by="paid")
        town.answer(unit, "3", channel=1, questionnaire="inperson_short", mode="desk")
        town.answer(unit, "5", channel=3, questionnaire="inperson_short")

        each = found(database, Q3, unit)[unit]

        assert counts(each) == {"online": (4, 3, 0), "online_self": (2, 2, 0), "all": (6, 4, 0)}

    def test_answers_without_a_case_or_by_other_ways_are_not_in_the_rates(self, database, town):
        unit = town.unit("90001")
        town.answer(unit, verification="none", channel=0)
        for mode in ("phone", "paper", "household"):
            town.answer(unit, mode=mode)
        town.answer(unit, mode="kiosk")

        assert counts(found(database, Q3, unit)[unit])["all"] == (1, 1, 0)

    def test_no_opinion_leaves_the_base(self, database, town):
        unit = town.unit("90001")
        town.answer(unit, "5")
        version = town.publish_with_no_opinion()
        town.answer(unit, "0", version=version)
        town.answer(unit, "1", version=version)

        assert counts(found(database, Q3, unit)[unit])["all"] == (2, 1, 1)

    def test_without_answers(self, database, town):
        unit = town.unit("90001")

        each = found(database, Q3, unit)[unit]

        assert counts(each)["all"] == (0, 0, 0)
        assert each.all.rate is None
        assert each.all.interval is None
        assert each.all.administrative == each.all.evidence == "no_data"


class TestPeriods:
    def test_a_day_belongs_to_its_quarter_and_month(self, database, town):
        unit = town.unit("90001")
        for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1)):
            town.answer(unit, day=day)
        fold(database)
        town.answer(unit, day=date(2026, 9, 30))

        for period, n in (("2026-Q3", 3), ("2026-09", 2), ("2026", 5), ("2026-Q2", 1)):
            assert found(database, Period.parse(period), unit)[unit].all.counts.n == n

    @pytest.mark.parametrize("folded", [True, False])
    def test_a_range_of_days(self, database, town, folded):
        unit = town.unit("90001")
        for day in (9, 10, 11, 12):
            town.answer(unit, day=date(2026, 9, day))
        if folded:
            fold(database)

        period = Period.parse("2026-09-10..2026-09-11")

        assert found(database, period, unit)[unit].all.counts.n == 2


class TestTree:
    def test_counts_are_pooled_and_never_averaged(self, database, town):
        province = town.unit("90")
        small, large = town.unit("90001", province), town.unit("90002", province)
        town.answers(small, 1, 1)
        town.answers(large, 9, 0)
        town.answer(province)

        assert counts(found(database, Q3, province)[province])["all"] == (12, 11, 0)
        assert counts(found(database, Q3, small)[small])["all"] == (2, 1, 0)

    def test_the_tree_of_the_periods_last_day_counts(self, database, town):
        old, new = town.unit("90"), town.unit("91")
        unit = town.unit("90001", old, valid_to=date(2026, 7, 31))
        with database.writing() as session:
            town.move(session, unit, new, date(2026, 8, 1))
        town.answers(unit, 2, day=date(2026, 7, 15))

        july, quarter = Period.parse("2026-07"), Q3

        assert found(database, july, old)[old].all.counts.n == 2
        assert found(database, july, new)[new].all.counts.n == 0
        assert found(database, quarter, old)[old].all.counts.n == 0
        assert found(database, quarter, new)[new].all.counts.n == 2

    def test_a_dissolved_unit_is_not_lost_to_those_above(self, database, town):
        province = town.unit("90")
        unit = town.unit("90001", province, valid_to=date(2026, 7, 31))
        town.answer(unit, day=date(2026, 7, 15))

        assert found(database, Q3, province)[province].all.counts.n == 1

    def test_without_a_unit_those_with_cases_or_answers_are_listed(self, database, town):
        province = town.unit("90")
        answered, registered = town.unit("90002", province), town.unit("90001", province)
        town.unit("90003", province)
        town.answer(answered)
        town.case(registered)

        assert list(found(database, Q3)) == [registered, answered]

    def test_a_unit_still_to_come_is_unknown(self, database, town):
        unit = town.unit("90001", valid_from=date(2027, 1, 1))

        with pytest.raises(NotFoundError):
            found(database, Q3, unit)


class TestRelease:
    def test_released_figures_wait_exact_ones_do_not(self, database, town):
        unit = town.unit("90001")
        town.answers(unit, 6)
        release(database, NOW)
        town.answers(unit, 1, 1)

        assert found(database, Q3, unit, live=False)[unit].all.counts.n == 6
        assert counts(found(database, Q3, unit)[unit])["all"] == (8, 7, 0)

    def test_a_withdrawn_answer_leaves_its_own_day(self, database, town):
        unit = town.unit("90001")
        answer = town.answer(unit, day=date(2026, 6, 30))
        fold(database)
        town.leave(answer)

        assert found(database, Period.parse("2026-Q2"), unit)[unit].all.counts.n == 0
        assert found(database, Q3, unit)[unit].all.counts.n == 0


class TestTargets:
    @pytest.mark.parametrize(
        ("period", "target", "carried"), [("2025-Q4", 90, False), ("2026-Q3", 95, False)]
    )
    def test_the_year_of_the_period_decides(self, database, town, period, target, carried):
        unit = town.unit("90001")

        each = found(database, Period.parse(period), unit)[unit]

        assert each.online.target == target
        assert ("target_carried" in each.online.cautions) is carried

    def test_the_last_one_stays_in_force(self, database, town):
        unit = town.unit("90001")

        each = found(database, Period.parse("2027-Q1"), unit)[unit]

        assert each.online.target == 95
        assert each.online.cautions == ["target_carried"]
        assert each.all.cautions == ["reference_target", "target_carried"]

    def test_a_local_row_binds_a_subtree(self, database, town):
        province = town.unit("90")
        unit, other = town.unit("90001", province), town.unit("91001", town.unit("91"))
        with database.writing() as session:
            session.add(
                Target(
                    criterion="c4",
                    year=2026,
                    direction="at_least",
                    value=97,
                    block="all",
                    unit_code="90",
                    source="local",
                )
            )

        for below, target, reference in ((unit, 97, False), (other, 95, True)):
            each = found(database, Q3, below)[below]
            assert each.all.target == target
            assert each.all.goal.reference is reference
            assert each.online.target == 95

    def test_without_any_target(self, database, town):
        unit = town.unit("90001", valid_from=date(2020, 1, 1))
        day = date(2024, 5, 1)
        town.answer(unit, day=day)

        each = found(database, Period.month_of(day), unit)[unit]

        assert each.all.target is None
        assert each.all.administrative == each.all.evidence == "no_data"


class TestRecount:
    @FEW
    @given(seed=st.integers(0, 10**6))
    def test_figures_equal_an_independent_recount(self, database, town, seed):
        chance = random.Random(seed)
        province = town.unit(f"p{seed}.{chance.random()}")
        units = [town.unit(f"c{seed}.{chance.random()}", province) for _ in range(2)]
        given = [one_answer(chance, units) for _ in range(chance.randint(0, 25))]
        for unit, overall, circumstances in given:
            town.answer(unit, overall, **circumstances)
            if chance.random() < 0.2:
                fold(database, [chance.choice(units)])

        for period in (Q3, Period.parse("2026-08"), Period.parse("2026-08-05..2026-09-07")):
            everybody = found(database, period)
            for unit, members in ((units[0], units[:1]), (province, units)):
                wanted = recount(given, period, members)
                assert counts(found(database, period, unit)[unit]) == wanted
            for unit in set(units) & everybody.keys():
                assert counts(everybody[unit]) == recount(given, period, [unit])


def one_answer(chance, units):
    circumstances = {
        "day": date(2026, chance.randint(6, 10), chance.randint(1, 28)),
        "channel": chance.choice([1, 2, 2, 3]),
        "mode": chance.choice(["link", "desk", "kiosk", "phone"]),
        "submitted_by": chance.choice(["self", "", "staff", "paid", "family"]),
        "verification": chance.choice(["case", "case", "case", "none"]),
        "procedure": chance.choice(["1.001193", "2.000815"]),
    }
    return chance.choice(units), chance.choice("12345"), circumstances


def recount(given, period, units):
    """Count answer by answer, straight from the definitions."""
    blocks = {"online": [], "online_self": [], "all": []}
    for unit, overall, how in given:
        rated = how["mode"] in {"link", "desk", "kiosk"} and how["verification"] == "case"
        if unit not in units or how["day"] not in period or not rated:
            continue
        blocks["all"].append(overall)
        if how["channel"] == 2:
            blocks["online"].append(overall)
            if how["submitted_by"] not in {"staff", "paid"}:
                blocks["online_self"].append(overall)
    return {
        name: (len(levels), sum(level in "45" for level in levels), 0)
        for name, levels in blocks.items()
    }


def test_day_of_the_town_is_in_the_third_quarter():
    assert DAY in Q3
