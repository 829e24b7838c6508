"""The tablet's application: files that ship, built from `survey_app/field/client`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, redirect

from survey_app.core.codes import normalise_code
from survey_app.core.errors import NotFoundError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("field", __name__)

STATIC: Final = Path(__file__).resolve().parents[1] / "static"
TYPES: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
#: Scripts and calls of our own, the camera for QR codes; still nothing foreign and nothing inline.
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "no-cache",
}


@bp.get("/field/")
def start() -> ResponseReturnValue:
    """Give the application, which then needs no network."""
    return serve("index.html")


@bp.get("/field/<string:name>")
def file(name: str) -> ResponseReturnValue:
    """Give one of its files."""
    return serve(name)


@bp.get("/F/<string:code>")
def enrolment(code: str) -> ResponseReturnValue:
    """Lead from the QR code of the console to the application; the code stays out of requests."""
    typed = normalise_code(code)
    if typed is None:
        raise NotFoundError
    return redirect(f"/field/#{typed}", code=303)


def serve(name: str) -> Response:
    """Return a file that ships, by its exact name."""
    kind = TYPES.get(Path(name).suffix)
    if kind is None or name not in {path.name for path in STATIC.iterdir()}:
        raise NotFoundError
    return Response((STATIC / name).read_bytes(), mimetype=kind, headers=HEADERS)
