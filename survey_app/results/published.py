"""Figures as everybody may see them: released, and without those that would give answers away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from survey_app.core.calendar import Period
from survey_app.core.cohort import Coverage
from survey_app.results.cohorts import own_coverage
from survey_app.results.figures import (
    Blocks,
    below,
    grouped_blocks,
    judged,
    list_units_at_work,
)
from survey_app.results.queries import Scope, last_release
from survey_app.results.suppression import BLOCKS, PUBLIC_K, Quarter, withheld
from survey_app.results.tree import load_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from survey_app.results.figures import UnitFigures
    from survey_app.results.tree import Tree


def published_figures(
    session: Session, period: Period, unit_id: int | None = None
) -> list[UnitFigures]:
    """Return the released figures of one unit, or of every unit with cases or answers.

    Whatever is asked for, what is withheld follows from the whole tree the unit
    stands in, so that asking unit by unit tells no more than asking for all. Of a
    period that is not made of whole months every figure is withheld: the
    difference of two such periods could be a single day.
    """
    tree = whole_tree(session, period, unit_id)
    wanted = list_units_at_work(session) if unit_id is None else [unit_id]
    return published_units(session, period, tree, wanted)


def published_units(
    session: Session, period: Period, tree: Tree, wanted: Collection[int]
) -> list[UnitFigures]:
    """Return the released figures of some units of a whole tree."""
    if not period.months():
        found = judged(session, period, tree, dict.fromkeys(wanted, Blocks()))
        return [each.withhold(BLOCKS) for each in found]
    months = monthly_blocks(session, period, tree)
    hidden = withheld(tree.families(), quarters(period, months), PUBLIC_K)
    blocks = {each: total(period, months, each) for each in wanted}
    coverage = tree.pool(own_coverage(session, period, tree.nodes, live=False))
    return [
        each.beside(coverage.get(each.unit.id, Coverage())).withhold(hidden.get(each.unit.id, ()))
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


def monthly_blocks(session: Session, period: Period, tree: Tree) -> dict[date, dict[int, Blocks]]:
    """Return the pooled blocks of all units for each month of the quarters touched."""
    touched = list(quarters_of(period))
    scope = Scope(touched[0].first, touched[-1].last, frozenset(tree.nodes))
    own: dict[date, dict[int, Blocks]] = {}
    for (unit_id, month), found in grouped_blocks(session, scope, ("unit_id", "day")).items():
        own.setdefault(month, {})[unit_id] = found
    return {month: tree.pool(units) for month, units in own.items()}


def quarters_of(period: Period) -> Iterator[Period]:
    """Yield every quarter that a period touches."""
    quarter = Period.quarter_of(period.first)
    while quarter.first <= period.last:
        yield quarter
        quarter = Period.quarter_of(quarter.last + timedelta(days=1))


def quarters(period: Period, months: Mapping[date, Mapping[int, Blocks]]) -> Iterator[Quarter]:
    """Yield what suppression needs: whole quarters, with their months where cut."""
    for quarter in quarters_of(period):
        tables = [
            {unit: blocks.bases for unit, blocks in months.get(month, {}).items()}
            for month in quarter.months()
        ]
        units = {unit for table in tables for unit in table}
        whole = {unit: total(quarter, months, unit).bases for unit in units}
        cut = quarter.first not in period or quarter.last not in period
        yield Quarter(whole, tables if cut else ())


def total(period: Period, months: Mapping[date, Mapping[int, Blocks]], unit_id: int) -> Blocks:
    """Pool the months of a period for one unit."""
    empty = Blocks()
    found = (months.get(month, {}).get(unit_id, empty) for month in period.months())
    return sum(found, start=empty)
