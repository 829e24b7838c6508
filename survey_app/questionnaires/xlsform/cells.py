"""The sheets of an uploaded workbook as rows of text, with bounds and without surprises."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Final

from survey_app.core.errors import UnreadableFileError
from survey_app.core.text import nfc
from survey_app.directory.readers.archive import Archive, damage_named
from survey_app.directory.readers.sheet import RowParser, Workbook
from survey_app.questionnaires.xlsform.shape import (
    CHOICES,
    COLUMNS,
    LANGUAGE_NAMES,
    MOST_ROWS,
    SETTINGS,
    SPOKEN,
    SURVEY,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey_app.directory.readers.sheet import Convert

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_CELLS: Final = 60
MOST_PROBLEMS: Final = 50
MACROS: Final = ("vbaproject.bin", "vbadata.xml")
#: Sheets that change what a form does; others, such as notes, are passed over.
FORBIDDEN: Final = frozenset({"external_choices", "entities", "osm"})
HEADING: Final = re.compile(r"(?P<column>[a-z_]+(?: [a-z]+)?)(?:::?(?P<language>.+))?")
CODE: Final = re.compile(r"\((\w{2})\)\s*$")
SPELT: Final = {"vi": "vi", "vietnamese": "vi", "tiếng việt": "vi", "en": "en", "english": "en"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a workbook, and in which cell."""

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    detail: str = ""


class RefusedWorkbookError(Exception):
    """A workbook that is not taken, with everything that is wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].code)
        self.problems = problems[:MOST_PROBLEMS]


@dataclass(slots=True)
class Line:
    """One row of a sheet: texts by column, and by (column, language)."""

    sheet: str
    number: int
    cells: dict[tuple[str, str], str]
    letters: dict[tuple[str, str], str]

    def __getitem__(self, column: str) -> str:
        """Return what stands in a column that has no language."""
        return self.cells.get((column, ""), "")

    def spoken(self, column: str, default: str) -> dict[str, str]:
        """Return the texts of a column by language."""
        return {
            language or default: text
            for (name, language), text in self.cells.items()
            if name == column
        }

    def problem(self, code: str, column: str = "", detail: str = "", language: str = "") -> Problem:
        """Return a problem with one of its cells."""
        place = self.letters.get((column, language)) or self.letters.get((column, ""), "")
        return Problem(code, self.sheet, self.number, place, detail[:80])


@dataclass(slots=True)
class Sheets:
    """What was read of a workbook."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class FormulaParser(RowParser):
    """Notes cells that hold formulas, whose last result must not pass for a text."""

    def __init__(self, convert: Convert) -> None:
        #: Row and column of each.
        self.formulas: list[tuple[int, str]] = []
        super().__init__(convert)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        if name.rpartition(":")[2] == "f" and self._cell is not None:
            self.formulas.append((self.number, self._cell.get("r", "").rstrip("0123456789")))
        super().start(name, attributes)


def read_sheets(content: bytes) -> Sheets:
    """Return the lines of survey, choices and settings.

    Raises RefusedWorkbookError for a file that is no workbook, is damaged, has
    macros or external parts, or is too large.
    """
    workbook = open_workbook(content)
    by_name = {workbook.titles[part].strip().lower(): part for part in workbook.sheets}
    for name in FORBIDDEN.intersection(by_name):
        raise RefusedWorkbookError([Problem("forbidden_sheet", name)])
    if SURVEY not in by_name:
        raise RefusedWorkbookError([Problem("no_survey")])
    sheets = Sheets()
    for name in (SURVEY, CHOICES, SETTINGS):
        if name in by_name:
            sheets.lines[name] = [*lines_of(workbook, by_name[name], name, sheets.problems)]
    return sheets


def open_workbook(content: bytes) -> Workbook:
    """Return the workbook, or raise RefusedWorkbookError for what is none."""
    if content.startswith(OLD):
        raise RefusedWorkbookError([Problem("old_excel")])
    if not content.startswith(ZIP):
        raise RefusedWorkbookError([Problem("no_workbook")])
    try:
        archive = Archive(BytesIO(content), len(content))
        for name in archive:
            if name.lower().endswith(MACROS):
                raise RefusedWorkbookError([Problem("macros")])
            if "externallink" in name.lower():
                raise RefusedWorkbookError([Problem("external")])
        return Workbook(archive)
    except UnreadableFileError as error:
        raise RefusedWorkbookError([Problem(error.code)]) from None


def lines_of(workbook: Workbook, part: str, name: str, problems: list[Problem]) -> Iterator[Line]:
    """Yield the lines below the heading of a sheet."""
    rows = raw_rows(workbook, part, name, problems)
    _, heading = next(rows, (1, []))
    if len(heading) > MOST_CELLS:
        raise RefusedWorkbookError([Problem("too_many_columns", name, 1)])
    columns = [*headings(name, heading, problems)]
    strange: set[int] = set()
    for number, cells in rows:
        yield line_of(name, number, cells, columns)
        strange |= {place for place, cell in enumerate(cells) if cell.strip()}
    for place in sorted(strange):
        if place >= len(columns) or columns[place] is None:
            title = heading[place] if place < len(heading) else ""
            problems.append(Problem("unknown_column", name, 1, letters(place), title[:40]))


def raw_rows(
    workbook: Workbook, part: str, name: str, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet; stops at the first that is too many."""
    parser = FormulaParser(workbook.converter())
    count = 0
    try:
        for _ in workbook.archive.parse(part, parser.expat):
            for row in parser.done:
                count += 1
                if count > MOST_ROWS:
                    raise RefusedWorkbookError(
                        [Problem("too_many_rows", name, row[0], detail=str(MOST_ROWS))]
                    )
                yield row
            parser.done.clear()
        with damage_named(part):
            parser.finish()
    except UnreadableFileError as error:
        raise RefusedWorkbookError([Problem(error.code, name)]) from None
    yield from parser.done
    problems += [Problem("formula", name, row, column) for row, column in parser.formulas]


def headings(
    name: str, heading: list[str], problems: list[Problem]
) -> Iterator[tuple[str, str] | None]:
    """Yield column and language of each heading; None for one that is not known."""
    seen: set[tuple[str, str]] = set()
    for place, title in enumerate(heading):
        found = HEADING.fullmatch(nfc(title).strip().lower())
        column = found["column"].replace(" ", "_") if found else ""
        language = language_of(found["language"] or "") if found else ""
        known = column in COLUMNS[name] and (not language or column in SPOKEN)
        if not known or language == "?":
            yield None
            continue
        if (column, language) in seen:
            problems.append(Problem("double_column", name, 1, letters(place), title[:40]))
        seen.add((column, language))
        yield column, language


def language_of(text: str) -> str:
    """Return the code of a language as people write it; "?" for one we do not have."""
    if not text.strip():
        return ""
    found = CODE.search(text)
    code = found[1] if found else SPELT.get(text.strip(), "?")
    return code if code in LANGUAGE_NAMES else "?"


def line_of(
    name: str, number: int, cells: list[str], columns: list[tuple[str, str] | None]
) -> Line:
    """Return one row by its columns."""
    known = {
        column: nfc(cells[place]).strip() if place < len(cells) else ""
        for place, column in enumerate(columns)
        if column is not None
    }
    places = {column: letters(place) for place, column in enumerate(columns) if column}
    return Line(name, number, known, places)


def letters(place: int) -> str:
    """Return what a spreadsheet calls a column: 0 is A, 27 is AB."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
