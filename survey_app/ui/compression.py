"""Text leaves compressed, so that no proxy is needed for a slow connection."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from flask import request

if TYPE_CHECKING:
    from flask import Flask, Response

#: Below this a packet carries it either way.
SMALLEST: Final = 500
LEVEL: Final = 5
_GZIP = 31  # zlib's window bits with gzip's header and trailer

TEXTS: Final = frozenset(
    {
        "text/html",
        "text/css",
        "text/csv",
        "text/plain",
        "text/javascript",
        "application/json",
        "application/problem+json",
        "application/manifest+json",
        "image/svg+xml",
    }
)


def init_app(app: Flask) -> None:
    """Compress what is worth it; answers that are streamed or encoded stay as they are."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Return the answer with its body compressed, if it is text and the client wants it."""
    if response.mimetype not in TEXTS or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if response.is_streamed or not accepts_gzip(request.headers.get("Accept-Encoding", "")):
        return response
    body = response.get_data()
    if len(body) >= SMALLEST:
        response.set_data(gzip(body))
        response.headers["Content-Encoding"] = "gzip"
    return response


def gzip(body: bytes, level: int = LEVEL) -> bytes:
    """Return the body as one gzip member; the same body gives the same bytes."""
    return zlib.compress(body, level, wbits=_GZIP)


def accepts_gzip(accepted: str) -> bool:
    """Tell whether an Accept-Encoding header allows gzip: named, or by "*", not at q=0."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = weight.replace(" ", "")
    weight = weights.get("gzip", weights.get("*", "q=0"))
    return not weight or weight.strip("q=0.") != ""
