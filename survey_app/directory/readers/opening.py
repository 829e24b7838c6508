"""Opening a table by what is in the file, whatever its name says."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Literal

from survey_app.core.errors import UnreadableFileError
from survey_app.directory.readers.archive import Archive
from survey_app.directory.readers.sheet import Workbook, XlsxTable
from survey_app.directory.readers.text import CsvTable, check_text, ends_in_line, open_utf8

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from survey_app.directory.readers.table import Table

Kind = Literal["xlsx", "json", "csv"]

_START = 4096
_BOM = b"\xef\xbb\xbf"
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
#: First bytes of what is sent in instead of a table: PDF, pictures, archives, pages, letters.
_OTHERS: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z", b"{\\rtf")


def kind_of(path: Path) -> Kind:
    """Return what a file is, judged by its content.

    Raises:
        UnreadableFileError: ``no_file``, ``empty_file``, ``old_excel``,
            ``not_utf8`` or ``not_a_table``.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_START)
    except OSError:
        raise UnreadableFileError("no_file", path=str(path)) from None
    text = start.removeprefix(_BOM).lstrip()
    if not text and len(start) < _START:
        raise UnreadableFileError("empty_file")
    if start.startswith(_ZIP):
        return "xlsx"
    if start.startswith(_OLD_OFFICE):
        raise UnreadableFileError("old_excel")
    if start.startswith(_UTF_16):
        raise UnreadableFileError("not_utf8", line=1)
    if start.startswith(_OTHERS) or text.startswith(b"<") or b"\0" in text.partition(b"\n")[0]:
        raise UnreadableFileError("not_a_table")
    return "json" if text.startswith(b"{") else "csv"


@contextmanager
def open_table(path: Path, suits: Callable[[list[str]], bool] = bool) -> Iterator[Table]:
    """Give the table of a CSV or XLSX file.

    Of a workbook it is the first visible sheet whose header ``suits``, else the
    first that has a header. Raises UnreadableFileError as `kind_of` does, or
    ``damaged``, ``too_large``, ``too_many_columns``.
    """
    kind = kind_of(path)
    if kind == "json":
        raise UnreadableFileError("not_a_table")
    if kind == "xlsx":
        with path.open("rb") as file:
            yield best_sheet(Workbook(Archive(file, path.stat().st_size)), suits)
    else:
        check_text(path)
        with open_utf8(path) as text:
            yield CsvTable(text, path.stat().st_size, ends_in_line=ends_in_line(path))


def best_sheet(workbook: Workbook, suits: Callable[[list[str]], bool]) -> Table:
    """Return the first sheet that suits, else the first that is not empty."""
    fallback: Table | None = None
    for name in workbook.sheets:
        table = XlsxTable(workbook, name)
        if suits(table.header):
            return table
        if fallback is None and table.header:
            fallback = table
    if fallback is None:
        raise UnreadableFileError("empty_file")
    return fallback
