"""Values of JSON objects as the texts that the register reads."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from survey_app.cases.columns import IGNORED
from survey_app.cases.parse import LONGEST_CASE_ID
from survey_app.cases.readings import RowError
from survey_app.core.case_id import normalise_case_id
from survey_app.directory.readers.numbers import number_text

if TYPE_CHECKING:
    from survey_app.cases.columns import Columns

#: Longer numbers mean nothing here, and turning them into text takes long.
_LONGEST_NUMBER: Final = 10**30


def texts_of(item: object, columns: Columns) -> dict[str, str] | RowError:
    """Return the fields of an object as text, or what is none: it, or the first bad value.

    Fields that are ignored are left out, null is an empty text.
    """
    if not isinstance(item, dict):
        return RowError("", str(item), "not_json")
    texts: dict[str, str] = {}
    for name, value in item.items():
        if columns[name] == IGNORED:
            continue
        text = text_of(value)
        if text is None:
            return RowError(name, type(value).__name__, "not_text")
        texts[name] = text
    return texts


def case_id_of(item: object, columns: Columns) -> str:
    """Return the case ID of an object that cannot be taken, if it tells one."""
    fields = item if isinstance(item, dict) else {}
    told = (text_of(fields[name]) for name in fields if columns[name] == "case_id")
    return normalise_case_id(next(filter(None, told), "")[:LONGEST_CASE_ID])


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
