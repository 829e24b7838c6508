"""What the public sees of released counts: layers of answers, each shown or held back as a whole.

A figure that moved by three would give three answers away. So public counts move by
at least ten answers of one unit, month and kind at a time. What waits at the end is
shown as a last layer, except where that layer itself is too small to be seen: there
the figure stays as it was. Pure: counts in, counts out (ADR 21, docs/method.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from survey_app.core.scoring import Counts, LevelCounts
from survey_app.core.tally import quarter_start
from survey_app.results.solving import KINDS, KINDS_OF, Hidden, Layer, Slot
from survey_app.results.suppression import BLOCKS, PUBLIC_K, Bases, Quarter, withheld

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from survey_app.results.figures import Blocks
    from survey_app.results.tree import Tree


@dataclass(frozen=True, slots=True)
class Amount:
    """Some answers, or by how much a count of them changed."""

    n: int = 0
    satisfied: int = 0
    no_opinion: int = 0

    def __add__(self, other: Amount) -> Amount:
        """Pool two amounts."""
        return Amount(
            self.n + other.n, self.satisfied + other.satisfied, self.no_opinion + other.no_opinion
        )

    def __sub__(self, other: Amount) -> Amount:
        """Return what is left without the other."""
        return Amount(
            self.n - other.n, self.satisfied - other.satisfied, self.no_opinion - other.no_opinion
        )

    @property
    def size(self) -> int:
        """How many answers stand behind a change at least."""
        return max(abs(self.n), int(self != NOTHING))

    @property
    def level(self) -> LevelCounts:
        """The same as counts of a rate."""
        return LevelCounts(Counts(self.n, self.satisfied), self.no_opinion)


NOTHING: Final = Amount()


class Held(NamedTuple):
    """A figure that a layer does not reach: of a quarter, or of a month that stands apart."""

    unit_id: int
    grain: str
    day: date
    block: str


def slots(unit_id: int, month: date, blocks: Blocks) -> Iterator[tuple[Slot, Amount]]:
    """Yield the amount of each kind that stands behind three blocks."""
    online, own, everything = (
        Amount(each.base.n, each.base.satisfied, each.no_opinion)
        for each in (blocks.online, blocks.online_self, blocks.all)
    )
    for kind, amount in zip(KINDS, (own, online - own, everything - online), strict=True):
        if amount != NOTHING:
            yield Slot(unit_id, month, kind), amount


def advance(
    released: Mapping[Slot, Amount], shown: Mapping[Slot, Amount], k: int = PUBLIC_K
) -> dict[Slot, Amount]:
    """Return what is shown now: a count moves when k answers or more came, or went."""
    found = {}
    for place in released.keys() | shown.keys():
        before, after = shown.get(place, NOTHING), released.get(place, NOTHING)
        found[place] = after if abs(after.n - before.n) >= k else before
    return found


def last_layer(released: Mapping[Slot, Amount], shown: Mapping[Slot, Amount]) -> dict[Slot, Amount]:
    """Return what waits to be shown."""
    changes = {
        place: released.get(place, NOTHING) - shown.get(place, NOTHING)
        for place in released.keys() | shown.keys()
    }
    return {place: change for place, change in changes.items() if change != NOTHING}


def held_back(layer: Mapping[Slot, Amount], tree: Tree, k: int = PUBLIC_K) -> dict[Held, Amount]:
    """Return which figures must not take in the layer of a quarter, and what they miss by it."""
    months = sorted({place.month for place in layer})
    if not months:
        return {}
    quarter = quarter_start(months[0])
    by_quarter, by_month = hidden(layer, tree, k)
    missing: dict[Held, Amount] = {}
    for block in BLOCKS:
        for (unit, month), amount in pooled_sums(layer, tree, block).items():
            if (unit, block) in by_quarter:
                place = Held(unit, "quarter", quarter, block)
                missing[place] = missing.get(place, NOTHING) + amount
            if (unit, block) in by_month:
                missing[Held(unit, "month", month, block)] = amount
    return {held: amount for held, amount in missing.items() if amount != NOTHING}


def hidden(layer: Mapping[Slot, Amount], tree: Tree, k: int) -> tuple[Hidden, Hidden]:
    """Return what must not be shown of a layer: of its quarter, and of its months."""
    tables = [tree.pool(sizes(layer, month)) for month in sorted({each.month for each in layer})]
    units = {unit for table in tables for unit in table}
    whole = {
        unit: sum((table.get(unit, Bases()) for table in tables), start=Bases()) for unit in units
    }
    moved = Layer({place: amount.size for place, amount in layer.items()}, tree, k)
    by_quarter = moved.protect(by_rule(tree, Quarter(whole), k))
    return by_quarter, moved.protect(by_quarter, by_month=by_rule(tree, Quarter(whole, tables), k))


def by_rule(tree: Tree, quarter: Quarter, k: int) -> Hidden:
    """Return unit and block of what is withheld by the plain rules."""
    found = withheld(tree.families(), [quarter], k)
    return {(unit, block) for unit, blocks in found.items() for block in blocks}


def sizes(layer: Mapping[Slot, Amount], month: date) -> dict[int, Bases]:
    """Return how many answers of each unit itself a layer moves in a month."""
    found: dict[int, Bases] = {}
    for place, amount in layer.items():
        if place.month == month:
            parts = {
                block: amount.size if place.kind in kinds else 0
                for block, kinds in KINDS_OF.items()
            }
            found[place.unit_id] = found.get(place.unit_id, Bases()) + Bases(**parts)
    return found


def pooled_sums(
    layer: Mapping[Slot, Amount], tree: Tree, block: str
) -> dict[tuple[int, date], Amount]:
    """Return what a layer adds to a block, by unit with its subtree and month."""
    found: dict[tuple[int, date], Amount] = {}
    for place, amount in layer.items():
        node = tree.nodes.get(place.unit_id)
        for unit in node.line if node and place.kind in KINDS_OF[block] else ():
            key = (unit, place.month)
            found[key] = found.get(key, NOTHING) + amount
    return found
