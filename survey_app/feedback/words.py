"""What a citizen wrote, as far as officers may read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from survey_app.core.questionnaire import Question, Questionnaire

#: Answers with these ids are gathered in a list of their own.
WANTED: Final = "wanted_online"
#: Questions about the person, whose texts are for statistics only.
ABOUT_PERSON: Final = frozenset({"demographic", "contact", "household", "interviewer"})


def readable_texts(questionnaire: Questionnaire, stored: str) -> dict[str, str]:
    """Return the texts that are comments, by the Vietnamese words of their questions."""
    found = {}
    for name, text in json.loads(stored or "{}").items():
        question = question_of(questionnaire, name)
        if question and may_be_read(question) and text.strip():
            found[question.text.get("vi", "")] = text.strip()
    return found


def question_of(questionnaire: Questionnaire, name: str) -> Question | None:
    """Return the question whose text, or whose option's text, has this name."""
    fitting = [
        question
        for question in questionnaire.questions
        if name == question.id or name.startswith(f"{question.id}_")
    ]
    return max(fitting, key=lambda question: len(question.id), default=None)


def may_be_read(question: Question) -> bool:
    """Whether the text is a comment, not a fact about the person."""
    about_person = question.pii or question.private or question.sensitive
    return not about_person and question.role not in ABOUT_PERSON and question.id != WANTED
