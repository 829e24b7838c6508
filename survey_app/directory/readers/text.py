"""CSV with commas, semicolons or tabs, in UTF-8, in constant memory."""

from __future__ import annotations

import codecs
import csv
import os
from itertools import chain
from secrets import token_hex
from typing import IO, TYPE_CHECKING, Final, TextIO

from survey_app.core.errors import UnreadableFileError
from survey_app.directory.readers.table import MOST_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Characters of one line, and of one cell over several lines: what may be held in memory.
LONGEST_LINE: Final = 16 * 2**20

_CHUNK = 2**20
_DELIMITERS = (",", ";", "\t")


def check_text(path: Path) -> None:
    """Refuse a file that is not UTF-8, or has a line that would fill the memory.

    The whole file is looked at before any row is taken: it is quick, and the file
    would otherwise be refused half-way.

    Raises:
        UnreadableFileError: ``not_utf8`` or ``line_too_long``, with the line.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, length = 1, 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                raise UnreadableFileError("not_utf8", line=line) from None
            if not chunk:
                return
            line += chunk.count(b"\n")
            rest = len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            length = length + rest if rest == len(chunk) else rest
            if length > LONGEST_LINE:
                raise UnreadableFileError("line_too_long", row=line)


def open_utf8(path: Path) -> TextIO:
    """Open a text file whose line ends are kept; a byte order mark is skipped."""
    return path.open(encoding="utf-8-sig", newline="")


class CsvTable:
    """A CSV file, read once from top to bottom."""

    def __init__(self, file: TextIO, size: int, *, ends_in_line: bool) -> None:
        self.size = size
        self.cut_row = 0
        self._file = file
        self._ends_in_line = ends_in_line
        csv.field_size_limit(LONGEST_LINE + _CHUNK)
        first = next((line for line in file if line.strip()), "")
        file.seek(0)
        #: Comes after the last line; a cell that swallows it was never closed.
        self._end = token_hex()
        reader = csv.reader(chain(file, [self._end]), delimiter=delimiter_of(first))
        self._records = self._numbered(reader)
        _, self.header = next(self._records, (1, []))
        if len(self.header) > MOST_COLUMNS:
            raise UnreadableFileError("too_many_columns", limit=MOST_COLUMNS)

    @property
    def position(self) -> int:
        """How much was read so far, in bytes."""
        return raw_position(self._file)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the number and the cells of each row that is not empty, once.

        Raises:
            UnreadableFileError: ``open_quote`` for a quoted cell that never ends;
                the rows before were yielded.
        """
        previous: tuple[int, list[str]] | None = None
        try:
            for record in self._records:
                if previous:
                    yield previous
                previous = record
        except UnreadableFileError:
            if previous:
                yield previous
            raise
        if previous:
            if self._ends_in_line and len(previous[1]) < len(self.header):
                self.cut_row = previous[0]
            yield previous

    def _numbered(self, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
        number, end = 0, self._end
        try:
            for number, cells in enumerate(reader, start=1):
                if cells and end in cells[-1]:
                    if cells != [end]:
                        raise UnreadableFileError("open_quote", row=number)
                    return
                if any(cells):
                    yield number, cells
        except csv.Error:  # longer than the limit, over several lines
            raise UnreadableFileError("open_quote", row=number + 1) from None


def delimiter_of(line: str) -> str:
    """Return the delimiter that cuts a header line into the most cells."""
    return max(
        _DELIMITERS, key=lambda delimiter: len(next(csv.reader([line], delimiter=delimiter)))
    )


def ends_in_line(path: Path) -> bool:
    """Tell whether the last line of a file has no line end: it may be cut off."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() not in {b"\n", b"\r"}


def raw_position(file: TextIO) -> int:
    """Return how many bytes of a text file were taken from the disk."""
    buffer: IO[bytes] = file.buffer
    return buffer.tell()
