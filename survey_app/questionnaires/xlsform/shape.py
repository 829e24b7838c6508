"""The part of XLSForm that is written and read: sheets, columns, kinds, names of languages."""

from __future__ import annotations

from typing import Final

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"

#: Columns by sheet; labels come once for each language as well.
COLUMNS: Final = {
    SURVEY: (
        "type",
        "name",
        "label",
        "hint",
        "required",
        "relevant",
        "constraint",
        "constraint_message",
        "calculation",
        "appearance",
        "choice_filter",
        "default",
    ),
    CHOICES: ("list_name", "name", "label"),
    SETTINGS: ("form_title", "form_id", "version", "default_language"),
}
#: Columns that may come once for each language.
SPOKEN: Final = frozenset({"label", "hint", "constraint_message", "form_title"})
#: Columns that our pages have nothing for: only empty ones pass.
WITHOUT_USE: Final = frozenset({"calculation", "choice_filter", "default"})
APPEARANCES: Final = frozenset({"likert", "minimal", "multiline", "horizontal", "compact", "quick"})

LANGUAGE_NAMES: Final = {"vi": "Tiếng Việt (vi)", "en": "English (en)"}

#: Kind of question to kind of row; lists are named behind it.
ROW_TYPES: Final = {
    "scale": "select_one",
    "single": "select_one",
    "boolean": "select_one",
    "multi": "select_multiple",
    "integer": "integer",
    "text": "text",
    "info": "note",
    "select_unit": "text",
    "select_procedure": "text",
}
#: What a row of this kind becomes when the question is new.
NEW_TYPES: Final = {
    "select_one": "single",
    "select_multiple": "multi",
    "integer": "integer",
    "text": "text",
    "note": "info",
}
BEGIN, END = "begin_group", "end_group"

MOST_ROWS: Final = 1_000
"""Rows of one sheet; the largest questionnaires in use have a few hundred."""


def label_column(language: str, column: str = "label") -> str:
    """Return the heading of a column in one language."""
    return f"{column}::{LANGUAGE_NAMES.get(language, language)}"
