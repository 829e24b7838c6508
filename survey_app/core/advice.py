"""What a questionnaire could do better: advice, which keeps nobody from publishing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING, Final

from survey_app.core.questionnaire import Answer, Question, Questionnaire, Term, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: More questions at once tire people on a phone.
MOST_AT_ONCE: Final = 12
#: Combinations of answers that are tried; beyond it a condition counts as possible.
MOST_TRIES: Final = 20_000

Possible = list[Answer | None]


@dataclass(frozen=True, slots=True)
class Advice:
    """One hint for the author."""

    code: str
    question: str = ""
    detail: str = ""


def advise(questionnaire: Questionnaire) -> list[Advice]:
    """Return everything worth saying about a questionnaire, in the order of its page."""
    found = [*crowded(questionnaire)]
    for question in questionnaire.questions:
        found += scale_advice(question)
        if is_forced_reason(question, questionnaire):
            found.append(Advice("forced_reason", question.id))
    return [*found, *dead_conditions(questionnaire)]


def crowded(questionnaire: Questionnaire) -> Iterator[Advice]:
    """Yield moments at which too many questions stand on a phone at once."""
    for moment in questionnaire.moments:
        visible = shown(questionnaire.asked(moment.name), {})
        count = sum(question.type != "info" for question in visible)
        if count > MOST_AT_ONCE:
            yield Advice("crowded", detail=str(count))


def scale_advice(question: Question) -> Iterator[Advice]:
    """Yield what is lopsided or missing in a scale."""
    counted = [option for option in question.options if option.counts_in_base]
    good = sum(option.satisfied for option in counted)
    judging = question.type == "scale" or good
    bad = len(counted) - good - len(counted) % 2
    if good and bad != good:
        yield Advice("unbalanced", question.id, f"{good}:{max(len(counted) - good, 0)}")
    if judging and question.role != "overall" and len(counted) == len(question.options):
        yield Advice("no_opinion", question.id)


def is_forced_reason(question: Question, questionnaire: Questionnaire) -> bool:
    """Tell whether dissatisfied people alone must explain themselves."""
    condition, overall = question.show_if, questionnaire.overall
    if not question.required or condition is None or overall is None:
        return False
    if all(term.question != overall.id for term in condition.terms):
        return False
    asking = {
        option.value for option in overall.options if condition.holds({overall.id: option.value})
    }
    satisfied = {option.value for option in overall.options if option.satisfied}
    return bool(asking) and not asking & satisfied


def dead_conditions(questionnaire: Questionnaire) -> Iterator[Advice]:
    """Yield questions that nobody can ever be asked, and those never asked at one moment."""
    never = never_shown(questionnaire.questions)
    for question in never:
        yield Advice("never_shown", question)
    for moment in questionnaire.moments:
        for question in never_shown(questionnaire.asked(moment.name)):
            if question not in never:
                yield Advice("never_shown_at", question, moment.name)


def never_shown(questions: Sequence[Question]) -> list[str]:
    """Return the questions whose conditions hold for no answers at all."""
    never: list[str] = []
    known: dict[str, Question] = {}
    for question in questions:
        if question.show_if is not None and not can_hold(question, known):
            never.append(question.id)
        else:
            known[question.id] = question
    return never


def can_hold(question: Question, known: Mapping[str, Question]) -> bool:
    """Tell whether some answers make a question appear, by trying those that differ."""
    condition = question.show_if
    if condition is None:
        return True
    names = [*dict.fromkeys(term.question for term in condition.terms)]
    choices = [
        possible(known.get(name), [term for term in condition.terms if term.question == name])
        for name in names
    ]
    if prod(len(choice) for choice in choices) > MOST_TRIES:
        return True
    return any(
        condition.holds({name: a for name, a in zip(names, tried, strict=True) if a is not None})
        for tried in product(*choices)
    )


def possible(question: Question | None, terms: Sequence[Term]) -> Possible:
    """Return answers to a question that its comparisons may tell apart; None is no answer."""
    if question is None:
        return [None]
    nothing: Possible = [] if question.required and question.show_if is None else [None]
    if question.type == "multi":
        return [*nothing, *selections(question, terms)]
    if question.options:
        return [*nothing, *question.option_values]
    if question.type == "integer":
        return [*nothing, *numbers(question, terms)]
    return [*nothing, "x", *(value for term in terms for value in term.values)]


def selections(question: Question, terms: Sequence[Term]) -> Iterator[list[str]]:
    """Yield choices of one, of two, and of all that the comparisons name."""
    alone = {option.value for option in question.options if option.exclusive}
    most = question.max_choices or len(question.options)
    together = [value for value in question.option_values if value not in alone]
    yield from ([value] for value in question.option_values)
    if most > 1:
        yield from (list(pair) for pair in combinations(together, 2))
    named = {value for term in terms for value in term.values}.intersection(together)
    if 2 < len(named) <= most:  # noqa: PLR2004 - pairs are there
        yield sorted(named)


def numbers(question: Question, terms: Sequence[Term]) -> Iterator[int]:
    """Yield numbers around those that are compared with, within the question's limits."""
    low, high = question.minimum or 0, question.maximum
    compared = [int(value) for term in terms for value in term.values if value.isdecimal()]
    for number in {low, *(each + step for each in compared for step in (-1, 0, 1))}:
        if number >= low and (high is None or number <= high):
            yield number
