"""The core of a questionnaire: what a unit may not change by itself, so that figures compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey_app.core.faults import Document, Entry

#: Questions whose answers decide what a rate is made of.
CORE_ROLES: Final = frozenset({"overall", "integrity"})
#: What the page makes of the overall question's levels; the rest of the document is the unit's.
HEAD: Final = ("consent", "channels", "languages")


def core_changes(document: Document, above: Document) -> list[str]:
    """Return the ids of core questions that differ from the version above, in its order.

    The core is everything up to the overall question, what tells who answered,
    and what the province locked: its wording, its scale and its position.
    Fields of the whole document that belong to the core are named by their key.
    """
    ours, theirs = [*core_of(document)], [*core_of(above)]
    changed = [name for name in HEAD if document.get(name) != above.get(name)]
    changed += moment_changes(document, above, [entry["id"] for entry in theirs])
    known = {entry["id"]: entry for entry in ours}
    changed += [entry["id"] for entry in theirs if known.pop(entry["id"], None) != entry]
    changed += known
    if not changed and [entry["id"] for entry in ours] != [entry["id"] for entry in theirs]:
        changed += [entry["id"] for entry in theirs]
    return list(dict.fromkeys(changed))


def core_of(document: Document) -> Iterator[Entry]:
    """Yield the questions of the core."""
    questions = document["questions"]
    overall = next(
        (place for place, entry in enumerate(questions) if entry.get("role") == "overall"), -1
    )
    for place, entry in enumerate(questions):
        if place <= overall or entry.get("role") in CORE_ROLES or entry.get("locked"):
            yield entry


def moment_changes(document: Document, above: Document, core: list[str]) -> list[str]:
    """Return the moments that begin, end or ask the core differently."""
    ours, theirs = by_name(document, core), by_name(above, core)
    return [name for name in {**theirs, **ours} if ours.get(name) != theirs.get(name)]


def by_name(document: Document, core: list[str]) -> dict[str, Any]:
    """Return what of each moment belongs to the core: how long a link is valid, what it asks."""
    return {
        moment["name"]: (
            moment["valid_days"],
            [name for name in core if not moment["questions"] or name in moment["questions"]],
        )
        for moment in document.get("moments", ())
    }
