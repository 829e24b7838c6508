"""Fields that forms of several features share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import SelectField

from survey_app.core.errors import NotFoundError

if TYPE_CHECKING:
    from flask_wtf import FlaskForm


class UnitField(SelectField):
    """One of the visitor's units.

    A browser sends only what was offered: anything else is somebody asking for a unit that is not
    theirs. It is not there for them, and the guard of the page records that they asked.
    """

    def pre_validate(self, form: FlaskForm) -> None:
        """Raise NotFoundError ``unknown_unit`` for a unit that was not offered."""
        sent = any(self.raw_data or ())
        if sent and self.data not in {choice[0] for choice in self.iter_choices()}:
            raise NotFoundError("unknown_unit")
        super().pre_validate(form)
