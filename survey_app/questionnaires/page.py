"""What a template needs to show a questionnaire: plain values, already in one language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


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


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question with what was answered so far."""

    id: str
    #: choice (radio), choices (checkboxes), text, number, info, heading.
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
    #: Shown only in some cases; browsers that cannot hide it show this line.
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class QuestionnaireView:
    """One page with all questions of one version and moment."""

    language: str
    other_language: str
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

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """Question ids with their messages, in the order of the page."""
        return tuple((question.id, question.error) for question in self.questions if question.error)
