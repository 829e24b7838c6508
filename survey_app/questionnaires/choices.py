"""Long lists to choose from, units and procedures, put into a version from the directory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from survey_app.core.questionnaire import SELECT_TYPES, Option
from survey_app.core.text import sort_key
from survey_app.directory.queries import (
    get_unit_by_id,
    list_ancestors,
    list_children,
    list_common_procedures,
    list_fields,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy.orm import Session

    from survey_app.core.questionnaire import Question, Questionnaire
    from survey_app.questionnaires.queries import VersionCard


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a long list."""

    value: str
    vi: str
    en: str
    #: Vietnamese and English heading; empty in a list without groups.
    group: tuple[str, str] = ("", "")

    def option(self) -> Option:
        """Return it as an option of a question."""
        heading = {"vi": self.group[0], "en": self.group[1]} if any(self.group) else {}
        return Option(self.value, {"vi": self.vi, "en": self.en}, group=heading)


#: One furnished version for each content of its lists, so that pages and forms are built once.
_furnished: dict[tuple[str, tuple[tuple[str, tuple[Choice, ...]], ...]], Questionnaire] = {}


def furnished(session: Session, version: VersionCard, unit_id: int, on: date) -> VersionCard:
    """Return the version with the lists of a day as options of its select questions."""
    lists = tuple(
        (question.id, tuple(choices(session, question, unit_id, on)))
        for question in version.questionnaire.questions
        if question.type in SELECT_TYPES
    )
    key = (version.sha256, lists)
    if key not in _furnished:
        _furnished[key] = with_options(version.questionnaire, dict(lists))
    return replace(version, questionnaire=_furnished[key])


def with_options(
    questionnaire: Questionnaire, lists: dict[str, tuple[Choice, ...]]
) -> Questionnaire:
    """Return the questionnaire with these lists as options, by question id."""
    questions = (
        replace(question, options=tuple(choice.option() for choice in lists[question.id]))
        if question.id in lists
        else question
        for question in questionnaire.questions
    )
    return replace(questionnaire, questions=tuple(questions))


def choices(session: Session, question: Question, unit_id: int, on: date) -> Iterator[Choice]:
    """Yield what a question offers: units nearby, fields, or procedures under their field."""
    if question.type == "select_unit":
        yield from units_near(session, unit_id, on)
    elif question.by == "field":
        yield from (Choice(vi, vi, en) for vi, en in list_fields(session))
    else:
        english = dict(list_fields(session))
        in_fields = sorted(list_common_procedures(session), key=lambda card: sort_key(card.field))
        for card in in_fields:
            group = (card.field, english.get(card.field, card.field))
            yield Choice(card.code, card.short_name, card.short_name, group)


def units_near(session: Session, unit_id: int, on: date) -> Iterator[Choice]:
    """Yield the units below a unit; where nothing is below it, its neighbours and itself."""
    below = list_children(session, unit_id, on)
    above = [] if below else list_ancestors(session, unit_id, on)[:1]
    near = below or [card for each in above for card in list_children(session, each.id, on)]
    for card in near or [get_unit_by_id(session, unit_id)]:
        yield Choice(card.code, card.name, card.name)
