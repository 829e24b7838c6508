"""CSV with commas, semicolons or tabs, in UTF-8, in constant memory."""

from __future__ import annotations

import codecs
import csv
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
#: Comes after the last line; a cell that swallows it was never closed.
_END = "\0end\0"


def check_utf8(path: Path) -> None:
    """Raise UnreadableFileError naming the line of the first byte that is not UTF-8.

    The whole file is looked at before any row is taken: it is quick, and a file
    in another encoding would otherwise be refused half-way.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
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


def open_utf8(path: Path) -> TextIO:
    """Open a text file whose line ends are kept; a byte order mark is skipped."""
    return path.open(encoding="utf-8-sig", newline="")


class CsvTable:
    """A CSV file, read once from top to bottom."""

    def __init__(self, file: TextIO, size: int) -> None:
        self.size = size
        self.cut_row = 0
        self._file = file
        self._whole = True
        self._ended = False
        csv.field_size_limit(LONGEST_LINE)
        first = next((line for line in limited_lines(file) if line.strip()), "")
        file.seek(0)
        self._records = self._numbered(csv.reader(self._lines(), delimiter=delimiter_of(first)))
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
            UnreadableFileError: ``open_quote`` for a quoted cell that never ends,
                ``line_too_long``; the rows before were yielded.
        """
        for number, cells in self._records:
            if not self._whole and len(cells) < len(self.header):
                self.cut_row = number
            yield number, cells

    def _lines(self) -> Iterator[str]:
        for line in limited_lines(self._file):
            self._whole = line[-1] in "\r\n"
            yield line
        self._ended = True
        yield _END

    def _numbered(self, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if self._ended:
                    if cells != [_END]:
                        raise UnreadableFileError("open_quote", row=number)
                    return
                if any(cells):
                    yield number, cells
        except csv.Error:
            raise UnreadableFileError("line_too_long", row=number + 1) from None


def delimiter_of(line: str) -> str:
    """Return the delimiter that cuts a header line into the most cells."""
    return max(
        _DELIMITERS, key=lambda delimiter: len(next(csv.reader([line], delimiter=delimiter)))
    )


def limited_lines(file: TextIO) -> Iterator[str]:
    """Yield the lines of a file; raise UnreadableFileError for one that would fill the memory."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise UnreadableFileError("line_too_long", row=number)
        yield line


def raw_position(file: TextIO) -> int:
    """Return how many bytes of a text file were taken from the disk."""
    buffer: IO[bytes] = file.buffer
    return buffer.tell()
