"""What a rate must reach: which target binds whom in a year, and the administrative verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey_app.core.scoring import Counts

Direction = Literal["at_least", "below"]
Block = Literal["online", "all"]
AdministrativeVerdict = Literal["met", "not_met", "no_data"]

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Target:
    """What a criterion must reach in a year."""

    criterion: str  #: c1 .. c4 of Decision 1565
    year: int
    direction: Direction
    value: int  #: whole percent; minutes for c2
    block: Block = "online"  #: which rate it judges
    unit_code: str = ""  #: binds this unit and its subtree; empty binds everybody
    source: str = ""

    def is_met_by(self, value: float) -> bool:
        """Tell whether a value in the target's unit meets it: "below" is strict, c2 against c4.

        For rates use `administrative_verdict`, which compares integers.
        """
        return value < self.value if self.direction == "below" else value >= self.value


@dataclass(frozen=True, slots=True)
class TargetInForce:
    """The target to judge by, and what must be said beside it."""

    target: Target
    carried: bool  #: of an earlier year ("chưa có chỉ tiêu mới")
    reference: bool  #: set for `online`, shown beside `all` ("tham chiếu")


def target_in_force(
    targets: Iterable[Target],
    criterion: str,
    year: int,
    *,
    block: Block = "online",
    unit_codes: Sequence[str] = (),
) -> TargetInForce | None:
    """Choose the target that binds a unit in a year, or None when there was none yet.

    Args:
        targets: all rows known, in any order.
        criterion: "c1" .. "c4".
        year: the year of the period's last day.
        block: the rate to be judged; `all` falls back on the targets of `online`.
        unit_codes: the unit and the units above it, nearest first.

    A row of the block itself goes first, then the latest year not after ``year``,
    then the nearest unit. Source: architecture section 4, rule 5.
    """
    nearness = {code: place for place, code in enumerate([*unit_codes, ""])}
    candidates = [
        target
        for target in targets
        if target.criterion == criterion
        and target.year <= year
        and target.block in {block, "online"}
        and target.unit_code in nearness
    ]
    if not candidates:
        return None
    chosen = min(
        candidates,
        key=lambda target: (target.block != block, -target.year, nearness[target.unit_code]),
    )
    return TargetInForce(chosen, carried=chosen.year < year, reference=chosen.block != block)


def administrative_verdict(counts: Counts, target: int) -> AdministrativeVerdict:
    """Compare a rate with a target as reports do: met when rate >= target.

    Compared as integers, ``100 * satisfied >= target * n``: 899 of 1,000 does not
    meet 90, 900 does. "no_data" when n is 0. ``target`` is in whole percent.
    """
    if not counts.n:
        return "no_data"
    return "met" if _PERCENT * counts.satisfied >= target * counts.n else "not_met"
