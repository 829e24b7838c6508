"""Case IDs (mã hồ sơ): agency, day received, serial of the day; and the tail people read out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

_LONGEST = 200  # more than any spaced-out ID; refused before any work is done
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SPELLINGS: Final = str.maketrans(dict.fromkeys(_DASHES, "-") | dict.fromkeys(_INVISIBLE, ""))
_CASE_ID = re.compile(
    r"([A-Z][0-9]{2}(?:\.[0-9]{1,3}){0,4}|[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})"
    r"-([0-9]{6})-([0-9]{4,7})"
)
_TAIL = re.compile(r"([0-9]{6})-?([0-9]{4,7})")


@dataclass(frozen=True, slots=True)
class CaseId:
    """A case ID of known form, such as H44.100-260926-0001."""

    agency: str
    received_on: date
    serial: str

    def __str__(self) -> str:
        """Return the normalised case ID."""
        return f"{self.agency}-{self.tail}"

    @property
    def ymd(self) -> str:
        """The day received as six digits, year first."""
        day = self.received_on
        return f"{day.year % 100:02}{day.month:02}{day.day:02}"

    @property
    def tail(self) -> str:
        """What citizens read out: ``yymmdd-serial``."""
        return f"{self.ymd}-{self.serial}"


@dataclass(frozen=True, slots=True)
class Tail:
    """The last two parts of a case ID; several agencies may share one."""

    received_on: date
    ymd: str
    serial: str

    def __str__(self) -> str:
        """Return ``yymmdd-serial``."""
        return f"{self.ymd}-{self.serial}"


def normalise_case_id(text: str) -> str:
    """Return the one spelling of a case ID: NFC, upper case, no white space, plain hyphens.

    Every dash, the minus and the non-breaking hyphen become "-"; zero-width
    characters go. Works on text of unknown form too; "" stays "".
    """
    if text.isascii():
        return "".join(text.split()).upper()
    text = "".join(text.translate(_SPELLINGS).split())
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).upper())


def parse_case_id(text: str) -> CaseId | None:
    """Take a case ID apart after normalising it, or return None for an unknown form.

    Known are the current form (H44.100-260926-0001), the order of 2016
    (000.00.16.H56-200101-0001) and serials of 4 to 7 digits; the six digits
    must be a real day (years 2000..2099).
    """
    if len(text) > _LONGEST:
        return None
    found = _CASE_ID.fullmatch(normalise_case_id(text))
    if found is None:
        return None
    agency, ymd, serial = found.groups()
    received_on = _real_day(ymd)
    return None if received_on is None else CaseId(agency, received_on, serial)


def parse_tail(text: str) -> Tail | None:
    """Read ``yymmdd`` and a serial of 4 to 7 digits, hyphen optional; None if it is no tail."""
    if len(text) > _LONGEST:
        return None
    found = _TAIL.fullmatch(normalise_case_id(text))
    if found is None:
        return None
    ymd, serial = found.groups()
    received_on = _real_day(ymd)
    return None if received_on is None else Tail(received_on, ymd, serial)


def _real_day(ymd: str) -> date | None:
    try:
        return date(2000 + int(ymd[:2]), int(ymd[2:4]), int(ymd[4:]))
    except ValueError:
        return None
