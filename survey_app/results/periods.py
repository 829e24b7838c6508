"""Which periods a page offers."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from survey_app.core.calendar import Period

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

QUARTERS: Final = 8
MONTHS: Final = 12
YEARS: Final = 3


def choices(today: date, chosen: Period) -> dict[str, list[Period]]:
    """Return quarters, months and years up to today, newest first, and what else is chosen."""
    offered = {
        "quarters": list(islice(back_from(Period.quarter_of(today)), QUARTERS)),
        "months": list(islice(back_from(Period.month_of(today)), MONTHS)),
        "years": list(islice(back_from(Period.year_of(today)), YEARS)),
    }
    known = any(chosen in periods for periods in offered.values())
    return offered if known else {"chosen": [chosen], **offered}


def back_from(period: Period) -> Iterator[Period]:
    """Yield a period and all before it."""
    while True:
        yield period
        period = period.previous()
