"""A second judge: what pyxform, the reference of XLSForm, does not take is not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey_app.questionnaires.xlsform.cells import Line, Problem, Sheets
from survey_app.questionnaires.xlsform.shape import label_column

if TYPE_CHECKING:
    from collections.abc import Sequence


def judged_by_pyxform(sheets: Sheets) -> list[Problem]:
    """Return what pyxform says against the lines; it never sees the file itself."""
    # It takes half a second to load, and few requests need it; it has no types.
    from pyxform import errors, xls2xform  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        lines = {name: rows(found) for name, found in sheets.lines.items()}
        xls2xform.convert(lines, form_name="form")
    except errors.PyXFormError as error:
        return [Problem("pyxform", detail=" ".join(str(error).split())[:300])]
    return []


def rows(lines: Sequence[Line]) -> list[dict[str, str]]:
    """Return lines as pyxform takes them."""
    return [
        {
            label_column(language, column) if language else column: text
            for (column, language), text in line.cells.items()
            if text
        }
        for line in lines
    ]
