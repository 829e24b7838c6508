"""Conditions as style rules, so that a page without script hides what does not apply.

A browser that does not know `:has()` shows all questions, and so do conditions that no style
rule can tell, such as one on a number; the page's script tells those, and the server judges anyway.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from survey_app.core.questionnaire import (
    SELECT_TYPES,
    TRUE_WITHOUT_ANSWER,
    Condition,
    Question,
    Questionnaire,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: A form that the script looks after is no longer of this class; the rules then say nothing.
FORM = ".plain"
#: A state in which a form never is.
NEVER = ":not(:empty)"
WHOLE_LISTS = frozenset({"answered", "eq", "in", "ne", "not_in"})


def hiding_rules(questionnaire: Questionnaire, moment: str) -> str:
    """Return the style rules that hide questions while their condition does not hold."""
    asked = questionnaire.asked(moment)
    by_question = {question.id: [*hiding_selectors(question, asked)] for question in asked}
    rules = "".join(
        f"{','.join(selectors)}{{display:none}}" for selectors in by_question.values() if selectors
    )
    return f"@supports selector(:has(a)){{{rules}}}" if rules else ""


def hiding_selectors(question: Question, asked: Sequence[Question]) -> Iterator[str]:
    """Yield selectors of a question's card, one for each way in which its condition fails.

    A contact that was written stays in sight: it is not dropped.
    """
    condition = question.show_if
    if condition is None:
        return
    kept = f":has(#{question.id}:placeholder-shown)" if question.role == "contact" else ""
    for failing in failures(condition, {each.id: each for each in asked}):
        yield f"{FORM}{''.join(failing)}{kept} #q-{question.id}"


def failures(condition: Condition, asked: Mapping[str, Question]) -> Iterator[Sequence[str]]:
    """Yield lists of form states; each list together makes the condition false."""
    negated = [term_fails(term, asked.get(term.question)) for term in condition.terms]
    if condition.mode == "all":
        yield from ([fails] for fails in negated if fails)
    elif all(negated):
        yield [fails for fails in negated if fails]


def is_told_by_style(condition: Condition, asked: Mapping[str, Question]) -> bool:
    """Return whether style rules alone hide a question exactly when they should."""
    return all(
        can_tell(term, question)
        for term in condition.terms
        if (question := asked.get(term.question)) is not None
    )


def can_tell(term: Term, question: Question) -> bool:
    """Return whether a style rule sees what a term compares."""
    if question.type in SELECT_TYPES:
        return term.operator in WHOLE_LISTS
    return bool(question.options) or term.operator == "answered"


def term_fails(term: Term, question: Question | None) -> str:
    """Return the form's state in which a term does not hold.

    Empty if it always holds, or if no style rule can tell.
    """
    if question is None:
        return "" if term.operator in TRUE_WITHOUT_ANSWER else NEVER
    if not can_tell(term, question):
        return ""
    if term.operator in TRUE_WITHOUT_ANSWER:
        opposite = Term(term.question, "in", term.values)
        failing = holding(opposite, question)
        return has_any(failing) if failing else ""
    found = holding(term, question)
    return f":not({has_any(found)})" if found else NEVER


def holding(term: Term, question: Question) -> list[str]:
    """Return selectors of the controls that make a positive term hold."""
    if question.type in SELECT_TYPES:
        if term.operator == "answered":
            return [f'#{question.id} option:checked:not([value=""])']
        return [f'#{question.id} option[value="{value}"]:checked' for value in term.values]
    if question.options:
        values = [value for value in question.option_values if term.holds(value)]
        return [f"#{question.id}-{value}:checked" for value in values]
    return [f"#{question.id}:not(:placeholder-shown)"]


def has_any(selectors: Sequence[str]) -> str:
    """Return the state in which one of the controls is chosen."""
    return f":has({','.join(selectors)})"


def for_script(question: Question) -> str:
    """Return a question's condition as the page's script reads it; empty without one.

    ``{"m": mode, "t": [[question, operator, [values]]], "k": 1 for a contact}``
    """
    condition = question.show_if
    if condition is None:
        return ""
    terms = [[term.question, term.operator, [*term.values]] for term in condition.terms]
    told = {"m": condition.mode, "t": terms} | ({"k": 1} if question.role == "contact" else {})
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
