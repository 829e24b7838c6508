"""Whether the application lives, and whether it may be sent visitors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify

from survey_app.core.errors import SettingsError
from survey_app.extensions import database, keyring
from survey_app.system.service import check_key, is_ready

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("system", __name__)
UNAVAILABLE = 503


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """Answer as long as the process does."""
    return jsonify(status="ok")


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer 200 when the database is there, migrated and of this key."""
    try:
        check_key(database(), keyring())
        migrated = is_ready(database())
    except SettingsError:
        return jsonify(status="other key"), UNAVAILABLE
    if not migrated:
        return jsonify(status="not migrated"), UNAVAILABLE
    return jsonify(status="ok")
