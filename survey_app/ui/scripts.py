"""Scripts of citizen pages: small, from our own files, and never needed."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from flask import Response

from survey_app.ui.headers import POLICY
from survey_app.ui.styles import YEAR, fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES: Final = ("citizen", "kiosk")
#: Of pages with a script of ours; a kiosk also sends its answers by it.
POLICIES: Final[Mapping[str, str]] = {
    "citizen": f"{POLICY}; script-src 'self'",
    "kiosk": f"{POLICY}; script-src 'self'; connect-src 'self'",
}

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def script(name: str) -> str:
    """Return the text of a script that ships, without comments and indentation."""
    text = files(__package__).joinpath("static", f"{name}.js").read_text("utf-8")
    lines = (line.strip() for line in _COMMENT.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)


@cache
def script_address(name: str) -> str:
    """Return where a script is served; the address changes with the content."""
    return f"/script/{name}-{fingerprint(script(name))}.js"


def script_response(name: str, digest: str) -> Response:
    """Return a script as an answer; kept for ever under the address of its content."""
    response = Response(script(name), mimetype="text/javascript")
    lasting = script_address(name) == f"/script/{name}-{digest}.js"
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR}, immutable" if lasting else "no-cache"
    )
    return response


def let_script(response: Response, name: str = "citizen") -> Response:
    """Allow a page to run the script it links."""
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", POLICIES[name])
    return response
