"""What keeps a document from being published: all of it at once, each with its place."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from survey_app.core.questionnaire import OPERATORS, SINGLE_TYPES, TYPES
from survey_app.core.text import unreadable_character

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Document = dict[str, Any]
Entry = dict[str, Any]

#: Longest texts, by what they are; a page of a phone holds no more.
LONGEST_TEXT: Final = 600
LONGEST_LABEL: Final = 200
LONGEST_TITLE: Final = 200
LONGEST_NOTICE: Final = 2000
MOST_QUESTIONS: Final = 200
MOST_OPTIONS: Final = 60
LONGEST_ID: Final = 40

ID: Final = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST_ID - 1}}}")
VALUE: Final = re.compile(rf"[A-Za-z0-9_]{{1,{LONGEST_ID}}}")
#: Controls of the page that are no questions.
RESERVED: Final = frozenset({"token", "lang", "decline", "csrf_token", "contact_consent", "state"})
#: A tag or a comment; "<" before a blank or a digit is only a sign.
MARKUP: Final = re.compile(r"</?[A-Za-z]|<!|&#?\w{2,8};")
#: What a spreadsheet would replace by an answer; our pages show it as it stands.
PLACEHOLDER: Final = re.compile(r"\$\{")
LISTED_TYPES: Final = SINGLE_TYPES - {"boolean"} | {"multi"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule of a document."""

    #: Stable; the words are chosen where it is shown.
    code: str
    #: Id of the question; empty for the whole document.
    question: str = ""
    detail: str = ""


def faults(document: Document) -> list[Fault]:
    """Return every broken rule; an empty list means that it may be published."""
    return [
        *whole_faults(document),
        *(fault for entry in document["questions"] for fault in question_faults(entry, document)),
        *condition_faults(document["questions"]),
    ]


def missing_texts(document: Document, language: str) -> list[Fault]:
    """Return every place of a document that has no text in a language."""
    found = faults({**document, "languages": [language]})
    return [fault for fault in found if fault.code == "missing_text"]


def whole_faults(document: Document) -> Iterator[Fault]:
    """Yield what is wrong with the document as a whole."""
    questions = document["questions"]
    yield from text_faults(document["title"], document, "title", "", LONGEST_TITLE)
    for name in ("notice", "contact"):
        yield from text_faults(document["consent"][name], document, name, "", LONGEST_NOTICE)
    if len(questions) > MOST_QUESTIONS:
        yield Fault("too_many_questions", detail=str(MOST_QUESTIONS))
    for name, times in Counter(entry["id"] for entry in questions).items():
        if times > 1:
            yield Fault("duplicate_id", name)
    overall = [entry for entry in questions if entry.get("role") == "overall"]
    if len(overall) != 1:
        yield Fault("one_overall", detail=str(len(overall)))
        return
    yield from overall_faults(overall[0], document)


def overall_faults(overall: Entry, document: Document) -> Iterator[Fault]:
    """Yield why no rate could be computed from the overall question."""
    counted = [
        option for option in overall.get("options", ()) if option.get("counts_in_base", True)
    ]
    satisfied = [option for option in counted if option.get("satisfied")]
    if not satisfied or len(satisfied) == len(counted):
        yield Fault("overall_scale", overall["id"])
    for moment in document.get("moments", ()):
        if moment["questions"] and overall["id"] not in moment["questions"]:
            yield Fault("overall_missing", overall["id"], moment["name"])


def question_faults(entry: Entry, document: Document) -> Iterator[Fault]:
    """Yield what is wrong with one question by itself."""
    name = entry["id"]
    if not ID.fullmatch(name) or name in RESERVED:
        yield Fault("bad_id", name)
    if entry["type"] not in TYPES:
        yield Fault("unknown_type", name, entry["type"])
    yield from text_faults(entry["text"], document, "text", name, LONGEST_TEXT)
    if entry.get("heading"):
        yield from text_faults(entry["heading"], document, "heading", name, LONGEST_LABEL)
    if entry.get("hint"):
        yield from text_faults(entry["hint"], document, "hint", name, LONGEST_LABEL)
    yield from option_faults(entry, document)
    yield from limit_faults(entry, {each["id"] for each in document["questions"]})


def option_faults(entry: Entry, document: Document) -> Iterator[Fault]:
    """Yield what is wrong with the answers that may be chosen."""
    name, options = entry["id"], entry.get("options", [])
    if entry["type"] in LISTED_TYPES and len(options) < 2:  # noqa: PLR2004 - one is no choice
        yield Fault("no_options", name)
    if len(options) > MOST_OPTIONS:
        yield Fault("too_many_options", name, str(MOST_OPTIONS))
    for value, times in Counter(option["value"] for option in options).items():
        if not VALUE.fullmatch(value):
            yield Fault("bad_value", name, value)
        if times > 1:
            yield Fault("duplicate_value", name, value)
    for option in options:
        yield from text_faults(option["label"], document, "label", name, LONGEST_LABEL)


def limit_faults(entry: Entry, ids: set[str]) -> Iterator[Fault]:
    """Yield limits that cannot be kept."""
    low, high = entry.get("minimum"), entry.get("maximum")
    if low is not None and high is not None and low > high:
        yield Fault("bad_limits", entry["id"])
    if entry.get("maximum_from") and entry["maximum_from"] not in ids:
        yield Fault("unknown_question", entry["id"], entry["maximum_from"])


def text_faults(
    labels: Mapping[str, str], document: Document, place: str, question: str, longest: int
) -> Iterator[Fault]:
    """Yield missing translations and texts that cannot be shown."""
    for language in document["languages"]:
        text = labels.get(language, "")
        code = text_fault(text, longest) if text.strip() else "missing_text"
        if code:
            yield Fault(code, question, f"{place}:{language}")


def text_fault(text: str, longest: int) -> str:
    """Return why a text cannot be shown on a page: a code; empty when it can."""
    if len(text) > longest:
        return "long_text"
    if MARKUP.search(text):
        return "markup"
    if PLACEHOLDER.search(text):
        return "placeholder"
    return "unreadable" if unreadable_character(text) else ""


def condition_faults(questions: list[Entry]) -> Iterator[Fault]:
    """Yield conditions that ask about nothing, about later questions or in a circle."""
    places = {entry["id"]: place for place, entry in enumerate(questions)}
    asks = {entry["id"]: [*asked_about(entry)] for entry in questions}
    for place, entry in enumerate(questions):
        for term in terms_of(entry):
            if term["op"] not in OPERATORS:
                yield Fault("unknown_operator", entry["id"], term["op"])
        for other in asks[entry["id"]]:
            if other not in places:
                yield Fault("unknown_question", entry["id"], other)
            elif leads_to(asks, other, entry["id"]):
                yield Fault("condition_cycle", entry["id"], other)
            elif places[other] >= place:
                yield Fault("condition_looks_ahead", entry["id"], other)


def terms_of(entry: Entry) -> Iterator[Entry]:
    """Yield the comparisons of a question's condition."""
    for terms in (entry.get("show_if") or {}).values():
        yield from terms


def asked_about(entry: Entry) -> Iterator[str]:
    """Yield the questions that a condition asks about, each once."""
    yield from dict.fromkeys(term["q"] for term in terms_of(entry))


def leads_to(asks: Mapping[str, list[str]], start: str, goal: str) -> bool:
    """Tell whether the conditions lead from one question to another."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            waiting += asks.get(name, [])
    return False
