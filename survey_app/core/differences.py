"""What differs between two versions of a questionnaire, question by question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey_app.core.faults import Document, Entry


@dataclass(frozen=True, slots=True)
class Alteration:
    """One thing that changed."""

    #: added, removed, moved or changed.
    kind: str
    #: Id of the question; empty for the document itself.
    question: str
    #: What of it: "text:vi", "option 3:en", "required", …
    place: str = ""
    before: str = ""
    after: str = ""


def differences(before: Document, after: Document) -> list[Alteration]:
    """Return what one must change in the first document to get the second."""
    old = {entry["id"]: entry for entry in before["questions"]}
    new = {entry["id"]: entry for entry in after["questions"]}
    found = [*changes("", head(before), head(after))]
    found += [
        Alteration("removed", name, before=first_text(old[name])) for name in old if name not in new
    ]
    moved = out_of_order(
        [name for name in old if name in new], [name for name in new if name in old]
    )
    for name, entry in new.items():
        if name not in old:
            found.append(Alteration("added", name, after=first_text(entry)))
            continue
        if name in moved:
            found.append(Alteration("moved", name, after=first_text(entry)))
        found += changes(name, flat(old[name]), flat(entry))
    return found


def head(document: Document) -> dict[str, str]:
    """Return what belongs to no question, as texts by place."""
    places = {f"title:{language}": text for language, text in document["title"].items()}
    for moment in document.get("moments", ()):
        places[f"moment {moment['name']}"] = ", ".join(moment["questions"])
    return places


def flat(entry: Entry) -> dict[str, str]:
    """Return everything about a question as texts by place."""
    places: dict[str, str] = {}
    for name, value in entry.items():
        if name in {"text", "heading", "hint"}:
            places |= {f"{name}:{language}": text for language, text in value.items()}
        elif name == "options":
            for option in value:
                places |= flat_option(option)
            places["options"] = ", ".join(option["value"] for option in value)
        elif name == "show_if":
            places[name] = condition_text(value)
        elif name != "id":
            places[name] = plain(value)
    return places


def flat_option(option: Mapping[str, Any]) -> dict[str, str]:
    """Return everything about an option as texts by place."""
    place = f"option {option['value']}"
    places = {f"{place}:{language}": text for language, text in option["label"].items()}
    rest = {name: value for name, value in option.items() if name not in {"value", "label"}}
    return places | {f"{place} {name}": plain(value) for name, value in rest.items()}


def condition_text(condition: Mapping[str, Any]) -> str:
    """Return a condition as people read it: "overall lte 3 · comment answered"."""
    parts = [
        f"{mode}: "
        + " · ".join(f"{term['q']} {term['op']} {plain(term.get('value'))}" for term in terms)
        for mode, terms in (condition or {}).items()
    ]
    return "; ".join(parts)


def plain(value: object) -> str:
    """Return a value as text."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "✓" if value else "–"
    return "" if value is None else str(value)


def changes(question: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Alteration]:
    """Yield the places at which two sets of texts differ."""
    for place in {**old, **new}:
        if old.get(place, "") != new.get(place, ""):
            yield Alteration("changed", question, place, old.get(place, ""), new.get(place, ""))


def first_text(entry: Entry) -> str:
    """Return the question in the first language that has it."""
    return next(iter(entry["text"].values()), "")


def out_of_order(old: list[str], new: list[str]) -> set[str]:
    """Return the fewest questions that must move to turn one order into the other."""
    kept = longest_common(old, new)
    return set(new) - set(kept)


def longest_common(old: list[str], new: list[str]) -> list[str]:
    """Return the longest series of names that both orders share."""
    place = {name: number for number, name in enumerate(old)}
    best: dict[str, list[str]] = {}
    for name in new:
        before = [best[other] for other in best if place[other] < place[name]]
        best[name] = [*max(before, key=len, default=[]), name]
    return max(best.values(), key=len, default=[])
