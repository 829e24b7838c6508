"""Text leaves compressed, so that no proxy is needed for a slow connection."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flask import Response, request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

#: Below this a packet carries it either way.
SMALLEST: Final = 500
LEVEL: Final = 5
_GZIP = 31  # zlib's window bits with gzip's header and trailer
_RAW = -15  # ... with neither
#: Of a member made of pieces. Sources: RFC 1952, 2.3 (no name, no time), and RFC 1951, 3.2.
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_LARGEST_STORED = 65535

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


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a page: its bytes, and the same as blocks that fit anywhere in a gzip member."""

    plain: bytes
    blocks: bytes


def lasting_piece(text: str) -> Piece:
    """Return a piece that many pages share; compressed as well as can be, once."""
    plain = text.encode()
    packer = zlib.compressobj(9, wbits=_RAW)
    return Piece(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))


def passing_piece(text: str) -> Piece:
    """Return a piece that only this page has; stored as it is, which costs next to nothing.

    So a secret in it leaves no trace in the length of the page either.
    """
    plain = text.encode()[:_LARGEST_STORED]
    size = len(plain)
    blocks = b"\0" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + plain
    return Piece(plain, blocks)


def page_of(pieces: Sequence[Piece]) -> Response:
    """Return the pieces as one page, as a gzip member where the client takes one."""
    body = b"".join([piece.plain for piece in pieces])
    packed = accepts_gzip(request.headers.get("Accept-Encoding", ""))
    headers = {"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if packed else {})
    return Response(member(pieces, body) if packed else body, headers=headers, mimetype="text/html")


def member(pieces: Sequence[Piece], body: bytes) -> bytes:
    """Return one gzip member made of the blocks of pieces, whose plain bytes are ``body``."""
    trailer = zlib.crc32(body).to_bytes(4, "little") + len(body).to_bytes(4, "little")
    return b"".join([_HEADER, *[piece.blocks for piece in pieces], _LAST_BLOCK, trailer])


@lru_cache(maxsize=64)
def accepts_gzip(accepted: str) -> bool:
    """Tell whether an Accept-Encoding header allows gzip: named, or by "*", not at q=0."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = weight.replace(" ", "")
    weight = weights.get("gzip", weights.get("*", "q=0"))
    return not weight or weight.strip("q=0.") != ""
