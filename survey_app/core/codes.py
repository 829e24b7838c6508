"""Link codes, receipts and keyed digests, all derived from the one root key LINK_KEY."""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING, Final

from survey_app.core.case_id import normalise_case_id
from survey_app.core.errors import SettingsError

if TYPE_CHECKING:
    import uuid

    from survey_app.core.case_id import Tail

#: Crockford base 32: no I, L, O, U. Source: https://www.crockford.com/base32.html
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 12
SHORTEST_KEY: Final = 32

_LONGEST_TYPED = 64
_DIGEST = "sha256"
_SIGNATURE_BYTES = 16
_FACTOR_BYTES = 20
_TYPED_ALIKE = str.maketrans(
    {"O": "0", "I": "1", "L": "1"} | dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2212", "")
)
_LETTERS = frozenset(ALPHABET)


def normalise_code(text: str) -> str | None:
    """Return the 12 characters of a typed code, or None if it cannot be one.

    White space, hyphens and letter case do not matter; O is read as 0, I and L as 1.
    """
    if len(text) > _LONGEST_TYPED:
        return None
    code = "".join(text.split()).upper().translate(_TYPED_ALIKE)
    return code if len(code) == CODE_LENGTH and _LETTERS.issuperset(code) else None


def group_code(code: str) -> str:
    """Return a code as people read it: ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def hkdf_sha256(root: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    """Derive ``length`` bytes (1..8160) from a root key.

    Source: RFC 5869, HMAC-based extract-and-expand key derivation, with SHA-256.
    """
    pseudo_random_key = hmac.digest(salt or bytes(32), root, _DIGEST)
    block, output = b"", b""
    for counter in range(1, -(-length // 32) + 1):
        block = hmac.digest(pseudo_random_key, block + info + bytes([counter]), _DIGEST)
        output += block
    return output[:length]


class Keyring:
    """Every keyed value of the application; one sub-key per purpose, derived once.

    Nothing of a key leaves it except through `derive`. Texts are used as UTF-8.
    """

    __slots__ = ("_keys", "_root")

    def __init__(self, link_key: str) -> None:
        """Take the root key: any text of at least 32 characters.

        Raises:
            SettingsError: code ``short_link_key``.
        """
        if len(link_key) < SHORTEST_KEY:
            raise SettingsError("short_link_key", shortest=SHORTEST_KEY)
        self._root = link_key.encode("utf-8", "surrogatepass")
        self._keys: dict[str, bytes] = {}

    def __repr__(self) -> str:
        """Name the key without showing it."""
        return f"Keyring(key_id={self.key_id!r})"

    def derive(self, purpose: str) -> bytes:
        """Return the 32 bytes of a purpose: HKDF-SHA256, no salt, info ``survey_app/<purpose>``."""
        key = self._keys.get(purpose)
        if key is None:
            info = b"survey_app/" + purpose.encode()
            key = hkdf_sha256(self._root, salt=b"", info=info, length=32)
            self._keys[purpose] = key
        return key

    @property
    def fingerprint(self) -> str:
        """64 hex characters that tell keys apart and give nothing of them away."""
        return self._mac("fingerprint", b"survey_app").hex()

    @property
    def key_id(self) -> str:
        """The first 8 characters of the fingerprint, for rows that name their key."""
        return self.fingerprint[:8]

    def code(self, nonce: bytes) -> str:
        """Return the link code of an invitation: 60 bits as 12 base-32 characters."""
        return _base32(self._mac("code", nonce))

    def code_mac(self, code: str) -> bytes:
        """Return the 32 bytes by which the database finds a normalised code."""
        return self._mac("code-lookup", _bytes(code))

    def receipt(self, response_id: uuid.UUID) -> str:
        """Return the receipt code of a response: 60 bits as 12 base-32 characters."""
        return _base32(self._mac("receipt", response_id.bytes))

    def receipt_mac(self, receipt: str) -> bytes:
        """Return the 32 bytes by which the database finds a normalised receipt code."""
        return self._mac("receipt-lookup", _bytes(receipt))

    def case_key(self, case_id: str) -> bytes:
        """Return the 32 bytes that stand for a case; every spelling of its ID gives the same."""
        return self._mac("case", _framed("id", normalise_case_id(case_id)))

    def tail_key(self, unit_code: str, tail: Tail) -> bytes:
        """Return the 32 bytes that stand for a tail in a unit; never equal to a case key."""
        return self._mac("case", _framed("tail", unit_code, tail.ymd, tail.serial))

    def api_key_mac(self, secret: str) -> bytes:
        """Return the 32 bytes by which the database finds an API key."""
        return self._mac("api", _bytes(secret))

    def session_mac(self, token: str) -> bytes:
        """Return the 32 bytes by which the database finds a signed-in session."""
        return self._mac("session", _bytes(token))

    def welcome_mac(self, token: str) -> bytes:
        """Return the 32 bytes by which the database finds the invitation of an account."""
        return self._mac("welcome", _bytes(token))

    def recovery_mac(self, account_id: int, code: str) -> bytes:
        """Return the 32 bytes by which the database finds a recovery code of an account."""
        return self._mac("recovery", _framed(str(account_id), code))

    def factor_secret(self, token: str) -> bytes:
        """Return the 20 bytes of the second factor that a session may enrol.

        Source: RFC 4226, section 4, R6: 160 bits are recommended.
        """
        return self._mac("factor", _bytes(token))[:_FACTOR_BYTES]

    def sign(self, purpose: str, *parts: bytes | str) -> str:
        """Return 22 URL-safe characters that vouch for the parts, their order and the purpose."""
        digest = self._mac(f"sign/{purpose}", _framed(*parts))[:_SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def verify(self, purpose: str, signature: str, *parts: bytes | str) -> bool:
        """Tell, in constant time, whether `sign` made this signature; any text may be asked."""
        return hmac.compare_digest(_bytes(signature), _bytes(self.sign(purpose, *parts)))

    def _mac(self, purpose: str, message: bytes) -> bytes:
        return hmac.digest(self.derive(purpose), message, _DIGEST)


def _base32(digest: bytes) -> str:
    number = int.from_bytes(digest[:8]) >> 4
    return "".join(ALPHABET[number >> shift & 31] for shift in range(55, -1, -5))


def _bytes(part: bytes | str) -> bytes:
    # surrogatepass: odd text from the network must end as "unknown", never as an exception.
    return part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")


def _framed(*parts: bytes | str) -> bytes:
    """Join the parts with their lengths, so that ("ab", "c") and ("a", "bc") differ."""
    encoded = [_bytes(part) for part in parts]
    return b"".join(len(part).to_bytes(4) + part for part in encoded)
