"""Reading a received file back, cell by cell, whatever program saved it last."""

from __future__ import annotations

import csv
import json
import re
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, Final

from survey_app.core.errors import UnreadableFileError
from survey_app.directory.readers.archive import Archive
from survey_app.directory.readers.sheet import Workbook, XlsxTable
from survey_app.reports.carried import revisions_in
from survey_app.reports.letters.received import (
    SENTENCE,
    docx_carried,
    docx_cells,
    pdf_carried,
    pdf_cells,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from survey_app.reports.queries import RevisionCard

#: Value by place; a place is what a person can look up in the file.
Cells = dict[str, str]

SHEETS: Final = (
    "tong_hop",
    "don_vi",
    "thu_tuc",
    "van_de",
    "phuong_phap",
    "cai_tien",
    "noi_dung",
)
#: Where a workbook carries the frozen content.
CARRIER: Final = re.compile(r"noi_dung!A(?!1$)[0-9]+")
_WIDEST: Final = 80
_ZIP: Final = b"PK\x03\x04"
_LETTERS: Final = 26


def format_of(content: bytes) -> str:
    """Return xlsx, docx, pdf, json or csv, judged by the content."""
    if content.startswith(b"%PDF"):
        return "pdf"
    if content.startswith(_ZIP):
        return "docx" if b"word/document.xml" in content else "xlsx"
    return "json" if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"


def read_cells(content: bytes) -> Cells:
    """Return every cell that is not empty, by its place.

    Raises:
        UnreadableFileError: ``damaged`` and others when it is no such file.
    """
    try:
        return dict(READERS[format_of(content)](content))
    except ValueError:
        raise UnreadableFileError from None


def carried_revisions(content: bytes) -> Sequence[RevisionCard]:
    """Return the revisions that a file carries; none in CSV, JSON and old files."""
    kind, text = format_of(content), ""
    if kind == "xlsx":
        text = "".join(value for place, value in xlsx_cells(content) if CARRIER.fullmatch(place))
    elif kind in LETTERS:
        text = LETTERS[kind](content)
    return revisions_in(text) if text else ()


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


def csv_cells(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield places such as "90001 online_n": unit and column."""
    text = content.decode("utf-8-sig")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    head = next(rows, [])
    for number, row in enumerate(rows, 2):
        yield f"{number}", str(len(row))
        for column, value in zip(head, row, strict=False):
            yield f"{number} {column}", value


def json_cells(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield places such as metrics.3.numerator."""
    return value_cells(json.loads(content.decode("utf-8-sig")))


def value_cells(value: Any, place: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """Yield a value, or what it holds, by place."""
    if isinstance(value, dict | list):
        yield f"{place} #", str(len(value))
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for name, each in items:
            yield from value_cells(each, f"{place}.{name}" if place else str(name))
    else:
        yield place, json.dumps(value)


def compare(expected: Cells, found: Cells) -> list[str]:
    """Return the places that differ, with both values, in the order of the file.

    Sentences that an office added to a letter are no difference.
    """
    added = (place for place in found if place not in expected)
    places = [*expected, *(place for place in added if not place.startswith(SENTENCE))]
    return [
        f"{place}: {short(found.get(place))} ≠ {short(expected.get(place))}"
        for place in places
        if expected.get(place) != found.get(place)
    ]


def short(value: str | None) -> str:
    """Return a value as a sentence may hold it."""
    return "–" if value is None else f"“{value[:60]}”"


READERS: Final[dict[str, Callable[[bytes], Iterable[tuple[str, str]]]]] = {
    "xlsx": xlsx_cells,
    "csv": csv_cells,
    "json": json_cells,
    "docx": docx_cells,
    "pdf": pdf_cells,
}
LETTERS: Final = {"docx": docx_carried, "pdf": pdf_carried}
