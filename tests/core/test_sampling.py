"""How many households, and how many of each hamlet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.core.sampling import quotas, sample_size


@pytest.mark.parametrize(
    ("households", "size"), [(0, 0), (1, 1), (900, 277), (3650, 361), (8400, 382), (811_000, 400)]
)
def test_formula_of_yamane(households, size):
    assert sample_size(households) == size


def test_size_of_less_than_nothing_is_refused():
    with pytest.raises(ValueError, match="no fewer than 0"):
        sample_size(-1)


def test_quotas_follow_the_households():
    assert quotas([120, 80], 134) == [80, 54]
    assert quotas([1, 1, 1], 2) == [1, 1, 0]
    assert quotas([0, 0], 10) == [0, 0]
    assert quotas([3, 4], 100) == [3, 4]


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=30), st.integers(0, 500))
def test_quotas_add_up_and_fit(households, size):
    found = quotas(households, size)

    assert sum(found) == min(size, sum(households))
    assert all(quota <= count for quota, count in zip(found, households, strict=True))
