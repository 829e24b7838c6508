"""Units beside their peers: the funnel first, ranks only where the answers bear them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from survey_app.core.cohort import Coverage
from survey_app.core.funnel import dispersion, funnel_limits, z_score
from survey_app.core.shrinkage import fit_prior, rank_intervals, ranks
from survey_app.results.cohorts import own_coverage
from survey_app.results.figures import Blocks, judge_unit, list_targets, own_blocks
from survey_app.results.judging import SMALL_N
from survey_app.results.page import for_insiders, visit
from survey_app.results.queries import Scope, last_release

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period
    from survey_app.core.funnel import Dispersion
    from survey_app.core.scoring import Counts
    from survey_app.core.statistics import Interval
    from survey_app.results.figures import UnitFigures
    from survey_app.results.tree import Node

Place = Literal["", "above", "below"]

#: Fewer ranked units than this make no ranking.
SMALLEST_RANKING: Final = 3
#: In a smaller group the spread between units cannot be told; the limits of chance decide alone.
SMALLEST_SPREAD: Final = 10
#: Further from the centre than this many standard deviations is more than chance.
FAR: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class PeerRow:
    """One unit among its peers."""

    figures: UnitFigures
    #: None where the answers do not bear a rank ("không xếp hạng").
    rank: int | None = None
    ranks: tuple[int, int] | None = None
    #: Where chance alone would put its rate; None without a funnel.
    limits: Interval | None = None
    #: Whether it lies outside, the spread between units allowed for.
    place: Place = ""

    @property
    def counts(self) -> Counts:
        """The answers about online cases."""
        return self.figures.online.counts


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Units of one kind under the same unit."""

    kind: str
    rows: Sequence[PeerRow]
    spread: Dispersion | None

    @property
    def ranked(self) -> bool:
        """Whether any unit has a rank."""
        return any(row.rank for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingPage:
    """The units below one, among their peers."""

    period: Period
    unit: Node
    above: tuple[Node, ...]
    groups: Sequence[PeerGroup]
    as_of: datetime | None


def ranking_page(
    session: Session, unit_id: int, period: Period, roots: Collection[int]
) -> RankingPage:
    """Return the units directly below one, in groups of peers.

    Raises:
        NotFoundError: for a unit outside the visitor's subtrees, as for one that does not exist.
        RefusedError: ``bad_period`` for a period that is not made of whole months.
    """
    place = visit(session, unit_id, period, roots)
    tree, units = place.tree, place.units
    pooled = tree.pool(own_blocks(session, Scope.of(period, units, live=False)))
    coverage = tree.pool(own_coverage(session, period, units, live=False))
    targets = list_targets(session)
    found = [
        for_insiders(judge_unit(tree, node.id, pooled[node.id], targets, period)).beside(
            coverage.get(node.id, Coverage())
        )
        for node in tree.children(unit_id)
        if pooled.get(node.id, Blocks()).all.base.n
    ]
    return RankingPage(
        period=period,
        unit=place.unit,
        above=place.above,
        groups=[peer_group(kind, each) for kind, each in by_kind(found).items()],
        as_of=last_release(session, units),
    )


def by_kind(found: Iterable[UnitFigures]) -> Mapping[str, list[UnitFigures]]:
    """Return the units by kind: a ward is no peer of a commune."""
    groups: dict[str, list[UnitFigures]] = {}
    for each in found:
        groups.setdefault(each.unit.kind, []).append(each)
    return groups


def peer_group(kind: str, found: Sequence[UnitFigures]) -> PeerGroup:
    """Return the rows of a group: ranked ones first, then by name as they came."""
    spread = spread_of(found)
    ranked = [each for each in found if bears_rank(each)]
    if len(ranked) < SMALLEST_RANKING:
        ranked = []
    places = ranks([each.online.counts for each in ranked])
    sure = sure_ranks([each.online.counts for each in ranked])
    rows = [
        peer_row(each, spread, rank, interval)
        for each, rank, interval in zip(ranked, places, sure, strict=True)
    ]
    rows.sort(key=lambda row: row.rank or 0)
    known = {each.unit.id for each in ranked}
    rows += [peer_row(each, spread) for each in found if each.unit.id not in known]
    return PeerGroup(kind, rows, spread)


def bears_rank(figures: UnitFigures) -> bool:
    """Whether a unit may be ranked: at least 30 answers, and enough cases invited."""
    low = figures.online.cohort is not None and figures.online.cohort.has_low_coverage
    return figures.online.counts.n >= SMALL_N and not low


def spread_of(found: Sequence[UnitFigures]) -> Dispersion | None:
    """Return the common rate of a group and how rates spread; None where there is no funnel."""
    counts = [each.online.counts for each in found if each.online.counts.n]
    satisfied, n = sum(each.satisfied for each in counts), sum(each.n for each in counts)
    if not 0 < satisfied < n:
        return None
    spread = dispersion(counts)
    return spread if len(counts) >= SMALLEST_SPREAD else replace(spread, tau=0.0)


def sure_ranks(counts: Sequence[Counts]) -> list[tuple[int, int]] | list[None]:
    """Return the interval of each rank; none where all or nobody are satisfied."""
    satisfied, n = sum(each.satisfied for each in counts), sum(each.n for each in counts)
    if not 0 < satisfied < n:
        return [None for _ in counts]
    return rank_intervals(counts, fit_prior(counts))


def peer_row(
    figures: UnitFigures,
    spread: Dispersion | None,
    rank: int | None = None,
    interval: tuple[int, int] | None = None,
) -> PeerRow:
    """Return one unit with its place in the funnel."""
    counts = figures.online.counts
    if spread is None or not counts.n:
        return PeerRow(figures, rank, interval)
    limits = funnel_limits(spread.centre, counts.n)
    return PeerRow(figures, rank, interval, limits, place_of(counts, spread, limits))


def place_of(counts: Counts, spread: Dispersion, limits: Interval) -> Place:
    """Return whether a unit lies outside what chance and the spread between units explain."""
    rate = counts.satisfied / counts.n
    if limits.low <= rate <= limits.high:
        return ""
    if abs(z_score(counts, spread.centre, spread.tau)) <= FAR and spread.tau:
        return ""
    return "above" if rate > spread.centre else "below"
