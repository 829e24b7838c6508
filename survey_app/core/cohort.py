"""What became of finished cases: how many were asked, how many answered, how long they took."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

#: Below this part of the finished cases invited, in percent, a rate is shown with a warning.
LOW_COVERAGE: Final = 70
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class CohortCounts:
    """What became of some finished cases; times are sums."""

    closed: int = 0
    invited: int = 0
    answered: int = 0
    #: Cases with a promised day, and those finished by then.
    promised: int = 0
    on_time: int = 0
    #: Cases with sign-in and submission, and the seconds between.
    timed: int = 0
    submit_seconds: int = 0
    #: Cases with receipt and end, and the working seconds between.
    worked: int = 0
    working_seconds: int = 0

    def __add__(self, other: CohortCounts) -> CohortCounts:
        """Pool two groups of cases."""
        return CohortCounts(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

    @property
    def has_low_coverage(self) -> bool:
        """Whether fewer than 70 % of the finished cases were invited; never without cases."""
        return _PERCENT * self.invited < LOW_COVERAGE * self.closed


@dataclass(frozen=True, slots=True)
class Coverage:
    """The cases behind the rates of a unit: those submitted online, and all."""

    online: CohortCounts = CohortCounts()
    all: CohortCounts = CohortCounts()

    def __add__(self, other: Coverage) -> Coverage:
        """Pool two units."""
        return Coverage(self.online + other.online, self.all + other.all)
