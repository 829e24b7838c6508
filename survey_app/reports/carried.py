"""The frozen content inside a file, so that whoever holds the published hash can check it.

Without the database the numbers of a file are compared with the content it carries, and that
content with the hash copied from the public results.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from survey_app.core.errors import UnreadableFileError
from survey_app.core.questionnaire import canonical, digest
from survey_app.reports.queries import RevisionCard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey_app.reports.frozen import Frozen

Json = dict[str, Any]

#: Characters of one cell; a spreadsheet holds 32,767.
PIECE: Final = 30_000
#: What is told of a revision outside its content; not who closed it.
ENVELOPE: Final = ("number", "draft", "sha256", "reason", "code_version")


def carry(frozen: Frozen) -> Json:
    """Return the content of a revision with what a file shows of the ones before."""
    *before, newest = frozen.revisions
    return {
        "revisions": [*map(earlier, before), envelope(newest)],
        "content": frozen.content,
    }


def envelope(card: RevisionCard) -> Json:
    """Return what stands outside the hash."""
    known = {name: getattr(card, name) for name in ENVELOPE}
    return known | {"closed_at": card.closed_at.isoformat()}


def earlier(card: RevisionCard) -> Json:
    """Return what a file shows of an earlier revision: its rates."""
    whole = card.document()["units"][0]
    rates = {block: whole[block] for block in ("online", "all")}
    return envelope(card) | {"units": [rates]}


def pieces(frozen: Frozen) -> Iterator[str]:
    """Yield what a file carries as texts that fit into cells."""
    text = canonical(carry(frozen))
    for start in range(0, len(text), PIECE):
        yield text[start : start + PIECE]


def revisions_in(text: str) -> Sequence[RevisionCard]:
    """Return the revisions that a file carries, the newest last with the hash of its content.

    Raises:
        UnreadableFileError: when it is not what `carry` wrote.
    """
    try:
        found = json.loads(text)
        *before, newest = found["revisions"]
        cards = [card_of(each, {"units": each["units"]}) for each in before]
        content = found["content"]
        return [*cards, card_of(newest | {"sha256": digest(canonical(content))}, content)]
    except (ValueError, KeyError, TypeError):
        raise UnreadableFileError from None


def card_of(known: Mapping[str, Any], content: Json) -> RevisionCard:
    """Return one revision."""
    return RevisionCard(
        id=0,
        content=canonical(content),
        closed_at=datetime.fromisoformat(known["closed_at"]),
        closed_by="",
        **{name: known[name] for name in ENVELOPE},
    )
