"""A frozen revision on its way into a file: its rows, judged again from its whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from survey_app.core.scoring import Counts, LevelCounts
from survey_app.core.targets import Target, TargetInForce
from survey_app.results.figures import CRITERION
from survey_app.results.judging import Judged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey_app.reports.queries import RevisionCard

Json = dict[str, Any]

DRAFT_MARK: Final = "BẢN NHÁP"
SAMPLE_MARK: Final = "DỮ LIỆU MẪU"
#: Which target judges which block.
TARGETS: Final = {
    "online": "target_online",
    "online_self": "target_online",
    "all": "target_all",
}


@dataclass(frozen=True)
class Frozen:
    """The newest revision of a report, with those before it."""

    revisions: Sequence[RevisionCard]

    @property
    def card(self) -> RevisionCard:
        """The revision that is written."""
        return self.revisions[-1]

    @cached_property
    def content(self) -> Json:
        """Its content as values."""
        return self.card.document()

    @property
    def whole(self) -> Json:
        """The row of the unit that reports, everything below it pooled."""
        row: Json = self.content["units"][0]
        return row

    @property
    def marks(self) -> tuple[str, ...]:
        """What every sheet must say: draft, sample data."""
        held = ((self.card.draft, DRAFT_MARK), (self.content["demo"], SAMPLE_MARK))
        return tuple(mark for holds, mark in held if holds)


def judged_of(row: Mapping[str, Any], block: str) -> Judged:
    """Return one block of a frozen row with its target."""
    return Judged(level_counts_of(row[block]), goal_of(row.get(TARGETS[block])))


def level_counts_of(counts: Mapping[str, int]) -> LevelCounts:
    """Return frozen counts as values."""
    return LevelCounts(Counts(counts["n"], counts["satisfied"]), counts["no_opinion"])


def goal_of(target: Mapping[str, Any] | None) -> TargetInForce | None:
    """Return a frozen target as a value."""
    if target is None:
        return None
    value = Target(CRITERION, target["year"], "at_least", target["value"], source=target["source"])
    return TargetInForce(value, carried=target["carried"], reference=target["reference"])
