"""Forms of authors: one question with its answers and its condition, both languages abreast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput

from survey_app.core.faults import (
    ID,
    LONGEST_LABEL,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_OPTIONS,
    VALUE,
    text_fault,
)
from survey_app.core.text import nfc
from survey_app.extensions import LANGUAGES
from survey_app.questionnaires.authoring.words import (
    FAULTS,
    KINDS,
    MOMENTS,
    OPERATORS,
    ROLES,
    spoken,
)
from survey_app.ui.forms import UnitField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey_app.core.faults import Document, Entry
    from survey_app.questionnaires.authoring.page import Group

#: Empty rows offered for more answers and more comparisons.
MORE_OPTIONS = 3
MORE_TERMS = 2
MOST_TERMS = 10
LARGEST_NUMBER = 999_999_999
MODES = (("all", _l("all of these hold")), ("any", _l("any of these holds")))
NAMES = {"vi": _l("Vietnamese"), "en": _l("English")}


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Return what a select offers."""
    return [SelectChoice(value, label) for value, label in pairs]


def clean(text: str | None) -> str:
    """Return a text in NFC with plain line ends and without outer white space."""
    return nfc(text or "").replace("\r\n", "\n").strip()


class Showable:
    """A text that a page can show."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, _form: Form, control: Field) -> None:
        """Raise ValidationError with what is wrong."""
        code = text_fault(control.data or "", self.longest)
        if code:
            raise ValidationError(spoken(FAULTS[code], (control.data or "")[:40]))


def labels_form(longest: int, kind: type[Field]) -> type[Form]:
    """Return a form with one text for each language."""
    fields = {
        language: kind(NAMES[language], filters=[clean], validators=[Showable(longest)])
        for language in LANGUAGES
    }
    return cast("type[Form]", type("LabelsForm", (Form,), fields))


TextForm = labels_form(LONGEST_TEXT, TextAreaField)
LabelForm = labels_form(LONGEST_LABEL, StringField)
TitleLabelsForm = labels_form(LONGEST_TITLE, StringField)


class OptionForm(Form):
    """One answer to choose; without a value the row is left out."""

    place = IntegerField(_l("Place"), validators=[Optional(), NumberRange(0, 1000)])
    value = StringField(_l("Value"), filters=[clean])
    label = FormField(LabelForm)
    satisfied = BooleanField(_l("Counts as satisfied"))
    uncounted = BooleanField(_l("Not counted, as “no opinion”"))
    exclusive = BooleanField(_l("Excludes the others"))
    opens_text = BooleanField(_l("Opens a text"))

    def validate_value(self, control: Field) -> None:
        """Refuse what cannot stand in a page and an export."""
        if control.data and not VALUE.fullmatch(control.data):
            raise ValidationError(spoken(FAULTS["bad_value"], control.data[:40]))
        if not control.data and any(self.label.data.get(each) for each in LANGUAGES):
            raise ValidationError(_l("Please give this answer a value, such as “late”."))


class TermForm(Form):
    """One comparison; without a question the row is left out."""

    q = SelectField(_l("Question"), choices=[], validate_choice=False)
    op = SelectField(_l("Comparison"), choices=choices(OPERATORS))
    value = StringField(_l("Value"), filters=[clean])


class QuestionForm(FlaskForm):
    """Everything about one question."""

    edition = HiddenField()
    text = FormField(TextForm, _l("Question"))
    heading = FormField(LabelForm, _l("Heading of the section that begins here"))
    hint = FormField(LabelForm, _l("A sentence below the question"))
    role = SelectField(_l("Role"), choices=choices(ROLES))
    required = BooleanField(_l("Must be answered"))
    private = BooleanField(_l("Only when the respondent holds the device"))
    locked = BooleanField(_l("Locked: only the province may change it"))
    max_choices = IntegerField(
        _l("Most answers at once"), validators=[Optional(), NumberRange(1, MOST_OPTIONS)]
    )
    max_length = IntegerField(_l("Longest text"), validators=[Optional(), NumberRange(1, 2000)])
    minimum = IntegerField(
        _l("Smallest number"), validators=[Optional(), NumberRange(0, LARGEST_NUMBER)]
    )
    maximum = IntegerField(
        _l("Largest number"), validators=[Optional(), NumberRange(0, LARGEST_NUMBER)]
    )
    options = FieldList(FormField(OptionForm), max_entries=MOST_OPTIONS + MORE_OPTIONS)
    mode = SelectField(
        _l("Show it if"),
        choices=choices(MODES),
    )
    terms = FieldList(FormField(TermForm), max_entries=MOST_TERMS + MORE_TERMS)
    moments = SelectMultipleField(
        _l("Asked"), choices=[], validate_choice=False, option_widget=CheckboxInput()
    )

    def offer(self, document: Document, name: str, moments: Iterable[str]) -> None:
        """Offer the questions before this one for its condition, and the moments to choose from."""
        order = [entry["id"] for entry in document["questions"]]
        asked = [(each, each) for each in order[: order.index(name)]]
        for row in self.terms:
            known = [*asked]
            if row.form.q.data and row.form.q.data not in order[: order.index(name)]:
                known.append((row.form.q.data, row.form.q.data))
            row.form.q.choices = choices([("", "–"), *known])
        self.moments.choices = choices((each, MOMENTS.get(each, each)) for each in moments)


def form_data(entry: Entry, moments: list[str]) -> dict[str, Any]:
    """Return a question as the form shows it, with empty rows for more."""
    ((mode, terms),) = (entry.get("show_if") or {"all": []}).items()
    return {
        **{name: entry.get(name) for name in PLAIN},
        "heading": entry.get("heading", {}),
        "hint": entry.get("hint", {}),
        "mode": mode,
        "moments": moments,
        "options": [
            *(
                option_data(place, option)
                for place, option in enumerate(entry.get("options", ()), 1)
            ),
            *({} for _ in range(MORE_OPTIONS)),
        ],
        "terms": [*map(term_data, terms), *({} for _ in range(MORE_TERMS))],
    }


PLAIN = (
    "text",
    "role",
    "required",
    "private",
    "locked",
    "max_choices",
    "max_length",
    "minimum",
    "maximum",
)


def option_data(place: int, option: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as its row shows it."""
    return {**option, "place": place, "uncounted": not option.get("counts_in_base", True)}


def term_data(term: dict[str, Any]) -> dict[str, Any]:
    """Return a comparison as its row shows it."""
    value = term.get("value")
    shown = "" if term["op"] == "answered" else value
    return {**term, "value": ", ".join(map(str, shown)) if isinstance(shown, list) else str(shown)}


class AddForm(FlaskForm):
    """A new question in a few words."""

    edition = HiddenField()
    vi = StringField(
        _l("Question in Vietnamese"),
        filters=[clean],
        validators=[InputRequired(_l("Please fill this in.")), Showable(LONGEST_TEXT)],
    )
    en = StringField(
        _l("Question in English"), filters=[clean], validators=[Showable(LONGEST_TEXT)]
    )
    kind = SelectField(_l("Kind"), choices=choices(KINDS))
    after = SelectField(_l("Behind"), choices=[], validate_choice=False)


class TitleForm(FlaskForm):
    """What stands above the first question."""

    edition = HiddenField()
    title = FormField(TitleLabelsForm, _l("Title"))


class NewForm(FlaskForm):
    """A questionnaire under a key of its own, begun as a copy."""

    key = StringField(
        _l("Key"),
        filters=[clean],
        validators=[
            Regexp(
                rf"{ID.pattern}\Z",
                message=_l("A key begins with a letter and has only a–z, 0–9, _."),
            )
        ],
    )
    title = FormField(TitleLabelsForm)
    source = SelectField(_l("Copied from"))
    unit = UnitField(_l("For"))

    def offer(self, groups: Iterable[Group]) -> None:
        """Offer what may be copied, and the units that use it."""
        found = [group for group in groups if group.in_force]
        self.source.choices = choices((group.key, group.title["vi"]) for group in found)
        units = {each.unit.id: each.unit.name for group in found for each in group.in_force}
        self.unit.choices = choices((str(number), name) for number, name in units.items())
