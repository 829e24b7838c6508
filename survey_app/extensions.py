"""What is created once and bound to an application in `app.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import current_app, request, session
from flask_babel import Babel
from flask_wtf import CSRFProtect

if TYPE_CHECKING:
    from config import Settings
    from survey_app.core.codes import Keyring
    from survey_app.database import Database
    from survey_app.throttle import Throttle

LANGUAGES = ("vi", "en")

babel = Babel()
csrf = CSRFProtect()


def chosen_language() -> str:
    """Return the language of this page: asked for now, chosen before, or Vietnamese."""
    sent = request.form.get("lang") if request.method == "POST" else None
    asked = request.args.get("lang") if request.query_string else None
    chosen = sent or asked or session.get("lang")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def settings() -> Settings:
    """Return the settings of the running application."""
    return cast("Settings", current_app.extensions["survey_settings"])


def database() -> Database:
    """Return the database of the running application."""
    return cast("Database", current_app.extensions["survey_database"])


def keyring() -> Keyring:
    """Return the keys derived from LINK_KEY."""
    return cast("Keyring", current_app.extensions["survey_keyring"])


def throttle() -> Throttle:
    """Return what counts attempts."""
    return cast("Throttle", current_app.extensions["survey_throttle"])


def utc_now() -> datetime:
    """Return the moment; views and commands pass it down, nothing below asks the clock."""
    return datetime.now(UTC)
