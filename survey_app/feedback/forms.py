"""Forms of follow-ups and improvements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, ValidationError

from survey_app.core.text import unreadable_character
from survey_app.feedback.problems import PROBLEMS
from survey_app.ui.forms import UnitField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field

#: Words for the states of a follow-up.
STATE_WORDS = {
    "received": _l("Received"),
    "acknowledged": _l("Acknowledged"),
    "in_progress": _l("In progress"),
    "answered": _l("Answered"),
    "closed": _l("Taken back by the citizen"),
}
CHOICES = [SelectChoice(code, words) for code, words in PROBLEMS.items()]
NOBODY = "0"
LONGEST_NOTE = 2000
LONGEST_REPLY = 2000
LONGEST_CHANGE = 500


def readable(_form: FlaskForm, control: Field) -> None:
    """Refuse characters that cannot be stored."""
    if unreadable_character(control.data or ""):
        raise ValidationError(_l("This text holds characters that cannot be shown."))


def filled(_form: FlaskForm, control: Field) -> None:
    """Refuse nothing but spaces."""
    if not (control.data or "").strip():
        raise ValidationError(_l("Please write a text."))


class HandlingForm(FlaskForm):
    """State, owner, problem and an internal note."""

    version = HiddenField(validators=[Length(max=10)])
    state = SelectField(
        _l("State"),
        choices=[
            SelectChoice(state, STATE_WORDS[state])
            for state in ("received", "acknowledged", "in_progress")
        ],
    )
    owner = SelectField(_l("Owner"))
    problem = SelectField(_l("Problem"), choices=[SelectChoice("", "–"), *CHOICES])
    note = TextAreaField(
        _l("Internal note (the citizen never sees it)"),
        validators=[Length(max=LONGEST_NOTE), readable],
    )

    def offer(self, owners: Sequence[tuple[int, str]], kept: tuple[int | None, str]) -> None:
        """Offer these accounts, and whoever it is now."""
        offered = [(str(number), login) for number, login in owners]
        number, login = kept
        if number is not None and str(number) not in dict(offered):
            offered.append((str(number), login))
        self.owner.choices = [
            SelectChoice(NOBODY, _l("Nobody yet")),
            *(SelectChoice(*each) for each in offered),
        ]

    @property
    def owner_id(self) -> int | None:
        """The chosen account."""
        return int(self.owner.data) or None

    @property
    def seen(self) -> int:
        """The version the officer saw."""
        return seen_version(self.version.data)


class ReplyForm(FlaskForm):
    """What the citizen reads under the receipt."""

    version = HiddenField(validators=[Length(max=10)])
    reply = TextAreaField(
        _l("Reply to the citizen"),
        validators=[filled, Length(max=LONGEST_REPLY), readable],
    )

    @property
    def seen(self) -> int:
        """The version the officer saw."""
        return seen_version(self.version.data)


class ImprovementForm(FlaskForm):
    """What was changed, where, because of which problem, since when."""

    version = HiddenField(validators=[Length(max=10)])
    unit = UnitField(_l("Unit"))
    problem = SelectField(_l("Problem"), choices=CHOICES)
    text_vi = TextAreaField(
        _l("What was changed, in Vietnamese"),
        validators=[filled, Length(max=LONGEST_CHANGE), readable],
    )
    text_en = TextAreaField(
        _l("The same in English (may be left empty)"),
        validators=[Length(max=LONGEST_CHANGE), readable],
    )
    since = DateField(_l("In force since"), validators=[InputRequired(_l("Please choose a day."))])

    @property
    def seen(self) -> int:
        """The version the officer saw."""
        return seen_version(self.version.data)


class EmptyForm(FlaskForm):
    """A button alone, with its token."""

    version = HiddenField(validators=[Length(max=10)])

    @property
    def seen(self) -> int:
        """The version the officer saw."""
        return seen_version(self.version.data)


def seen_version(text: Any) -> int:  # noqa: ANN401 - whatever was sent
    """Return the version that was sent; none fits what is no number."""
    return int(text) if str(text or "").isdecimal() else 0
