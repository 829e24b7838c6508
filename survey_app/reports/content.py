"""What a report freezes: whole numbers and words, from which everything else is worked out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from survey_app.core.statistics import ALPHA
from survey_app.core.tally import BY_PROXY, RATED_MODES
from survey_app.directory.queries import procedure_cards
from survey_app.reports.beside import parts_beside
from survey_app.reports.queries import (
    count_finished,
    holds_samples,
    problem_counts,
    questionnaire_titles,
)
from survey_app.results.breakdown import blocks_by_unit, unit_levels
from survey_app.results.figures import (
    Blocks,
    below,
    grouped_blocks,
    judge_unit,
    list_targets,
)
from survey_app.results.judging import SMALL_N
from survey_app.results.queries import Scope, list_scales
from survey_app.results.suppression import BLOCKS, INSIDE_K
from survey_app.results.tree import load_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period
    from survey_app.core.scoring import LevelCounts
    from survey_app.results.judging import Judged
    from survey_app.results.queries import Scale
    from survey_app.results.tree import Node, Tree

Json = dict[str, Any]

SCHEMA: Final = "satisfaction/2"
#: Version of docs/method.md; a change of any formula makes the next one.
METHOD_VERSION: Final = "1"
#: Levels of the scales that most questionnaires share, best first.
LEVELS: Final = ("5", "4", "3", "2", "1")
LEVEL_SCALES: Final = ("sat5", "sat5_na")
#: Parts of the content that answers make, with what tells their rows apart.
COUNTED: Final = {
    "units": ("code",),
    "procedures": ("code",),
    "channels": ("channel",),
    "modes": ("mode",),
    "moments": ("moment",),
    "problems": ("question", "option"),
}
OTHER_PROCEDURES: Final = "Thủ tục khác"


class Drawer:
    """Draws the content of one report from one snapshot, what is not released included.

    With ``as_of`` it counts the answers themselves, as they stood at that moment.
    """

    def __init__(
        self, session: Session, period: Period, unit_id: int, as_of: datetime | None = None
    ) -> None:
        self.session = session
        self.period = period
        self.tree = load_tree(session, period.last, unit_id)
        self.unit = self.tree.nodes[unit_id]
        self.units = below(self.tree, unit_id)
        self.scope = replace(Scope.of(period, self.units, live=True), as_of=as_of)
        self.scales = list_scales(session)
        self.levels = unit_levels(session, self.scope, self.scales)
        self.finished = count_finished(session, self.units, period)

        self.pooled = self.tree.pool(blocks_by_unit(self.levels, self.scales))
        self.targets = list_targets(session)
        self.cases = self.tree.pool({unit: each.total() for unit, each in self.finished.items()})
        self.listed = self.listed_units(self.pooled, self.cases)

    def content(self) -> Json:
        """Return the content; the same figures give the same content."""
        return {**self.figures(), **parts_beside(self)}

    def figures(self) -> Json:
        """Return the parts that answers make, and how they were made."""
        return {
            "schema": SCHEMA,
            "demo": holds_samples(self.session),
            "period": period_content(self.period),
            "unit": {"code": self.unit.code, "name": self.unit.name},
            "method": method_content(self.used_scales(), questionnaire_titles(self.session)),
            "units": self.unit_rows(),
            "procedures": self.procedure_rows(),
            "channels": self.split_rows("channel"),
            "modes": self.split_rows("mode"),
            "moments": self.split_rows("moment"),
            "problems": self.problem_rows(),
        }

    def used_scales(self) -> list[Scale]:
        """Return the versions that were answered."""
        used = {key[1] for key, count in self.levels.items() if count}
        return [scale for version_id, scale in sorted(self.scales.items()) if version_id in used]

    def unit_rows(self) -> list[Json]:
        """Return the unit and those below with cases or answers, in the order of the tree."""
        levels = level_counts(self.tree, self.levels, self.scales)
        return [
            self.unit_row(node)
            | {
                "cases_finished": self.cases.get(node.id, 0),
                "levels": {level: levels.get((node.id, level), 0) for level in LEVELS},
            }
            for node in self.listed
        ]

    def listed_units(self, *found: Mapping[int, object]) -> list[Node]:
        """Return the unit itself first, then those below it with anything to tell."""
        known = {each for values in found for each in values} & set(self.units)
        below_it = sorted(
            (self.tree.nodes[each] for each in known - {self.unit.id}),
            key=lambda node: self.tree.codes_above(node.id)[::-1],
        )
        return [self.unit, *below_it]

    def unit_row(self, node: Node) -> Json:
        """Return the counts and targets of one unit, its subtree pooled."""
        blocks = self.pooled.get(node.id, Blocks())
        judged = judge_unit(self.tree, node.id, blocks, self.targets, self.period)
        above = self.tree.nodes.get(node.parent_id) if node.parent_id else None
        return {
            "code": node.code,
            "name": node.name,
            "parent": above.code if above and node.id != self.unit.id else "",
            **{block: counts_content(getattr(blocks, block)) for block in BLOCKS},
            "target_online": target_content(judged.online),
            "target_all": target_content(judged.all),
        }

    def procedure_rows(self) -> list[Json]:
        """Return procedures with at least five answers, and the others together."""
        scope = self.scope.per_procedure()
        blocks = grouped_blocks(self.session, scope, ("procedure_code",), self.scales)
        found = {key[0]: each for key, each in blocks.items()}
        finished: Counter[str] = sum(self.finished.values(), start=Counter())
        large = sorted(code for code, each in found.items() if code and each.all.base.n >= INSIDE_K)
        cards = procedure_cards(self.session, large)
        rows = [
            {
                "code": code,
                "name": cards[code].short_name if code in cards else code,
                "field": cards[code].field if code in cards else "",
                "cases_finished": finished[code],
                **pair_content(found[code]),
            }
            for code in large
        ]
        others = [each for code, each in found.items() if code not in large]
        return rows + ([self.other_procedures(others, finished, large)] if others else [])

    def other_procedures(
        self, others: Iterable[Blocks], finished: Mapping[str, int], large: Sequence[str]
    ) -> Json:
        """Return the row of all procedures that do not stand by themselves."""
        return {
            "code": "",
            "name": OTHER_PROCEDURES,
            "field": "",
            "cases_finished": sum(count for code, count in finished.items() if code not in large),
            **pair_content(sum(others, start=Blocks())),
        }

    def split_rows(self, column: str) -> list[Json]:
        """Return the counts by one circumstance."""
        blocks = grouped_blocks(self.session, self.scope.in_full(), (column,), self.scales)
        return [
            {column: str(key[0]), **pair_content(each)}
            for key, each in sorted(blocks.items(), key=lambda item: str(item[0][0]))
        ]

    def problem_rows(self) -> list[Json]:
        """Return how often each problem was named; empty unless the period is whole months."""
        if not self.period.months():
            return []
        return problem_counts(self.session, self.scope.in_full(), INSIDE_K)


def level_counts(
    tree: Tree, counts: Counter[tuple[Any, ...]], scales: Mapping[int, Scale]
) -> Counter[tuple[int, str]]:
    """Count the five levels for every unit with its subtree; other scales are left out."""
    found: Counter[tuple[int, str]] = Counter()
    for (unit_id, version_id, question, option, *_rest), count in counts.items():
        scale = scales.get(version_id)
        if scale and scale.question.id == question and scale.question.scale in LEVEL_SCALES:
            for place in tree.nodes[unit_id].line:
                found[place, option] += count
    return found


def period_content(period: Period) -> Json:
    """Return the period with its days."""
    return {
        "code": str(period),
        "title": period.title,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
    }


def method_content(scales: Iterable[Scale], titles: Mapping[int, str]) -> Json:
    """Return how the figures were made."""
    return {
        "version": METHOD_VERSION,
        "alpha": str(ALPHA),
        "rated_modes": list(RATED_MODES),
        "by_proxy": list(BY_PROXY),
        "small_n": SMALL_N,
        "smallest_breakdown": INSIDE_K,
        "questionnaires": [
            {
                "key": scale.key,
                "number": scale.number,
                "sha256": scale.sha256,
                "title": titles[scale.version_id],
            }
            for scale in scales
        ],
    }


def counts_content(found: LevelCounts) -> Json:
    """Return one block of counts."""
    return {
        "n": found.base.n,
        "satisfied": found.base.satisfied,
        "no_opinion": found.no_opinion,
    }


def pair_content(blocks: Blocks) -> Json:
    """Return the counts of online and of all cases."""
    return {"online": counts_content(blocks.online), "all": counts_content(blocks.all)}


def target_content(judged: Judged) -> Json | None:
    """Return the target that judges a block, with its source."""
    if judged.goal is None:
        return None
    target = judged.goal.target
    return {
        "value": target.value,
        "year": target.year,
        "source": target.source,
        "carried": judged.goal.carried,
        "reference": judged.goal.reference,
    }
