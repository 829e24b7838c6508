"""Conditions as style rules, so that a page without script hides what does not apply.

A browser that does not know `:has()` shows all questions; the server judges anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey_app.core.questionnaire import (
    TRUE_WITHOUT_ANSWER,
    Condition,
    Question,
    Questionnaire,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def hiding_rules(questionnaire: Questionnaire, moment: str) -> str:
    """Return the style rules that hide questions while their condition does not hold."""
    asked = questionnaire.asked(moment)
    rules = "".join(
        f"{','.join(hiding_selectors(question, asked))}{{display:none}}"
        for question in asked
        if question.show_if is not None
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
        yield f"form{''.join(failing)}{kept} #q-{question.id}"


def failures(condition: Condition, asked: dict[str, Question]) -> Iterator[Sequence[str]]:
    """Yield lists of form conditions; each list together makes the condition false."""
    negated = [term_fails(term, asked.get(term.question)) for term in condition.terms]
    if condition.mode == "all":
        yield from ([fails] for fails in negated if fails)
    elif all(negated):
        yield negated


def term_fails(term: Term, question: Question | None) -> str:
    """Return the form's state in which a term does not hold; empty if it always holds."""
    if question is None:
        return "" if term.operator in TRUE_WITHOUT_ANSWER else ":not(:empty)"
    holding = [control for control in controls(question) if term.holds(control[1])]
    if term.operator in TRUE_WITHOUT_ANSWER:
        failing = [control for control in controls(question) if not term.holds(control[1])]
        return has_any(failing) if failing else ""
    return f":not({has_any(holding)})" if holding else ":not(:empty)"


def controls(question: Question) -> list[tuple[str, str]]:
    """Return (selector, value) of everything a question can be answered with."""
    if question.options:
        return [(f"#{question.id}-{value}:checked", value) for value in question.option_values]
    return [(f"#{question.id}:not(:placeholder-shown)", "x")]


def has_any(chosen: Sequence[tuple[str, str]]) -> str:
    """Return the state in which one of the controls is chosen."""
    return f":has({','.join(selector for selector, _value in chosen)})"
