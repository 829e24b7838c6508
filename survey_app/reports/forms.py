"""Forms of the report pages; what cannot be taken back asks for a tick first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from survey_app.reports.deadlines import DEADLINES
from survey_app.ui.forms import UnitField

if TYPE_CHECKING:
    from collections.abc import Sequence

SURE = _l("Please tick the box first.")


class CloseForm(FlaskForm):
    """Freezing the figures of a period."""

    unit = UnitField(_l("Unit"), coerce=int)
    period = StringField(
        _l("Period"), validators=[InputRequired(_l("Please enter the period.")), Length(max=30)]
    )
    reason = StringField(_l("Reason, if final figures have changed"), validators=[Length(max=500)])
    sure = BooleanField(
        _l("The figures are frozen as they stand now"), validators=[InputRequired(SURE)]
    )


class StepForm(FlaskForm):
    """Handing a report on, or back."""

    comment = TextAreaField(_l("Remark for the next office"), validators=[Length(max=40_000)])
    sure = BooleanField(
        _l("I sign for this step with my account"), validators=[InputRequired(SURE)]
    )


class FileForm(FlaskForm):
    """Asking for a file of the frozen figures."""

    file_format = SelectField(
        _l("File"),
        choices=[
            SelectChoice("docx", _l("Word report (Decree 30)")),
            SelectChoice("pdf", _l("PDF report")),
            SelectChoice("xlsx", _l("Excel annex")),
            SelectChoice("csv", _l("CSV, comma")),
            SelectChoice("csv;", _l("CSV, semicolon")),
            SelectChoice("json", _l("JSON metric records")),
            SelectChoice("sav", _l("SPSS table of units")),
        ],
    )


class MicrodataForm(FlaskForm):
    """Asking for single answers without anything about persons."""

    sure = BooleanField(
        _l("For statistics only; I will not try to find out who answered"),
        validators=[InputRequired(SURE)],
    )


class LeadForm(FlaskForm):
    """Who prepares what is due."""

    unit = UnitField(_l("Unit"), coerce=int)
    deadline = SelectField(
        _l("What is due"),
        choices=[SelectChoice(each.code, f"{each.code}. {each.what}") for each in DEADLINES],
    )
    lead_unit = StringField(_l("Lead unit"), validators=[Length(max=200)])
    support_units = StringField(_l("Supporting units"), validators=[Length(max=500)])


class RouteForm(FlaskForm):
    """The stations of a unit's reports, in order; none leads along the units above."""

    first = StringField(_l("First station (code of the unit)"), validators=[Length(max=40)])
    second = StringField(_l("Second station"), validators=[Length(max=40)])
    third = StringField(_l("Third station"), validators=[Length(max=40)])
    fourth = StringField(_l("Fourth station"), validators=[Length(max=40)])
    fifth = StringField(_l("Fifth station"), validators=[Length(max=40)])

    @property
    def stations(self) -> list[StringField]:
        """The fields in order."""
        return [self.first, self.second, self.third, self.fourth, self.fifth]

    @property
    def codes(self) -> list[str]:
        """What was filled in."""
        return [text for field in self.stations if (text := (field.data or "").strip())]

    def fill(self, codes: Sequence[str]) -> None:
        """Show the stations that are set."""
        for field, code in zip(self.stations, codes, strict=False):
            field.data = code
