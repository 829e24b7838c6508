"""Forms of the directory: a unit from a day on, and what it must reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from survey_app.core.text import unreadable_character

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wtforms import Field

    from survey_app.directory.queries import UnitCard

CRITERIA = {
    "c4": _l("c4 – satisfaction, percent"),
    "c3": _l("c3 – shorter processing, percent"),
    "c2": _l("c2 – time to submit, minutes"),
}
NEEDED = _l("Please fill this in.")


def readable(_form: FlaskForm, control: Field) -> None:
    """Refuse characters that cannot be stored."""
    if unreadable_character(control.data or ""):
        raise ValidationError(_l("Please write a text."))


class TargetForm(FlaskForm):
    """What a criterion must reach in a year, for a unit and all below it."""

    unit_code = SelectField(_l("Unit (binds all units below it too)"))
    criterion = SelectField(
        _l("Criterion"), choices=[SelectChoice(code, words) for code, words in CRITERIA.items()]
    )
    year = IntegerField(_l("Year"), validators=[InputRequired(NEEDED), NumberRange(2025, 2100)])
    value = IntegerField(_l("Target"), validators=[InputRequired(NEEDED), NumberRange(1, 100)])
    source = StringField(
        _l("Decision or plan that sets it"),
        validators=[InputRequired(NEEDED), Length(max=300), readable],
    )

    def offer(self, units: Iterable[UnitCard]) -> None:
        """Offer the units for which the visitor may set targets."""
        self.unit_code.choices = [SelectChoice(unit.code, unit.name) for unit in units]

    def values(self) -> dict[str, str]:
        """Return what was filled in, as a list would hold it."""
        names = ("unit_code", "criterion", "year", "value", "source")
        return {name: str(self[name].data) for name in names}


class UnitForm(FlaskForm):
    """What holds for a unit from a day on."""

    first = DateField(_l("Valid from"), validators=[InputRequired(NEEDED)])
    name = StringField(_l("Name"), validators=[InputRequired(NEEDED), Length(max=300), readable])
    parent_code = StringField(_l("Code of the unit above"), validators=[Length(max=40), readable])
    last = DateField(_l("Last day, if it ends"), validators=[Optional()])
    successor = StringField(
        _l("Code of the unit it goes into, if it is merged"),
        validators=[Length(max=40), readable],
    )
    partly = BooleanField(_l("Only a part of it goes there"))
    reason = StringField(
        _l("Why (decision, date); it goes into the record"),
        validators=[InputRequired(NEEDED), Length(max=200), readable],
    )


class ButtonForm(FlaskForm):
    """A button alone, with its token."""
