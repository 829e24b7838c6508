"""The dated tree of units, worked out in plain Python: from edges to paths.

Days are inclusive at both ends. ``date.max`` stands for an end that is open.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

OPEN: Final = date.max
ONE_DAY: Final = timedelta(days=1)
LONGEST_PATH: Final = 200
DEEPEST: Final = 50


class Edge(NamedTuple):
    """Under which parent (None for a root) a unit stands from one day to another."""

    first: date
    last: date
    parent: int | None


class Segment(NamedTuple):
    """An edge with the path that results: ids from the root to the unit, "/1/27/"."""

    first: date
    last: date
    parent: int | None
    path: str


class TreeError(ValueError):
    """The edges make no tree; ``unit`` is where it shows, ``code`` what is wrong."""

    def __init__(self, code: str, unit: int) -> None:
        super().__init__(code)
        self.code = code
        self.unit = unit


def edges_of(starts: Mapping[date, int | None], last: date) -> list[Edge]:
    """Return the edges of a unit from the days on which each parent begins.

    An edge ends the day before the next begins, the last one on ``last``, the end of
    the unit. Neighbours under one parent become one.
    """
    edges: list[Edge] = []
    for first in sorted(day for day in starts if day <= last):
        if edges and edges[-1].parent == starts[first]:
            continue
        if edges:
            edges[-1] = edges[-1]._replace(last=first - ONE_DAY)
        edges.append(Edge(first, last, starts[first]))
    return edges


class Paths:
    """Works out the paths of all units from their edges."""

    def __init__(self, edges: Mapping[int, list[Edge]]) -> None:
        self._edges = edges
        self._known: dict[int, list[Segment]] = {}
        self._under_way: set[int] = set()

    def of(self, unit: int) -> list[Segment]:
        """Return the segments of a unit, in order of time.

        A unit that begins before its parent has no path until the parent begins.

        Raises:
            TreeError: ``cycle``, ``path_too_long``, or ``parent_ends`` when the
                parent ends on an earlier day than the edge to it.
        """
        if unit not in self._known:
            if unit in self._under_way:
                raise TreeError("cycle", unit)
            if len(self._under_way) > DEEPEST:
                raise TreeError("path_too_long", unit)
            self._under_way.add(unit)
            self._known[unit] = [
                segment for edge in self._edges[unit] for segment in self._segments(unit, edge)
            ]
            self._under_way.remove(unit)
        return self._known[unit]

    def _segments(self, unit: int, edge: Edge) -> list[Segment]:
        if edge.parent is None:
            return [Segment(*edge, f"/{unit}/")]
        above = self.of(edge.parent)
        if not above or above[-1].last < edge.last:
            raise TreeError("parent_ends", unit)
        if len(above[-1].path) + len(f"{unit}/") > LONGEST_PATH:
            raise TreeError("path_too_long", unit)
        return [
            Segment(
                max(each.first, edge.first),
                min(each.last, edge.last),
                edge.parent,
                f"{each.path}{unit}/",
            )
            for each in above
            if each.first <= edge.last and each.last >= edge.first
        ]
