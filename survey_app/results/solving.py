"""Solving for what is not shown: the attack on a layer, made before it is published.

Suppression by rule (`results.suppression`) looks at one block and one sum at a time.
Blocks, sums over the tree, months and quarters together are equations, and whoever
solves them must not find a few answers. What would be found is held back as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from survey_app.results.suppression import BLOCKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from survey_app.results.tree import Tree

KINDS: Final = ("self", "proxy", "other")
#: The kinds of case that a block is made of, and what else could be told apart.
KINDS_OF: Final = {"online": ("self", "proxy"), "online_self": ("self",), "all": KINDS}
GROUPS: Final = (*KINDS_OF.values(), ("proxy",), ("other",))
_NEAR: Final = 1e-6
_ZERO: Final = 1e-8

#: Unit and block of figures that are held back.
Hidden = set[tuple[int, str]]


class Slot(NamedTuple):
    """The smallest count that moves by itself."""

    unit_id: int
    month: date
    kind: str


class Layer:
    """Answers that are to be shown at once, by place, in a tree of units."""

    def __init__(self, sizes: Mapping[Slot, int], tree: Tree, k: int) -> None:
        import numpy as np  # noqa: PLC0415 - only the last layer of a quarter needs it

        self.tree = tree
        self.k = k
        places = [each for each in sorted(sizes) if sizes[each] and each.unit_id in tree.nodes]
        lines = [tree.nodes[place.unit_id].line for place in places]
        self.months = sorted({place.month for place in places})
        self.units = sorted({unit for line in lines for unit in line})
        self.sizes = np.array([sizes[place] for place in places], dtype=float)
        self.own = {
            unit: np.array([unit == each.unit_id for each in places]) for unit in self.units
        }
        self.below = {unit: np.array([unit in line for line in lines]) for unit in self.units}
        self.groups = {group: np.array([each.kind in group for each in places]) for group in GROUPS}
        self.spans: dict[date | None, Any] = {
            month: np.array([each.month == month for each in places]) for month in self.months
        }
        self.spans[None] = np.ones(len(places), dtype=bool)

    def protect(self, hidden: Hidden, *, by_month: Hidden | None = None) -> Hidden:
        """Return what must be held back so that nothing small can be worked out.

        With ``by_month``, months are shown as well where that does not hold them back,
        and it is what grows.
        """
        found = set(hidden if by_month is None else by_month | hidden)
        while True:
            leaks = self.leaks(hidden, found) if by_month is not None else self.leaks(found, None)
            before = len(found)
            for unit_id, own in leaks:
                found |= self.next_row(unit_id, found, own=own)
            if len(found) == before:
                return found

    def leaks(self, hidden: Hidden, by_month: Hidden | None) -> Iterator[tuple[int, bool]]:
        """Yield each unit of whose answers, or whose own answers, a few can be worked out."""
        import numpy as np  # noqa: PLC0415 - see above

        known = list(self.rows(hidden, [None]))
        known += [] if by_month is None else self.rows(by_month, self.months)
        distance = solved(np.array([np.zeros(len(self.sizes)), *known], dtype=float))
        for unit_id in self.units:
            for own, inside in ((False, self.below[unit_id]), (True, self.own[unit_id])):
                small = [cell for cell in self.cells(inside) if 0 < cell @ self.sizes < self.k]
                if small and distance(np.array(small, dtype=float)).min() < _NEAR:
                    yield unit_id, own

    def rows(self, hidden: Hidden, spans: Sequence[date | None]) -> Iterator[Any]:
        """Yield what is shown, as sums of places."""
        for unit_id in self.units:
            for block in BLOCKS:
                if (unit_id, block) not in hidden:
                    inside = self.below[unit_id] & self.groups[KINDS_OF[block]]
                    yield from (inside & self.spans[span] for span in spans)

    def cells(self, inside: Any) -> Iterator[Any]:  # noqa: ANN401 - an array of numpy
        """Yield what nobody may work out of some places."""
        for group in self.groups.values():
            yield from (inside & group & span for span in self.spans.values())

    def next_row(self, unit_id: int, hidden: Hidden, *, own: bool) -> Hidden:
        """Return the nearest row that still shows something: holding it back hides the unit."""
        for each in self.neighbours(unit_id, own=own):
            row = {(each, block) for block in BLOCKS}
            if not row <= hidden:
                return row
        return set()

    def neighbours(self, unit_id: int, *, own: bool) -> Iterator[int]:
        """Yield units, nearest first: the unit, those beside it by their size, those above."""
        families = self.tree.families()
        if own:
            yield from sorted(families.get(unit_id, ()), key=self.size)
        for each in reversed(self.tree.nodes[unit_id].line):
            yield each
            beside = families.get(self.tree.nodes[each].parent_id, ())
            yield from sorted(set(beside) - {each}, key=self.size)

    def size(self, unit_id: int) -> int:
        """Return how many answers of a unit and those below it move."""
        return int(self.below[unit_id] @ self.sizes) if unit_id in self.below else 0


def solved(known: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - arrays of numpy
    """Return what tells of each sum how far it is from following from the known ones."""
    import numpy as np  # noqa: PLC0415 - see above

    values, vectors = np.linalg.eigh(known.T @ known)
    basis = vectors[:, values > _ZERO]
    return lambda sums: np.abs(sums - sums @ basis @ basis.T).max(axis=1)
