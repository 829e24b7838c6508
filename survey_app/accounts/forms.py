"""Forms of the staff's own pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length


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
