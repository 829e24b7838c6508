"""Checking the record: every line, every month's head, and a head that was kept elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import select

from survey_app.audit.chain import BEGINNING, hash_of
from survey_app.audit.models import AuditDrop, AuditEvent, AuditHead
from survey_app.audit.queries import COLUMNS, Head, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from survey_app.audit.chain import AuditLine

#: Lines read from the database at once.
STEP = 1_000


@dataclass(frozen=True, slots=True)
class AuditFault:
    """One place where the record is not what was written."""

    month: str
    seq: int
    #: missing, altered, head, dropped or beyond.
    what: str


@dataclass(slots=True)
class AuditFindings:
    """What checking found."""

    events: int = 0
    months: int = 0
    faults: list[AuditFault] = field(default_factory=list)

    def blame(self, month: str, seq: int, what: str) -> None:
        """Note a fault."""
        self.faults.append(AuditFault(month, seq, what))


def verify(session: Session, kept: Head | None = None) -> AuditFindings:
    """Check the whole record; ``kept`` is a head exported before, which tells a cut tail."""
    findings = AuditFindings()
    heads = {row.month: row for row in session.scalars(select(AuditHead))}
    dropped = set(session.scalars(select(AuditDrop.month)))
    ends = {month: Head(month, heads[month].events, heads[month].hash) for month in dropped}
    previous = ends[max(dropped)].hash if dropped else BEGINNING
    for month, lines in groupby(stored_lines(session), key=lambda pair: pair[0].month):
        end = check_month(findings, month, lines, previous, kept)
        previous, ends[month] = end.hash, end
        findings.months += 1
        if month in dropped:
            findings.blame(month, end.seq, "dropped")
    check_heads(findings, heads, ends)
    if kept:
        check_kept(findings, kept, ends)
    return findings


def stored_lines(session: Session) -> Iterator[tuple[AuditLine, str]]:
    """Yield all lines with their hashes, oldest first."""
    statement = select(AuditEvent.hash, *COLUMNS).order_by(AuditEvent.month, AuditEvent.seq)
    for digest, *values in session.execute(statement.execution_options(yield_per=STEP)):
        yield line_of(tuple(values)), digest


def check_month(
    findings: AuditFindings,
    month: str,
    lines: Iterable[tuple[AuditLine, str]],
    previous: str,
    kept: Head | None,
) -> Head:
    """Check the lines of a month and return its end."""
    seq = 0
    for line, digest in lines:
        findings.events += 1
        if line.seq != seq + 1:
            findings.blame(month, seq + 1, "missing")
        seq = line.seq
        if hash_of(line, previous) != digest:
            findings.blame(month, seq, "altered")
        if kept and (kept.month, kept.seq) == (month, seq) and kept.hash != digest:
            findings.blame(month, seq, "beyond")
        previous = digest
    return Head(month, seq, previous)


def check_heads(
    findings: AuditFindings, heads: dict[str, AuditHead], ends: dict[str, Head]
) -> None:
    """Compare the stored head of every month but the newest with how its lines end."""
    newest = max(ends, default="")
    for month in sorted(heads.keys() | ends.keys()):
        head, end = heads.get(month), ends.get(month)
        stored = (head.events, head.hash) if head else None
        found = (end.seq, end.hash) if end else None
        if stored != (found if month < newest else None):
            findings.blame(month, head.events if head else 0, "head")


def check_kept(findings: AuditFindings, kept: Head, ends: dict[str, Head]) -> None:
    """Tell whether the record still reaches the head that was kept."""
    end = ends.get(kept.month)
    if end is None or end.seq < kept.seq or (end.seq == kept.seq and end.hash != kept.hash):
        findings.blame(kept.month, kept.seq, "beyond")
