"""Breaking a unit's figures down: by level, by procedure, over quarters, by child."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey_app.core.calendar import Period
from survey_app.core.scoring import Counts
from survey_app.core.tally import ONLINE
from survey_app.directory.queries import procedure_cards
from survey_app.results.figures import SPLIT, Blocks, count_blocks, grouped_blocks, overall_ids
from survey_app.results.queries import Scope, sum_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from survey_app.core.questionnaire import Labels, Option
    from survey_app.results.queries import Scale

QUARTERS_SHOWN = 5
UNIT_LEVELS = ("unit_id", *SPLIT)


@dataclass(frozen=True, slots=True)
class LevelRow:
    """How often one answer to the overall question was chosen."""

    value: str
    label: Labels
    online: int
    all: int


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One procedure, or the rest of them under an empty code."""

    code: str
    name: str
    counts: Counts
    #: Whether even the rest is too small to be shown.
    withheld: bool = False


def unit_levels(
    session: Session, scope: Scope, scales: Mapping[int, Scale]
) -> Counter[tuple[Any, ...]]:
    """Count the overall question by unit and everything that tells blocks and levels."""
    return sum_cells(session, scope, UNIT_LEVELS, overall_ids(scales))


def blocks_by_unit(
    counts: Counter[tuple[Any, ...]], scales: Mapping[int, Scale]
) -> dict[int, Blocks]:
    """Return the blocks of each unit itself from `unit_levels`."""
    return {key[0]: blocks for key, blocks in count_blocks(counts, scales, 1).items()}


def level_rows(counts: Counter[tuple[Any, ...]], scales: Mapping[int, Scale]) -> list[LevelRow]:
    """Return the levels from best to worst, pooled over units and versions of one scale.

    A three-level form has other levels under the same numbers, so versions are
    pooled only where the value and its words are the same.
    """
    labels: dict[tuple[int, str], Labels] = {}
    online: Counter[tuple[int, str]] = Counter()
    everywhere: Counter[tuple[int, str]] = Counter()
    for (version_id, question, value, channel), count in levels_of_versions(counts).items():
        scale = scales.get(version_id)
        if scale is None or scale.question.id != question:
            continue
        labels |= {level_key(option): option.label for option in scale.question.options}
        key = next(
            (level_key(each) for each in scale.question.options if each.value == value), None
        )
        if key is not None:
            everywhere[key] += count
            online[key] += count if channel == ONLINE else 0
    return [
        LevelRow(str(key[0]), labels[key], online[key], everywhere[key])
        for key in sorted(labels, key=lambda key: (-key[0], key[1]))
    ]


def levels_of_versions(counts: Counter[tuple[Any, ...]]) -> Counter[tuple[int, str, str, int]]:
    """Return counts of options by version, question, option and channel, pooled over units."""
    found: Counter[tuple[int, str, str, int]] = Counter()
    for (_unit_id, version_id, question, option, channel, _submitted_by), count in counts.items():
        found[version_id, question, option, channel] += count
    return found


def level_key(option: Option) -> tuple[int, str]:
    """Return what makes two levels the same: number and words."""
    return int(option.value), option.label["vi"]


def procedure_rows(
    session: Session, scope: Scope, scales: Mapping[int, Scale], k: int
) -> list[ProcedureRow]:
    """Return the procedures with at least k answers, most first, and the rest together."""
    found = procedure_counts(session, scope.per_procedure(), scales)
    shown, rest = split_small(found, k)
    cards = procedure_cards(session, shown)
    rows = [
        ProcedureRow(code, cards[code].short_name if code in cards else code, found[code])
        for code in shown
    ]
    if rest is not None:
        rows.append(ProcedureRow("", "", rest, withheld=rest.n < k))
    return rows


def procedure_counts(
    session: Session, scope: Scope, scales: Mapping[int, Scale]
) -> dict[str, Counts]:
    """Count the answers about each procedure, online or not."""
    return counts_by(session, scope, scales, "procedure_code")


def counts_by(
    session: Session, scope: Scope, scales: Mapping[int, Scale], column: str
) -> dict[Any, Counts]:
    """Count the answers to the overall question by one column of a cell, online or not."""
    by = (column, "version_id", "question", "option")
    bases: Counter[Any] = Counter()
    satisfied: Counter[Any] = Counter()
    for (value, version_id, question, option), count in sum_cells(
        session, scope, by, overall_ids(scales)
    ).items():
        scale = scales.get(version_id)
        if scale is None or scale.question.id != question or option in scale.outside:
            continue
        bases[value] += count
        satisfied[value] += count if option in scale.satisfied else 0
    return {value: Counts(n, satisfied[value]) for value, n in bases.items() if n}


def split_small(found: Mapping[str, Counts], k: int) -> tuple[list[str], Counts | None]:
    """Return the codes to show, most answers first, and all others pooled.

    Others are pooled until they are k together, so that the total does not give
    a single small one away. An answer without a procedure belongs to the others.
    """
    shown = sorted(
        (code for code, counts in found.items() if code and counts.n >= k),
        key=lambda code: (-found[code].n, code),
    )
    rest = [found[code] for code in found if code not in shown]
    while rest and sum(counts.n for counts in rest) < k and shown:
        rest.append(found[shown.pop()])
    return shown, pooled(rest) if rest else None


def pooled(counts: Iterable[Counts]) -> Counts:
    """Add counts up; there must be at least one."""
    first, *others = counts
    return sum(others, start=first)


def last_quarters(period: Period) -> list[Period]:
    """Return the five quarters up to the one the period ends in, oldest first."""
    quarters = [Period.quarter_of(period.last)]
    while len(quarters) < QUARTERS_SHOWN:
        quarters.append(quarters[-1].previous())
    return quarters[::-1]


def blocks_by_quarter(
    session: Session,
    quarters: list[Period],
    unit_ids: Iterable[int],
    scales: Mapping[int, Scale],
) -> list[Blocks]:
    """Return the pooled blocks of some units for each of the quarters."""
    scope = Scope(quarters[0].first, quarters[-1].last, frozenset(unit_ids), grain="rateq")
    found = grouped_blocks(session, scope, ("day",), scales)
    return [found.get((quarter.first,), Blocks()) for quarter in quarters]
