"""The hidden input of a page: stateless, signed, bound to one address.

It carries the number under which this page's answer is stored at most once,
and the second in which the page was made.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from survey_app.core.errors import ForgedError

if TYPE_CHECKING:
    from survey_app.core.codes import Keyring

FIELD = "token"
ID_BYTES = 16
PARTS = 3
LONGEST = 100


@dataclass(frozen=True, slots=True)
class PageToken:
    """What an unaltered hidden input says."""

    #: Minted with the page; unique for all answers ever stored.
    client_id: str
    made_at: datetime

    def seconds_until(self, now: datetime) -> float:
        """Return how long ago the page was made."""
        return (now - self.made_at).total_seconds()


def mint(keyring: Keyring, address: str, now: datetime) -> str:
    """Return a fresh hidden input for a page of this address."""
    client_id = secrets.token_urlsafe(ID_BYTES)
    second = format(int(now.timestamp()), "x")
    return f"{client_id}.{second}.{keyring.sign('page', address, client_id, second)}"


def read(keyring: Keyring, address: str, text: str) -> PageToken:
    """Return what the hidden input says, or raise ForgedError."""
    parts = text.split(".")
    if len(text) > LONGEST or len(parts) != PARTS or not text.isascii():
        raise ForgedError
    client_id, second, signature = parts
    if not keyring.verify("page", signature, address, client_id, second):
        raise ForgedError
    return PageToken(client_id, datetime.fromtimestamp(int(second, 16), UTC))
