"""Changes of a document, in plain Python: each returns a changed copy."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from survey_app.core.errors import NotFoundError
from survey_app.core.faults import LISTED_TYPES, LONGEST_ID, RESERVED
from survey_app.core.questionnaire import parse_condition
from survey_app.core.text import fold
from survey_app.questionnaires.library import library_scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey_app.core.faults import Document, Entry

#: Words of a question that make its id.
ID_WORDS = 3


def find(document: Document, name: str) -> Entry:
    """Return a question of a document, or raise NotFoundError."""
    for entry in document["questions"]:
        if entry["id"] == name:
            found: Entry = entry
            return found
    raise NotFoundError("unknown_question", question=name[:LONGEST_ID])


def replaced(document: Document, entry: Entry, moments: Iterable[str] | None = None) -> Document:
    """Return the document with a question of the same id replaced.

    ``moments`` names those that ask it, of the moments that do not ask everything.
    """
    find(document, entry["id"])
    changed = deepcopy(document)
    changed["questions"] = [
        entry if each["id"] == entry["id"] else each for each in changed["questions"]
    ]
    if moments is not None:
        ask_at(changed, entry["id"], {*moments})
    return changed


def ask_at(document: Document, name: str, moments: set[str]) -> None:
    """Ask a question at these moments, as far as they choose their questions."""
    order = [entry["id"] for entry in document["questions"]]
    for moment in document.get("moments", ()):
        if moment["questions"]:
            chosen = {*moment["questions"]} - {name}
            chosen |= {name} if moment["name"] in moments else set()
            moment["questions"] = [each for each in order if each in chosen]


def choosing_moments(document: Document) -> list[str]:
    """Return the moments that ask only some of the questions."""
    return [moment["name"] for moment in document.get("moments", ()) if moment["questions"]]


def moments_of(document: Document, name: str) -> list[str]:
    """Return the choosing moments that ask a question."""
    return [moment["name"] for moment in document.get("moments", ()) if name in moment["questions"]]


def added(document: Document, entry: Entry, after: str) -> Document:
    """Return the document with a new question behind another, or at its end."""
    changed = deepcopy(document)
    order = [each["id"] for each in changed["questions"]]
    place = order.index(after) + 1 if after in order else len(order)
    changed["questions"].insert(place, entry)
    return changed


def removed(document: Document, name: str) -> Document:
    """Return the document without a question; conditions that ask about it stay, as faults."""
    gone = find(document, name)
    changed = deepcopy(document)
    changed["questions"].remove(gone)
    ask_at(changed, name, set())
    return changed


def moved(document: Document, name: str, steps: int) -> Document:
    """Return the document with a question some places further down, or up."""
    changed = deepcopy(document)
    entry = find(changed, name)
    place = changed["questions"].index(entry)
    changed["questions"].pop(place)
    changed["questions"].insert(max(0, place + steps), entry)
    order = [each["id"] for each in changed["questions"]]
    for moment in changed.get("moments", ()):
        moment["questions"].sort(key=lambda each: order.index(each) if each in order else 0)
    return changed


def titled(document: Document, title: dict[str, str]) -> Document:
    """Return the document under another title."""
    return {**deepcopy(document), "title": title}


def new_question(document: Document, kind: str, text: dict[str, str]) -> Entry:
    """Return a question of a kind with the answers it begins with."""
    kind, _, scale = kind.partition(":")
    entry: Entry = {"id": new_id(document, text), "type": kind, "text": text}
    if scale:
        entry |= {"scale": scale, "options": library_scale(scale)}
    elif kind in LISTED_TYPES:
        entry["options"] = first_options()
    if kind == "text":
        entry["max_length"] = 500
    return entry


def first_options() -> list[dict[str, Any]]:
    """Return yes and no, to be written over."""
    return [
        {"value": "yes", "label": {"vi": "Có", "en": "Yes"}},
        {"value": "no", "label": {"vi": "Không", "en": "No"}},
    ]


def new_id(document: Document, text: dict[str, str]) -> str:
    """Return an id made of the first words of a question, unlike those there are."""
    words = re.findall(r"[a-z0-9]+", fold(next(iter(text.values()), "")))[:ID_WORDS]
    stem = "_".join(words)[: LONGEST_ID - 4] or "question"
    stem = stem if stem[0].isalpha() else f"q_{stem}"
    taken = {entry["id"] for entry in document["questions"]} | RESERVED
    if stem not in taken:
        return stem
    return next(f"{stem}_{n}" for n in range(2, 1000) if f"{stem}_{n}" not in taken)


def put(entry: Entry, name: str, value: object) -> None:
    """Set a field; what says nothing is left out, unless the document wrote it out before."""
    if value or (value == 0 and value is not False):
        entry[name] = value
    elif entry.get(name):
        del entry[name]


def put_condition(entry: Entry, condition: dict[str, Any] | None) -> None:
    """Set when a question is shown; one that means the same stays as it was written."""
    if parse_condition(entry.get("show_if")) != parse_condition(condition):
        put(entry, "show_if", condition)
