"""What is withheld cannot be worked out from what is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.results.suppression import BLOCKS, Bases, Quarter, small, withheld

K = 10
#: Equations are solved in whole numbers modulo a prime, which is exact enough and quick.
PRIME = 2**61 - 1
#: A root with four communes, one of which has three divisions.
CHILDREN = {None: [1], 1: [2, 3, 4, 5], 2: [6, 7, 8]}
UNITS = [1, 2, 3, 4, 5, 6, 7, 8]
PARENT = {child: parent for parent, children in CHILDREN.items() for child in children}

COUNT = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 60))


@st.composite
def own_bases(draw):
    """Answers of one unit itself."""
    inner = draw(COUNT)
    online = inner + draw(st.one_of(st.just(0), COUNT))
    return Bases(online, inner, online + draw(st.one_of(st.just(0), COUNT)))


OWN = st.fixed_dictionaries({unit: own_bases() for unit in UNITS})


def pool(own):
    pooled = {unit: Bases() for unit in UNITS}
    for unit, bases in own.items():
        place = unit
        while place is not None:
            pooled[place] += bases
            place = PARENT[place]
    return pooled


def add(tables):
    return {unit: sum((table[unit] for table in tables), start=Bases()) for unit in UNITS}


class TestSmall:
    @pytest.mark.parametrize(
        ("bases", "hidden"),
        [
            (Bases(0, 0, 0), set()),
            (Bases(10, 10, 10), set()),
            (Bases(9, 9, 9), {"online", "online_self", "all"}),
            (Bases(0, 0, 9), {"all"}),
            (Bases(20, 20, 25), {"all"}),
            (Bases(20, 15, 30), {"online_self"}),
            (Bases(20, 10, 30), set()),
            (Bases(4, 4, 300), {"online", "online_self"}),
        ],
    )
    def test_examples(self, bases, hidden):
        assert small(bases, K) == hidden

    @given(own_bases())
    def test_no_shown_block_and_no_difference_is_small(self, bases):
        shown = [bases.of(block) for block in BLOCKS if block not in small(bases, K)]

        for one in shown:
            assert one == 0 or one >= K
            assert all(abs(one - other) == 0 or abs(one - other) >= K for other in shown)


class TestSiblings:
    def test_the_next_smallest_is_withheld_too(self):
        table = {1: Bases(0, 0, 104), 2: Bases(0, 0, 4), 3: Bases(0, 0, 30), 4: Bases(0, 0, 70)}

        hidden = withheld({None: [1], 1: [2, 3, 4]}, [Quarter(table)], K)

        assert hidden == {2: {"all"}, 3: set(BLOCKS)}

    def test_two_that_are_too_few_together_take_a_third(self):
        table = {1: Bases(0, 0, 34), 2: Bases(0, 0, 1), 3: Bases(0, 0, 3), 4: Bases(0, 0, 30)}

        hidden = withheld({None: [1], 1: [2, 3, 4]}, [Quarter(table)], K)

        assert hidden.keys() == {2, 3, 4}

    def test_what_is_left_for_the_unit_itself_counts_as_a_sibling(self):
        table = {1: Bases(0, 0, 43), 2: Bases(0, 0, 40)}

        assert withheld({None: [1], 1: [2]}, [Quarter(table)], K) == {2: set(BLOCKS)}

    def test_enough_everywhere_withholds_nothing(self):
        table = {1: Bases(50, 50, 80), 2: Bases(20, 20, 30), 3: Bases(30, 30, 50)}

        assert withheld({None: [1], 1: [2, 3]}, [Quarter(table)], K) == {}

    @settings(max_examples=150, deadline=None)
    @given(OWN)
    def test_no_small_figure_follows_from_sums(self, own):
        pooled = pool(own)
        hidden = withheld(CHILDREN, [Quarter(pooled)], K)

        for block in BLOCKS:
            rows, names = equations([pooled], [hidden], block)
            for secret in secrets([pooled], block):
                assert not determined(rows, names, secret)


class TestTime:
    def test_a_small_month_withholds_all_months_of_its_quarter(self):
        months = [{1: Bases(0, 0, count)} for count in (30, 4, 50)]
        whole = {1: Bases(0, 0, 84)}

        assert withheld({None: [1]}, [Quarter(whole)], K) == {}
        assert withheld({None: [1]}, [Quarter(whole, months)], K) == {1: {"all"}}

    def test_a_small_quarter_withholds_its_year(self):
        quarters = [Quarter({1: Bases(0, 0, count)}) for count in (30, 4, 50, 60)]

        assert withheld({None: [1]}, quarters, K) == {1: {"all"}}

    @settings(max_examples=60, deadline=None)
    @given(st.tuples(OWN, OWN, OWN))
    def test_no_small_month_follows_from_months_and_quarter(self, owns):
        months = [pool(own) for own in owns]
        whole = add(months)
        of_quarter = withheld(CHILDREN, [Quarter(whole)], K)
        of_months = withheld(CHILDREN, [Quarter(whole, months)], K)

        for block in BLOCKS:
            rows, names = equations(
                [*months, whole], [of_months, of_months, of_months, of_quarter], block
            )
            rows += sums_over_time(names)
            for secret in secrets([*months, whole], block):
                assert not determined(rows, names, secret)


def secrets(tables, block):
    """Yield time and unit of every figure that is too small; what is left for a unit, negative."""
    for time, table in enumerate(tables):
        for unit in UNITS:
            if table[unit].of(block) and block in small(table[unit], K):
                yield time, unit
        for parent in (unit for unit in CHILDREN if unit):
            own = own_part(table, parent)
            if own.of(block) and block in small(own, K):
                yield time, -parent


def own_part(table, parent):
    return table[parent] - sum((table[child] for child in CHILDREN[parent]), start=Bases())


def equations(tables, hidden, block):
    """Return what a reader knows: shown figures, and sums over the tree.

    Answers about a unit itself are never shown; that there are none may be known.
    """
    names = [(time, unit) for time in range(len(tables)) for unit in UNITS]
    names += [(time, -unit) for time in range(len(tables)) for unit in CHILDREN if unit]
    rows = []
    for time, table in enumerate(tables):
        rows += [{(time, unit): 1} for unit in UNITS if block not in hidden[time].get(unit, ())]
        for parent in (unit for unit in CHILDREN if unit):
            children = [(time, child) for child in CHILDREN[parent]]
            rows.append({(time, parent): -1, **dict.fromkeys([(time, -parent), *children], 1)})
            if not own_part(table, parent).all:
                rows.append({(time, -parent): 1})
    return rows, names


def sums_over_time(names):
    units = {unit for _time, unit in names}
    return [{(0, unit): 1, (1, unit): 1, (2, unit): 1, (3, unit): -1} for unit in units]


def determined(rows, names, wanted):
    """Tell whether one unknown follows from the equations (Gauss)."""
    place = {name: index for index, name in enumerate(names)}
    pivots = {}
    for row in rows:
        line = reduced({place[name]: factor % PRIME for name, factor in row.items()}, pivots)
        if line:
            lead = min(line)
            inverse = pow(line[lead], -1, PRIME)
            pivots[lead] = {index: value * inverse % PRIME for index, value in line.items()}
    return not reduced({place[wanted]: 1}, pivots)


def reduced(line, pivots):
    """Take known lines out of a line until nothing can be taken any more."""
    line = dict(line)
    for lead in sorted(pivots):
        factor = line.get(lead)
        if factor:
            for index, value in pivots[lead].items():
                line[index] = (line.get(index, 0) - factor * value) % PRIME
    return {index: value for index, value in line.items() if value}
