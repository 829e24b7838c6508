"""Sample answers: filled in question by question, as the questionnaire shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey_app.core.questionnaire import Answer, shown
from survey_app.demo.world import COMMENTING, COMMENTS, WEIGHTS

if TYPE_CHECKING:
    from random import Random

    from survey_app.core.questionnaire import Question, Questionnaire

ANSWERING = 0.9


def fill_in(
    random: Random, questionnaire: Questionnaire, moment: str, satisfied: float
) -> tuple[dict[str, Answer], dict[str, str]]:
    """Return closed answers and texts of somebody who is satisfied with a probability."""
    closed: dict[str, Answer] = {}
    texts: dict[str, str] = {}
    asked = questionnaire.asked(moment)
    for question in asked:
        if question not in shown(asked, closed):
            continue
        if question.role == "overall":
            closed[question.id] = level(random, satisfied)
        elif question.type == "text":
            if question.id == "comment" and random.random() < COMMENTING:
                texts[question.id] = random.choice(COMMENTS)
        elif question.options and random.random() < ANSWERING:
            closed[question.id] = choose(random, question, satisfied)
    return closed, texts


def level(random: Random, satisfied: float) -> str:
    """Return a level of the overall question."""
    if random.random() < satisfied:
        return random.choices(("5", "4"), (58, 42))[0]
    return random.choices(("3", "2", "1"), (60, 30, 10))[0]


def choose(random: Random, question: Question, satisfied: float) -> Answer:
    """Return the answer to another closed question."""
    if question.type == "scale":
        return level(random, satisfied)
    values = question.option_values
    weights = [WEIGHTS.get(question.id, {}).get(value, 1) for value in values]
    chosen = random.choices(values, weights)[0]
    if question.type != "multi":
        return chosen
    alone = any(option.exclusive for option in question.options if option.value == chosen)
    more = [] if alone else random.choices(values, weights, k=random.choice((0, 0, 1)))
    exclusive = {option.value for option in question.options if option.exclusive}
    picked = {chosen, *more} - (set() if alone else exclusive)
    return [value for value in values if value in picked]
