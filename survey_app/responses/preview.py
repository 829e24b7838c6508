"""The pages of a questionnaire that is still being written; they can be looked at, not sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey_app.questionnaires.queries import VersionCard
from survey_app.responses import shell, step_page, stepping

if TYPE_CHECKING:
    from survey_app.core.questionnaire import Questionnaire


def preview(
    questionnaire: Questionnaire,
    moment: str,
    language: str,
    *,
    unit_name: str,
    stylesheet: str,
    screen: int = 0,
) -> str:
    """Return the one page, or one screen of the stepped form, counted from 1."""
    version = VersionCard(0, questionnaire.key, 0, "", questionnaire)
    words = shell.Words(unit_name, "", "")
    if not screen:
        shown = shell.view(version, moment, language, words)
        return shell.render(replace(shown, stylesheet=stylesheet))
    progress = stepping.Progress()
    path = stepping.path(questionnaire, moment, progress)
    number = min(screen, path.end)
    return step_page.render(
        step_page.Screen(version, language, words, number, path, progress, {}, "")
    )
