"""Codes of administrative procedures, and the spellings that systems send them in."""

from __future__ import annotations

import re
from typing import Final

#: A version (.01), or a province with or without a service (.000.00.00.H55, .000.00.00.H55.02).
_SUFFIXED: Final = re.compile(
    r"([1-9]\.[0-9]{6})(?:\.[0-9]{2}|\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}(?:\.[0-9]{2})?)"
)
#: What a spreadsheet leaves of a code that it took for a number: 1.001190 becomes 1.00119.
_SHORTENED: Final = re.compile(r"[1-9]\.[0-9]{1,5}")
_LENGTH: Final = 8


def normalise_procedure_code(text: str) -> str:
    """Return the code of the national catalogue (2.000815) behind a spelling of it.

    Version, province and service suffixes go; zeros that a number cell dropped
    come back. Text of another form is returned upper-case without white space,
    "" as "".
    """
    code = "".join(text.split()).upper()
    if len(code) == _LENGTH:
        return code
    if found := _SUFFIXED.fullmatch(code):
        return found[1]
    return code.ljust(_LENGTH, "0") if _SHORTENED.fullmatch(code) else code
