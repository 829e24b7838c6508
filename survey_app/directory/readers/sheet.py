"""XLSX, row by row: the sheet is parsed as it is unpacked, only shared texts stay in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from survey_app.core.errors import UnreadableFileError
from survey_app.directory.readers.archive import damage_named
from survey_app.directory.readers.numbers import (
    EPOCH_1900,
    EPOCH_1904,
    date_styles,
    date_text,
    number_text,
)
from survey_app.directory.readers.table import MOST_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey_app.directory.readers.archive import Archive

#: A larger sheet belongs into a CSV file, which has no limit.
MOST_ROWS: Final = 200_000
MOST_TEXTS: Final = 2_000_000

#: What the elements of a sheet are to us.
OTHER, ROW, CELL, TEXT = range(4)
DIGITS: Final = "0123456789"

Row = tuple[int, list[str]]
#: Turns type, style and content of a cell into text.
Convert = Callable[[str | None, str | None, str], str]


class Workbook:
    """What the sheets of a workbook share: texts, date styles, the first day of the calendar."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        kinds = {kind: name for kind, name in archive.targets("").values()}  # noqa: C416 - the last one counts
        name = kinds.get("officeDocument", "xl/workbook.xml")
        parts = archive.targets(name)
        by_kind = dict(parts.values())
        #: What people call each sheet, by the name of its part.
        self.titles: dict[str, str] = {}
        self.sheets = list(self._sheet_names(name, parts))
        self.dates = date_styles(archive, by_kind.get("styles", ""))
        self._texts_name = by_kind.get("sharedStrings", "")
        self._texts: list[str] | None = None

    def _sheet_names(self, name: str, parts: dict[str, tuple[str, str]]) -> Iterator[str]:
        self.epoch = EPOCH_1900
        for element, attributes in self.archive.elements(name):
            if element == "workbookPr" and attributes.get("date1904") in {"1", "true", "on"}:
                self.epoch = EPOCH_1904
            elif element == "sheet" and attributes.get("state", "visible") == "visible":
                ids = (value for key, value in attributes.items() if key.endswith(":id"))
                kind, part = parts.get(next(ids, ""), ("", ""))
                if kind == "worksheet":
                    self.titles[part] = attributes.get("name", "")
                    yield part

    @property
    def texts(self) -> list[str]:
        """The texts that cells refer to by number; read at the first use."""
        if self._texts is None:
            known = self._texts_name in self.archive
            self._texts = list(shared_texts(self.archive, self._texts_name)) if known else []
        return self._texts

    def converter(self) -> Convert:
        """Return what turns a cell of this workbook into text."""
        texts = self.texts
        styles = {str(style) for style in self.dates}
        epoch = self.epoch

        def convert(kind: str | None, style: str | None, content: str) -> str:
            if kind == "s":
                return texts[int(content)] if content else ""
            if kind is None or kind == "n":
                return date_text(content, epoch) if style in styles else number_text(content)
            if kind == "b":
                return "TRUE" if content == "1" else "FALSE"
            return content

        return convert


class XlsxTable:
    """One sheet of a workbook."""

    def __init__(self, workbook: Workbook, name: str) -> None:
        self.size = workbook.archive.size_of(name)
        self.position = 0
        self.cut_row = 0
        self._workbook = workbook
        self._name = name
        self._rows = self._read()
        _, self.header = next(self._rows, (1, []))
        if len(self.header) > MOST_COLUMNS:
            raise UnreadableFileError("too_many_columns", limit=MOST_COLUMNS)

    def rows(self) -> Iterator[Row]:
        """Yield the number and the cells of each row that is not empty, once.

        Every row has as many cells as the header.

        Raises:
            UnreadableFileError: ``damaged`` or ``too_many_rows``; the rows before were yielded.
        """
        width = len(self.header)
        for number, cells in self._rows:
            if number > MOST_ROWS + 1:
                raise UnreadableFileError("too_many_rows", limit=MOST_ROWS)
            cells = cells[:width]  # noqa: PLW2901 - shorter or longer, it is this row
            if any(cells):
                yield number, cells + [""] * (width - len(cells))

    def _read(self) -> Iterator[Row]:
        parser = RowParser(self._workbook.converter())
        pieces = self._workbook.archive.parse(self._name, parser.expat)
        for piece in pieces:
            self.position += piece
            yield from parser.done
            parser.done.clear()
        with damage_named(self._name):
            parser.finish()
        yield from parser.done


class RowParser:
    """Collects the rows of a sheet while expat walks through it.

    It is called three times for each cell: at its start, at the start of its
    content and with the content; a cell ends where the next one starts.
    """

    def __init__(self, convert: Convert) -> None:
        self.done: list[Row] = []
        self.number = 0
        self.expat = expat.ParserCreate()
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self.start
        self._convert = convert
        self._kinds = Kinds()
        self._columns = Columns()
        self._cells: list[str] = []
        self._cell: dict[str, str] | None = None
        self._content: list[str] = []
        self._keep = self._content.append

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        kind = self._kinds[name]
        if kind == TEXT:
            self.expat.CharacterDataHandler = self._keep
            return
        self.expat.CharacterDataHandler = None
        if kind == OTHER:
            return
        if self._cell is not None:
            self.finish_cell(self._cell)
        self._cell = attributes if kind == CELL else None
        if kind == ROW:
            self.finish_row()
            self.number = int(attributes.get("r") or self.number + 1)

    def finish_cell(self, cell: dict[str, str]) -> None:
        """Put the content of a cell into its place in the row."""
        cells = self._cells
        text = ""
        if self._content:
            text = self._convert(cell.get("t"), cell.get("s"), "".join(self._content))
            self._content.clear()
        place = self._columns[cell["r"].rstrip(DIGITS)] if "r" in cell else len(cells)
        if place == len(cells):
            cells.append(text)
        elif place < MOST_COLUMNS:
            cells.extend([""] * (place + 1 - len(cells)))
            cells[place] = text

    def finish_row(self) -> None:
        """Hand over the row, unless it is empty."""
        if any(self._cells):
            self.done.append((self.number, self._cells))
        self._cells = []

    def finish(self) -> None:
        """Hand over what the end of the sheet left open."""
        if self._cell is not None:
            self.finish_cell(self._cell)
        self._cell = None
        self.finish_row()


class Kinds(dict[str, int]):
    """What an element is, with or without a prefix."""

    def __missing__(self, name: str) -> int:
        """Look at a name when it is first seen."""
        known = {"c": CELL, "row": ROW, "v": TEXT, "t": TEXT}
        kind = self[name] = known.get(name.rpartition(":")[2], OTHER)
        return kind


class Columns(dict[str, int]):
    """Places of columns by their letters: A is 0, AB is 27."""

    def __missing__(self, letters: str) -> int:
        """Work a place out when it is first asked for."""
        place = 0
        for letter in letters.upper():
            place = place * 26 + ord(letter) - ord("A") + 1
        self[letters] = place - 1
        return place - 1


def shared_texts(archive: Archive, name: str) -> Iterator[str]:
    """Yield the texts of a workbook in their order; formatted pieces of one are joined."""
    done: list[str] = []
    pieces: list[str] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(element: str, _: dict[str, str]) -> None:
        if element.rpartition(":")[2] == "t":
            parser.CharacterDataHandler = pieces.append

    def end(element: str) -> None:
        match element.rpartition(":")[2]:
            case "t":
                parser.CharacterDataHandler = None
            case "si":
                done.append("".join(pieces))
                pieces.clear()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    count = 0
    for _ in archive.parse(name, parser):
        count += len(done)
        if count > MOST_TEXTS:
            raise UnreadableFileError("too_many_rows", limit=MOST_ROWS)
        yield from done
        done.clear()
