"""One line of the survey as a question."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from survey_app.questionnaires.authoring.editing import put, put_condition
from survey_app.questionnaires.library import shipped_patterns
from survey_app.questionnaires.xlsform.conditions import condition_of, limits_of
from survey_app.questionnaires.xlsform.expressions import ExpressionError
from survey_app.questionnaires.xlsform.shape import NEW_TYPES, ROW_TYPES
from survey_app.questionnaires.xlsform.writing import choices_of, list_names

if TYPE_CHECKING:
    from survey_app.core.faults import Document, Entry
    from survey_app.questionnaires.xlsform.cells import Line, Problem

Options = dict[str, list[dict[str, Any]]]
YES: Final = frozenset({"yes", "true", "true()", "1"})
NO: Final = frozenset({"", "no", "false", "false()", "0"})
#: Limits by the kinds of question that have them.
LIMITS: Final = {
    "integer": frozenset({"minimum", "maximum", "maximum_from"}),
    "multi": frozenset({"max_choices"}),
    "text": frozenset({"max_length", "pattern"}),
}
ALL_LIMITS: Final = tuple(sorted(frozenset[str]().union(*LIMITS.values())))
OTHER: Final = {
    "value": "other",
    "label": {"vi": "Khác", "en": "Other"},
    "opens_text": True,
}
LONGEST_ANSWER: Final = 2_000


@dataclass(frozen=True, slots=True)
class Ground:
    """What a workbook is read on: the document there was, and the workbook's own lists."""

    document: Document
    options: Options

    def before(self, name: str) -> Entry:
        """Return the question of this id there was; empty when it is new."""
        return next((entry for entry in self.document["questions"] if entry["id"] == name), {})

    def known_options(self, name: str, list_name: str) -> dict[str, dict[str, Any]]:
        """Return what was known of answers by value: of the question, else of its list."""
        entry = self.before(name)
        if not entry:
            lists = list_names(self.document)
            owner = next((each for each in lists if lists[each] == list_name), "")
            entry = self.before(owner)
        return {option["value"]: option for option in choices_of(entry)} if entry else {}


def question_of(
    ground: Ground, line: Line, kind: str, texts: dict[str, str], problems: list[Problem]
) -> Entry:
    """Return the question of a line; what is wrong is noted."""
    row_type, _, list_name = kind.partition(" ")
    entry = begun(ground, line["name"], row_type)
    if row_type not in NEW_TYPES:
        problems.append(line.problem("unknown_type", "type", kind))
    entry["text"] = merged(entry.get("text", {}), texts)
    if line["required"].lower() not in YES | NO:
        problems.append(line.problem("unclear", "required", line["required"]))
    put(entry, "required", line["required"].lower() in YES)
    if row_type.startswith("select"):
        name = list_name.strip().removesuffix(" or_other").strip()
        take_options(ground, line, entry, name, problems)
        if list_name.endswith(" or_other"):
            add_other(entry)
    take_condition(line, entry, problems)
    take_limits(line, entry, problems)
    return entry


def begun(ground: Ground, name: str, row_type: str) -> Entry:
    """Return what stays of the question there was; one of another kind begins anew."""
    before = ground.before(name)
    if before and ROW_TYPES[before["type"]] == row_type:
        return deepcopy(before)
    kept: Entry = {field: before[field] for field in ("role", "private", "text") if field in before}
    return {**deepcopy(kept), "id": name, "type": NEW_TYPES.get(row_type, "text")}


def merged(before: dict[str, str], texts: dict[str, str]) -> dict[str, str]:
    """Return the texts; languages that the workbook does not have stay."""
    found = {**{each: text for each, text in before.items() if each not in texts}, **texts}
    return {language: text for language, text in found.items() if text}


def take_options(
    ground: Ground, line: Line, entry: Entry, list_name: str, problems: list[Problem]
) -> None:
    """Give the question the answers of its list."""
    if list_name not in ground.options:
        problems.append(line.problem("unknown_list", "type", list_name))
        return
    known = ground.known_options(entry["id"], list_name)
    options = [taken_option(known, choice) for choice in ground.options[list_name]]
    if entry["type"] == "boolean" and not entry.get("options"):
        return
    if [option["value"] for option in entry.get("options", ())] != [
        option["value"] for option in options
    ]:
        entry.pop("scale", None)
    entry["options"] = options


def add_other(entry: Entry) -> None:
    """Let the answers end with one that opens a text, as the sheet's "or_other" asks."""
    options = entry.get("options", [])
    if not any(option["value"] == OTHER["value"] for option in options):
        entry["options"] = [*options, deepcopy(OTHER)]
        entry.pop("scale", None)


def taken_option(known: dict[str, dict[str, Any]], choice: dict[str, Any]) -> dict[str, Any]:
    """Return one answer with what was known of it."""
    before = deepcopy(known.get(choice["value"], {}))
    label = merged(before.get("label", {}), choice["label"])
    return {**before, "value": choice["value"], "label": label}


def take_condition(line: Line, entry: Entry, problems: list[Problem]) -> None:
    """Give the question its condition."""
    try:
        put_condition(entry, condition_of(line["relevant"]))
    except ExpressionError as error:
        problems.append(line.problem(error.code, "relevant", error.part))


def take_limits(line: Line, entry: Entry, problems: list[Problem]) -> None:
    """Give the question its limits."""
    try:
        limits = limits_of(line["constraint"])
    except ExpressionError as error:
        problems.append(line.problem(error.code, "constraint", error.part))
        return
    pattern = limits.get("pattern")
    if pattern and pattern not in {entry.get("pattern"), *shipped_patterns()}:
        problems.append(line.problem("pattern", "constraint", pattern))
    if not LIMITS.get(entry["type"], frozenset()).issuperset(limits):
        problems.append(line.problem("limit_of_other_kind", "constraint", line["constraint"]))
    if limits.get("max_length", 0) > LONGEST_ANSWER:
        problems.append(line.problem("long_answer", "constraint", str(LONGEST_ANSWER)))
    for name in ALL_LIMITS:
        put(entry, name, limits.get(name))
