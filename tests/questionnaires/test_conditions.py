"""Which questions are shown: judged by the answers, hidden ones counting as none."""

import pytest

from survey_app.core.questionnaire import parse, shown
from survey_app.questionnaires.conditions import hiding_rules
from survey_app.questionnaires.library import shipped_documents
from tests.support.conditions import VECTORS

LIBRARY = {document["key"]: parse(document) for document in shipped_documents()}
A, B, C = (LIBRARY[key] for key in ("inperson_short", "online_case", "household_door_to_door"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.about)
def test_vector(vector):
    asked = vector.questionnaire.asked("result")

    assert [question.id for question in shown(asked, vector.typed)] == vector.shown


def ids(questionnaire, moment, answers):
    return [question.id for question in shown(questionnaire.asked(moment), answers)]


class TestShown:
    def test_asks_for_reasons_only_below_satisfied(self):
        assert "reasons" not in ids(A, "result", {"overall": "4"})
        assert "reasons" in ids(A, "result", {"overall": "3"})

    def test_asks_for_a_phone_with_a_comment_or_a_bad_level(self):
        assert "contact_phone" not in ids(A, "result", {"overall": "5"})
        assert "contact_phone" in ids(A, "result", {"overall": "5", "comment": "x"})
        assert "contact_phone" in ids(A, "result", {"overall": "2"})

    def test_judges_a_hidden_question_as_unanswered(self):
        hidden = {"used_12m": "0", "last_channel": "1"}

        assert "why_not_online" not in ids(C, "", hidden)

    def test_asks_the_short_list_right_after_submitting(self):
        assert ids(B, "submitted", {})[:3] == ["overall", "submitted_by", "prefill"]
        assert "punctuality" not in ids(B, "submitted", {"overall": "5"})


class TestHidingRules:
    def test_hide_while_the_condition_does_not_hold(self):
        rules = hiding_rules(A, "result")

        assert (
            ".plain:not(:has(#overall-3:checked,#overall-2:checked,#overall-1:checked)) #q-reasons"
            in rules
        )

    def test_show_when_a_condition_holds_without_an_answer(self):
        assert (
            ".plain:has(#submitted_by-staff:checked,#submitted_by-paid:checked) #q-prefill"
            in hiding_rules(B, "submitted")
        )

    def test_keep_a_written_number_in_sight(self):
        assert ":has(#contact_phone:placeholder-shown) #q-contact_phone" in hiding_rules(
            A, "result"
        )

    def test_are_left_to_browsers_that_know_them(self):
        assert hiding_rules(A, "result").startswith("@supports selector(:has(a))")

    def test_say_nothing_about_a_number(self):
        rules = hiding_rules(C, "")

        assert "#q-one_person_able" not in rules
        assert "#q-why_not_online" in rules
