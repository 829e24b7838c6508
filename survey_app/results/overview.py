"""What the first page of the console shows: the units a visitor may see, with their rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey_app.core.text import fold, sort_key
from survey_app.results.figures import (
    Blocks,
    judge_unit,
    list_targets,
    list_units_at_work,
    own_blocks,
)
from survey_app.results.page import check_period, for_insiders
from survey_app.results.queries import Scope, last_release
from survey_app.results.tree import load_trees

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period
    from survey_app.results.figures import UnitFigures
    from survey_app.results.tree import Node, Tree

#: Rows of one page; the search narrows.
MOST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The units found, with their figures as of the last release."""

    period: Period
    search: str
    rows: Sequence[UnitFigures]
    #: Units found that do not fit on the page.
    more: int
    as_of: datetime | None


def overview(session: Session, period: Period, roots: Collection[int], search: str) -> Overview:
    """Return the units below the roots: those with cases or answers, or those searched for.

    Raises:
        RefusedError: ``bad_period`` for a period that is not made of whole months.
    """
    check_period(period)
    tree = load_trees(session, period.last, roots)
    pooled = tree.pool(own_blocks(session, Scope.of(period, tree.nodes, live=False)))
    found = find(tree, search, {*roots, *list_units_at_work(session)})
    return Overview(
        period=period,
        search=search,
        rows=figures_of(session, tree, period, found[:MOST_ROWS], pooled),
        more=max(0, len(found) - MOST_ROWS),
        as_of=last_release(session, tree.nodes),
    )


def find(tree: Tree, search: str, at_work: Collection[int]) -> list[Node]:
    """Return units whose name or code holds the words; without words those at work."""
    words = fold(search)
    found = [
        node
        for node in tree.nodes.values()
        if (words in fold(node.name) or words == fold(node.code)) and (words or node.id in at_work)
    ]
    return sorted(found, key=lambda node: (len(node.line), sort_key(node.name), node.code))


def figures_of(
    session: Session,
    tree: Tree,
    period: Period,
    nodes: Sequence[Node],
    pooled: Mapping[int, Blocks],
) -> list[UnitFigures]:
    """Return the figures of some units as staff may see them."""
    targets = list_targets(session)
    return [
        for_insiders(judge_unit(tree, node.id, pooled.get(node.id, Blocks()), targets, period))
        for node in nodes
    ]
