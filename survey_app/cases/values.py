"""Values of JSON objects as the texts that the register reads."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from survey_app.cases.columns import IGNORED
from survey_app.cases.readings import RowError
from survey_app.directory.readers.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey_app.cases.columns import Columns

#: Longer numbers mean nothing here, and turning them into text takes long.
_LONGEST_NUMBER: Final = 10**30


def texts_of(item: Mapping[str, object], columns: Columns) -> dict[str, str] | RowError:
    """Return the fields of an object as text, or the first value that is neither text nor number.

    Fields that are ignored are left out, null is an empty text.
    """
    texts: dict[str, str] = {}
    for name, value in item.items():
        if columns[name] == IGNORED:
            continue
        text = text_of(value)
        if text is None:
            return RowError(name, type(value).__name__, "not_text")
        texts[name] = text
    return texts


def text_of(value: object) -> str | None:
    """Return text for text, number and null; None for anything else."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LONGEST_NUMBER:
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return number_text(repr(value))
    return None
