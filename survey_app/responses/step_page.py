"""What the template of one screen shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import render_template
from flask_babel import force_locale

from survey_app.questionnaires.page import question_view
from survey_app.responses.shell import RETENTION_MONTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey_app.core.questionnaire import Question
    from survey_app.questionnaires.page import QuestionView
    from survey_app.questionnaires.queries import VersionCard
    from survey_app.responses.shell import Words
    from survey_app.responses.stepping import Path, Progress


@dataclass(frozen=True, slots=True)
class StepView:
    """One screen of the stepped form."""

    language: str
    title: str
    notice: str
    words: Words
    number: int
    #: How many screens came before, and how many there are, as far as one can tell now.
    done: int
    total: int
    heading: str
    #: None on the last screen, where the form is sent.
    question: QuestionView | None
    hidden: Mapping[str, str]
    #: Tells the script which of two states is newer.
    screens: int
    #: Address of the form, without the number of the screen.
    base: str

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The question's id with its message, if something is wrong."""
        question = self.question
        return [(question.id, question.error)] if question and question.error else []


@dataclass(frozen=True, slots=True)
class Screen:
    """Which screen is wanted, for whom."""

    version: VersionCard
    language: str
    words: Words
    number: int
    path: Path
    progress: Progress
    hidden: Mapping[str, str]
    base: str
    #: Whether to say what is wrong with it.
    judged: bool = False


def render(screen: Screen) -> str:
    """Return the page of one screen in its language."""
    with force_locale(screen.language):
        return render_template("responses/step.html", page=view(screen))


def view(screen: Screen) -> StepView:
    """Return what the template shows."""
    questionnaire, language = screen.version.questionnaire, screen.language
    numbers = screen.path.numbers()
    unit_name = screen.words.unit_name
    return StepView(
        language=language,
        title=questionnaire.title[language],
        notice=questionnaire.consent.notice[language].format(
            unit_name=unit_name, link_retention_months=RETENTION_MONTHS
        ),
        words=screen.words,
        number=screen.number,
        done=sum(1 for each in numbers if each < screen.number),
        total=len(numbers) - 1,
        heading=heading(screen.path.asked, screen.number).get(language, ""),
        question=card(screen),
        hidden=screen.hidden,
        screens=screen.progress.screens,
        base=screen.base,
    )


def card(screen: Screen) -> QuestionView | None:
    """Return the question of the screen; it is shown, so nothing is said of its condition."""
    question = screen.path.question(screen.number)
    if question is None:
        return None
    errors = screen.path.filled.errors if screen.judged else {}
    questionnaire, sent = screen.version.questionnaire, screen.progress.sent
    drawn = question_view(questionnaire, question, screen.language, sent, errors)
    return replace(drawn, conditional="", show_if="")


def heading(asked: tuple[Question, ...], number: int) -> Mapping[str, str]:
    """Return the title of the section a question stands in: of the run on the same scale."""
    if number > len(asked) or not asked[number - 1].scale:
        return asked[number - 1].heading if number <= len(asked) else {}
    scale = asked[number - 1].scale
    for question in asked[number - 1 :: -1]:
        if question.scale != scale:
            break
        if question.heading:
            return question.heading
    return {}
