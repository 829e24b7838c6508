"""Is a received file what was frozen, and do the answers still say it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from survey_app.core.calendar import Period
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.core.questionnaire import digest
from survey_app.reports.content import COUNTED, Drawer
from survey_app.reports.export import export
from survey_app.reports.queries import list_histories
from survey_app.reports.received import carried_revisions, compare, format_of, read_cells
from survey_app.responses.integrity import altered_answers
from survey_app.results.figures import below
from survey_app.results.tree import load_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from survey_app.reports.queries import RevisionCard

Json = dict[str, Any]

COUNTS: Final = ("online", "online_self", "all", "levels", "count", "base")
NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """A file is what was frozen; whether its answers were counted again as well."""

    card: RevisionCard
    recounted: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored revision that a file may be, with the revisions up to it."""

    unit_id: int
    revisions: Sequence[RevisionCard]

    @property
    def card(self) -> RevisionCard:
        """The revision itself."""
        return self.revisions[-1]


def verify(session: Session, content: bytes, sha256: str | None = None) -> Verdict:
    """Return the revision that a file shows unaltered, once the answers say the same.

    Where that revision is not stored, the file is compared with the content it
    carries, and that with the hash; then no answer can be counted.

    Args:
        session: sees one moment throughout (`results.queries.snapshot`).
        content: the received file.
        sha256: the hash the file must belong to; None to let the file itself tell.

    Raises:
        NotFoundError: ``unknown_revision``, ``other_revision``.
        RefusedError: ``altered_report`` with the first places that differ.
    """
    known = candidates(session, sha256)
    if sha256 and not known:
        return Verdict(verify_elsewhere(content, sha256), recounted=False)
    chosen, places = closest(known, content)
    refuse_altered(places or check_stored(chosen.card))
    refuse_altered(against_answers(session, chosen))
    return Verdict(chosen.card, recounted=True)


def verify_elsewhere(content: bytes, sha256: str) -> RevisionCard:
    """Return the revision that a file carries, if its hash is the one that was published."""
    revisions = carried_revisions(content)
    if not revisions:
        raise NotFoundError("unknown_revision")
    expected = read_cells(export(revisions, format_of(content)))
    refuse_altered(compare(expected, read_cells(content)))
    if revisions[-1].sha256 != wanted(sha256):
        raise NotFoundError("other_revision", sha256=revisions[-1].sha256)
    return revisions[-1]


def against_answers(session: Session, chosen: Candidate) -> list[str]:
    """Return where the answers say something else, and which of them were changed by hand."""
    places = list(recount(session, chosen))
    period = Period.parse(chosen.card.document()["period"]["code"])
    units = below(load_tree(session, period.last, chosen.unit_id), chosen.unit_id)
    found = list(altered_answers(session, units, period))
    certain = [f"response {each.id}" for each in found if each.certain]
    doubtful = [f"response {each.id}" for each in found if places and not each.certain]
    return certain + places + doubtful


def wanted(sha256: str | None) -> str:
    """Return a hash as it is stored, however it was copied."""
    return (sha256 or "").strip().lower()


def refuse_altered(places: Sequence[str]) -> None:
    """Raise RefusedError naming the first places, if there are any."""
    if places:
        more = ["…"] if len(places) > NAMED else []
        named = "; ".join([*places[:NAMED], *more])
        raise RefusedError("altered_report", count=len(places), places=named)


def candidates(session: Session, sha256: str | None) -> list[Candidate]:
    """Return every stored revision, or those with a hash."""
    return [
        Candidate(unit_id, cards[: number + 1])
        for unit_id, cards in list_histories(session)
        for number, card in enumerate(cards)
        if not wanted(sha256) or card.sha256 == wanted(sha256)
    ]


def closest(known: Sequence[Candidate], content: bytes) -> tuple[Candidate, list[str]]:
    """Return the revision that the file shows with the fewest differences, and those."""
    found, kind = read_cells(content), format_of(content)
    likely = [each for each in known if each.card.sha256 in found.values()]
    judged = [
        (each, compare(read_cells(export(each.revisions, kind)), found))
        for each in likely or named_in(known, found.values())
    ]
    if not judged:
        raise NotFoundError("unknown_revision")
    return min(reversed(judged), key=lambda pair: len(pair[1]))


def named_in(known: Sequence[Candidate], values: Any) -> list[Candidate]:  # noqa: ANN401 - a view of values
    """Return the revisions whose unit is named in a file; all when none is."""
    texts = {str(value).strip('"') for value in values}
    return [each for each in known if each.card.document()["unit"]["code"] in texts] or list(known)


def check_stored(card: RevisionCard) -> list[str]:
    """Return a place when the stored content is not what was hashed."""
    found = digest(card.content)
    return [] if found == card.sha256 else [f"report_revision {card.id}: sha256 {found}"]


def recount(session: Session, chosen: Candidate) -> Iterator[str]:
    """Yield the places where the answers, as they stood at the close, say something else."""
    frozen = chosen.card.document()
    period = Period.parse(frozen["period"]["code"])
    drawn = Drawer(session, period, chosen.unit_id, as_of=chosen.card.closed_at).figures()
    for part, names in COUNTED.items():
        expected = dict(counts_of(frozen[part], part, names))
        found = dict(counts_of(drawn[part], part, names))
        yield from compare(expected, found)


def counts_of(
    rows: Sequence[Mapping[str, Any]], part: str, names: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield the counts of some rows by place, such as units 90001 all.n."""
    for row in rows:
        place = f"{part} {' '.join(str(row[name]) for name in names)}"
        for name in COUNTS:
            value = row.get(name)
            if isinstance(value, dict):
                yield from ((f"{place} {name}.{key}", str(each)) for key, each in value.items())
            elif value is not None:
                yield f"{place} {name}", str(value)
