"""The file of rejected rows, which spreadsheets open."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, TextIO

from survey_app.cases.messages import reason, shown
from survey_app.core.text import formula_safe

if TYPE_CHECKING:
    from survey_app.cases.outcome import RowResult

HEADER: Final = ("row", "column", "value", "reason")
#: Lines of the file that the page shows.
SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class RejectView:
    """What is wrong with a row, as its line of the file says it."""

    row: str
    column: str
    value: str
    reason: str


class RejectsFile:
    """Writes one line for everything that is wrong with a row."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file)
        self._writer.writerow(HEADER)

    def write(self, result: RowResult) -> None:
        """Write the errors of a row; a row without any writes nothing."""
        for error in result.errors:
            texts = (shown(error.column), shown(error.value), reason(error))
            self._writer.writerow((result.row, *map(formula_safe, texts)))


def first_rejects(beginning: bytes) -> list[RejectView]:
    """Return the first lines of a file that `RejectsFile` wrote, from its beginning."""
    text = beginning.decode("utf-8-sig", "ignore")
    lines = csv.reader(io.StringIO(text, newline=""))
    return [RejectView(*line) for line in islice(lines, 1, SHOWN + 1) if len(line) == len(HEADER)]
