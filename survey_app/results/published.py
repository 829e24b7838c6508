"""Figures as everybody may see them: released, and without those that would give answers away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from survey_app.core.calendar import Period
from survey_app.core.cohort import Coverage
from survey_app.results.cohorts import own_coverage
from survey_app.results.figures import (
    Blocks,
    below,
    judged,
    list_units_at_work,
)
from survey_app.results.layers import NOTHING, Amount, pooled_sums
from survey_app.results.queries import last_release
from survey_app.results.showing import held_amounts, shown_amounts
from survey_app.results.suppression import BLOCKS, PUBLIC_K, Bases, small
from survey_app.results.tree import load_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.results.figures import UnitFigures
    from survey_app.results.layers import Held
    from survey_app.results.solving import Slot
    from survey_app.results.tree import Tree

#: What is shown of a quarter or month, by unit with its subtree and block; absent without answers.
Part = dict[tuple[int, str], "Amount"]
#: Stands for a figure about which nothing is waiting.
SOME: Final = Amount(n=1)


def published_figures(
    session: Session, period: Period, unit_id: int | None = None
) -> list[UnitFigures]:
    """Return the public figures of one unit, or of every unit with cases or answers.

    They are the layers shown so far (`results.layers`), so that asking unit by unit or
    day after day tells no more than asking once for all. Of a period that is not made
    of whole months every figure is withheld: the difference of two such periods
    could be a single day.
    """
    tree = whole_tree(session, period, unit_id)
    wanted = list_units_at_work(session) if unit_id is None else [unit_id]
    return published_units(session, period, tree, wanted)


def published_units(
    session: Session, period: Period, tree: Tree, wanted: Collection[int]
) -> list[UnitFigures]:
    """Return the public figures of some units of a whole tree."""
    if not period.months():
        found = judged(session, period, tree, dict.fromkeys(wanted, Blocks()))
        return [each.withhold(BLOCKS) for each in found]
    public = load_public(session, period, tree)
    blocks = {each: public.blocks(each) for each in wanted}
    coverage = tree.pool(own_coverage(session, period, tree.nodes, live=False))
    return [
        each.beside(coverage.get(each.unit.id, Coverage())).withhold(public.withheld(each.unit.id))
        for each in judged(session, period, tree, blocks)
    ]


def published_as_of(
    session: Session, period: Period, unit_id: int | None = None
) -> datetime | None:
    """Return when counts of the unit, or of any unit, were last released."""
    if unit_id is None:
        return last_release(session, None)
    tree = load_tree(session, period.last, unit_id)
    return last_release(session, below(tree, unit_id))


def whole_tree(session: Session, period: Period, unit_id: int | None) -> Tree:
    """Return the whole tree in which a unit stands, or all trees."""
    if unit_id is None:
        return load_tree(session, period.last)
    root = load_tree(session, period.last, unit_id).nodes[unit_id].line[0]
    return load_tree(session, period.last, root)


def load_public(session: Session, period: Period, tree: Tree) -> Public:
    """Return what the public sees of a period."""
    months = period.months()
    shown = shown_amounts(session, months, tree.nodes)
    parts = [each for each in quarters_of(period) if each.first in period and each.last in period]
    whole = {month for quarter in parts for month in quarter.months()}
    parts += [Period.month_of(month) for month in months if month not in whole]
    held = held_amounts(session, [part.first for part in parts])
    return Public([shown_part(part, shown, held, tree) for part in parts])


def quarters_of(period: Period) -> Iterator[Period]:
    """Yield every quarter that a period touches."""
    quarter = Period.quarter_of(period.first)
    while quarter.first <= period.last:
        yield quarter
        quarter = Period.quarter_of(quarter.last + timedelta(days=1))


def shown_part(
    part: Period, shown: Mapping[Slot, Amount], held: Mapping[Held, Amount], tree: Tree
) -> Part:
    """Return what the public sees of a whole quarter, or of a month where it stands apart."""
    months = part.months()
    layer = {place: amount for place, amount in shown.items() if place.month in months}
    found: Part = {}
    for block in BLOCKS:
        for (unit_id, _month), amount in pooled_sums(layer, tree, block).items():
            key = (unit_id, block)
            found[key] = found.get(key, NOTHING) + amount
    grain = "month" if len(months) == 1 else "quarter"
    for place, amount in held.items():
        if (place.grain, place.day) == (grain, part.first) and place[::3] in found:
            found[place[::3]] -= amount
    return found


@dataclass(frozen=True, slots=True)
class Public:
    """What the public sees of the quarters and months that make up a period."""

    parts: Sequence[Part]

    def sums(self, unit_id: int) -> dict[str, Amount]:
        """Return the answers behind each block of a unit, its subtree pooled."""
        return {
            block: sum((part.get((unit_id, block), NOTHING) for part in self.parts), start=NOTHING)
            for block in BLOCKS
        }

    def blocks(self, unit_id: int) -> Blocks:
        """Return the same as counts."""
        return Blocks(**{block: amount.level for block, amount in self.sums(unit_id).items()})

    def withheld(self, unit_id: int) -> frozenset[str]:
        """Return the blocks of which some quarter or month has answers, none of them shown.

        And those that withdrawals left too small, or that fell behind a part of theirs.
        """
        bases = Bases(**{block: amount.n for block, amount in self.sums(unit_id).items()})
        hidden = {
            block
            for block in BLOCKS
            for part in self.parts
            if not part.get((unit_id, block), SOME).n
        }
        behind = {"all"} if bases.all < bases.online else frozenset()
        return small(bases, PUBLIC_K) | hidden | behind
