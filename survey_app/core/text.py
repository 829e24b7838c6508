"""Vietnamese text: one form, search, sorting, and what must not be stored, shown or exported."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MASK: Final = "•••"

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTER_MARKS = frozenset("\u0302\u0306\u031b")  # of â ê ô, of ă, of ơ ư
_LETTERS = str.maketrans(
    {letter: f"{letter}0" for letter in "abcdefghijklmnopqrstuvwxyz"}
    | {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"}
)

_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls other than tab, line feed, return
    "\u202a-\u202e\u2066-\u2069"  # bidi overrides turn what a reader sees around
    "\ud800-\udfff\ufdd0-\ufdef\ufffd"  # half characters, noncharacters, decoding damage
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)

_DASH = r"\s{0,3}[-\u2010-\u2015\u2212]\s{0,3}"
_GAP = r"[\s.()\-\u2010-\u2015\u2212]{0,3}"
_PERSONAL = re.compile(
    # A case ID of either order, or its tail with a real-looking day.
    rf"(?:[A-Za-z]\d{{2}}(?:\.\d{{1,3}}){{0,4}}{_DASH}|\d{{3}}\.\d{{2}}\.\d{{2}}\.[A-Za-z]\d{{2}}{_DASH})"
    rf"\d{{6}}{_DASH}\d{{4,7}}(?!\d)"
    rf"|(?<!\d)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_DASH}\d{{4,7}}(?!\d)"
    # Phones and identity numbers, grouped in any way; sums of money do not begin with 0.
    rf"|\+{_GAP}84(?:{_GAP}\d){{8,11}}(?!\d)"
    rf"|(?<!\d)84(?:{_GAP}\d){{9,10}}(?!\d)"
    rf"|(?<!\d)0(?:{_GAP}\d){{8,11}}(?!\d)"
    r"|(?<!\d)\d{9}(?:\d{3})?(?!\d)"
)

_BEFORE_FORMULA = " \u00a0\ufeff'\"\u2018\u2019\u201c\u201d"
_FORMULA_STARTS = frozenset("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")


def nfc(text: str) -> str:
    """Return the text in Unicode form NFC, the only form that is stored."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the text as it is searched: lower case, no marks, d for đ, single spaces.

    "Thuỷ" and "thủy" fold alike, and "duong an" finds "Đường An". "" stays "".
    """
    decomposed = unicodedata.normalize("NFD", text.lower())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.replace("đ", "d").split())


def sort_key(text: str) -> str:
    """Return a key in Vietnamese dictionary order: letters first, tones only between equals.

    a ă â b c d đ e ê … ô ơ … ư … y, then ngang, huyền, hỏi, ngã, sắc, nặng. Letter
    case and the place of the tone in the syllable (hoà, hòa) make no difference.
    The key compares by code point, also in a database column (``COLLATE "C"``).
    """
    words = unicodedata.normalize("NFD", text.lower()).split()
    tones = "".join(_tones(word) for word in words)
    return f"{' '.join(_letters(word) for word in words)}\t{tones}"


def person_sort_key(name: str) -> str:
    """Return a key by given name (the last word), then family name, then what is between."""
    *before, given = nfc(name).split() or [""]
    family, middle = " ".join(before[:1]), " ".join(before[1:])
    return "\n".join(sort_key(part) for part in (given, family, middle))


def unreadable_character(text: str) -> str | None:
    r"""Return the first character that may not be stored, or None.

    Those are controls other than ``\n \r \t``, half surrogates, U+FFFD (what a
    wrong decoding leaves), noncharacters and bidi overrides and isolates.
    """
    found = _UNREADABLE.search(text)
    return found[0] if found else None


def mask_personal(text: str) -> str:
    """Put "•••" for case IDs, Vietnamese phone numbers and 9- or 12-digit numbers.

    Numbers may be grouped by spaces, dots or hyphens. Rather a date too many is
    masked than a phone number too few.
    """
    return _PERSONAL.sub(MASK, text)


def formula_safe(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet might run as a formula.

    That is text which begins, after spaces, quotes or a byte order mark, with
    ``= + - @``, their full-width twins, tab, return, line feed or NUL. The apostrophe
    can be taken away again: no two texts give the same result.
    """
    start = text.lstrip(_BEFORE_FORMULA)[:1]
    return f"'{text}" if start in _FORMULA_STARTS else text


def _letters(word: str) -> str:
    kept = (char for char in word if not unicodedata.combining(char) or char in _LETTER_MARKS)
    return nfc("".join(kept)).translate(_LETTERS)


def _tones(word: str) -> str:
    return "".join(_TONES[char] for char in word if char in _TONES) or "0"
