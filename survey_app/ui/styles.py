"""Style sheets: read once, squeezed, served under an address that changes with the content."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Final

from flask import Response

NAMES: Final = ("citizen", "kiosk", "staff")

YEAR = 31_536_000
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AROUND = re.compile(r"\s*([{};,>])\s*")


@cache
def style(name: str) -> str:
    """Return the text of a style sheet that ships: "citizen" or "staff"."""
    own = squeeze(files(__package__).joinpath("static", f"{name}.css").read_text("utf-8"))
    return style("citizen") + own if name == "kiosk" else own


def squeeze(text: str) -> str:
    """Return the rules without comments and needless white space; quoted texts hold neither."""
    text = " ".join(_COMMENT.sub("", text).split())
    return _AROUND.sub(r"\1", text).replace(";}", "}")


def fingerprint(text: str) -> str:
    """Return the 10 characters that stand in the address for the content."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def style_address(name: str) -> str:
    """Return where a style sheet that ships is served."""
    return f"/style/{name}-{fingerprint(style(name))}.css"


def style_response(text: str, *, lasting: bool = True) -> Response:
    """Return a style sheet as an answer; ``lasting`` when its address names its content."""
    response = Response(text, mimetype="text/css")
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR}, immutable" if lasting else "no-cache"
    )
    return response
