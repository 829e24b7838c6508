"""Whether the application lives, and whether it may be sent visitors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, jsonify

from survey_app.core.errors import SettingsError
from survey_app.extensions import database, keyring
from survey_app.system.exposition import MEDIA_TYPE, exposition
from survey_app.system.service import check_key, is_ready

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("system", __name__)
UNAVAILABLE = 503
FAULTS = {"other_link_key": "other key", "no_database": "no database"}


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
    except SettingsError as error:
        return jsonify(status=FAULTS.get(error.code, error.code)), UNAVAILABLE
    if not migrated:
        return jsonify(status="not migrated"), UNAVAILABLE
    return jsonify(status="ok")


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Tell Prometheus what this process did and what the database holds."""
    told = [current_app.extensions[name].families() for name in ("survey_meter", "survey_figures")]
    return Response(exposition([*told[0], *told[1]]), content_type=MEDIA_TYPE)
