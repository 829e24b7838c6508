"""Errors of the API as problem documents of RFC 9457."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, request
from flask_babel import force_locale

from survey_app.core.errors import RefusedError, SurveyError
from survey_app.ui.errors import language
from survey_app.ui.messages import message

if TYPE_CHECKING:
    from flask import Flask

MEDIA_TYPE = "application/problem+json"
UNAUTHORISED = 401


class UnauthorisedError(SurveyError):
    """No key, or none that is valid (401)."""

    code = "key_missing"


def problem(status: int, code: str, detail: str) -> Response:
    """Return a problem document with a stable code beside the sentence."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype=MEDIA_TYPE)


def unauthorised(error: UnauthorisedError) -> Response:
    """Ask for a key, or say why a tablet is not known."""
    with force_locale(language()):
        response = problem(UNAUTHORISED, error.code, message(error))
    response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def init_app(app: Flask) -> None:
    """Let the pages' error handling answer API calls with problem documents."""
    app.extensions["survey_problem"] = problem
    app.register_error_handler(UnauthorisedError, unauthorised)


def read_json() -> Any:  # noqa: ANN401 - any JSON value
    """Return the body of a call, or raise RefusedError ``unreadable_body``.

    Numbers that are none, endless nesting and characters that cannot be
    stored are refused as a whole: such a body was not made by a serialiser.
    """
    try:
        body = json.loads(request.get_data(cache=False).decode(), parse_constant=refuse_constant)
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise RefusedError("unreadable_body") from None
    return body


def refuse_constant(name: str) -> None:
    """Refuse NaN and the infinities."""
    raise ValueError(name)
