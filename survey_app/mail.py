"""Sending mail through the server that an office names in SMTP_URL."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from email.message import EmailMessage
from smtplib import SMTP, SMTP_SSL
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TIMEOUT: Final = 20


@contextmanager
def post_office(url: str) -> Iterator[Callable[[str, str, str], None]]:
    """Give a function that sends receiver, subject and words; one connection serves all.

    Raises:
        OSError: where the server cannot be reached (`smtplib.SMTPException` is one).
    """
    sender = unquote(urlsplit(url).path.strip("/"))
    with connect(url) as server:

        def send(receiver: str, subject: str, words: str) -> None:
            mail = EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = sender, receiver, subject
            mail["Auto-Submitted"] = "auto-generated"
            mail.set_content(words)
            server.send_message(mail)

        yield send


def connect(url: str) -> SMTP:
    """Return a connection, encrypted where the server offers it, signed in with a name."""
    parts = urlsplit(url)
    host, secured = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: SMTP = SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=secured)
    else:
        server = SMTP(host, parts.port or 587, timeout=TIMEOUT)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=secured)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
