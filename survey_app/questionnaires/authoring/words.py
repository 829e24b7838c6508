"""What authors read for the codes of faults, advice, kinds and comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask_babel import lazy_gettext as _l

if TYPE_CHECKING:
    from collections.abc import Mapping

FAULTS: Final[Mapping[str, Any]] = {
    "too_many_questions": _l("There are more than %(detail)s questions."),
    "duplicate_id": _l("Two questions have this id."),
    "one_overall": _l("There must be exactly one overall question; now there are %(detail)s."),
    "overall_scale": _l("The scale needs at least one satisfied and one other level that count."),
    "overall_missing": _l("The overall question is not asked at the moment “%(detail)s”."),
    "bad_id": _l("An id begins with a letter and has only a–z, 0–9 and _; some are reserved."),
    "unknown_type": _l("There is no kind of question “%(detail)s”."),
    "no_options": _l("Please give at least two answers to choose from."),
    "too_many_options": _l("There are more than %(detail)s answers to choose from."),
    "bad_value": _l("The value “%(detail)s” may have only letters without marks, digits and _."),
    "duplicate_value": _l("Two answers have the value “%(detail)s”."),
    "bad_limits": _l("The smallest number is larger than the largest."),
    "unknown_question": _l("There is no question “%(detail)s”."),
    "missing_text": _l("A translation is missing (%(detail)s)."),
    "long_text": _l("This text is too long for a phone (%(detail)s)."),
    "markup": _l("HTML is not allowed in texts (%(detail)s)."),
    "placeholder": _l("Answers cannot be put into texts (%(detail)s)."),
    "unreadable": _l("A character of this text cannot be read (%(detail)s)."),
    "unknown_operator": _l("There is no comparison “%(detail)s”."),
    "condition_cycle": _l("Its condition and that of “%(detail)s” wait for each other."),
    "condition_looks_ahead": _l("Its condition asks about “%(detail)s”, which comes later."),
}

ADVICE: Final[Mapping[str, Any]] = {
    "crowded": _l("%(detail)s questions stand on the phone at once; 12 are enough for most."),
    "unbalanced": _l("The scale is lopsided: %(detail)s good and other levels."),
    "no_opinion": _l("“No opinion” is missing: who has none will choose something else."),
    "forced_reason": _l("Only dissatisfied people must give a reason; some will rather not."),
    "never_shown": _l("Its condition can never be true: nobody will see this question."),
    "never_shown_at": _l("At the moment “%(detail)s” nobody will see this question."),
}

TYPES: Final[Mapping[str, Any]] = {
    "scale": _l("Scale"),
    "single": _l("One answer"),
    "multi": _l("Several answers"),
    "boolean": _l("Yes or no"),
    "integer": _l("Whole number"),
    "text": _l("Free text"),
    "info": _l("Text to read"),
    "select_unit": _l("A unit"),
    "select_procedure": _l("A procedure"),
}
#: What a new question may begin as; behind the colon a scale that ships.
KINDS: Final = (
    ("single", TYPES["single"]),
    ("multi", TYPES["multi"]),
    ("scale:sat5_na", _l("Satisfaction, five levels and “no opinion”")),
    ("scale:ease5", _l("Ease, five levels")),
    ("integer", TYPES["integer"]),
    ("text", TYPES["text"]),
    ("info", TYPES["info"]),
)

OPERATORS: Final = (
    ("eq", _l("is")),
    ("ne", _l("is not")),
    ("in", _l("is one of")),
    ("not_in", _l("is none of")),
    ("lt", _l("is less than")),
    ("lte", _l("is at most")),
    ("gt", _l("is more than")),
    ("gte", _l("is at least")),
    ("answered", _l("was answered")),
)

ROLES: Final = (
    ("", _l("None")),
    ("overall", _l("Overall: the rate is made of it")),
    ("issue", _l("Problem or comment")),
    ("integrity", _l("Who answered or submitted")),
    ("household", _l("About the household")),
    ("demographic", _l("About the person")),
    ("interviewer", _l("For the interviewer")),
    ("contact", _l("Contact")),
)

#: What stands against an uploaded workbook; cells are named before.
PROBLEMS: Final[Mapping[str, Any]] = {
    **FAULTS,
    "old_excel": _l("This is an old Excel file (.xls). Please save it as .xlsx."),
    "no_workbook": _l("This is no XLSX workbook."),
    "damaged": _l("The file is damaged or cut off."),
    "too_large": _l("The file is too large when unpacked."),
    "too_many_columns": _l("The sheet has too many columns."),
    "too_many_rows": _l("The sheet has more than %(detail)s rows."),
    "macros": _l("The file contains macros. Please save it as .xlsx without macros."),
    "external": _l("The file refers to other files. Please save it without links."),
    "forbidden_sheet": _l("Forms with this sheet are not supported."),
    "no_survey": _l("There is no sheet “survey”."),
    "formula": _l("The cell holds a formula. Please paste its text instead."),
    "unknown_column": _l("The column “%(detail)s” is not supported."),
    "double_column": _l("The column “%(detail)s” stands twice."),
    "unknown_type": _l("The kind “%(detail)s” is not supported."),
    "unknown_list": _l("There is no list of answers “%(detail)s”."),
    "no_list": _l("The answer belongs to no list."),
    "unknown_appearance": _l("The appearance “%(detail)s” is not supported."),
    "without_use": _l("Our pages have nothing for this column: %(detail)s."),
    "nested_group": _l("Groups within groups are not supported."),
    "group_condition": _l("Please give the condition to the questions, not to their group."),
    "unclear": _l("Please write yes or leave it empty, not “%(detail)s”."),
    "not_understood": _l("The expression is not supported at “%(detail)s”."),
    "unknown_function": _l("The function “%(detail)s” is not supported."),
    "mixed": _l("“and” and “or” cannot be mixed in one condition."),
    "unanswered": _l("A condition cannot ask for no answer: %(detail)s."),
    "pattern": _l("This pattern is not one of those that ship: %(detail)s."),
    "limit_of_other_kind": _l("This kind of question has no such limit: %(detail)s."),
    "long_answer": _l("An answer may have at most %(detail)s characters."),
    "not_of_the_shape": _l("No questionnaire has this here (%(detail)s)."),
    "pyxform": _l("XLSForm's own check says: %(detail)s"),
}
NOTES: Final[Mapping[str, Any]] = {
    "passed_over": _l("“%(detail)s” was passed over: our pages do not collect it."),
    "own_message": _l("Our pages have messages of their own; this one was passed over."),
    "other_id": _l("The form's id is “%(detail)s”; its questions were taken all the same."),
}

DIFFERENCES: Final[Mapping[str, Any]] = {
    "added": _l("Added"),
    "removed": _l("Removed"),
    "moved": _l("Moved"),
    "changed": _l("Changed"),
}

MOMENTS: Final[Mapping[str, Any]] = {
    "submitted": _l("when the case was submitted"),
    "result": _l("when the result is there"),
}


def spoken(sentence: object, detail: str = "") -> str:
    """Return a sentence with its detail."""
    return str(sentence) % {"detail": detail}
