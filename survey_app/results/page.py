"""What the page of a unit shows: values only, as of the last release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey_app.core.cohort import CohortCounts, Coverage
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.core.statistics import needed_n
from survey_app.results.breakdown import (
    blocks_by_quarter,
    blocks_by_unit,
    last_quarters,
    level_rows,
    procedure_rows,
    unit_levels,
)
from survey_app.results.cohorts import own_coverage
from survey_app.results.figures import Blocks, below, judge, judge_unit, list_targets
from survey_app.results.queries import Scope, last_release, list_scales
from survey_app.results.suppression import INSIDE_K, small
from survey_app.results.tree import load_tree
from survey_app.results.trend import draw

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period
    from survey_app.core.targets import Target
    from survey_app.results.breakdown import LevelRow, ProcedureRow
    from survey_app.results.figures import UnitFigures
    from survey_app.results.queries import Scale
    from survey_app.results.tree import Node, Tree
    from survey_app.results.trend import Trend

EXTREMES = (0, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage:
    """Everything the page shows about one unit in one period."""

    period: Period
    #: Units above that the visitor may see, from the top.
    above: tuple[Node, ...]
    figures: UnitFigures
    #: About how many answers would settle the verdict on online cases.
    needed: int | None
    levels: Sequence[LevelRow]
    procedures: Sequence[ProcedureRow]
    children: Sequence[UnitFigures]
    trend: Trend
    as_of: datetime | None
    cohort: CohortCounts

    @property
    def unit(self) -> Node:
        """The unit itself."""
        return self.figures.unit

    @property
    def answers(self) -> int:
        """Released answers that may be shown, of all cases."""
        return self.figures.all.counts.n


def unit_page(session: Session, unit_id: int, period: Period, roots: Collection[int]) -> UnitPage:
    """Return the page of a unit.

    Args:
        session: sees one moment throughout (`queries.snapshot`).
        unit_id: the unit.
        period: whole months; days could tell what a single person answered.
        roots: units on whose subtrees the visitor may see figures.

    Raises:
        NotFoundError: for a unit outside those subtrees, as for one that does not exist.
        RefusedError: ``bad_period`` for a period that is not made of whole months.
    """
    place = visit(session, unit_id, period, roots)
    tree, units = place.tree, place.units
    scope = Scope.of(period, units, live=False)
    scales = list_scales(session)
    levels = unit_levels(session, scope, scales)
    pooled = tree.pool(blocks_by_unit(levels, scales))
    targets = list_targets(session)
    coverage = tree.pool(own_coverage(session, period, units, live=False))
    family = {
        each: found.beside(coverage.get(each, Coverage()))
        for each, found in judged_family(tree, unit_id, pooled, targets, period).items()
    }
    figures = family[unit_id]
    return UnitPage(
        period=period,
        above=place.above,
        figures=figures,
        needed=needed_answers(figures),
        levels=[] if figures.all.withheld else level_rows(levels, scales),
        procedures=procedure_rows(session, scope, scales, INSIDE_K),
        children=[family[child.id] for child in tree.children(unit_id)],
        trend=draw_trend(session, tree, unit_id, period, (targets, scales)),
        as_of=last_release(session, units),
        cohort=figures.all.cohort or CohortCounts(),
    )


@dataclass(frozen=True, slots=True)
class Visit:
    """A unit that somebody may see, with what stands above and below it."""

    tree: Tree
    unit: Node
    #: Units above that the visitor may see, from the top.
    above: tuple[Node, ...]
    #: Ids of the unit and of everything under it.
    units: list[int]


def visit(session: Session, unit_id: int, period: Period, roots: Collection[int]) -> Visit:
    """Return the unit as it stood at the end of a period.

    Raises:
        NotFoundError: for a unit outside the visitor's subtrees, as for one that does not exist.
        RefusedError: ``bad_period`` for a period that is not made of whole months.
    """
    check_period(period)
    tree = load_tree(session, period.last, unit_id)
    unit = tree.nodes[unit_id]
    if not set(roots) & set(unit.line):
        raise NotFoundError("unknown_unit")
    return Visit(tree, unit, visible_line(tree, unit_id, roots), below(tree, unit_id))


def check_period(period: Period) -> None:
    """Refuse a period that is not made of whole months."""
    if not period.months():
        raise RefusedError("bad_period", text=str(period))


def visible_line(tree: Tree, unit_id: int, roots: Collection[int]) -> tuple[Node, ...]:
    """Return the units above, beginning with the highest one the visitor may see."""
    line = tree.nodes[unit_id].line[:-1]
    first = next((place for place, each in enumerate(line) if each in roots), len(line))
    return tuple(tree.nodes[each] for each in line[first:] if each in tree.nodes)


def judged_family(
    tree: Tree,
    unit_id: int,
    pooled: Mapping[int, Blocks],
    targets: Sequence[Target],
    period: Period,
) -> dict[int, UnitFigures]:
    """Return the unit and its children, without what a few answers stand behind."""
    ids = [unit_id, *(child.id for child in tree.children(unit_id))]
    return {
        each: for_insiders(judge_unit(tree, each, pooled.get(each, Blocks()), targets, period))
        for each in ids
    }


def for_insiders(figures: UnitFigures) -> UnitFigures:
    """Return figures as staff may see them.

    Totals of units are what offices report to each other, so siblings are not
    withheld for one another as they are for the public.
    """
    return figures.withhold(small(figures.blocks.bases, INSIDE_K))


def needed_answers(figures: UnitFigures) -> int | None:
    """Return about how many answers would settle the evidence verdict; None when unknown."""
    online = figures.online
    if online.target is None or online.evidence != "insufficient" or online.target in EXTREMES:
        return None
    return needed_n(online.counts.satisfied, online.counts.n, online.target)


def draw_trend(
    session: Session,
    tree: Tree,
    unit_id: int,
    period: Period,
    known: tuple[Sequence[Target], Mapping[int, Scale]],
) -> Trend:
    """Return the online rate over five quarters."""
    targets, scales = known
    quarters = last_quarters(period)
    codes = tree.codes_above(unit_id)
    judged = []
    blocks = blocks_by_quarter(session, quarters, below(tree, unit_id), scales)
    for quarter, found in zip(quarters, blocks, strict=True):
        block = judge(found.online, targets, quarter, codes)
        too_few = "online" in small(found.bases, INSIDE_K)
        judged.append((quarter, block.withhold() if too_few else block))
    return draw(judged)
