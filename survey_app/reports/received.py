"""Reading a received file back, cell by cell, whatever program saved it last."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, Final

from survey_app.core.errors import UnreadableFileError
from survey_app.directory.readers.archive import Archive
from survey_app.directory.readers.sheet import Workbook, XlsxTable

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Value by place; a place is what a person can look up in the file.
Cells = dict[str, str]

SHEETS: Final = ("tong_hop", "don_vi", "thu_tuc", "van_de", "phuong_phap")
_WIDEST: Final = 80
_ZIP: Final = b"PK\x03\x04"
_LETTERS: Final = 26


def format_of(content: bytes) -> str:
    """Return xlsx, json or csv, judged by the content."""
    if content.startswith(_ZIP):
        return "xlsx"
    return "json" if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"


def read_cells(content: bytes) -> Cells:
    """Return every cell that is not empty, by its place.

    Raises:
        UnreadableFileError: ``damaged`` and others when it is no such file.
    """
    if format_of(content) == "xlsx":
        return dict(xlsx_cells(content))
    try:
        text = content.decode("utf-8-sig")
        return dict(json_cells(json.loads(text)) if text.startswith("{") else csv_cells(text))
    except ValueError:
        raise UnreadableFileError from None


def xlsx_cells(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield places such as don_vi!C5."""
    workbook = Workbook(Archive(BytesIO(content), len(content)))
    for number, part in enumerate(workbook.sheets):
        sheet = SHEETS[number] if number < len(SHEETS) else f"{number + 1}"
        table = XlsxTable(workbook, part)
        head = table.header
        table.header = [""] * _WIDEST
        for row, cells in [(1, head), *table.rows()]:
            for place, value in enumerate(cells):
                if value:
                    yield f"{sheet}!{letters(place)}{row}", value


def letters(place: int) -> str:
    """Return the letters of a column: 0 is A, 26 is AA."""
    high, low = divmod(place, _LETTERS)
    return (letters(high - 1) if high else "") + chr(ord("A") + low)


def csv_cells(text: str) -> Iterator[tuple[str, str]]:
    """Yield places such as "90001 online_n": unit and column."""
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    head = next(rows, [])
    for number, row in enumerate(rows, 2):
        yield f"{number}", str(len(row))
        for column, value in zip(head, row, strict=False):
            yield f"{number} {column}", value


def json_cells(value: Any, place: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """Yield places such as metrics.3.numerator."""
    if isinstance(value, dict | list):
        yield f"{place} #", str(len(value))
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for name, each in items:
            yield from json_cells(each, f"{place}.{name}" if place else str(name))
    else:
        yield place, json.dumps(value)


def compare(expected: Cells, found: Cells) -> list[str]:
    """Return the places that differ, with both values, in the order of the file."""
    places = [*expected, *(place for place in found if place not in expected)]
    return [
        f"{place}: {short(found.get(place))} ≠ {short(expected.get(place))}"
        for place in places
        if expected.get(place) != found.get(place)
    ]


def short(value: str | None) -> str:
    """Return a value as a sentence may hold it."""
    return "–" if value is None else f"“{value[:60]}”"
