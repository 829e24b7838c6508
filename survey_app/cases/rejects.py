"""The file of rejected rows, which spreadsheets open."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TextIO

from survey_app.cases.messages import reason, shown
from survey_app.core.text import formula_safe

if TYPE_CHECKING:
    from survey_app.cases.outcome import RowResult

HEADER = ("row", "column", "value", "reason")


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
