"""What a number cell of a workbook means: text as it would be typed, or a date."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from survey_app.directory.readers.archive import Archive

#: Day 0 of the two calendars a workbook may count in.
EPOCH_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a local date without a zone
EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001 - as above

_LAST_DAY = 2_958_465  # 31/12/9999
_EXACT = 10**15  # whole numbers that a double holds exactly
#: Number formats that are dates without being spelled out. Source: ECMA-376, part 1, 18.8.30.
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_A_LETTER_OF_A_DATE = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)


def date_styles(archive: Archive, name: str) -> frozenset[int]:
    """Return the numbers of the cell styles that show a number as a date."""
    if name not in archive:
        return frozenset()
    formats: dict[str, str] = {}
    styles: list[str] = []
    inside = False
    for element, attributes in archive.elements(name):
        if element == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif element == "cellXfs":
            inside = True
        elif element == "xf" and inside:
            styles.append(attributes.get("numFmtId", "0"))
        elif element == "cellStyles":
            inside = False
    return frozenset(
        place for place, number in enumerate(styles) if is_date(number, formats.get(number))
    )


def is_date(number: str, code: str | None) -> bool:
    """Tell whether a number format shows dates or times."""
    if code is None:
        return number.isdecimal() and int(number) in _BUILT_IN_DATES
    return bool(_DATE_LETTERS.search(_NOT_A_LETTER_OF_A_DATE.sub("", code)))


def number_text(text: str) -> str:
    """Return a number as people type it: 261008 and not 261008.0, never with an exponent."""
    if text.isascii() and text.isdigit():
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number) or abs(number) >= _EXACT:
        return text
    return str(int(number)) if number.is_integer() else repr(number)


def date_text(text: str, epoch: datetime) -> str:
    """Return the day, or the moment to the second, that a date cell shows; as text if it is none.

    The result is ISO 8601 without a zone.
    """
    try:
        days = float(text)
    except ValueError:
        return text
    if not 1 <= days <= _LAST_DAY:
        return number_text(text)
    moment = epoch + timedelta(seconds=round(days * 86_400))
    return moment.strftime("%Y-%m-%dT%H:%M:%S") if days % 1 else f"{moment:%Y-%m-%d}"
