"""From a filled-in form back to a question of the document."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from survey_app.core.faults import LISTED_TYPES
from survey_app.questionnaires.authoring.editing import put, put_condition

if TYPE_CHECKING:
    from survey_app.core.faults import Entry

#: Of an option: name in the document, name in the form.
FLAGS = ("satisfied", "exclusive", "opens_text")
LISTS = frozenset({"in", "not_in"})


def filled_question(entry: Entry, sent: dict[str, Any]) -> Entry:
    """Return the question with what was filled in; what its kind does not have stays untouched."""
    changed = deepcopy(entry)
    changed["text"] = kept_texts(entry["text"], sent["text"])
    for name in ("heading", "hint"):
        texts = kept_texts(entry.get(name, {}), sent[name])
        put(changed, name, texts if any(texts.values()) else None)
    for name in ("role", "required", "private", "locked"):
        put(changed, name, sent[name])
    for name in limits_of(entry["type"]):
        put(changed, name, sent[name])
    if entry.get("options") or entry["type"] in LISTED_TYPES:
        changed["options"] = filled_options(entry, sent["options"])
    put_condition(changed, filled_condition(sent["mode"], sent["terms"]))
    return changed


def limits_of(kind: str) -> tuple[str, ...]:
    """Return the limits that a kind of question has."""
    known = {
        "multi": ("max_choices",),
        "text": ("max_length",),
        "integer": ("minimum", "maximum"),
    }
    return known.get(kind, ())


def kept_texts(before: dict[str, str], sent: dict[str, str]) -> dict[str, str]:
    """Return the texts by language; empty ones are left out, other languages stay."""
    texts = {**before, **{language: text for language, text in sent.items() if text}}
    return {language: text for language, text in texts.items() if sent.get(language, text)}


def filled_options(entry: Entry, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the answers in the order of the places that were given."""
    known = {option["value"]: option for option in entry.get("options", ())}
    last = len(rows) + 1
    given = [row for row in rows if row["value"]]
    given.sort(key=lambda row: last if row["place"] is None else row["place"])
    return [filled_option(known.get(row["value"], {}), row) for row in given]


def filled_option(before: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """Return one answer; what it said before about counting stays if it says the same."""
    option = deepcopy(before) | {"value": row["value"]}
    option["label"] = kept_texts(before.get("label", {}), row["label"])
    for name in FLAGS:
        put(option, name, row[name])
    if row["uncounted"]:
        option["counts_in_base"] = False
    elif option.get("counts_in_base") is False:
        del option["counts_in_base"]
    return option


def filled_condition(mode: str, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the condition that was put together; None without a comparison."""
    terms = [filled_term(row) for row in rows if row["q"]]
    return {mode: terms} if terms else None


def filled_term(row: dict[str, Any]) -> dict[str, Any]:
    """Return one comparison; several values stand behind each other with commas."""
    value: Any = row["value"]
    if row["op"] == "answered":
        value = True
    elif row["op"] in LISTS:
        value = [part.strip() for part in value.split(",") if part.strip()]
    return {"q": row["q"], "op": row["op"], "value": value}
