"""Forms of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from survey_app.ui.forms import UnitField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey_app.directory.queries import UnitCard


class UploadForm(FlaskForm):
    """A file of cases, and the unit they may belong to."""

    unit = UnitField(_l("Unit (cases of it and of units below it are taken)"))
    file = FileField(
        _l("File (CSV, XLSX or JSONL); you can also drop it here"),
        validators=[FileRequired(_l("Please choose a file."))],
    )

    def offer(self, units: Iterable[UnitCard]) -> None:
        """Offer the units of the visitor's grants."""
        self.unit.choices = [SelectChoice(str(unit.id), unit.name) for unit in units]


class StartForm(FlaskForm):
    """A button alone, with its token."""
