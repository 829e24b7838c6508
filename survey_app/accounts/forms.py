"""Forms of the staff's own pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length


class SignInForm(FlaskForm):
    """Login and password."""

    login = StringField(
        _l("Account"), validators=[InputRequired(_l("Please enter your account.")), Length(max=100)]
    )
    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Please enter your password.")), Length(max=200)],
    )
    next = HiddenField(validators=[Length(max=300)])


class CodeForm(FlaskForm):
    """A code of the application, or a recovery code."""

    code = StringField(
        _l("Code"), validators=[InputRequired(_l("Please enter a code.")), Length(max=40)]
    )
    next = HiddenField(validators=[Length(max=300)])


class EnrolmentForm(CodeForm):
    """The first code of an application; inside the console with the password."""

    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Please enter your password.")), Length(max=200)],
    )


class NewPasswordForm(FlaskForm):
    """A password, twice."""

    new = PasswordField(
        _l("New password"),
        validators=[InputRequired(_l("Please choose a new password.")), Length(max=200)],
    )
    again = PasswordField(
        _l("New password once more"),
        validators=[EqualTo("new", _l("The two new passwords differ."))],
    )


class PasswordForm(NewPasswordForm):
    """The old password, and the new one twice."""

    old = PasswordField(
        _l("Password until now"),
        validators=[InputRequired(_l("Please enter your password.")), Length(max=200)],
    )


class ButtonForm(FlaskForm):
    """Nothing but a button."""
