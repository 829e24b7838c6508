"""Headers of every answer: nothing foreign is loaded, nothing personal is kept or passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)

HEADERS: Final = (
    ("Content-Security-Policy", POLICY),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    # Pages carry a code in their address and a person's answers: nobody keeps them.
    ("Cache-Control", "no-store"),
)
TRANSPORT: Final = ("Strict-Transport-Security", "max-age=31536000")


def init_app(app: Flask, *, secure: bool) -> None:
    """Add the headers to every answer; what a view sets itself stays."""
    app.after_request(adding((*HEADERS, TRANSPORT) if secure else HEADERS))


def adding(headers: tuple[tuple[str, str], ...]) -> Callable[[Response], Response]:
    """Return the function that adds these headers."""
    by_name = [(name.lower(), (name, value)) for name, value in headers]

    def add(response: Response) -> Response:
        present = set(response.headers.keys(lower=True))
        response.headers.extend([header for name, header in by_name if name not in present])
        return response

    return add
