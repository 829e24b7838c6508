"""Paths through time, against a tree walked day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.directory.tree import OPEN, Paths, TreeError, edges_of

FIRST = date(2025, 7, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(8)]
UNITS = range(1, 6)

#: For each unit below the root the days on which a parent with a smaller number begins.
HISTORIES = st.fixed_dictionaries(
    {
        unit: st.dictionaries(st.sampled_from(DAYS), st.integers(1, unit - 1), min_size=1)
        for unit in UNITS
        if unit > 1
    }
)


def parent_on(starts, day):
    """Return the parent on a day as a reader of the list would."""
    begun = [first for first in starts if first <= day]
    return starts[max(begun)] if begun else None


def path_on(histories, unit, day):
    if unit == 1:
        return "/1/"
    parent = parent_on(histories[unit], day)
    above = path_on(histories, parent, day) if parent else None
    return above and f"{above}{unit}/"


@given(HISTORIES)
def test_segments_tell_the_path_of_every_day(histories):
    edges = {unit: edges_of(starts, OPEN) for unit, starts in histories.items()}
    paths = Paths(edges | {1: edges_of({FIRST: None}, OPEN)})

    for unit in UNITS:
        segments = paths.of(unit)
        for day in DAYS:
            found = [each.path for each in segments if each.first <= day <= each.last]
            expected = path_on(histories, unit, day)
            assert found == ([expected] if expected else [])
        assert segments[-1].last == OPEN
        assert len({each.first for each in segments}) == len(segments)


def test_neighbours_under_one_parent_are_one_edge():
    starts = {DAYS[0]: 1, DAYS[2]: 1, DAYS[4]: 2, DAYS[6]: 1}

    assert [(edge.first, edge.last, edge.parent) for edge in edges_of(starts, DAYS[7])] == [
        (DAYS[0], DAYS[3], 1),
        (DAYS[4], DAYS[5], 2),
        (DAYS[6], DAYS[7], 1),
    ]


def test_what_begins_after_the_end_is_left_out():
    assert edges_of({DAYS[5]: 1}, DAYS[4]) == []


@pytest.mark.parametrize(("starts", "code"), [({1: 2, 2: 1}, "cycle"), ({1: 1}, "cycle")])
def test_a_circle_is_no_tree(starts, code):
    edges = {unit: edges_of({FIRST: parent}, OPEN) for unit, parent in starts.items()}

    with pytest.raises(TreeError, match=code):
        Paths(edges).of(1)


def test_a_parent_must_not_end_first():
    edges = {1: edges_of({FIRST: None}, DAYS[3]), 2: edges_of({FIRST: 1}, OPEN)}

    with pytest.raises(TreeError, match="parent_ends"):
        Paths(edges).of(2)
