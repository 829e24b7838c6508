"""Bearer keys: which program calls, and what it may."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import g, request

from survey_app.accounts.queries import KeyCard, find_key
from survey_app.api.problems import UnauthorisedError
from survey_app.core.calendar import local_day
from survey_app.core.errors import NotPermittedError
from survey_app.extensions import database, keyring, utc_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

SCHEME = "bearer"
LONGEST_KEY = 200


def require_key(call: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator of an API call: it needs a valid key that may make this call."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            g.api_key = presented_key()
            if call not in g.api_key.may:
                raise NotPermittedError
            answer: ResponseReturnValue = view(*args, **kwargs)
            return answer

        guarded.api_call = call  # type: ignore[attr-defined]  # read by the test of the policy
        return guarded

    return decorate


def presented_key() -> KeyCard:
    """Return the key of this request, or raise UnauthorisedError."""
    scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    if scheme.lower() != SCHEME or not secret or len(secret) > LONGEST_KEY:
        raise UnauthorisedError
    with database().reading() as session:
        key = find_key(session, keyring().api_key_mac(secret), local_day(utc_now()))
    if key is None:
        raise UnauthorisedError
    return key


def current_key() -> KeyCard:
    """Return the key of this call."""
    key: KeyCard = g.api_key
    return key
