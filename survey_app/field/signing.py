"""Calls of tablets: signed by the enrolled device instead of carrying a key."""

from __future__ import annotations

import uuid
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import g, request

from survey_app.api.problems import UnauthorisedError
from survey_app.extensions import database
from survey_app.field.envelope import is_signed, signed_text
from survey_app.field.queries import DeviceCard, find_device

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

SCHEME = "Device "
PARTS = 3
LONGEST_HEADER = 300


def signed_by_device(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return the view behind a check of the signature; a revoked device still signs."""

    @wraps(view)
    def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
        g.device = signing_device()
        answer: ResponseReturnValue = view(*args, **kwargs)
        return answer

    guarded.api_call = "device"  # type: ignore[attr-defined]  # read by the test of the policy
    return guarded


def signing_device() -> DeviceCard:
    """Return the device that signed this request, or raise UnauthorisedError.

    The header is ``Device <id>:<milliseconds>:<signature>``. The moment only makes
    signatures differ: a tablet's clock may be years off, and a repeated call does no harm.
    """
    header = request.headers.get("Authorization", "")
    parts = header.removeprefix(SCHEME).split(":")
    if not header.startswith(SCHEME) or len(parts) != PARTS or len(header) > LONGEST_HEADER:
        raise UnauthorisedError("device_unknown")
    device = known_device(parts[0])
    text = signed_text(request.method, request.path, parts[1], request.get_data())
    if device is None or not is_signed(device.public_key, parts[2], text):
        raise UnauthorisedError("device_unknown")
    return device


def known_device(text: str) -> DeviceCard | None:
    """Return the device with this id."""
    try:
        device_id = uuid.UUID(text)
    except ValueError:
        return None
    with database().reading() as session:
        return find_device(session, device_id)


def current_device() -> DeviceCard:
    """Return the device of this call."""
    device: DeviceCard = g.device
    return device
