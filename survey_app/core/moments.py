"""Reading the moments of a case: one of three written forms becomes aware UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

#: Asia/Ho_Chi_Minh has had this offset since 13/6/1975 (a test compares every year read here).
VIETNAM_OFFSET: Final = timedelta(hours=7)

_YEARS = range(1990, 2101)
_COMPACT_LENGTH = 14
_COMPACT = re.compile(r"(?P<day>[0-9]{8})(?P<time>[0-9]{6})")
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
# Two digits each: 8/10/2026 may come from a machine that writes the month first.
_VIETNAMESE = re.compile(
    r"(?P<day>[0-9]{2})/(?P<month>[0-9]{2})/(?P<year>[0-9]{4})"
    r"(?: (?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?"
)


def parse_moment(text: str) -> datetime:
    """Read the moment of a case; without a zone it is Vietnamese time.

    Read are ``yyyyMMddHHmmss``, ISO 8601 (a day alone is its midnight) and
    ``dd/MM/yyyy`` with or without ``HH:mm`` or ``HH:mm:ss``; white space around
    them is ignored.

    Returns:
        an aware moment in UTC.

    Raises:
        ValueError: for any other text (the empty one too), an impossible day or
            time, or a year outside 1990..2100.
    """
    # The first form comes 600,000 times in one import: no pattern, no strptime.
    if len(text) == _COMPACT_LENGTH and text.isascii() and text.isdigit():
        return _in_utc(datetime.fromisoformat(f"{text[:8]}T{text[8:]}"))
    return _in_utc(datetime.fromisoformat(_as_iso(text.strip().upper())))


def _as_iso(text: str) -> str:
    # fromisoformat alone reads more than is meant: any separator, weeks, thirteen digits.
    if _ISO.fullmatch(text):
        return text
    if found := _COMPACT.fullmatch(text):
        return f"{found['day']}T{found['time']}"
    if found := _VIETNAMESE.fullmatch(text):
        day = f"{found['year']}-{found['month']}-{found['day']}"
        return f"{day}T{found['time'] or '00:00'}"
    raise ValueError("not a moment in a known form")


def _in_utc(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise ValueError("a moment lies between 1990 and 2100")
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return moment.replace(tzinfo=UTC) - VIETNAM_OFFSET
