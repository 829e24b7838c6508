"""Recounting from the answers: are the tallies what the answers say, and is nothing lost?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from survey_app.core.tally import Cell, in_rates
from survey_app.responses.models import (
    AnsweredCase,
    Attribution,
    Response,
    ResponseEvent,
    TallyInbox,
)
from survey_app.results.models import Tally
from survey_app.results.queries import CIRCUMSTANCES, FETCH, inbox, list_scales, row_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from survey_app.results.queries import Scale

COUNTED = "counted"
#: received = counted + waiting + withdrawn + superseded + quarantined + refused
FINAL_STATES = (COUNTED, "waiting", "withdrawn", "superseded", "quarantined", "refused")


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two counts that must be equal are not."""

    place: str
    expected: int
    found: int

    def __str__(self) -> str:
        """Return one line for the operator."""
        return f"{self.place}: expected {self.expected}, found {self.found}"


@dataclass(slots=True)
class Findings:
    """What a recount saw."""

    received: int = 0
    states: Counter[str] = field(default_factory=Counter)
    #: Counted answers as the answers themselves say: n, no_opinion, outside.
    recounted: Counter[str] = field(default_factory=Counter)
    #: The same as the tallies say; they know nothing of answers outside the rates.
    tallied: Counter[str] = field(default_factory=Counter)
    cells: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every count is right."""
        return not self.differences

    def expect(self, place: str, expected: int, found: int) -> None:
        """Note a difference unless both counts are equal."""
        if expected != found:
            self.differences.append(Difference(place, expected, found))


def verify(session: Session) -> Findings:
    """Recount everything; the session must see one moment throughout (`queries.snapshot`).

    Reads unit by unit, so that memory follows the tallies of one unit, not the answers.
    """
    findings = Findings()
    scales = list_scales(session)
    check_states(session, findings)
    for unit_id in list_counted_units(session):
        check_unit(session, unit_id, scales, findings)
    check_conservation(findings)
    check_cases(session, findings)
    return findings


def last_state() -> ColumnElement[bool]:
    """Return the condition that an event is the last one of its answer."""
    later = aliased(ResponseEvent)
    newest = (
        select(func.max(later.seq))
        .where(later.response_id == ResponseEvent.response_id)
        .scalar_subquery()
    )
    return ResponseEvent.seq == newest


def check_states(session: Session, findings: Findings) -> None:
    """Count the answers by their last event; each must be in one of the final states."""
    states = session.execute(
        select(ResponseEvent.state, func.count()).where(last_state()).group_by(ResponseEvent.state)
    )
    findings.states = Counter({state: count for state, count in states})  # noqa: C416 - rows are not tuples to mypy
    findings.received = session.scalar(select(func.count()).select_from(Response)) or 0
    known = sum(findings.states[state] for state in FINAL_STATES)
    findings.expect("answers by their last event", findings.received, known)


def list_counted_units(session: Session) -> list[int]:
    """Return all units that have or had a count."""
    columns = (Attribution.unit_id, Tally.unit_id, TallyInbox.unit_id)
    found: set[int] = set()
    for column in columns:
        found.update(session.scalars(select(column).distinct()))
    return sorted(found)


def check_unit(
    session: Session, unit_id: int, scales: dict[int, Scale], findings: Findings
) -> None:
    """Compare every cell of a unit with a recount of its answers."""
    overall = {version_id: scale.question.id for version_id, scale in scales.items()}
    expected: Counter[Cell] = Counter()
    for row in stream(session, counted_answers(unit_id)):
        found = list(row_cells(row, overall))
        expected.update(found)
        findings.recounted[recounted_as(row, found, scales)] += 1
    actual = tallied_cells(session, unit_id, overall)
    for cell in sorted(expected.keys() | actual.keys()):
        findings.expect(f"tally {tuple(map(str, cell))}", expected[cell], actual[cell])
    findings.cells += len(actual)
    findings.tallied.update(tallied_as(actual, scales))


def counted_answers(unit_id: int) -> Select[Any]:
    """Return the statement that reads the answers of a unit which count now."""
    last = and_(ResponseEvent.response_id == Response.id, last_state())
    return (
        select(*CIRCUMSTANCES, Attribution.counted_on.label("day"), Response.answers)
        .join(Attribution, Attribution.response_id == Response.id)
        .join(ResponseEvent, last)
        .where(Attribution.unit_id == unit_id, ResponseEvent.state == COUNTED)
    )


def stream(session: Session, statement: Select[Any]) -> Iterator[Any]:
    """Yield rows without holding all of them."""
    return iter(session.execute(statement).yield_per(FETCH))


def recounted_as(row: Any, found: list[Cell], scales: dict[int, Scale]) -> str:  # noqa: ANN401 - a row of `counted_answers`
    """Tell how a counted answer enters the rate: n, no_opinion or outside."""
    scale = scales.get(row.version_id)
    daily = [cell.option for cell in found if cell.grain == "day"]
    if scale is None or not daily or not in_rates(row.mode, row.verification):
        return "outside"
    return "no_opinion" if daily[0] in scale.outside else "n"


def tallied_cells(session: Session, unit_id: int, overall: dict[int, str]) -> Counter[Cell]:
    """Return what the tally says together with the inbox."""
    columns = [getattr(Tally, name) for name in Cell._fields]
    statement = select(*columns, Tally.count).where(Tally.unit_id == unit_id)
    actual: Counter[Cell] = Counter()
    for *key, count in stream(session, statement):
        actual[Cell(*key)] = count
    for row in stream(session, inbox().where(TallyInbox.unit_id == unit_id)):
        for cell in row_cells(row, overall):
            actual[cell] += row.sign
    return Counter({cell: count for cell, count in actual.items() if count})


def tallied_as(actual: Counter[Cell], scales: dict[int, Scale]) -> Counter[str]:
    """Return n and no_opinion of the rates as the cells say."""
    found: Counter[str] = Counter()
    for cell, count in actual.items():
        scale = scales.get(cell.version_id)
        if cell.grain == "day" and scale and in_rates(cell.mode, cell.verification):
            found["no_opinion" if cell.option in scale.outside else "n"] += count
    return found


def check_conservation(findings: Findings) -> None:
    """Compare: counted = n + no_opinion + outside."""
    for kind in ("n", "no_opinion"):
        findings.expect(f"{kind} in the rates", findings.recounted[kind], findings.tallied[kind])
    inside = findings.tallied["n"] + findings.tallied["no_opinion"]
    whole = inside + findings.recounted["outside"]
    findings.expect("counted answers", findings.states[COUNTED], whole)


def check_cases(session: Session, findings: Findings) -> None:
    """Find cases that more than one counted answer stands for."""
    last = and_(ResponseEvent.response_id == AnsweredCase.response_id, last_state())
    rows = session.execute(
        select(AnsweredCase.case_key, func.count())
        .join(ResponseEvent, last)
        .where(ResponseEvent.state == COUNTED)
        .group_by(AnsweredCase.case_key)
        .having(func.count() > 1)
    )
    for case_key, count in rows:
        findings.expect(f"counted answers of case key {case_key.hex()[:8]}…", 1, count)
