"""Reading the rows of a list: columns by name, values by kind, faults by place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from survey_app.core.errors import RefusedError, UnreadableFileError
from survey_app.core.text import fold, nfc, unreadable_character
from survey_app.directory.readers.opening import open_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_DAY = re.compile(
    r"(?P<year>[0-9]{4})-?(?P<month>[0-9]{2})-?(?P<day>[0-9]{2})(?:T00:00:00)?"
    r"|(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})"
)
_YEARS: Final = range(1900, 2101)
_YES = frozenset({"1", "x", "yes", "true", "co"})
_NO = frozenset({"", "0", "no", "false", "khong"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns a list must and may have; other columns are ignored."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    #: Other names of these columns.
    also: Mapping[str, str] = field(default_factory=dict)

    def places(self, header: list[str]) -> dict[str, int]:
        """Return column to place in the row; names are matched as people spell them."""
        names = {spelling(name): name for name in (*self.required, *self.optional)}
        names |= {spelling(other): name for other, name in self.also.items()}
        found: dict[str, int] = {}
        for place, cell in enumerate(header):
            name = names.get(spelling(cell))
            if name:
                found.setdefault(name, place)
        return found

    def suit(self, header: list[str]) -> bool:
        """Tell whether a header has all columns that are required."""
        return set(self.required) <= self.places(header).keys()


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list; its methods read a value or refuse the list, naming the place."""

    number: int
    values: Mapping[str, str]

    def fault(self, code: str, column: str, **details: object) -> RefusedError:
        """Return the error that names this row, a column and its value."""
        value = self.values.get(column, "")[:100]
        return RefusedError(code, row=self.number, column=column, value=value, **details)

    def text(self, column: str, longest: int, default: str | None = None) -> str:
        """Return the text in NFC with single spaces; required unless there is a default."""
        value = self.values.get(column, "")
        if unreadable_character(value):
            raise self.fault("list_bad_character", column)
        value = " ".join(nfc(value).split())
        if len(value) > longest:
            raise self.fault("list_too_long", column, longest=longest)
        if not value and default is None:
            raise self.fault("list_missing_value", column)
        return value or default or ""

    def chosen(self, column: str, choices: Mapping[str, str], default: str | None = None) -> str:
        """Return what one of the spellings in ``choices`` stands for."""
        text = self.text(column, 100, default)
        value = choices.get(fold(text))
        if value is None:
            allowed = ", ".join(sorted(set(choices.values())))
            raise self.fault("list_unknown_choice", column, allowed=allowed)
        return value

    def number_in(self, column: str, allowed: range) -> int:
        """Return the whole number; a percent sign after it is allowed."""
        text = self.text(column, 20).removesuffix("%").strip()
        if not (text.isascii() and text.isdigit() and int(text) in allowed):
            raise self.fault("list_bad_number", column, low=allowed[0], high=allowed[-1])
        return int(text)

    def day(self, column: str) -> date | None:
        """Return the day written as 2025-07-01, 01/07/2025 or 20250701; None when empty."""
        text = self.text(column, 30, "")
        if not text:
            return None
        found = _DAY.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)  # noqa: TRY301 - one way out for all bad text
            first, month, last = (int(part) for part in found.groups() if part)
            result = date(first, month, last) if found["year"] else date(last, month, first)
        except ValueError:
            raise self.fault("list_bad_day", column) from None
        if result.year not in _YEARS:
            raise self.fault("list_bad_day", column)
        return result

    def needed_day(self, column: str) -> date:
        """Return the day, which must be there."""
        day = self.day(column)
        if day is None:
            raise self.fault("list_missing_value", column)
        return day

    def yes(self, column: str) -> bool:
        """Return whether the cell says yes; empty is no."""
        text = fold(self.text(column, 10, ""))
        if text not in _YES | _NO:
            raise self.fault("list_unknown_choice", column, allowed="yes, no")
        return text in _YES


def spelling(name: str) -> str:
    """Return a column name without case, marks, spaces and signs."""
    return "".join(char for char in fold(name) if char.isalnum())


def read_list(path: Path, columns: Columns) -> list[ListRow]:
    """Return the rows of a CSV or XLSX list.

    Raises:
        UnreadableFileError: the file is no table, or ``missing_columns``.
    """
    with open_table(path, columns.suit) as table:
        places = columns.places(table.header)
        missing = [name for name in columns.required if name not in places]
        if missing:
            raise UnreadableFileError("missing_columns", columns=", ".join(missing))
        return [ListRow(number, picked(cells, places)) for number, cells in table.rows()]


def picked(cells: list[str], places: Mapping[str, int]) -> dict[str, str]:
    """Return the cells of known columns by name; what a short row lacks is empty."""
    return {
        name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()
    }
