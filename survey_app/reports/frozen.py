"""A frozen revision on its way into a file: its rows, judged again from its whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

from survey_app.core.scoring import Counts, LevelCounts
from survey_app.core.targets import Target, TargetInForce
from survey_app.results.figures import CRITERION
from survey_app.results.judging import Judged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey_app.reports.queries import RevisionCard

Json = dict[str, Any]

#: Its revisions have nothing beside the rates, and files as they always were.
FIRST_SCHEMA: Final = "satisfaction/1"
DRAFT_MARK: Final = "BẢN NHÁP"
SAMPLE_MARK: Final = "DỮ LIỆU MẪU"
#: Which target judges which block.
TARGETS: Final = {
    "online": "target_online",
    "online_self": "target_online",
    "all": "target_all",
}
#: What is frozen of a target.
GOAL: Final = ("value", "year", "source", "carried", "reference")


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

    @cached_property
    def cohorts(self) -> dict[str, Json]:
        """What stands beside the rates of each unit, by code; nothing in the first schema."""
        return {row["code"]: row for row in self.content.get("cohorts", ())}

    @property
    def carries(self) -> bool:
        """Whether files hold the content itself, as they do since the second schema."""
        return bool(self.content["schema"] != FIRST_SCHEMA)

    @property
    def unit_rows(self) -> list[Json]:
        """The rows of all units, each with what stands beside its rates."""
        return [row | {"beside": self.beside(row["code"])} for row in self.content["units"]]

    def beside(self, code: str) -> Json:
        """Return what stands beside the rates of a unit."""
        return self.cohorts.get(code, {})

    @property
    def marks(self) -> tuple[str, ...]:
        """What every sheet must say: draft, sample data."""
        held = ((self.card.draft, DRAFT_MARK), (self.content["demo"], SAMPLE_MARK))
        return tuple(mark for holds, mark in held if holds)


def judged_of(row: Mapping[str, Any], block: str) -> Judged:
    """Return one block of a frozen row with its target."""
    counts, target = row[block], row.get(TARGETS[block])
    return judge(
        (counts["n"], counts["satisfied"], counts["no_opinion"]),
        tuple(target[name] for name in GOAL) if target else None,
    )


@lru_cache(maxsize=64)
def judge(counts: tuple[int, int, int], goal: tuple[Any, ...] | None) -> Judged:
    """Return judged counts; a row asks for the same ones column by column."""
    n, satisfied, no_opinion = counts
    return Judged(
        LevelCounts(Counts(n, satisfied), no_opinion),
        goal_of(dict(zip(GOAL, goal, strict=True))) if goal else None,
    )


def goal_of(target: Mapping[str, Any]) -> TargetInForce:
    """Return a frozen target as a value."""
    value = Target(CRITERION, target["year"], "at_least", target["value"], source=target["source"])
    return TargetInForce(value, carried=target["carried"], reference=target["reference"])
