"""Sealing to a campaign and signatures of devices: what `client/src/vault.js` does, read here.

A sealed text is made with an ephemeral P-256 key: ECDH with the campaign's
public key, HKDF-SHA256, AES-256-GCM. Only the server has the other half.
"""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from survey_app import sealing
from survey_app.core.codes import hkdf_sha256
from survey_app.core.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey_app.core.codes import Keyring

CURVE: Final = ec.SECP256R1()
PURPOSE: Final = "campaign"
INFO: Final = b"field record"
POINT_BYTES: Final = 65
SIGNATURE_BYTES: Final = 64


class SealedWrongError(RefusedError):
    """A sealed text was altered, or made for another campaign."""

    code = "cannot_open"


def new_campaign_key(keyring: Keyring) -> tuple[bytes, bytes]:
    """Return a fresh public key and its private half, sealed."""
    private = ec.generate_private_key(CURVE)
    number = private.private_numbers().private_value
    return point_of(private.public_key()), sealing.seal(keyring, PURPOSE, f"{number:064x}")


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key as WebCrypto's "raw"."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@lru_cache(maxsize=256)
def read_point(raw: bytes) -> ec.EllipticCurvePublicKey:
    """Read a public key; raise RefusedError for what is no point of the curve."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw)
    except ValueError:
        raise RefusedError("bad_key") from None


def open_campaign_key(keyring: Keyring, sealed_key: bytes) -> ec.EllipticCurvePrivateKey:
    """Return the private key of a campaign."""
    return ec.derive_private_key(int(sealing.unseal(keyring, PURPOSE, sealed_key), 16), CURVE)


def open_sealed(
    key: ec.EllipticCurvePrivateKey, envelope: Mapping[str, str], bound_to: str
) -> bytes:
    """Return what was sealed to a campaign, if it is bound to this text.

    Raises SealedWrongError for anything else.
    """
    try:
        ephemeral, nonce, sealed = (
            unpack(envelope[name]) for name in ("ephemeral", "nonce", "sealed")
        )
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, ephemeral)
        secret = key.exchange(ec.ECDH(), theirs)
        cipher = AESGCM(hkdf_sha256(secret, salt=ephemeral, info=INFO, length=32))
        return cipher.decrypt(nonce, sealed, bound_to.encode())
    except (InvalidTag, ValueError, KeyError, TypeError, AttributeError):
        raise SealedWrongError from None


def unpack(text: str) -> bytes:
    """Read base64; raise ValueError for what is none."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64") from error


def signed_text(method: str, path: str, moment: str, body: bytes) -> bytes:
    """Return what a device signs of a call."""
    return "\n".join((method, path, moment, sha256(body).hexdigest())).encode()


def is_signed(public_key: bytes, signature: str, text: bytes) -> bool:
    """Tell whether the device with this key signed the text (r and s, 32 bytes each)."""
    try:
        raw = unpack(signature)
        if len(raw) != SIGNATURE_BYTES:
            return False
        r, s = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
        read_point(public_key).verify(encode_dss_signature(r, s), text, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
