"""Opening a cases file: CSV, XLSX or JSONL, row by row."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, Protocol, TextIO

from survey_app.cases.readings import RowError
from survey_app.cases.values import texts_of
from survey_app.directory.readers.opening import kind_of, open_table
from survey_app.directory.readers.table import LONGEST_CELL, Table
from survey_app.directory.readers.text import check_text, open_utf8, raw_position

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from survey_app.cases.columns import Columns
    from survey_app.cases.importing import Row


class CaseFile(Protocol):
    """The rows of a file; ``position`` grows up to ``size``, both in bytes."""

    size: int

    @property
    def position(self) -> int:
        """How much was read so far."""

    def rows(self) -> Iterator[Row]:
        """Yield each row with its number, once; the header is row 1."""


@contextmanager
def open_cases(path: Path, columns: Columns) -> Iterator[CaseFile]:
    """Give the rows of a file whose columns are right.

    Raises:
        UnreadableFileError: the file is no table (see `open_table`),
            ``refused_columns``, ``missing_columns`` or ``repeated_columns``.
    """
    if kind_of(path) == "json":
        check_text(path)
        with open_utf8(path) as file:
            yield JsonLines(file, path.stat().st_size, columns)
    else:
        with open_table(path, columns.suit) as table:
            columns.check_header(table.header)
            yield SheetRows(table)


class SheetRows:
    """Rows of a CSV or XLSX table."""

    def __init__(self, table: Table) -> None:
        self.size = table.size
        self._table = table

    @property
    def position(self) -> int:
        """How much was read so far."""
        return self._table.position

    def rows(self) -> Iterator[Row]:
        """Yield each row with its number, once."""
        table, header = self._table, self._table.header
        width = len(header)
        for number, cells in table.rows():
            if len(cells) > width or number == table.cut_row or max(map(len, cells)) > LONGEST_CELL:
                fault = self._fault(number, cells)
                if fault:
                    yield number, fault
                    continue
            yield number, dict(zip(header, cells, strict=False))

    def _fault(self, number: int, cells: list[str]) -> RowError | None:
        header = self._table.header
        if number == self._table.cut_row:
            return RowError(header[len(cells) - 1], cells[-1], "cut_row")
        for name, cell in zip(header, cells, strict=False):
            if len(cell) > LONGEST_CELL:
                return RowError(name, cell, "cell_too_long", {"longest": LONGEST_CELL})
        extra = "".join(cells[len(header) :])
        return RowError("", extra, "too_many_cells") if extra else None


class JsonLines:
    """Rows of a file with one JSON object a line."""

    def __init__(self, file: TextIO, size: int, columns: Columns) -> None:
        """Read the names of all fields: one that is refused anywhere refuses the file."""
        self.size = size
        self._file = file
        self._columns = columns
        names: dict[str, None] = {}
        for _, item in self._items():
            if isinstance(item, dict):
                names |= dict.fromkeys(name for name in item if columns[name])
        columns.check(names)
        file.seek(0)

    @property
    def position(self) -> int:
        """How much was read so far."""
        return raw_position(self._file)

    def rows(self) -> Iterator[Row]:
        """Yield each row with its number, once; the first line is row 1."""
        for number, item in self._items():
            yield number, texts_of(item, self._columns) if isinstance(item, dict) else item

    def _items(self) -> Iterator[tuple[int, dict[str, object] | RowError]]:
        for number, line in enumerate(self._file, start=1):
            if not line.isspace():
                yield number, parse_object(line)


def parse_object(line: str) -> dict[str, object] | RowError:
    """Return the object of a line, its numbers as they are written."""
    try:
        item = json.loads(line, parse_int=str, parse_float=str, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return RowError("", line.strip(), "not_json")
    return item if isinstance(item, dict) else RowError("", line.strip(), "not_json")


def refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and infinity, which are no JSON."""
    raise ValueError(name)
