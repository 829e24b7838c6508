"""A document as an XLSForm workbook."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter

from survey_app.questionnaires.xlsform.expressions import constraint, relevant
from survey_app.questionnaires.xlsform.shape import (
    BEGIN,
    CHOICES,
    END,
    ROW_TYPES,
    SETTINGS,
    SURVEY,
    label_column,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey_app.core.faults import Document, Entry

Row = dict[str, str]
#: A yes-or-no question whose answers are not written out.
YES_NO = [
    {"value": "yes", "label": {"vi": "Có", "en": "Yes"}},
    {"value": "no", "label": {"vi": "Không", "en": "No"}},
]
WIDTHS = {"type": 26, "name": 20, "relevant": 40, "constraint": 30}


def workbook(document: Document, version: str) -> bytes:
    """Return the bytes of the workbook; every cell is text."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        for name, rows in sheets(document, version).items():
            write_sheet(book, name, rows)
    return file.getvalue()


def sheets(document: Document, version: str) -> dict[str, list[Row]]:
    """Return the rows of each sheet by column."""
    return {
        SURVEY: [*survey_rows(document)],
        CHOICES: [*choice_rows(document)],
        SETTINGS: [
            {
                "form_title": document["title"].get("vi", ""),
                "form_id": document["key"],
                "version": version,
                "default_language": label_column("vi").partition("::")[2],
            }
        ],
    }


def write_sheet(book: Any, name: str, rows: Sequence[Row]) -> None:  # noqa: ANN401 - XlsxWriter has no types
    """Write one sheet with its heading."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    columns = list(dict.fromkeys(column for row in rows for column in row))
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, bold)
        sheet.set_column(place, place, WIDTHS.get(column, 48 if "::" in column else 16))
        for number, row in enumerate(rows, 1):
            if row.get(column):
                sheet.write_string(number, place, row[column])
    sheet.freeze_panes(1, 0)


def survey_rows(document: Document) -> Iterator[Row]:
    """Yield the rows of the questions; a heading opens a group that the next one closes."""
    kinds = {entry["id"]: entry["type"] for entry in document["questions"]}
    lists = list_names(document)
    grouped = False
    for entry in document["questions"]:
        if entry.get("heading"):
            if grouped:
                yield {"type": END}
            grouped = True
            yield {
                "type": BEGIN,
                "name": f"group_{entry['id']}",
                **labels(entry["heading"], document),
            }
        yield survey_row(entry, document, kinds, lists)
    if grouped:
        yield {"type": END}


def survey_row(
    entry: Entry, document: Document, kinds: dict[str, str], lists: dict[str, str]
) -> Row:
    """Return the row of one question."""
    kind = ROW_TYPES[entry["type"]]
    return {
        "type": f"{kind} {lists[entry['id']]}" if entry["id"] in lists else kind,
        "name": entry["id"],
        **labels(entry["text"], document),
        **(labels(entry["hint"], document, "hint") if entry.get("hint") else {}),
        "required": "yes" if entry.get("required") else "",
        "relevant": relevant(entry.get("show_if"), kinds),
        "constraint": constraint(entry),
        "appearance": "likert" if entry["type"] == "scale" else "",
    }


def labels(texts: dict[str, str], document: Document, column: str = "label") -> Row:
    """Return the texts by column."""
    return {label_column(each, column): texts.get(each, "") for each in document["languages"]}


def choices_of(entry: Entry) -> list[dict[str, Any]]:
    """Return the answers to choose from."""
    fallback = YES_NO if entry["type"] == "boolean" else []
    return entry.get("options") or fallback


def list_names(document: Document) -> dict[str, str]:
    """Return the name of each question's list; equal lists are written once."""
    names: dict[str, str] = {}
    known: list[tuple[list[dict[str, Any]], str]] = []
    for entry in document["questions"]:
        options = choices_of(entry)
        if not options:
            continue
        name = next((name for list_, name in known if list_ == options), "")
        if not name:
            name = entry.get("scale") or entry["id"]
            name = name if name not in {each for _, each in known} else entry["id"]
            known.append((options, name))
        names[entry["id"]] = name
    return names


def choice_rows(document: Document) -> Iterator[Row]:
    """Yield the rows of all lists."""
    done: set[str] = set()
    lists = list_names(document)
    for entry in document["questions"]:
        name = lists.get(entry["id"], "")
        if name and name not in done:
            done.add(name)
            for option in choices_of(entry):
                yield {
                    "list_name": name,
                    "name": option["value"],
                    **labels(option["label"], document),
                }
