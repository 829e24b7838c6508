"""From the library's authoring shape, with shared scales and texts, to self-contained documents."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHIPPED = Path(__file__).with_name("library.yaml")
#: Names of moments by the event that triggers them.
MOMENTS = {"submitted": "submitted", "result_returned": "result"}
COPIED = (
    "role",
    "required",
    "max_choices",
    "max_length",
    "pattern",
    "requires_consent",
    "pii",
    "private",
    "sensitive",
    "show_if",
    "by",
)
DEFAULT_VALID_DAYS = 14


def shipped_documents() -> list[dict[str, Any]]:
    """Return the documents that ship, resolved: A, B, C and D."""
    library = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return [resolve(library, instrument) for instrument in library["instruments"]]


@cache
def shipped_patterns() -> frozenset[str]:
    """Return the patterns of texts that ship; others could stall the server."""
    return frozenset(
        question["pattern"]
        for document in shipped_documents()
        for question in document["questions"]
        if "pattern" in question
    )


def library_scale(name: str) -> list[dict[str, Any]]:
    """Return the levels of a scale that ships, written out."""
    library = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return [resolve_option(option) for option in scale_options(library, name)]


def resolve(library: Mapping[str, Any], instrument: Mapping[str, Any]) -> dict[str, Any]:
    """Return one self-contained document with every scale, option and text written out."""
    consent = library["consent"]
    return {
        "key": instrument["id"],
        "letter": instrument["letter"],
        "languages": library["languages"],
        "title": instrument["title"],
        "consent": {
            "id": consent["id"],
            "notice": labels(consent),
            "contact": labels(consent["contact_consent"]),
        },
        "channels": instrument.get("channels", []),
        "moments": [*moments(instrument)],
        "questions": [*questions(library, instrument)],
    } | {name: instrument[name] for name in ("stepped",) if name in instrument}


def moments(instrument: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield when the questionnaire is sent; none for household and annual surveys."""
    triggers = instrument.get("trigger", [])
    for trigger in triggers if isinstance(triggers, list) else [triggers]:
        asked = trigger.get("questions", "*")
        yield {
            "name": MOMENTS[trigger["event"]],
            "questions": [] if asked == "*" else asked,
            "valid_days": trigger.get("valid_days", DEFAULT_VALID_DAYS),
        }


def questions(
    library: Mapping[str, Any], instrument: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield the questions that are asked, sections written out in their place."""
    for question in instrument["questions"]:
        if not question.get("enabled", True):
            continue
        yield resolve_question(library, question)
        if question.get("expands") == "sections":
            for section in instrument["sections"]:
                yield from section_questions(library, section)


def section_questions(
    library: Mapping[str, Any], section: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield the items of a section as scale questions, the first one under its title."""
    for position, item in enumerate(section["items"]):
        question = resolve_question(library, {**item, "type": "scale", "scale": section["scale"]})
        yield {**question, "heading": section["title"]} if position == 0 else question


def resolve_question(library: Mapping[str, Any], question: Mapping[str, Any]) -> dict[str, Any]:
    """Return one question with its options written out."""
    resolved = {"id": question["id"], "type": question["type"], "text": labels(question)}
    resolved |= {name: question[name] for name in COPIED if name in question}
    resolved |= {
        name: question[source]
        for name, source in (
            ("minimum", "min"),
            ("maximum", "max"),
            ("maximum_from", "max_from"),
            ("scale", "scale"),
        )
        if source in question
    }
    options = [resolve_option(option) for option in raw_options(library, question)]
    return {**resolved, "options": options} if options else resolved


def raw_options(library: Mapping[str, Any], question: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the options as the library writes them: own, from a set, or from a scale."""
    if "scale" in question:
        return scale_options(library, question["scale"])
    options = question.get("options", [])
    return [*(library["option_sets"][options] if isinstance(options, str) else options)]


def scale_options(library: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the levels of a scale, those it extends first."""
    scale = library["scales"][name]
    if isinstance(scale, list):
        return [*scale]
    return [*scale_options(library, scale["extends"]), *scale["extra"]]


def resolve_option(option: Mapping[str, Any]) -> dict[str, Any]:
    """Return one option; a value is always text."""
    flags = ("satisfied", "counts_in_base", "exclusive", "opens_text")
    resolved: dict[str, Any] = {"value": str(option["value"]), "label": labels(option)}
    return resolved | {flag: option[flag] for flag in flags if flag in option}


def labels(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of an entry by language."""
    return {language: entry[language].strip() for language in ("vi", "en") if language in entry}
