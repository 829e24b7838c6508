"""Whoever keeps every public table of every release cannot work out what a few people answered."""

import time
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.calendar import Period
from survey_app.results.layers import (
    NOTHING,
    Amount,
    advance,
    held_back,
    last_layer,
)
from survey_app.results.published import Public, shown_part
from survey_app.results.solving import KINDS, KINDS_OF, Slot
from survey_app.results.suppression import BLOCKS, PUBLIC_K
from survey_app.results.tree import Node, Tree

QUARTER = Period.parse("2026-Q3")
MONTHS = (date(2026, 7, 1), date(2026, 8, 1))
PERIODS = (QUARTER, Period.parse("2026-07"), Period.parse("2026-08"))
#: A province with three communes; the first has a division.
PATHS = {1: "/1/", 2: "/1/2/", 3: "/1/3/", 4: "/1/4/", 5: "/1/2/5/"}
TREE = Tree(
    {
        unit: Node(
            unit, str(unit), str(unit), "commune", int(path.split("/")[-3] or 0) or None, path
        )
        for unit, path in PATHS.items()
    }
)
RELEASES = 3
PLACES = [Slot(unit, month, kind) for unit in PATHS for month in MONTHS for kind in KINDS]
ATOMS = [(place, step) for place in PLACES for step in range(RELEASES)]
#: Each atom's answers carry a digit of their own, so that a sum tells what it is made of.
BASE = 1 << 8
NEAR = 1e-6

FEW = st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 40))
ARRIVALS = st.lists(FEW, min_size=len(ATOMS), max_size=len(ATOMS))


class Reader:
    """Collects everything that is published, and solves for what is not."""

    def __init__(self):
        self.rows = []

    def read(self, shown, held):
        for period in PERIODS:
            public = Public([shown_part(period, shown, held, TREE)])
            for unit in PATHS:
                sums = public.sums(unit)
                open_blocks = set(BLOCKS) - public.withheld(unit)
                self.rows += [digits(sums[block].satisfied) for block in open_blocks]

    def distance(self, sums):
        """Return how far sums of atoms are from what follows from the tables."""
        matrix = np.array([[0] * len(ATOMS), *self.rows], dtype=float)
        _left, values, right = np.linalg.svd(matrix, full_matrices=False)
        known = right[values > NEAR]
        return np.abs(sums - sums @ known.T @ known).max(axis=1, initial=0)


def digits(number):
    """Return the signed digits of a number."""
    found = []
    for _ in ATOMS:
        digit = (number + BASE // 2) % BASE - BASE // 2
        found.append(digit)
        number = (number - digit) // BASE
    assert not number
    return found


def released_until(arrivals, step):
    """Return what is released so far; the tag of an atom stands where satisfied answers do."""
    found = {}
    for number, ((place, arrived), count) in enumerate(zip(ATOMS, arrivals, strict=True)):
        if count and arrived <= step:
            found[place] = found.get(place, NOTHING) + Amount(count, BASE**number)
    return found


def publish(arrivals):
    """Publish every release, the last one as a quarter is settled; return what a reader knows."""
    reader, shown, held = Reader(), {}, {}
    for step in range(RELEASES):
        released = released_until(arrivals, step)
        shown = advance(released, shown)
        if step == RELEASES - 1:
            held = held_back(last_layer(released, shown), TREE)
            shown = released
        reader.read(shown, held)
    return reader


def cells():
    """Yield what nobody may know: of unit or subtree, kind or block, month, span of time."""
    groups = [{kind} for kind in KINDS] + [set(KINDS_OF[block]) for block in BLOCKS]
    areas = [{unit} for unit in PATHS]
    areas += [
        {below for below, line in PATHS.items() if line.startswith(PATHS[top])} for top in (1, 2)
    ]
    spans = [range(a, b) for a in range(RELEASES) for b in range(a + 1, RELEASES + 1)]
    for area in areas:
        for months in ({MONTHS[0]}, {MONTHS[1]}, set(MONTHS)):
            for kinds in groups:
                for span in spans:
                    yield np.array(
                        [
                            float(
                                place.unit_id in area
                                and place.month in months
                                and place.kind in kinds
                                and step in span
                            )
                            for place, step in ATOMS
                        ]
                    )


CELLS = np.array(list(cells()))


def found_out(reader, arrivals):
    """Return the cells of a few answers that a reader can work out."""
    counts = np.array(arrivals, dtype=float)
    sizes = CELLS @ counts
    small = CELLS[(sizes > 0) & (sizes < PUBLIC_K)] * (counts > 0)
    return small[reader.distance(small) < NEAR]


@settings(max_examples=25, deadline=None)
@given(ARRIVALS)
def test_no_small_cell_follows_from_all_tables_of_all_releases(arrivals):
    assert [names(cell) for cell in found_out(publish(arrivals), arrivals)] == []


def names(cell):
    return [(*place, step) for (place, step), inside in zip(ATOMS, cell, strict=True) if inside]


def test_the_attack_finds_single_answers_where_nothing_is_held_back():
    arrivals = [20 if step == 0 else 1 if step == 1 else 0 for _place, step in ATOMS]
    reader = Reader()
    for step in range(RELEASES):
        reader.read(released_until(arrivals, step), {})

    assert len(found_out(reader, arrivals)) > len(PLACES)


def test_a_province_of_60_communes_is_settled_in_seconds():
    nodes = {1: Node(1, "1", "1", "province", None, "/1/")}
    nodes |= {n: Node(n, str(n), str(n), "commune", 1, f"/1/{n}/") for n in range(2, 62)}
    layer = {
        Slot(unit, month, kind): Amount((unit * 7 + len(kind) * 3 + month.month) % 12)
        for unit in nodes
        for month in (*MONTHS, date(2026, 9, 1))
        for kind in KINDS
    }
    started = time.process_time()

    held = held_back({place: each for place, each in layer.items() if each.n}, Tree(nodes))

    assert not any(place.unit_id == 1 for place in held)
    assert time.process_time() - started < 30
