"""What may not be shown, so that nobody's answer can be worked out from published figures.

A figure that rests on fewer than k answers is withheld, and with it as many
others as it takes to keep sums and differences from giving it away: between the
blocks of a unit, between a unit and its siblings, between months and quarters.
Pure: bases in, withheld blocks out. Rule 10 of the architecture; worked out in
docs/method.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Base below which a figure is withheld: for everybody, and for breakdowns inside an office.
PUBLIC_K: Final = 10
INSIDE_K: Final = 5

BLOCKS: Final = ("online", "online_self", "all")
NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Bases:
    """How many answers the rates of a unit rest on, its subtree pooled."""

    online: int = 0
    online_self: int = 0
    all: int = 0

    def of(self, block: str) -> int:
        """Return the base of one block."""
        return int(getattr(self, block))

    def __add__(self, other: Bases) -> Bases:
        """Pool two units."""
        return Bases(
            self.online + other.online, self.online_self + other.online_self, self.all + other.all
        )

    def __sub__(self, other: Bases) -> Bases:
        """Take a part out of the whole."""
        return Bases(
            self.online - other.online, self.online_self - other.online_self, self.all - other.all
        )


@dataclass(frozen=True, slots=True)
class Quarter:
    """Bases by unit id, for the whole quarter and for its months when they are shown apart.

    A unit that is not named has no answers.
    """

    whole: Mapping[int, Bases]
    months: Sequence[Mapping[int, Bases]] = ()


def small(bases: Bases, k: int) -> frozenset[str]:
    """Return the blocks withheld for their own sake.

    Those are blocks of 1..k-1 answers, and blocks whose difference from the block
    inside them is that small: `all` - `online`, `online` - `online_self`.
    """
    hidden = {block for block in BLOCKS if 0 < bases.of(block) < k}
    if 0 < bases.all - bases.online < k:
        hidden.add("all")
    if bases.online_self and 0 < bases.online - bases.online_self < k:
        hidden.add("online_self")
    return frozenset(hidden)


def withheld(
    children: Mapping[int | None, Sequence[int]], quarters: Iterable[Quarter], k: int
) -> dict[int, frozenset[str]]:
    """Return the blocks withheld of every unit for a period made of these quarters.

    Args:
        children: unit ids by parent; the roots under None.
        quarters: every quarter the period touches; with its months where the
            period covers it in part.
        k: the smallest base that is shown.

    A part of the period that is withheld withholds the period, so that no
    difference between two periods is smaller than k.
    """
    found = Curtain()
    for quarter in quarters:
        behind = Curtain()
        close(behind, children, [quarter.whole], k)
        close(behind, children, quarter.months, k)
        found.take(behind)
    return found.blocks()


def close(
    curtain: Curtain,
    children: Mapping[int | None, Sequence[int]],
    tables: Sequence[Mapping[int, Bases]],
    k: int,
) -> None:
    """Withhold the same in all of the tables, until no sum gives anything away."""
    for table in tables:
        for unit, bases in table.items():
            curtain.guard(unit, small(bases, k))
    families = [
        Family(parent, children[parent], table, k)
        for table in tables
        for parent in top_down(children)
    ]
    before = -1
    while before != curtain.size:
        before = curtain.size
        for family in families:
            family.protect(curtain)


def top_down(children: Mapping[int | None, Sequence[int]]) -> Iterable[int]:
    """Yield every unit with children after the unit above it."""
    level = list(children.get(None, ()))
    while level:
        yield from (unit for unit in level if children.get(unit))
        level = [child for unit in level for child in children.get(unit, ())]


class Curtain:
    """What is withheld so far."""

    def __init__(self) -> None:
        #: Blocks that nobody may work out, by unit.
        self.guarded: dict[int, set[str]] = {}
        #: Units of which no block is shown, so that none hints at a guarded one.
        self.rows: set[int] = set()

    @property
    def size(self) -> int:
        """Grows with everything that is withheld."""
        return len(self.rows) + sum(map(len, self.guarded.values()))

    def guard(self, unit: int, blocks: Iterable[str]) -> None:
        """Withhold blocks of a unit for good."""
        self.guarded.setdefault(unit, set()).update(blocks)

    def draw(self, unit: int, block: str) -> None:
        """Withhold a unit's whole row, because it keeps a block of a sibling from being known."""
        self.rows.add(unit)
        self.guard(unit, {block})

    def guards(self, unit: int, block: str) -> bool:
        """Whether a block must not be worked out."""
        return block in self.guarded.get(unit, NOTHING)

    def take(self, other: Curtain) -> None:
        """Withhold what another curtain withholds as well."""
        self.rows |= other.rows
        for unit, blocks in other.guarded.items():
            self.guard(unit, blocks)

    def blocks(self) -> dict[int, frozenset[str]]:
        """Return what is withheld of each unit."""
        found = {unit: frozenset(blocks) for unit, blocks in self.guarded.items() if blocks}
        return found | dict.fromkeys(self.rows, frozenset(BLOCKS))


class Family:
    """A unit and its children: whole = own answers + the children's, block by block."""

    def __init__(
        self, parent: int, children: Sequence[int], table: Mapping[int, Bases], k: int
    ) -> None:
        self.parent = parent
        self.k = k
        self.children = {child: table.get(child, Bases()) for child in children}
        whole = table.get(parent, Bases())
        #: Answers about the unit itself; never shown, but they may be what a sum leaves over.
        self.own = whole - sum(self.children.values(), start=Bases())

    def protect(self, curtain: Curtain) -> None:
        """Withhold the rows of the smallest children until no guarded block can be worked out."""
        for block in BLOCKS:
            while not self.is_safe(block, curtain):
                open_ones = [
                    (child not in curtain.rows, not bases.of(block), bases.of(block), child)
                    for child, bases in self.children.items()
                    if bases.all and not curtain.guards(child, block)
                ]
                if not open_ones:
                    break
                *_, smallest = min(open_ones)
                curtain.draw(smallest, block)

    def is_safe(self, block: str, curtain: Curtain) -> bool:
        """Whether what is guarded stands in a sum with another such block, at least k together.

        What the unit answers for itself is unknown to a reader, unless there is nothing.
        """
        unknown = [
            bases.of(block)
            for child, bases in self.children.items()
            if curtain.guards(child, block)
        ]
        whole_unknown = curtain.guards(self.parent, block)
        if not unknown and not whole_unknown and block not in small(self.own, self.k):
            return True
        unknown += [self.own.of(block)] if self.own.all else []
        return bool(unknown) if whole_unknown else len(unknown) > 1 and sum(unknown) >= self.k
