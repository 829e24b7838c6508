"""What became of the rows of a file or call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey_app.cases.readings import RowError

Outcome = Literal["added", "updated", "unchanged", "rejected"]


class RowResult(NamedTuple):
    """What became of one row."""

    row: int
    case_id: str
    outcome: Outcome
    #: What is odd about the case, although it was kept.
    flags: str = ""
    errors: tuple[RowError, ...] = ()


@dataclass(slots=True)
class ImportResult:
    """How many rows were read, and what became of them."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def read(self) -> int:
        """All rows: the sum of the others."""
        return self.added + self.updated + self.unchanged + self.rejected

    def add(self, results: Iterable[RowResult]) -> None:
        """Count some rows."""
        counts = Counter(result.outcome for result in results)
        self.added += counts["added"]
        self.updated += counts["updated"]
        self.unchanged += counts["unchanged"]
        self.rejected += counts["rejected"]

    def counts(self) -> dict[str, int]:
        """Return the five numbers by name, in the order in which they are shown."""
        return {
            "read": self.read,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
        }


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of one case of a call; errors are (field, value, reason)."""

    case_id: str
    result: Outcome
    flags: tuple[str, ...]
    errors: tuple[tuple[str, str, str], ...]
