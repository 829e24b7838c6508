"""What a template needs to show a questionnaire: plain values, already in one language."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from survey_app.core.questionnaire import SELECT_TYPES
from survey_app.questionnaires.conditions import for_script, is_told_by_style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey_app.core.questionnaire import Option, Question, Questionnaire

#: What a browser sent, by control name.
Sent = MultiDict[str, str]
EMPTY: Sent = ImmutableMultiDict()
EMPTY_ERRORS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class OptionView:
    """One answer that may be chosen."""

    value: str
    label: str
    #: 5 (best) to 1 for the faces of a satisfaction scale; None draws no face.
    face: int | None = None
    checked: bool = False
    #: Name of the text field that this option opens, e.g. "reasons_other_text"; empty without.
    text_name: str = ""
    text_value: str = ""
    #: Heading above it in a long list.
    group: str = ""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question with what was answered so far."""

    id: str
    #: choice (radio), choices (checkboxes), select (a long list), text, number, info, heading.
    kind: str
    text: str
    required: bool = False
    options: tuple[OptionView, ...] = ()
    value: str = ""
    #: For text: how many characters fit; above 200 a text area is drawn.
    max_length: int = 0
    minimum: int | None = None
    maximum: int | None = None
    #: "tel" for a phone number, else "text".
    input_mode: str = "text"
    #: Label of a separate, never pre-ticked consent box below the field; empty without.
    consent_label: str = ""
    consent_given: bool = False
    #: What to do about this question; empty when it is fine.
    error: str = ""
    #: A sentence below the question; empty without.
    hint: str = ""
    #: Shown only in some cases: tells "style" rules, or a browser without `:has()` to skip it;
    #: "script" where no style rule can tell either; empty for a question that always shows.
    conditional: str = ""
    #: The condition for the page's script; empty without.
    show_if: str = ""

    @property
    def groups(self) -> list[tuple[str, list[OptionView]]]:
        """The options of a long list under their headings."""
        by_group = groupby(self.options, key=lambda option: option.group)
        return [(group, [*options]) for group, options in by_group]


@dataclass(frozen=True, slots=True)
class QuestionnaireView:
    """One page with all questions of one version and moment."""

    language: str
    title: str
    #: "UBND xã …": who asks.
    unit_name: str
    #: Procedure and day of the case; empty without a case.
    case_line: str
    #: The full text of the notice; the one-sentence notice is the template's.
    notice: str
    questions: tuple[QuestionView, ...]
    #: Hidden inputs to be sent back as they are.
    hidden: Mapping[str, str] = field(default_factory=dict)
    #: Address of the one style sheet.
    stylesheet: str = ""
    #: Why the page comes back although nothing in it is wrong; empty otherwise.
    remark: str = ""
    #: Whether one question per screen is offered at the top.
    stepped: bool = False
    #: Where the form is sent, if not to the address of the page.
    action: str = ""
    #: Whom to call for help.
    telephone: str = ""

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """Question ids with their messages, in the order of the page."""
        return tuple((question.id, question.error) for question in self.questions if question.error)


FACE_LEVELS = {str(level): level for level in range(1, 6)}
OTHER_TEXT_LENGTH = 200


def question_views(
    questionnaire: Questionnaire,
    moment: str,
    language: str,
    sent: Sent = EMPTY,
    errors: Mapping[str, str] = EMPTY_ERRORS,
) -> tuple[QuestionView, ...]:
    """Return the questions of a page in one language, with what was sent and what is wrong."""
    views: list[QuestionView] = []
    for question in questionnaire.asked(moment):
        if question.heading:
            heading = question.heading[language]
            views.append(QuestionView(f"heading-{question.id}", "heading", heading))
        views.append(question_view(questionnaire, question, language, sent, errors))
    return tuple(views)


def question_view(
    questionnaire: Questionnaire,
    question: Question,
    language: str,
    sent: Sent,
    errors: Mapping[str, str],
) -> QuestionView:
    """Return one question."""
    consent = question.requires_consent
    return QuestionView(
        id=question.id,
        kind=kind_of(question),
        text=question.text[language],
        required=question.required,
        options=tuple(option_view(question, option, language, sent) for option in question.options),
        value=sent.get(question.id, ""),
        max_length=question.max_length or (OTHER_TEXT_LENGTH if question.type == "text" else 0),
        minimum=question.minimum,
        maximum=question.maximum,
        input_mode="tel" if question.role == "contact" else "text",
        consent_label=questionnaire.consent.contact[language] if consent else "",
        consent_given=bool(consent and sent.get(consent, "")),
        error=errors.get(question.id, ""),
        hint=question.hint.get(language, ""),
        conditional=conditional(question, questionnaire.questions),
        show_if=for_script(question),
    )


def conditional(question: Question, questions: Sequence[Question]) -> str:
    """Return what tells whether a question concerns somebody: style, script, or nothing."""
    if question.show_if is None:
        return ""
    told = is_told_by_style(question.show_if, {each.id: each for each in questions})
    return "style" if told else "script"


def kind_of(question: Question) -> str:
    """Return how a question is drawn."""
    if question.type == "multi":
        return "choices"
    if question.options:
        return "select" if question.type in SELECT_TYPES else "choice"
    return {"integer": "number", "info": "info"}.get(question.type, "text")


def option_view(question: Question, option: Option, language: str, sent: Sent) -> OptionView:
    """Return one option, chosen if it was sent."""
    name = question.text_name(option)
    satisfaction = question.scale.startswith("sat5")
    return OptionView(
        value=option.value,
        label=option.label[language],
        face=FACE_LEVELS.get(option.value) if satisfaction else None,
        checked=option.value in sent.getlist(question.id),
        text_name=name,
        text_value=sent.get(name, "") if name else "",
        group=option.group.get(language, ""),
    )
