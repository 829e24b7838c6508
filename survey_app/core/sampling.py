"""How many households a campaign visits, and how they are shared among its hamlets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

#: 1 / e² for the usual error of e = 5 %.
INVERSE_SQUARED_ERROR: Final = 400


def sample_size(households: int) -> int:
    """Return N / (1 + N·e²) for e = 5 %, rounded up: what Yamane's formula asks of N households.

    Source: T. Yamane, Statistics: An Introductory Analysis, 2nd ed. 1967, p. 886.
    """
    if households < 0:
        raise ValueError("there are no fewer than 0 households")
    return -(-INVERSE_SQUARED_ERROR * households // (INVERSE_SQUARED_ERROR + households))


def quotas(households: Sequence[int], size: int) -> list[int]:
    """Share a sample out in proportion to households, largest remainders first.

    No hamlet gets more than it has households; the quotas add up to the sample
    or to all households, whichever is less.
    """
    whole = sum(households)
    wanted = min(size, whole)
    shares = [wanted * each // whole if whole else 0 for each in households]
    by_remainder = sorted(
        range(len(households)),
        key=lambda place: (-(wanted * households[place] % whole) if whole else 0, place),
    )
    for place in by_remainder[: wanted - sum(shares)]:
        shares[place] += 1
    return shares
