"""The figures of units: pooled over their subtrees, judged by the targets in force."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, or_, select

from survey_app.cases.models import CaseRecord
from survey_app.core.cohort import Coverage
from survey_app.core.scoring import Counts, LevelCounts
from survey_app.core.tally import BY_PROXY, ONLINE
from survey_app.core.targets import Block, target_in_force
from survey_app.core.targets import Target as TargetValue
from survey_app.directory.models import Target, Unit
from survey_app.responses.models import TallyInbox
from survey_app.results.cohorts import own_coverage
from survey_app.results.judging import Judged
from survey_app.results.models import Tally
from survey_app.results.queries import Scope, list_scales, sum_cells
from survey_app.results.suppression import Bases
from survey_app.results.tree import load_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period
    from survey_app.results.queries import Scale
    from survey_app.results.tree import Node, Tree

#: Satisfaction with public services, in Decision 1565.
CRITERION: Final = "c4"
#: What a count is split by to tell the three blocks.
SPLIT: Final = ("version_id", "question", "option", "channel", "submitted_by")

NOBODY: Final = LevelCounts()


@dataclass(frozen=True, slots=True)
class Blocks:
    """The three rates that stand side by side."""

    online: LevelCounts = NOBODY
    online_self: LevelCounts = NOBODY
    all: LevelCounts = NOBODY

    def __add__(self, other: Blocks) -> Blocks:
        """Pool two units."""
        return Blocks(
            self.online + other.online, self.online_self + other.online_self, self.all + other.all
        )

    @property
    def bases(self) -> Bases:
        """How many answers each rate rests on."""
        return Bases(self.online.base.n, self.online_self.base.n, self.all.base.n)


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit with its judged blocks."""

    unit: Node
    online: Judged
    online_self: Judged
    all: Judged

    @property
    def blocks(self) -> Blocks:
        """The counts behind the figures, withheld or not."""
        return Blocks(self.online.level, self.online_self.level, self.all.level)

    def beside(self, coverage: Coverage) -> UnitFigures:
        """Return the figures with the finished cases behind them."""
        return replace(
            self,
            online=replace(self.online, cohort=coverage.online),
            online_self=replace(self.online_self, cohort=coverage.online),
            all=replace(self.all, cohort=coverage.all),
        )

    def withhold(self, blocks: Iterable[str]) -> UnitFigures:
        """Return the figures without those that must not be shown."""
        return replace(self, **{block: getattr(self, block).withhold() for block in blocks})


def figures(
    session: Session, period: Period, unit_id: int | None = None, *, live: bool
) -> list[UnitFigures]:
    """Return the figures of one unit, or of every unit with cases or answers.

    Each is pooled over the unit's subtree as it hung on the period's last day; a
    unit without answers has n = 0. ``live`` adds what has not been released yet.

    Raises:
        NotFoundError: ``unknown_unit`` when there was no such unit by then.
    """
    tree = load_tree(session, period.last, unit_id)
    units = None if unit_id is None else below(tree, unit_id)
    pooled = tree.pool(own_blocks(session, Scope.of(period, units, live=live)))
    wanted = list_units_at_work(session) if unit_id is None else [unit_id]
    coverage = tree.pool(own_coverage(session, period, units, live=live))
    return [
        each.beside(coverage.get(each.unit.id, Coverage()))
        for each in judged(
            session, period, tree, {each: pooled.get(each, Blocks()) for each in wanted}
        )
    ]


def below(tree: Tree, unit_id: int) -> list[int]:
    """Return the ids of a unit and of everything under it."""
    return [node.id for node in tree.nodes.values() if unit_id in node.line]


def list_units_at_work(session: Session) -> list[int]:
    """Return the units that handled a case or were judged, in the order of their codes."""
    at_work = (CaseRecord.handling_unit_id, Tally.unit_id, TallyInbox.unit_id)
    condition = or_(*(exists().where(column == Unit.id) for column in at_work))
    return list(session.scalars(select(Unit.id).where(condition).order_by(Unit.code, Unit.id)))


def own_blocks(session: Session, scope: Scope) -> dict[int, Blocks]:
    """Return what was answered about each unit itself, without those below it."""
    return {key[0]: blocks for key, blocks in grouped_blocks(session, scope, ("unit_id",)).items()}


def grouped_blocks(
    session: Session,
    scope: Scope,
    by: tuple[str, ...],
    scales: Mapping[int, Scale] | None = None,
) -> dict[tuple[Any, ...], Blocks]:
    """Count the overall question in three blocks, grouped by the named columns of a cell."""
    known = list_scales(session) if scales is None else scales
    counts = sum_cells(session, scope, by + SPLIT, overall_ids(known))
    return count_blocks(counts, known, len(by))


def overall_ids(scales: Mapping[int, Scale]) -> set[str]:
    """Return the ids that the overall question has in any version."""
    return {scale.question.id for scale in scales.values()}


def count_blocks(
    counts: Counter[tuple[Any, ...]], scales: Mapping[int, Scale], width: int
) -> dict[tuple[Any, ...], Blocks]:
    """Turn counts of options into blocks; the key is what stands before the split."""
    tallies: dict[tuple[Any, ...], dict[str, Counter[str]]] = {}
    for key, count in counts.items():
        version_id, question, option, channel, submitted_by = key[width:]
        scale = scales.get(version_id)
        if scale is None or scale.question.id != question:
            continue
        kind = answer_kind(scale, option)
        for block in blocks_of(channel, submitted_by):
            tallies.setdefault(key[:width], {}).setdefault(block, Counter())[kind] += count
    return {
        key: Blocks(**{block: level(kinds) for block, kinds in found.items()})
        for key, found in tallies.items()
    }


def answer_kind(scale: Scale, option: str) -> str:
    """Tell what an answer to the overall question is to the rate."""
    if option in scale.outside:
        return "no_opinion"
    return "satisfied" if option in scale.satisfied else "dissatisfied"


def blocks_of(channel: int, submitted_by: str) -> Sequence[str]:
    """Return the blocks in which an answer about such a case counts."""
    if channel != ONLINE:
        return ("all",)
    return ("online", "all") if submitted_by in BY_PROXY else ("online", "online_self", "all")


def level(kinds: Mapping[str, int]) -> LevelCounts:
    """Return the counts of one block."""
    satisfied = kinds.get("satisfied", 0)
    base = Counts(satisfied + kinds.get("dissatisfied", 0), satisfied)
    return LevelCounts(base, kinds.get("no_opinion", 0))


def judged(
    session: Session, period: Period, tree: Tree, blocks: Mapping[int, Blocks]
) -> list[UnitFigures]:
    """Set the targets of the period's last year beside the counts."""
    targets = list_targets(session)
    return [
        judge_unit(tree, unit_id, found, targets, period)
        for unit_id, found in blocks.items()
        if unit_id in tree.nodes
    ]


def judge_unit(
    tree: Tree, unit_id: int, found: Blocks, targets: Sequence[TargetValue], period: Period
) -> UnitFigures:
    """Judge the three blocks of a unit."""
    codes = tree.codes_above(unit_id)
    return UnitFigures(
        tree.nodes[unit_id],
        judge(found.online, targets, period, codes),
        judge(found.online_self, targets, period, codes),
        judge(found.all, targets, period, codes, "all"),
    )


def list_targets(session: Session) -> list[TargetValue]:
    """Return all targets of the rate."""
    rows = session.scalars(select(Target).where(Target.criterion == CRITERION))
    return [as_target(row) for row in rows]


def as_target(row: Target) -> TargetValue:
    """Return a stored target as a value."""
    return TargetValue(
        row.criterion,
        row.year,
        "below" if row.direction == "below" else "at_least",
        row.value,
        "all" if row.block == "all" else "online",
        row.unit_code,
        row.source,
    )


def judge(
    found: LevelCounts,
    targets: Sequence[TargetValue],
    period: Period,
    unit_codes: Sequence[str],
    block: Block = "online",
) -> Judged:
    """Judge one block by the target that binds the unit."""
    goal = target_in_force(targets, CRITERION, period.year, block=block, unit_codes=unit_codes)
    return Judged(found, goal)
