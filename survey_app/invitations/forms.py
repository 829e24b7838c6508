"""Forms of desks and of the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, ValidationError

from survey_app.core.telephone import telephone_number
from survey_app.core.text import unreadable_character
from survey_app.ui.forms import UnitField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wtforms import Field

    from survey_app.directory.queries import UnitCard

LONGEST_NAME = 200
LONGEST_CASE_ID = 100


def readable(_form: FlaskForm, control: Field) -> None:
    """Refuse characters that cannot be stored, and nothing but spaces."""
    if unreadable_character(control.data or "") or not (control.data or "").strip():
        raise ValidationError(_l("Please write a text."))


def dialled(_form: FlaskForm, control: Field) -> None:
    """Refuse what is no telephone number; nothing stands for the central one."""
    if telephone_number(control.data or "") is None:
        raise ValidationError(_l("Please write a number with digits only, such as 0220 3850 123."))


class DeskForm(FlaskForm):
    """What a desk is called, and whom its citizens call for help."""

    name = StringField(
        _l("Name of the desk, as it stands on the poster"),
        validators=[InputRequired(_l("Please write a text.")), Length(max=LONGEST_NAME), readable],
    )
    telephone = StringField(_l("Telephone for help"), validators=[dialled])


class NewDeskForm(DeskForm):
    """A new desk of a unit."""

    unit = UnitField(_l("Unit"))

    def offer(self, units: Iterable[UnitCard]) -> None:
        """Offer these units."""
        self.unit.choices = [SelectChoice(unit.code, unit.name) for unit in units]


class CaseForm(FlaskForm):
    """The case of somebody who stands at the counter; sent, never part of an address."""

    case_id = StringField(
        _l("Case ID"),
        validators=[
            InputRequired(_l("Please enter the case ID.")),
            Length(max=LONGEST_CASE_ID),
            readable,
        ],
    )


class ButtonForm(FlaskForm):
    """A button alone, with its token."""


class SlipsForm(FlaskForm):
    """Slips for the cases of a unit that were finished lately."""

    unit = UnitField(_l("Unit"))

    def offer(self, units: Iterable[UnitCard]) -> None:
        """Offer these units."""
        self.unit.choices = [SelectChoice(str(unit.id), unit.name) for unit in units]
