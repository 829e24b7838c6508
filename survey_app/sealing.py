"""Encryption of the few fields that must be readable again: contacts and reopening."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_app.core.errors import SurveyError

if TYPE_CHECKING:
    from survey_app.core.codes import Keyring

NONCE_LENGTH = 12


class SealBrokenError(SurveyError):
    """The sealed field was made under another key, or was altered."""

    code = "seal_broken"


def seal(keyring: Keyring, purpose: str, text: str) -> bytes:
    """Return the text encrypted and authenticated with AES-256-GCM, nonce first."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    cipher = AESGCM(keyring.derive(purpose))
    return nonce + cipher.encrypt(nonce, text.encode(), purpose.encode())


def unseal(keyring: Keyring, purpose: str, sealed: bytes) -> str:
    """Return what `seal` was given; raise SealBrokenError under another key."""
    cipher = AESGCM(keyring.derive(purpose))
    try:
        return cipher.decrypt(
            sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], purpose.encode()
        ).decode()
    except InvalidTag:
        raise SealBrokenError from None
