"""Advice to authors: each hint for a questionnaire that deserves it, none for one that does not."""

import copy

import pytest

from survey_app.core.advice import advise
from survey_app.core.questionnaire import parse
from survey_app.questionnaires.library import shipped_documents

SHORT = shipped_documents()[0]


def advice_for(*questions, moments=None):
    document = copy.deepcopy(SHORT)
    document["questions"] = [document["questions"][0], *questions]
    document["moments"] = moments or [{"name": "result", "questions": [], "valid_days": 14}]
    return [(each.code, each.question) for each in advise(parse(document))]


def question(name="asked", kind="single", values="yes no", **fields):
    options = [{"value": value, "label": {"vi": value}} for value in values.split()]
    return {"id": name, "type": kind, "text": {"vi": name}, "options": options} | fields


def shown_if(*terms, mode="all"):
    return {mode: [dict(zip(("q", "op", "value"), term, strict=True)) for term in terms]}


def levels(satisfied, others, uncounted=1):
    marks = ["satisfied"] * satisfied + [""] * others + ["uncounted"] * uncounted
    return [
        {
            "value": str(place),
            "label": {"vi": str(place)},
            "satisfied": mark == "satisfied",
            "counts_in_base": mark != "uncounted",
        }
        for place, mark in enumerate(marks)
    ]


def test_what_ships_first_needs_none():
    assert advise(parse(SHORT)) == []


@pytest.mark.parametrize(
    ("satisfied", "others", "lopsided"), [(2, 3, False), (2, 2, False), (2, 1, True), (3, 2, True)]
)
def test_lopsided_scale(satisfied, others, lopsided):
    found = advice_for({**question(kind="scale"), "options": levels(satisfied, others)})

    assert (("unbalanced", "asked") in found) is lopsided


def test_no_opinion_is_missing():
    assert advice_for({**question(kind="scale"), "options": levels(2, 3, 0)}) == [
        ("no_opinion", "asked")
    ]


def test_thirteen_questions_at_once():
    twelve = [question(f"q{number}") for number in range(12)]

    assert advice_for(*twelve) == [("crowded", "")]
    assert advice_for(*twelve[1:]) == []


def test_hidden_questions_do_not_crowd():
    hidden = shown_if(("overall", "lte", 3))

    assert advice_for(*(question(f"q{number}", show_if=hidden) for number in range(12))) == []


@pytest.mark.parametrize(
    ("condition", "forced"),
    [
        (shown_if(("overall", "lte", 2)), True),
        (shown_if(("overall", "in", ["1", "2"])), True),
        (shown_if(("overall", "answered", True)), False),
        (shown_if(("overall", "gte", 2)), False),
    ],
)
def test_reason_forced_from_the_dissatisfied(condition, forced):
    found = advice_for(question(required=True, show_if=condition))

    assert (("forced_reason", "asked") in found) is forced


@pytest.mark.parametrize(
    ("condition", "possible"),
    [
        (shown_if(("first", "eq", "yes")), True),
        (shown_if(("first", "eq", "perhaps")), False),
        (shown_if(("first", "eq", "yes"), ("first", "eq", "no")), False),
        (shown_if(("first", "eq", "yes"), ("first", "eq", "no"), mode="any"), True),
        (shown_if(("overall", "gt", 5)), False),
        (shown_if(("overall", "lt", 3), ("overall", "gt", 3)), False),
        (shown_if(("visits", "gte", 10)), False),
        (shown_if(("visits", "gte", 9)), True),
        (shown_if(("several", "eq", "a"), ("several", "eq", "b")), True),
        (shown_if(("several", "eq", "a"), ("several", "eq", "none")), False),
        (shown_if(("first", "not_in", ["yes", "no"])), True),
    ],
)
def test_conditions_that_can_never_be_true(condition, possible):
    several = question("several", "multi", "a b none")
    several["options"][2]["exclusive"] = True
    visits = {"id": "visits", "type": "integer", "text": {"vi": "?"}, "minimum": 1, "maximum": 9}

    found = advice_for(question("first"), visits, several, question(show_if=condition))

    assert (("never_shown", "asked") not in found) is possible


def test_what_waits_for_a_question_never_shown():
    first = question("first", show_if=shown_if(("overall", "gt", 5)))
    second = question("second", show_if=shown_if(("first", "eq", "yes")))

    assert advice_for(first, second) == [("never_shown", "first"), ("never_shown", "second")]


def test_a_moment_that_does_not_ask_what_a_question_waits_for():
    moments = [
        {"name": "submitted", "questions": ["overall", "second"], "valid_days": 7},
        {"name": "result", "questions": [], "valid_days": 14},
    ]
    second = question("second", show_if=shown_if(("first", "eq", "yes")))

    assert advice_for(question("first"), second, moments=moments) == [("never_shown_at", "second")]
