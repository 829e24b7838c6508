"""What stands beside the rates: finished cases, criteria, ranks, what people asked for and got.

Unlike the rates these cannot be counted again later, because the register goes on; they are
frozen as they stood, and a change of theirs alone asks for no new revision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from survey_app.core.cohort import CohortCounts, Coverage
from survey_app.core.tally import ONLINE
from survey_app.core.targets import target_in_force
from survey_app.reports.queries import (
    count_followups,
    find_official,
    list_published,
    problem_labels,
)
from survey_app.results.cohorts import COLUMNS, count_cases, count_excluded
from survey_app.results.criteria import list_all_targets, prefilled_procedures
from survey_app.results.figures import Blocks, judge_unit, own_blocks
from survey_app.results.queries import Scope
from survey_app.results.ranking import by_kind, peer_group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey_app.core.targets import TargetInForce
    from survey_app.reports.content import Drawer
    from survey_app.results.cohorts import Key
    from survey_app.results.figures import UnitFigures

Json = dict[str, Any]

CRITERIA: Final = ("c1", "c2", "c3", "c4")
ASKED: Final = ("closed", "invited", "answered")


def parts_beside(drawer: Drawer) -> Json:
    """Return the parts of a content that no answer makes."""
    cases = count_cases(drawer.session, drawer.period, drawer.units)
    return {
        "cohorts": cohort_rows(drawer, drawer.tree.pool(coverage_of(cases))),
        "criteria": criteria_content(drawer, cases),
        "official": find_official(drawer.session, drawer.unit.id, drawer.period),
        "previous": previous_content(drawer),
        "excluded": excluded_content(drawer),
        "feedback": count_followups(drawer.session, drawer.units, drawer.period),
        "improvements": list(improvement_rows(drawer)),
    }


def coverage_of(cases: Mapping[Key, CohortCounts]) -> dict[int, Coverage]:
    """Return the finished cases of each unit itself."""
    found: dict[int, Coverage] = {}
    for (unit_id, _code, channel), counts in cases.items():
        online = counts if channel == ONLINE else CohortCounts()
        found[unit_id] = found.get(unit_id, Coverage()) + Coverage(online, counts)
    return found


def cohort_rows(drawer: Drawer, coverage: Mapping[int, Coverage]) -> list[Json]:
    """Return for each listed unit how many were asked and answered, and its rank among peers."""
    ranks = ranks_below(drawer, coverage)
    return [
        {
            "code": node.code,
            "kind": node.kind,
            "online": asked_content(coverage.get(node.id, Coverage()).online),
            "all": asked_content(coverage.get(node.id, Coverage()).all),
            "rank": ranks.get(node.id),
        }
        for node in drawer.listed
    ]


def asked_content(counts: CohortCounts) -> Json:
    """Return how many cases were finished, asked about and answered."""
    return {name: getattr(counts, name) for name in ASKED}


def ranks_below(drawer: Drawer, coverage: Mapping[int, Coverage]) -> dict[int, list[int]]:
    """Return rank and its interval of each unit directly below that bears one."""
    groups = by_kind(children(drawer, coverage))
    rows = [row for kind, found in groups.items() for row in peer_group(kind, found).rows]
    return {
        row.figures.unit.id: [row.rank, *(row.ranks or (row.rank, row.rank))]
        for row in rows
        if row.rank
    }


def children(drawer: Drawer, coverage: Mapping[int, Coverage]) -> Iterator[UnitFigures]:
    """Yield the figures of the units directly below."""
    for node in drawer.tree.children(drawer.unit.id):
        blocks = drawer.pooled.get(node.id, Blocks())
        if blocks.all.base.n:
            judged = judge_unit(drawer.tree, node.id, blocks, drawer.targets, drawer.period)
            yield judged.beside(coverage.get(node.id, Coverage()))


def criteria_content(drawer: Drawer, cases: Mapping[Key, CohortCounts]) -> Json:
    """Return the finished cases by procedure, from which c1 to c3 are worked out, and targets."""
    codes = drawer.tree.codes_above(drawer.unit.id)
    known = list_all_targets(drawer.session)
    goals = {
        name: target_in_force(known, name, drawer.period.year, unit_codes=codes)
        for name in CRITERIA
    }
    forms = prefilled_procedures(drawer.session, drawer.period.last, codes)
    return {
        "targets": {name: goal_content(goal) for name, goal in goals.items()},
        "procedures": list(procedure_cases(cases, forms)),
    }


def goal_content(goal: TargetInForce | None) -> Json | None:
    """Return a target of any criterion with its source."""
    if goal is None:
        return None
    return {
        "value": goal.target.value,
        "direction": goal.target.direction,
        "year": goal.target.year,
        "source": goal.target.source,
        "carried": goal.carried,
    }


def procedure_cases(cases: Mapping[Key, CohortCounts], forms: Mapping[str, bool]) -> Iterator[Json]:
    """Yield the finished cases of each procedure, submitted online and in any other way."""
    found: dict[str, dict[str, CohortCounts]] = {}
    for (_unit, code, channel), counts in cases.items():
        ways = found.setdefault(code, {"online": CohortCounts(), "other": CohortCounts()})
        ways["online" if channel == ONLINE else "other"] += counts
    for code, ways in sorted(found.items()):
        counts_of = {way: whole_content(each) for way, each in ways.items()}
        yield {"code": code, "prefilled": forms.get(code), **counts_of}


def whole_content(counts: CohortCounts) -> Json:
    """Return everything that is known of some cases."""
    return {name: getattr(counts, name) for name in COLUMNS}


def previous_content(drawer: Drawer) -> Json | None:
    """Return the counts of the period before; None without answers."""
    before = drawer.period.previous()
    found = own_blocks(drawer.session, Scope.of(before, drawer.units, live=True))
    blocks = sum(found.values(), start=Blocks())
    if not blocks.all.base.n:
        return None
    pairs = {"online": blocks.online.base, "all": blocks.all.base}
    counts = {name: {"n": each.n, "satisfied": each.satisfied} for name, each in pairs.items()}
    return {"period": str(before), "title": before.title, **counts}


def excluded_content(drawer: Drawer) -> dict[str, int]:
    """Return how many answers of the period were taken out, by reason."""
    units, found = set(drawer.units), dict.fromkeys(("withdrawn", "superseded", "quarantined"), 0)
    for (unit_id, state), count in count_excluded(drawer.session, drawer.period).items():
        found[state] += count if unit_id in units else 0
    return found


def improvement_rows(drawer: Drawer) -> Iterator[Json]:
    """Yield what was changed in the period and published."""
    labels = problem_labels(drawer.session)
    for row in list_published(drawer.session, drawer.units, drawer.period):
        node = drawer.tree.nodes[row.unit_id]
        yield {
            "code": node.code,
            "name": node.name,
            "problem": row.problem,
            "label": labels.get(row.problem, ""),
            "text": row.text_vi,
            "since": row.since.isoformat(),
        }
