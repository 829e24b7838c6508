"""From the lines of a workbook to a document, on the ground of the document there was."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from survey_app.core.faults import (
    ID,
    LONGEST_LABEL,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    RESERVED,
    VALUE,
    faults,
    text_fault,
)
from survey_app.questionnaires.authoring.editing import put
from survey_app.questionnaires.xlsform.cells import (
    Line,
    Problem,
    RefusedWorkbookError,
    Sheets,
    read_sheets,
)
from survey_app.questionnaires.xlsform.judge import judged_by_pyxform
from survey_app.questionnaires.xlsform.questions import Ground, Options, merged, question_of
from survey_app.questionnaires.xlsform.shape import (
    APPEARANCES,
    BEGIN,
    CHOICES,
    END,
    SETTINGS,
    SURVEY,
    WITHOUT_USE,
)

if TYPE_CHECKING:
    from survey_app.core.faults import Document, Entry, Fault

#: What tools add to every form and our pages never ask for.
PASSED_OVER: Final = frozenset({"start", "end", "today", "deviceid", "audit", "username"})
#: Faults that belong to a cell, with the column; the others wait for the author on screen.
PLACED: Final = {
    "duplicate_id": "name",
    "condition_cycle": "relevant",
    "condition_looks_ahead": "relevant",
    "unknown_question": "relevant",
    "bad_limits": "constraint",
    "no_options": "type",
    "duplicate_value": "type",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A document read from a workbook."""

    document: Document
    #: What was passed over.
    notes: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Reading:
    """What is known while the lines are read."""

    ground: Ground
    language: str
    problems: list[Problem]
    notes: list[Problem] = field(default_factory=list)
    questions: list[Entry] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    heading: dict[str, str] = field(default_factory=dict)
    grouped: bool = False


def read_workbook(content: bytes, base: Document) -> Taken:
    """Return a document with the questions of a workbook.

    What a workbook does not hold is taken from the question of the same id in
    ``base``. Raises RefusedWorkbookError with every cell that is not understood.
    """
    sheets = read_sheets(content)
    settings = next(iter(sheets.lines.get(SETTINGS, [])), None)
    language = language_of(settings)
    options = read_choices(sheets, language)
    reading = Reading(Ground(base, options), language, sheets.problems)
    for line in sheets.lines[SURVEY]:
        read_line(reading, line)
    document = assembled(reading, base, settings)
    place_faults(reading, document)
    refuse(reading.problems)
    refuse(judged_by_pyxform(sheets))
    return Taken(document, tuple(reading.notes))


def refuse(problems: list[Problem]) -> None:
    """Raise RefusedWorkbookError if there are problems."""
    if problems:
        raise RefusedWorkbookError(problems)


def language_of(settings: Line | None) -> str:
    """Return the language of labels that name none."""
    text = settings["default_language"].lower() if settings else ""
    return "en" if "en" in text and "vi" not in text else "vi"


def read_choices(sheets: Sheets, language: str) -> Options:
    """Return the answers of every list, with what is wrong noted."""
    found: Options = {}
    for line in sheets.lines.get(CHOICES, []):
        name, value = line["list_name"], line["name"]
        if not name and not value:
            continue
        if not name:
            sheets.problems.append(line.problem("no_list", "list_name"))
        if not VALUE.fullmatch(value):
            sheets.problems.append(line.problem("bad_value", "name", value))
        labels = checked_texts(sheets.problems, line, "label", LONGEST_LABEL, language)
        found.setdefault(name, []).append({"value": value, "label": labels})
        if len(found[name]) == MOST_OPTIONS + 1:
            sheets.problems.append(line.problem("too_many_options", "list_name", str(MOST_OPTIONS)))
    return found


def checked_texts(
    problems: list[Problem], line: Line, column: str, longest: int, language: str
) -> dict[str, str]:
    """Return the texts of a line by language, with what cannot be shown noted."""
    texts = line.spoken(column, language)
    for each, text in texts.items():
        code = text_fault(text, longest)
        if code:
            problems.append(line.problem(code, column, f"{len(text)}", each))
    return texts


def read_line(reading: Reading, line: Line) -> None:
    """Take in one line of the survey."""
    kind = line["type"].replace("begin group", BEGIN).replace("end group", END)
    if kind in PASSED_OVER:
        reading.notes.append(line.problem("passed_over", "type", kind))
    elif kind == BEGIN:
        begin_group(reading, line)
    elif kind == END:
        reading.grouped = False
    elif kind or line["name"]:
        check_line(reading, line)
        read_question(reading, line, kind)


def begin_group(reading: Reading, line: Line) -> None:
    """Note the heading of the next question."""
    if reading.grouped:
        reading.problems.append(line.problem("nested_group", "type"))
    if line["relevant"]:
        reading.problems.append(line.problem("group_condition", "relevant", line["relevant"]))
    reading.grouped = True
    texts = checked_texts(reading.problems, line, "label", LONGEST_LABEL, reading.language)
    reading.heading = {language: text for language, text in texts.items() if text}


def check_line(reading: Reading, line: Line) -> None:
    """Note cells that our pages have no use for, and names that cannot be."""
    for (column, language), text in line.cells.items():
        if text and column in WITHOUT_USE:
            reading.problems.append(line.problem("without_use", column, text, language))
        if text and column == "constraint_message":
            reading.notes.append(line.problem("own_message", column, text, language))
    if line["appearance"] and line["appearance"] not in APPEARANCES:
        reading.problems.append(
            line.problem("unknown_appearance", "appearance", line["appearance"])
        )
    if not ID.fullmatch(line["name"]) or line["name"] in RESERVED:
        reading.problems.append(line.problem("bad_id", "name", line["name"]))


def read_question(reading: Reading, line: Line, kind: str) -> None:
    """Add the question of a line."""
    texts = checked_texts(reading.problems, line, "label", LONGEST_TEXT, reading.language)
    entry = question_of(reading.ground, line, kind, texts, reading.problems)
    take_hint(reading, line, entry)
    entry.pop("heading", None)
    if reading.heading:
        entry["heading"] = kept_languages(reading, entry["id"], reading.heading)
        reading.heading = {}
    reading.questions.append(entry)
    reading.lines.setdefault(entry["id"], line)
    if len(reading.questions) == MOST_QUESTIONS + 1:
        reading.problems.append(line.problem("too_many_questions", "name", str(MOST_QUESTIONS)))


def take_hint(reading: Reading, line: Line, entry: Entry) -> None:
    """Give a question the hint of its line; without such a column it keeps its own."""
    texts = checked_texts(reading.problems, line, "hint", LONGEST_LABEL, reading.language)
    put(entry, "hint", merged(entry.get("hint", {}), texts))


def kept_languages(reading: Reading, name: str, texts: dict[str, str]) -> dict[str, str]:
    """Return a heading with the languages that the workbook does not have."""
    before: dict[str, str] = reading.ground.before(name).get("heading", {})
    return {**{each: text for each, text in before.items() if each not in texts}, **texts}


def assembled(reading: Reading, base: Document, settings: Line | None) -> Document:
    """Return the document: everything but questions and title stays as it was."""
    document: Document = {**deepcopy(base), "questions": reading.questions}
    names = [entry["id"] for entry in reading.questions]
    for moment in document.get("moments", ()):
        moment["questions"] = [name for name in names if name in moment["questions"]]
    if settings is not None:
        document["title"] = {**base["title"], **title_of(reading, settings)}
        if settings["form_id"] not in ("", base["key"]):
            reading.notes.append(settings.problem("other_id", "form_id", settings["form_id"]))
    return document


def title_of(reading: Reading, settings: Line) -> dict[str, str]:
    """Return the titles that the workbook has."""
    texts = checked_texts(reading.problems, settings, "form_title", LONGEST_TITLE, reading.language)
    return {language: text for language, text in texts.items() if text}


def place_faults(reading: Reading, document: Document) -> None:
    """Note broken rules at the cell they come from."""
    reading.problems += [
        reading.lines[fault.question].problem(fault.code, column_of(fault), fault.detail)
        for fault in faults(document)
        if fault.code in PLACED and fault.question in reading.lines
    ]


def column_of(fault: Fault) -> str:
    """Return the column in which a fault stands."""
    return PLACED[fault.code]
