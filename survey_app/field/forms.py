"""Forms of the console of field work."""

from __future__ import annotations

import uuid
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import (
    UUID,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from survey_app.core.errors import SurveyError
from survey_app.core.text import unreadable_character
from survey_app.directory.messages import MESSAGES, sentence
from survey_app.extensions import chosen_language
from survey_app.field.households import ListedHousehold, read_households
from survey_app.ui.forms import UnitField
from survey_app.ui.messages import message

MOST_HOUSEHOLDS = 1_000_000
MOST_HAMLETS = 200
PARTS = 2
NEEDED = _l("Please fill this in.")
OUTCOME_WORDS = [
    SelectChoice("completed", _l("Interviewed")),
    SelectChoice("absent", _l("Nobody home")),
    SelectChoice("refused", _l("Refused")),
    SelectChoice("partial", _l("Broken off")),
    SelectChoice("moved", _l("Moved")),
]


def readable(_form: FlaskForm, control: Field) -> None:
    """Refuse characters that cannot be stored."""
    if unreadable_character(control.data or ""):
        raise ValidationError(_("This text holds characters that cannot be shown."))


def read_hamlets(text: str) -> list[tuple[str, int]]:
    """Read "Thôn Đông; 120" line by line; raise ValidationError naming the line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, mark, count = line.rpartition(";")
        count = count.strip().replace(".", "")
        if not mark or not name.strip() or not count.isascii() or not count.isdigit():
            raise ValidationError(_("Line %(number)s is not “name; households”.", number=number))
        found.append((name.strip()[:100], min(int(count), MOST_HOUSEHOLDS)))
    if not found or len(found) > MOST_HAMLETS or len({name for name, _ in found}) != len(found):
        raise ValidationError(
            _("Please write each hamlet once, at most %(most)s.", most=MOST_HAMLETS)
        )
    return found


def known_hamlets(_form: FlaskForm, control: Field) -> None:
    """Check the list of hamlets."""
    read_hamlets(control.data or "")


class CampaignForm(FlaskForm):
    """What an analyst decides before a campaign begins."""

    name = StringField(_l("Name"), validators=[InputRequired(NEEDED), Length(max=200), readable])
    unit = UnitField(_l("Unit"))
    questionnaire = SelectField(_l("Questionnaire"))
    first_day = DateField(_l("First day"), validators=[InputRequired(NEEDED)])
    last_day = DateField(_l("Last day"), validators=[InputRequired(NEEDED)])
    hamlets = TextAreaField(
        _l("Hamlets, one a line: name; number of households"),
        validators=[InputRequired(NEEDED), Length(max=20_000), readable, known_hamlets],
    )
    size = IntegerField(
        _l("Households to interview (empty: as the formula says)"),
        validators=[Optional(), NumberRange(1, MOST_HOUSEHOLDS)],
    )
    instruction = TextAreaField(
        _l("How the next household is found"), validators=[Length(max=1000), readable]
    )

    def offer(self, units: list[tuple[int, str]], questionnaires: list[tuple[int, str]]) -> None:
        """Offer units and questionnaires."""
        self.unit.choices = [SelectChoice(str(key), name) for key, name in units]
        self.questionnaire.choices = [SelectChoice(str(key), name) for key, name in questionnaires]

    def validate_last_day(self, control: Field) -> None:
        """Refuse a campaign that ends before it begins."""
        if self.first_day.data and control.data and control.data < self.first_day.data:
            raise ValidationError(_("The last day lies before the first."))


class AssignForm(FlaskForm):
    """Who goes where."""

    login = StringField(
        _l("Account of the interviewer (a new one is made)"),
        validators=[InputRequired(NEEDED), Length(max=100), readable],
    )
    hamlets = SelectMultipleField(_l("Hamlets"), coerce=int)

    def offer(self, hamlets: list[tuple[int, str]]) -> None:
        """Offer the hamlets of the campaign."""
        self.hamlets.choices = [SelectChoice(key, name) for key, name in hamlets]


class ReviewForm(FlaskForm):
    """Accept a visit, or give it back with a word."""

    comment = StringField(_l("Comment"), validators=[Length(max=300), readable])


class HouseholdsForm(FlaskForm):
    """A list of households with their addresses."""

    file = FileField(
        _l("List of households (CSV or XLSX: hamlet, number, address)"),
        validators=[FileRequired(_l("Please choose a file."))],
    )

    def read(self, hamlets: list[tuple[int, str]]) -> list[ListedHousehold] | None:
        """Return the rows of the file; None with the reason at the field."""
        with TemporaryDirectory(prefix="households-") as folder:
            path = Path(folder) / "list"
            self.file.data.save(path)
            try:
                return read_households(path, hamlets)
            except SurveyError as error:
                words = sentence(MESSAGES, error, chosen_language())
                self.file.errors = [words or message(error)]
        return None


class SheetForm(FlaskForm):
    """Which household a sheet of paper or a call is about, and how it ended."""

    #: Minted with the page, so that sending it twice stores it once.
    record = HiddenField(default=lambda: str(uuid.uuid4()), validators=[InputRequired(), UUID()])
    hamlet = SelectField(_l("Hamlet"), coerce=int)
    household = IntegerField(
        _l("Household number"), validators=[InputRequired(NEEDED), NumberRange(1, MOST_HOUSEHOLDS)]
    )
    outcome = SelectField(_l("Outcome"), choices=OUTCOME_WORDS)
    day = DateField(_l("Day of the interview"), validators=[Optional()])

    def offer(self, hamlets: list[tuple[int, str]]) -> None:
        """Offer the hamlets of the campaign."""
        self.hamlet.choices = [SelectChoice(str(key), name) for key, name in hamlets]


class PlainForm(FlaskForm):
    """A button without fields."""


def first_error(form: FlaskForm) -> Any:  # noqa: ANN401 - a lazy text
    """Return the first thing that is wrong."""
    return next(errors[0] for errors in form.errors.values())
