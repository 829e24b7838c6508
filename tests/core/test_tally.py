from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.core.tally import ANSWERED, Circumstances, cells, in_rates, quarter_start

WHERE = Circumstances(1, 2, "1.001193", 2, "link", 1, "self", "result", "case")
DAY = date(2026, 9, 10)
OPTIONS = st.sampled_from(["", "a", "b", "c"])
ANSWERS = st.dictionaries(
    st.sampled_from(["overall", "reasons", "staff"]), OPTIONS | st.lists(OPTIONS, max_size=5)
)


def expand(answers):
    return list(cells(WHERE, DAY, answers, "overall"))


class TestCells:
    def test_overall_is_kept_by_day_and_by_month_and_for_the_rates(self):
        found = [(cell.grain, cell.day, cell.option) for cell in expand({"overall": "5"})]

        assert found == [
            ("month", date(2026, 9, 1), "5"),
            ("day", DAY, "5"),
            ("rate", date(2026, 9, 1), "5"),
            ("rateq", date(2026, 7, 1), "5"),
            ("proc", date(2026, 7, 1), "5"),
        ]

    def test_other_questions_are_kept_by_month(self):
        assert [cell.grain for cell in expand({"staff": "4"})] == ["month"]

    def test_several_choices_also_count_that_somebody_answered(self):
        found = [cell.option for cell in expand({"reasons": ["late", "fee"]})]

        assert found == [ANSWERED, "fee", "late"]

    def test_a_choice_named_twice_counts_once(self):
        assert len(expand({"reasons": ["late", "late"]})) == 2

    def test_empty_answers_count_nowhere(self):
        assert expand({"reasons": [], "staff": ""}) == []

    def test_the_circumstances_are_kept(self):
        (cell,) = expand({"staff": "4"})

        assert (cell.unit_id, cell.version_id, cell.channel, cell.mode) == (1, 2, 2, "link")
        assert cell[-5:] == ("link", 1, "self", "result", "case")

    @given(ANSWERS)
    def test_an_answer_counts_in_a_cell_at_most_once(self, answers):
        assert all(count == 1 for count in Counter(expand(answers)).values())

    @given(ANSWERS)
    def test_every_choice_is_found_again(self, answers):
        found = {(cell.question, cell.option) for cell in expand(answers) if cell.grain == "month"}
        wanted = {
            (question, option)
            for question, answer in answers.items()
            for option in ([answer] if isinstance(answer, str) else answer)
            if option
        }

        assert {(question, option) for question, option in found if option} == wanted


class TestRateCells:
    """A page needs few circumstances; the others would only make it slow."""

    def grains(self, **changes):
        found = cells(replace(WHERE, **changes), DAY, {"overall": "5"}, "overall")
        return {cell.grain: cell for cell in found}

    def test_of_the_unit_keep_who_submitted(self):
        kept = {
            name: self.grains(submitted_by=name)["rate"].submitted_by
            for name in ("self", "", "family", "staff", "paid")
        }

        assert kept == {"self": "", "": "", "family": "", "staff": "staff", "paid": "staff"}

    def test_keep_whether_the_case_was_online(self):
        for channel, kept in ((0, 0), (1, 0), (2, 2), (3, 0)):
            found = self.grains(channel=channel)
            assert found["rate"].channel == found["proc"].channel == kept
            assert found["month"].channel == channel

    def test_tell_procedures_apart_only_where_they_are_asked_for(self):
        found = self.grains()

        assert (found["rate"].procedure_code, found["proc"].procedure_code) == ("", "1.001193")

    def test_forget_everything_else(self):
        for grain in ("rate", "rateq", "proc"):
            cell = self.grains()[grain]
            assert (cell.mode, cell.applicant_kind, cell.moment) == ("", 0, "")

    def test_outside_the_rates_there_are_none(self):
        for changes in ({"verification": "none"}, {"mode": "phone"}):
            assert self.grains(**changes).keys() == {"month", "day"}


@pytest.mark.parametrize(("month", "first"), [(1, 1), (3, 1), (4, 4), (9, 7), (10, 10), (12, 10)])
def test_quarter_start(month, first):
    assert quarter_start(date(2026, month, 28)) == date(2026, first, 1)


def test_only_case_answers_of_three_ways_are_in_the_rates():
    assert in_rates("link", "case")
    assert in_rates("kiosk", "case")
    assert not in_rates("desk", "none")
    assert not in_rates("household", "case")
