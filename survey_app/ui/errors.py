"""The one place where errors meet HTTP: an expected error becomes a status and kind words."""

from __future__ import annotations

import re
import sqlite3
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from flask import current_app, make_response, render_template, request
from flask_babel import force_locale, get_locale
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from survey_app.core.errors import SurveyError, TooFastError
from survey_app.extensions import LANGUAGES
from survey_app.ui.messages import BY_STATUS, heading, message, status_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

#: Seconds after which a client may try again when nothing better is known.
RETRY_AFTER = 5
RETRY_AFTER_THROTTLE = 60
SERVER_ERROR = 500
UNPROCESSABLE = 422

#: What SQLite says when another writer holds the file for longer than we wait.
BUSY = ("database is locked", "database table is locked", "database is busy")


def init_app(app: Flask) -> None:
    """Answer every error of a request with a page, or with a problem document under /api."""
    app.register_error_handler(SurveyError, answer_expected)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(OperationalError, answer_database)
    app.register_error_handler(PoolTimeoutError, answer_database)
    app.register_error_handler(DataError, answer_unstorable)


def answer_expected(error: SurveyError) -> ResponseReturnValue:
    """Answer an error of our own tree."""
    status = status_of(error)
    note(status, error.code)
    headers = {}
    if isinstance(error, TooFastError):
        headers["Retry-After"] = str(error.details.get("retry_after", RETRY_AFTER_THROTTLE))
    with force_locale(language()):
        return respond(status, error.code, (heading(error), message(error)), headers)


def answer_http(error: HTTPException) -> ResponseReturnValue:
    """Answer an error of the framework; redirects and ready answers pass as they are."""
    if error.code is None or error.code < 400 or error.response is not None:  # noqa: PLR2004 - HTTP
        return error
    note(error.code, error.name)
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return respond_status(error.code, headers)


def answer_database(error: Exception) -> ResponseReturnValue:
    """Ask to come back when the database is busy or away; anything else is a fault of ours."""
    if not is_passing(error):
        current_app.logger.error("database error", exc_info=error)
        return respond_status(SERVER_ERROR, {})
    note(503, type(error).__name__)
    return respond_status(503, {"Retry-After": str(RETRY_AFTER)})


def answer_unstorable(error: DataError) -> ResponseReturnValue:
    """Refuse what the database cannot hold, such as a NUL or a number without end."""
    note(UNPROCESSABLE, type(error).__name__)
    return respond_status(UNPROCESSABLE, {})


def is_passing(error: Exception) -> bool:
    """Tell whether a database error goes away by waiting.

    For a server every operational error is about reaching it, its limits or a
    conflict between transactions. SQLite names the busy file, and uses the same
    class for faults in a statement.
    """
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.Error):
        return any(word in str(cause) for word in BUSY)
    return True


def respond_status(status: int, headers: dict[str, str]) -> ResponseReturnValue:
    """Answer with the words of a status."""
    words = BY_STATUS.get(status) or BY_STATUS[SERVER_ERROR if status >= SERVER_ERROR else 400]
    with force_locale(language()):
        texts = (str(words.heading), str(words.sentence))
        return respond(status, code_of(status), texts, headers)


def respond(
    status: int, code: str, texts: tuple[str, str], headers: dict[str, str]
) -> ResponseReturnValue:
    """Answer as a problem document, a staff page or a citizen page, by the address asked for."""
    title, sentence = texts
    if request.path.startswith("/api/"):
        problem = current_app.extensions["survey_problem"]
        response = make_response(cast("Any", problem(status, code, sentence)))
    else:
        page = "staff_error" if request.path.startswith("/staff") else "error"
        html = render_template(
            f"ui/{page}.html", status=status, code=code, title=title, sentence=sentence
        )
        response = make_response(html, status)
    response.headers.update(headers)
    return response


def code_of(status: int) -> str:
    """Return a stable code for a status that no error of our own explains: "not_found"."""
    return re.sub(r"\W+", "_", HTTPStatus(status).phrase).lower()


def language() -> str:
    """Return the language of the page; Vietnamese when the request cannot even be read."""
    try:
        return str(get_locale() or LANGUAGES[0])
    except HTTPException:
        return LANGUAGES[0]


def note(status: int, code: str) -> None:
    """Log what happened without the address: addresses carry codes."""
    current_app.logger.info("%s %s on %s", status, code, request.endpoint)
