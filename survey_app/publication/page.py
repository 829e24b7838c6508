"""What the public pages show: released and suppressed figures with all that must be said beside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey_app.core.calendar import Period, local_day
from survey_app.core.errors import NotFoundError
from survey_app.core.scoring import Counts
from survey_app.directory.queries import find_unit
from survey_app.reports.queries import list_revisions
from survey_app.results.cohorts import list_excluded
from survey_app.results.figures import below, list_units_at_work
from survey_app.results.overview import MOST_ROWS, find
from survey_app.results.page import needed_answers
from survey_app.results.published import published_units, whole_tree
from survey_app.results.queries import last_release, newest_quarter
from survey_app.results.tree import load_tree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.cohort import CohortCounts
    from survey_app.reports.queries import RevisionCard
    from survey_app.results.figures import UnitFigures
    from survey_app.results.tree import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicList:
    """The units of a period, or those searched for."""

    period: Period
    search: str
    rows: Sequence[UnitFigures]
    more: int
    as_of: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicUnit:
    """One unit in one period."""

    period: Period
    above: Sequence[Node]
    figures: UnitFigures
    needed: int | None
    children: Sequence[UnitFigures]
    #: Units below about which nothing was answered.
    silent: int
    #: Answers taken out, by reason.
    excluded: Counter[str]
    revisions: Sequence[RevisionCard]
    improvements: Sequence[dict[str, Any]]
    as_of: datetime | None

    @property
    def unit(self) -> Node:
        """The unit itself."""
        return self.figures.unit

    @property
    def cohort(self) -> CohortCounts | None:
        """The finished cases; None where the figures are withheld, or nothing is known."""
        judged = self.figures.all
        return judged.cohort if judged.cohort and judged.cohort.closed else None

    @property
    def response(self) -> Counts | None:
        """How many of the invited answered; None where that is not to be shown."""
        cohort = self.cohort
        if cohort is None or not cohort.invited or self.figures.all.withheld:
            return None
        return Counts(cohort.invited, min(cohort.answered, cohort.invited))


def default_period(session: Session, now: datetime) -> Period:
    """Return the newest quarter with released answers, or the quarter of today."""
    return Period.quarter_of(newest_quarter(session) or local_day(now))


def public_list(session: Session, period: Period, search: str) -> PublicList:
    """Return the units with cases or answers and those above, or the units searched for."""
    tree = load_tree(session, period.last)
    lines = (tree.nodes[each].line for each in list_units_at_work(session) if each in tree.nodes)
    found = find(tree, search, {place for line in lines for place in line})
    shown = [node.id for node in found[:MOST_ROWS]]
    return PublicList(
        period=period,
        search=search,
        rows=published_units(session, period, tree, shown),
        more=max(0, len(found) - MOST_ROWS),
        as_of=last_release(session, None),
    )


def public_unit(session: Session, period: Period, code: str) -> PublicUnit:
    """Return the page of the unit that had this code at the end of the period.

    Raises:
        NotFoundError: ``unknown_unit``.
    """
    unit_id = unit_of(session, code, period)
    tree = whole_tree(session, period, unit_id)
    units = below(tree, unit_id)
    children = [child.id for child in tree.children(unit_id)]
    at_work = {unit_id, *children}
    found = {each.unit.id: each for each in published_units(session, period, tree, sorted(at_work))}
    figures = found[unit_id]
    hidden = figures.all.withheld
    return PublicUnit(
        period=period,
        above=[tree.nodes[each] for each in tree.nodes[unit_id].line[:-1] if each in tree.nodes],
        figures=figures,
        needed=needed_answers(figures),
        children=[found[each] for each in children if found[each].all.level.base.n],
        silent=sum(not found[each].all.level.base.n for each in children),
        excluded=Counter() if hidden else list_excluded(session, period, units),
        revisions=[each for each in list_revisions(session, unit_id, period) if not each.draft],
        improvements=[],
        as_of=last_release(session, units),
    )


def unit_of(session: Session, code: str, period: Period) -> int:
    """Return the unit with a code on the last day of a period, else the newest with it."""
    unit = find_unit(session, code, period.last) or find_unit(session, code)
    if unit is None:
        raise NotFoundError("unknown_unit", code=code)
    return unit.id
