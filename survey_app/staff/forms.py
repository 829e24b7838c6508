"""Forms of the administration of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from survey_app.accounts.policy import ROLES
from survey_app.core.text import unreadable_character
from survey_app.staff.words import ROLE_WORDS
from survey_app.ui.forms import UnitField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wtforms import Field

    from survey_app.directory.queries import UnitCard

LOGIN = r"^\s*[A-Za-z0-9][A-Za-z0-9._-]{2,99}\s*$"


def readable(_form: FlaskForm, control: Field) -> None:
    """Refuse characters that cannot be stored."""
    if unreadable_character(control.data or ""):
        raise ValidationError(_l("This text holds characters that cannot be shown."))


class GrantForm(FlaskForm):
    """A role on a unit and everything below it, from one day to another."""

    role = SelectField(_l("Role"), choices=[SelectChoice(role, ROLE_WORDS[role]) for role in ROLES])
    unit = UnitField(_l("Unit, with all units below it"), coerce=int)
    valid_from = DateField(_l("From"), validators=[InputRequired(_l("Please choose a day."))])
    valid_to = DateField(_l("Until (may stay empty)"), validators=[Optional()])

    def offer(self, units: Iterable[UnitCard]) -> None:
        """Offer these units."""
        self.unit.choices = [SelectChoice(unit.id, f"{unit.name} ({unit.code})") for unit in units]


class InvitationForm(GrantForm):
    """A person with a first role."""

    login = StringField(
        _l("Account"),
        validators=[
            InputRequired(_l("Please enter an account.")),
            Regexp(LOGIN, message=_l("Letters without marks, digits, dots; at least three.")),
        ],
    )
    name = StringField(
        _l("Full name"),
        validators=[InputRequired(_l("Please enter a name.")), Length(max=200), readable],
    )


class EndForm(FlaskForm):
    """The last day of a role; empty ends it at once."""

    last_day = DateField(_l("Last day"), validators=[Optional()])


class ButtonForm(FlaskForm):
    """Nothing but a button."""
