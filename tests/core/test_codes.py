"""Codes, receipts, digests and signatures; sources: architecture section 3 (Keys), RFC 5869."""

import base64
import hmac
import re
import uuid
from datetime import date

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.case_id import Tail
from survey_app.core.codes import ALPHABET, Keyring, group_code, hkdf_sha256, normalise_code
from survey_app.core.errors import SettingsError

ROOT = "a root key for tests, long enough"
KEYRING = Keyring(ROOT)
OTHER = Keyring("another root key for tests, long enough")
CODES = st.text(alphabet=ALPHABET, min_size=12, max_size=12)
PARTS = st.lists(st.one_of(st.text(), st.binary()), max_size=4)
RESPONSE = uuid.UUID("12345678-1234-4234-9234-123456789abc")
TAIL = Tail(date(2026, 9, 26), "260926", "0001")


class TestNormaliseCode:
    @pytest.mark.parametrize(
        "text",
        [
            "0123456789AB",
            "0123-4567-89AB",
            " 0123 4567 89ab\n",
            "oi23\u20134567\u201389ab",
            "OL23\u00a04567\u00a089AB",
            "O-1-2-3-4-5-6-7-8-9-A-B",
        ],
    )
    def test_every_way_of_typing_gives_one_code(self, text):
        assert normalise_code(text) == "0123456789AB"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "0123456789A",
            "0123456789ABC",
            "0123456789AU",
            "0123456789A_",
            "0123456789Ạ\u0301",
            "\uff10123456789AB",
            "0" * 50_000,
            " " * 50_000 + "0123456789AB",
        ],
    )
    def test_what_cannot_be_a_code_is_none(self, text):
        assert normalise_code(text) is None

    @settings(deadline=None)
    @given(CODES)
    def test_grouping_is_undone(self, code):
        assert normalise_code(group_code(code).lower()) == code

    @settings(deadline=None)
    @given(st.text())
    def test_any_text_gives_a_code_or_none(self, text):
        code = normalise_code(text)

        assert code is None or re.fullmatch("[0-9A-HJKMNP-TV-Z]{12}", code)


class TestGroupCode:
    def test_reads_in_fours(self):
        assert group_code("ABCDEFGHJKMN") == "ABCD-EFGH-JKMN"


class TestHkdf:
    # RFC 5869, appendix A, test cases 1 to 3
    @pytest.mark.parametrize(
        ("root", "salt", "info", "expected"),
        [
            (b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)),
             "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"),
            (bytes(range(0x50)), bytes(range(0x60, 0xB0)), bytes(range(0xB0, 0x100)),
             ("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
             "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
             "cc30c58179ec3e87c14c01d5c1f3434f1d87")),
            (b"\x0b" * 22, b"", b"",
             "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
        ],
    )  # fmt: skip
    def test_published_vectors(self, root, salt, info, expected):
        derived = hkdf_sha256(root, salt=salt, info=info, length=len(expected) // 2)

        assert derived.hex() == expected


class TestKeyring:
    @pytest.mark.parametrize("key", ["", "x" * 31, "đ" * 31])
    def test_a_short_root_stops_the_start(self, key):
        with pytest.raises(SettingsError) as refused:
            Keyring(key)

        assert refused.value.code == "short_link_key"
        assert key not in str(refused.value) or not key

    def test_the_root_counts_as_utf_8(self):
        key = "đường dẫn và mã phiếu của phường Hưng Đạo"
        derived = HKDF(SHA256(), 32, salt=None, info=b"survey_app/code").derive(key.encode())

        assert Keyring(key).derive("code") == derived

    def test_purposes_give_unlike_keys_derived_once(self):
        purposes = ["code", "code-lookup", "receipt", "case", "api", "session", "contact", "seal"]

        assert len({KEYRING.derive(purpose) for purpose in purposes}) == len(purposes)
        assert KEYRING.derive("contact") is KEYRING.derive("contact")

    def test_shows_no_key(self):
        shown = f"{KEYRING!r} {KEYRING}"

        assert ROOT not in shown
        assert KEYRING.key_id in shown
        assert not hasattr(KEYRING, "__dict__")

    def test_the_fingerprint_tells_keys_apart(self):
        assert KEYRING.fingerprint == Keyring(ROOT).fingerprint
        assert KEYRING.fingerprint != OTHER.fingerprint
        assert re.fullmatch("[0-9a-f]{64}", KEYRING.fingerprint)
        assert KEYRING.key_id == KEYRING.fingerprint[:8]

    # Links are printed and rows stored: these values may never change. They were made with
    # another HKDF (cryptography) and another base 32 than the code under test.
    def test_values_already_printed_and_stored_stay(self):
        assert KEYRING.code(b"nonce") == "12XPH5EN00FV"
        assert KEYRING.receipt(RESPONSE) == "DSZ0HJXKTGD8"
        assert KEYRING.code_mac("0123456789AB").hex()[:16] == "884f65b43604cd30"
        assert KEYRING.receipt_mac("0123456789AB").hex()[:16] == "693503b42c186384"
        assert KEYRING.case_key("H44.100-260926-0001").hex()[:16] == "d832287a13bb1909"
        assert KEYRING.tail_key("11689", TAIL).hex()[:16] == "a9467eb0ed10a639"
        assert KEYRING.api_key_mac("secret").hex()[:16] == "a2b63990692a7af9"
        assert KEYRING.session_mac("token").hex()[:16] == "0afe3b4cff4aca24"
        assert KEYRING.sign("form", "a", b"b") == "yd_NwKG8jHFU14zero7MwQ"
        assert KEYRING.key_id == "25065aef"


class TestCode:
    @settings(deadline=None)
    @given(st.binary(max_size=64))
    def test_is_the_first_sixty_bits(self, nonce):
        digest = hmac.digest(KEYRING.derive("code"), nonce, "sha256")
        bits = f"{int.from_bytes(digest):0256b}"
        expected = "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, 60, 5))

        assert KEYRING.code(nonce) == expected
        assert normalise_code(expected) == expected

    def test_is_of_its_key_and_nonce(self):
        codes = {KEYRING.code(b"1"), KEYRING.code(b"2"), OTHER.code(b"1"), OTHER.code(b"2")}

        assert len(codes) == 4

    def test_a_receipt_is_no_link_code(self):
        assert KEYRING.receipt(RESPONSE) != KEYRING.code(RESPONSE.bytes)
        assert KEYRING.receipt(RESPONSE) != OTHER.receipt(RESPONSE)
        assert normalise_code(KEYRING.receipt(RESPONSE)) == KEYRING.receipt(RESPONSE)


class TestMacs:
    def test_one_text_has_another_digest_for_every_purpose_and_key(self):
        text = "0123456789AB"
        digests = {
            method(keyring, text)
            for keyring in (KEYRING, OTHER)
            for method in (
                Keyring.code_mac,
                Keyring.receipt_mac,
                Keyring.case_key,
                Keyring.api_key_mac,
                Keyring.session_mac,
            )
        }

        assert len(digests) == 10
        assert {len(digest) for digest in digests} == {32}

    def test_every_spelling_of_a_case_id_has_one_key(self):
        keys = {
            KEYRING.case_key(text)
            for text in (
                "H44.100-260926-0001",
                " h44.100\u2013260926\u20130001",
                "H44.100 - 260926 - 0001",
            )
        }

        assert len(keys) == 1

    def test_a_tail_is_of_its_unit_and_never_a_case(self):
        other_serial = Tail(TAIL.received_on, TAIL.ymd, "0002")
        keys = {
            KEYRING.tail_key("11689", TAIL),
            KEYRING.tail_key("11761", TAIL),
            KEYRING.tail_key("11689", other_serial),
            KEYRING.case_key("11689-260926-0001"),
            KEYRING.case_key("260926-0001"),
        }

        assert len(keys) == 5

    @pytest.mark.parametrize("text", ["", "\ud800", "đ", "\0"])
    def test_odd_text_from_the_network_has_a_digest_too(self, text):
        for method in (KEYRING.code_mac, KEYRING.case_key, KEYRING.api_key_mac):
            assert len(method(text)) == 32


class TestSign:
    @settings(deadline=None)
    @given(st.text(max_size=20).filter(str.isprintable), PARTS)
    def test_what_was_signed_is_verified(self, purpose, parts):
        signature = KEYRING.sign(purpose, *parts)

        assert re.fullmatch("[A-Za-z0-9_-]{22}", signature)
        assert KEYRING.verify(purpose, signature, *parts)
        assert not OTHER.verify(purpose, signature, *parts)
        assert not KEYRING.verify(f"{purpose}x", signature, *parts)
        assert not KEYRING.verify(purpose, signature, *parts, "")

    @pytest.mark.parametrize(
        "parts", [("ab", "c"), ("abc",), ("", "abc"), ("a", "b", "c"), ("bc", "a"), ()]
    )
    def test_parts_cannot_be_moved(self, parts):
        assert not KEYRING.verify("form", KEYRING.sign("form", "a", "bc"), *parts)

    def test_bytes_and_their_text_are_the_same_part(self):
        assert KEYRING.verify("form", KEYRING.sign("form", "đ"), "đ".encode())

    @settings(deadline=None)
    @given(st.text())
    def test_any_text_may_be_asked_about(self, signature):
        assert not KEYRING.verify("form", signature, "part")

    def test_no_other_spelling_of_a_signature_passes(self):
        signature = KEYRING.sign("form", "part")

        for altered in (f"{signature}=", signature[:-1], f" {signature}", signature.swapcase()):
            assert not KEYRING.verify("form", altered, "part")
        for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
            altered = signature[:-1] + last
            assert KEYRING.verify("form", altered, "part") == (altered == signature)

    def test_a_signing_key_is_not_the_key_of_the_purpose(self):
        digest = hmac.digest(KEYRING.derive("form"), b"\0\0\0\x04part", "sha256")
        signed_with_it = base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")

        assert KEYRING.sign("form", "part") != signed_with_it
