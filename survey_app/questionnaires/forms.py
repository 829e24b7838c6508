"""A WTForms form built from a version: text in, typed answers out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, RadioField, SelectMultipleField, StringField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from survey_app.core.questionnaire import Answer, Question, Questionnaire, shown
from survey_app.core.text import nfc, unreadable_character

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

#: Of the short text behind "other".
OTHER_LENGTH = 200
NUMBER_LENGTH = 9


@dataclass(slots=True)
class Filled:
    """What somebody sent: answers to the questions shown, and what is wrong."""

    #: Closed answers by question id: value, list of values, or whole number.
    closed: dict[str, Answer] = field(default_factory=dict)
    #: Free texts by control name.
    texts: dict[str, str] = field(default_factory=dict)
    #: The contact, given with consent; empty without.
    contact: str = ""
    #: Message by question id; empty when all is well.
    errors: dict[str, str] = field(default_factory=dict)
    #: Hidden questions that were answered anyway.
    dropped: list[str] = field(default_factory=list)


def read(questionnaire: Questionnaire, moment: str, sent: MultiDict[str, str]) -> Filled:
    """Return the typed answers of a page; what hidden questions were sent is dropped.

    A contact is never dropped: who writes a number wants to be called.
    """
    form = BaseForm(fields_of(questionnaire, moment))
    form.process(sent)
    form.validate()
    asked = questionnaire.asked(moment)
    answers = {question.id: answer_of(form, question) for question in asked}
    given = {name: answer for name, answer in answers.items() if answer not in (None, "", [])}
    visible = {question.id for question in shown(asked, given)}
    filled = Filled()
    for question in asked:
        if question.id in visible or (question.role == "contact" and question.id in given):
            take(filled, form, question, given.get(question.id))
        elif question.id in given:
            filled.dropped.append(question.id)
    return filled


def take(filled: Filled, form: BaseForm, question: Question, answer: Answer | None) -> None:
    """Put one shown question's answer, texts and error where they belong."""
    error = error_of(form, question, answer)
    if error:
        filled.errors[question.id] = error
    elif answer is not None:
        store(filled, question, answer)
    for option in question.options:
        name = question.text_name(option)
        if name and form[name].data and answer is not None and option.value in chosen(answer):
            filled.texts[name] = form[name].data


def store(filled: Filled, question: Question, answer: Answer) -> None:
    """File a valid answer as closed, as text or as contact."""
    if question.role == "contact":
        filled.contact = str(answer)
    elif question.type == "text":
        filled.texts[question.id] = str(answer)
    elif question.type != "info":
        filled.closed[question.id] = answer


def chosen(answer: Answer) -> list[str]:
    """Return the chosen values of a closed question."""
    return answer if isinstance(answer, list) else [str(answer)]


def answer_of(form: BaseForm, question: Question) -> Answer | None:
    """Return what was answered, typed; None without an answer."""
    if question.type == "info":
        return None
    value = form[question.id].data
    if question.type == "integer" and value and is_number(value):
        return int(value)
    return [*dict.fromkeys(value)] if isinstance(value, list) else value or None


def error_of(form: BaseForm, question: Question, answer: Answer | None) -> str:
    """Return what to do about a shown question; empty when it is fine."""
    if question.type == "info":
        return ""
    if answer is None:
        return required_error(question) if question.required else ""
    names = [question.id, *(question.text_name(option) for option in question.options)]
    errors = [error for name in names if name for error in form[name].errors]
    if errors:
        return str(errors[0])
    if question.requires_consent and not form[question.requires_consent].data:
        return str(_("Please tick the box below so that we may call you, or clear the number."))
    return range_error(form, question, answer)


def required_error(question: Question) -> str:
    """Say what is missing."""
    if question.type == "scale":
        return str(_("Please choose a level."))
    if question.type in {"text", "integer"}:
        return str(_("Please fill this in."))
    return str(_("Please choose an answer."))


def range_error(form: BaseForm, question: Question, answer: Answer) -> str:
    """Check a number against limits, the other answer it depends on included."""
    if question.type != "integer" or not isinstance(answer, int):
        return ""
    limits = [question.maximum] if question.maximum is not None else []
    if question.maximum_from and is_number(form[question.maximum_from].data or ""):
        limits.append(int(form[question.maximum_from].data))
    low = question.minimum or 0
    if answer < low or any(answer > limit for limit in limits):
        high = min(limits, default="…")
        return str(_("Please write a number from %(low)s to %(high)s.", low=low, high=high))
    return ""


def is_number(text: str) -> bool:
    """Whether a text is a whole number of reasonable length."""
    return text.isascii() and text.isdigit() and len(text) <= NUMBER_LENGTH


#: By identity of the parsed version, which is kept beside so that it stays alive.
_fields: dict[tuple[int, str], tuple[Questionnaire, dict[str, Any]]] = {}


def fields_of(questionnaire: Questionnaire, moment: str) -> dict[str, Any]:
    """Return the unbound fields of a version and moment, built once."""
    key = (id(questionnaire), moment)
    if key not in _fields:
        _fields[key] = (questionnaire, build_fields(questionnaire.asked(moment)))
    return _fields[key][1]


def build_fields(questions: tuple[Question, ...]) -> dict[str, Any]:
    """Return one field for every control of the page, by its name."""
    fields: dict[str, Any] = {}
    for question in questions:
        if question.type != "info":
            fields[question.id] = build_field(question)
        for option in question.options:
            if question.text_name(option):
                fields[question.text_name(option)] = StringField(
                    filters=[clean], validators=[Readable(OTHER_LENGTH)]
                )
        if question.requires_consent:
            fields[question.requires_consent] = BooleanField(false_values=("", "no", "false"))
    return fields


def build_field(question: Question) -> Any:  # noqa: ANN401 - WTForms' unbound field
    """Return the field of one question."""
    if question.type == "multi":
        return SelectMultipleField(
            choices=[], validate_choice=False, validators=[KnownOptions(question)]
        )
    if question.options:
        return RadioField(choices=[], validate_choice=False, validators=[KnownOptions(question)])
    if question.type == "integer":
        return StringField(filters=[clean], validators=[whole_number])
    validators: list[Any] = [Readable(question.max_length or OTHER_LENGTH)]
    if question.pattern:
        return StringField(
            filters=[clean, without_spaces], validators=[*validators, Matches(question.pattern)]
        )
    return StringField(filters=[clean], validators=validators)


def clean(text: str | None) -> str | None:
    """Return the text in NFC, line ends unified, without outer white space."""
    return nfc(text).replace("\r\n", "\n").strip() if text else text


def without_spaces(text: str | None) -> str | None:
    """Return a number as people write it, without spaces, dots and hyphens."""
    return re.sub(r"[\s.\-]", "", text) if text else text


def whole_number(_form: BaseForm, control: Field) -> None:
    """Refuse what is not a whole number."""
    if control.data and not is_number(control.data):
        raise ValidationError(_("Please write a whole number."))


class KnownOptions:
    """Only options of the questionnaire, not too many, exclusive ones alone."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.known = frozenset(question.option_values)
        self.exclusive = {option.value for option in question.options if option.exclusive}

    def __call__(self, _form: BaseForm, control: Field) -> None:
        """Raise ValidationError with what to do."""
        values = control.data if isinstance(control.data, list) else [control.data]
        if self.question.type != "multi" and len(set(control.raw_data or ())) > 1:
            raise ValidationError(_("Please choose one answer only."))
        if any(value and value not in self.known for value in values):
            raise ValidationError(_("Please choose one of the answers listed."))
        if self.question.max_choices and len(set(values)) > self.question.max_choices:
            raise ValidationError(
                _("Please choose at most %(count)s.", count=self.question.max_choices)
            )
        if len(values) > 1 and self.exclusive.intersection(values):
            raise ValidationError(_("Please choose either that answer alone, or the others."))


class Readable:
    """Text that fits and can be shown, stored and exported."""

    def __init__(self, max_length: int) -> None:
        self.max_length = max_length

    def __call__(self, _form: BaseForm, control: Field) -> None:
        """Raise ValidationError with what to do."""
        if not control.data:
            return
        if len(control.data) > self.max_length:
            raise ValidationError(
                _(
                    "Please shorten this to %(length)s characters; it has %(count)s now.",
                    length=self.max_length,
                    count=len(control.data),
                )
            )
        if unreadable_character(control.data):
            raise ValidationError(
                _("A character here cannot be read; please delete it and type it again.")
            )


class Matches:
    """A text of a given form, such as a Vietnamese mobile number."""

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern)

    def __call__(self, _form: BaseForm, control: Field) -> None:
        """Raise ValidationError with an example."""
        if control.data and not self.pattern.fullmatch(control.data):
            raise ValidationError(_("Please write a mobile number, for example 0912 345 678."))
