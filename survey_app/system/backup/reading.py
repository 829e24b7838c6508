"""Reading a backup line by line; whatever was altered or cut off is noticed."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import deque
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from survey_app.core.errors import UnreadableFileError
from survey_app.system.backup.rows import KINDS, Shape, Tally
from survey_app.system.backup.writing import FORMAT, NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: No row is longer: files stand in parts of half a megabyte.
LONGEST_LINE = 64 * 1024 * 1024
#: What damage shows itself as.
DAMAGE = (
    AttributeError,
    EOFError,
    KeyError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    zlib.error,
)


class Backup:
    """An opened backup: its head, then each table with its rows, once and in order."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._whole = file, sha256()
        self.head = self._next()
        if (self.head["format"], self.head["number"]) != (FORMAT, NUMBER):
            raise ValueError(FORMAT)

    def tables(self) -> Iterator[tuple[Shape, Tally, Iterator[bytes]]]:
        """Yield each table; the lines of its rows must be taken before the next one is."""
        expected = self._whole.hexdigest()
        while "table" in (line := self._next()):
            tally = Tally()
            yield shape_of(line), tally, self._rows(tally)
            expected = self._whole.hexdigest()
        if line != {"sha256": expected} or self._file.read(1):
            raise ValueError("sha256")

    def _rows(self, tally: Tally) -> Iterator[bytes]:
        """Yield the lines of a table; raise ValueError when they are not those once written."""
        while (line := self._line()).startswith(b"["):
            tally.add(line)
            yield line
        if json.loads(line) != tally.told:
            raise ValueError("sha256")

    def _next(self) -> Any:  # noqa: ANN401 - whatever frames the rows
        return json.loads(self._line())

    def _line(self) -> bytes:
        line = self._file.readline(LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise EOFError
        self._whole.update(line)
        return line


def shape_of(line: dict[str, Any]) -> Shape:
    """Return the shape of the table that begins with this line."""
    columns = tuple((name, kind) for name, kind in line["columns"])
    if not KINDS.keys() >= {kind for _name, kind in columns}:
        raise ValueError(columns)
    return Shape(line["table"], columns, tuple(line["key"]))


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup and read its head; raise UnreadableFileError where there is no such file."""
    try:
        raw = path.open("rb")
    except OSError as error:
        raise UnreadableFileError("unreadable_file") from error
    with raw, gzip.GzipFile("", "rb", fileobj=raw) as file:
        yield Backup(cast("BinaryIO", file))


def check(path: Path) -> dict[str, Any]:
    """Read a whole backup and return its head.

    Raises:
        UnreadableFileError: it is none, or it was altered or cut off (``damaged_backup``).
    """
    try:
        with opened(path) as backup:
            for _shape, _tally, lines in backup.tables():
                deque(lines, maxlen=0)
            return cast("dict[str, Any]", backup.head)
    except DAMAGE as error:
        raise UnreadableFileError("damaged_backup") from error
