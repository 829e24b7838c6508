"""The document that describes the API."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, jsonify

from survey_app.api.openapi import PREFIX, Operation, document, operation

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("api", __name__, url_prefix=PREFIX)


def code_version() -> str:
    """Return the version of this code."""
    try:
        return version("survey-app")
    except PackageNotFoundError:
        return "0.1.0"


@bp.get("/openapi.json")
@operation(Operation(summary="This document", responses={200: "application/json"}, problems=()))
def openapi() -> ResponseReturnValue:
    """Describe all calls; no key needed."""
    return jsonify(document(current_app, code_version()))
