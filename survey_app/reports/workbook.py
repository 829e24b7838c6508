"""The quarter's file for the Ministry as an Excel workbook; the same bytes for the same revision.

Every value is a plain cell: no formula, no link. Codes are text, so that leading zeros stay.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from survey_app.core.calendar import VIETNAM
from survey_app.reports.carried import pieces
from survey_app.reports.columns import (
    IMPROVEMENT_COLUMNS,
    PROBLEM_COLUMNS,
    PROCEDURE_COLUMNS,
    unit_columns,
)
from survey_app.reports.summary import method_lines, summary_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from survey_app.reports.columns import Column, Value
    from survey_app.reports.frozen import Frozen

OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
FORMATS: Final[dict[str, dict[str, object]]] = {
    "title": {"bold": True, "font_size": 14},
    "mark": {"bold": True, "font_color": "#B42318"},
    "head": {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "border": 1,
        "bg_color": "#E8F1FA",
    },
    "codes": {"font_size": 8, "font_color": "#4A5663", "border": 1},
    "text": {"text_wrap": True, "valign": "top", "border": 1},
    "code": {"num_format": "@", "valign": "top", "border": 1},
    "count": {"num_format": "#,##0", "valign": "top", "border": 1},
    "percent": {"num_format": "0.0", "valign": "top", "border": 1},
    "decimal": {"num_format": "0.00", "valign": "top", "border": 1},
    "day": {"num_format": "dd/mm/yyyy", "valign": "top", "border": 1},
    "carrier": {"font_size": 8, "valign": "top", "font_color": "#4A5663"},
}
A4: Final = 9
#: Two header rows: titles for people, codes for machines.
HEADER_ROWS: Final = 2
FIRST_WIDTH: Final = 34
TEXT_WIDTH: Final = 90
CARRIER_TITLE: Final = "Nội dung đã chốt, để kiểm tra tệp bằng “flask reports verify”; không sửa"
CARRIER_HEIGHT: Final = 15


def workbook_bytes(frozen: Frozen) -> bytes:
    """Return the workbook of a revision."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties(
            {
                "title": f"{frozen.whole['name']} - {frozen.content['period']['title']}",
                "subject": frozen.card.sha256,
                "comments": "; ".join(frozen.marks),
                "created": frozen.card.closed_at.astimezone(VIETNAM).replace(tzinfo=None),
            }
        )
        writer = Writer(book, frozen)
        writer.summary("tong_hop")
        writer.table("don_vi", unit_columns(frozen.content), frozen.unit_rows)
        writer.table("thu_tuc", PROCEDURE_COLUMNS, frozen.content["procedures"])
        writer.table("van_de", PROBLEM_COLUMNS, frozen.content["problems"])
        writer.method("phuong_phap")
        if frozen.carries:
            writer.table("cai_tien", IMPROVEMENT_COLUMNS, frozen.content["improvements"])
            writer.carrier("noi_dung")
    return file.getvalue()


def write(sheet: Any, number: int, place: int, value: Value, look: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Write one cell of the kind that its value has; never a formula or a link."""
    kind = type(value)
    if kind is int or kind is float:
        sheet.write_number(number, place, value, look)
    elif kind is str:
        sheet.write_string(number, place, value, look)
    elif value is None:
        sheet.write_blank(number, place, None, look)
    else:
        sheet.write_datetime(number, place, value, look)


class Writer:
    """Writes sheets of one look."""

    def __init__(self, book: Any, frozen: Frozen) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self.book = book
        self.frozen = frozen
        self.formats = {
            name: book.add_format({"font_name": "Times New Roman", "font_size": 11, **look})
            for name, look in FORMATS.items()
        }

    def sheet(self, name: str) -> Any:  # noqa: ANN401 - xlsxwriter has no types
        """Add a sheet set up for A4, with the marks above and page numbers below."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.6)
        sheet.set_header(f"&C&B{' - '.join(self.frozen.marks)}")
        sheet.set_footer("&C&P/&N")
        return sheet

    def table(
        self, name: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]
    ) -> None:
        """Write one table: titles, codes, rows; the head stays in sight and on every page."""
        sheet = self.sheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        self.line(sheet, 0, [("head", column.title) for column in columns])
        self.line(sheet, 1, [("codes", column.code) for column in columns])
        cells = [(place, each.value, self.formats[each.kind]) for place, each in enumerate(columns)]
        for number, row in enumerate(rows, HEADER_ROWS):
            for place, value, look in cells:
                write(sheet, number, place, value(row), look)
        sheet.freeze_panes(HEADER_ROWS, 2)
        sheet.repeat_rows(0, HEADER_ROWS - 1)

    def line(self, sheet: Any, number: int, cells: Iterable[tuple[str, Value]]) -> None:  # noqa: ANN401 - xlsxwriter has no types
        """Write one row of (format, value)."""
        for place, (look, value) in enumerate(cells):
            write(sheet, number, place, value, self.formats[look])

    def summary(self, name: str) -> None:
        """Write the sheet a reader opens first: small tables under each other."""
        sheet = self.sheet(name)
        sheet.set_column(0, 0, FIRST_WIDTH)
        sheet.set_column(1, 8, 14)
        number = self.opening(sheet)
        for title, tables in summary_tables(self.frozen):
            sheet.write_string(number, 0, title, self.formats["title"])
            for line in tables:
                number += 1
                self.line(sheet, number, line)
            number += 2

    def opening(self, sheet: Any) -> int:  # noqa: ANN401 - xlsxwriter has no types
        """Write whose report this is and what must be known; return the next free row."""
        period = self.frozen.content["period"]["title"]
        sheet.write_string(0, 0, "KẾT QUẢ KHẢO SÁT MỨC ĐỘ HÀI LÒNG", self.formats["title"])
        sheet.write_string(1, 0, f"{self.frozen.whole['name']} - {period}", self.formats["title"])
        for number, mark in enumerate(self.frozen.marks, 2):
            sheet.write_string(number, 0, mark, self.formats["mark"])
        return 3 + len(self.frozen.marks)

    def method(self, name: str) -> None:
        """Write how the figures were made."""
        sheet = self.sheet(name)
        sheet.set_column(0, 0, FIRST_WIDTH)
        sheet.set_column(1, 1, TEXT_WIDTH)
        for number, (subject, words) in enumerate(method_lines(self.frozen)):
            self.line(sheet, number, [("head", subject), ("text", words)])

    def carrier(self, name: str) -> None:
        """Write the frozen content itself, so that the file can be checked anywhere."""
        sheet = self.sheet(name)
        sheet.set_column(0, 0, TEXT_WIDTH)
        sheet.write_string(0, 0, CARRIER_TITLE, self.formats["head"])
        for number, piece in enumerate(pieces(self.frozen), 1):
            sheet.write_string(number, 0, piece, self.formats["carrier"])
            sheet.set_row(number, CARRIER_HEIGHT)
