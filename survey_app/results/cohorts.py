"""Cohorts: what became of the cases finished in a month, from the end to the answer.

Derived at each release, so that a page costs the same whatever the register holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import aliased

from survey_app.cases.models import FINISHED_STATUSES, CaseChange, CaseRecord
from survey_app.core.calendar import Period, local_day
from survey_app.core.cohort import CohortCounts, Coverage
from survey_app.core.tally import ONLINE
from survey_app.core.worktime import WorkCalendar
from survey_app.database import BATCH, lock
from survey_app.directory.queries import list_holidays
from survey_app.invitations.models import Invitation
from survey_app.responses.models import Attribution, ResponseEvent
from survey_app.results import models

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from survey_app.database import Database

#: Answers may come so long after the end of a case, so its month is counted again so long.
WINDOW: Final = timedelta(days=120)
#: A case may have lain so long before it was finished.
LONGEST_CASE: Final = timedelta(days=3 * 366)
EXCLUDED: Final = ("withdrawn", "superseded", "quarantined")

Key = tuple[int, str, int]


COLUMNS: Final = tuple(each.name for each in fields(CohortCounts))


def refresh(database: Database, now: datetime) -> int:
    """Count again the months that may have changed; return how many."""
    with database.reading() as session:
        months = months_to_count(session, now)
    for month in months:
        count_month(database, month)
    return len(months)


def months_to_count(session: Session, now: datetime) -> tuple[date, ...]:
    """Return the first days of the months up to today, from the oldest that may have changed."""
    since = now - WINDOW
    touched = exists().where(
        CaseChange.case_record_id == CaseRecord.id, CaseChange.changed_at >= since
    )
    oldest = select(func.min(CaseRecord.finished_at))
    if session.scalar(select(models.Cohort.month).limit(1)):
        oldest = oldest.where((CaseRecord.first_seen_at >= since) | touched)
    first = local_day(min(since, session.scalar(oldest) or since))
    last = Period.month_of(local_day(now)).last
    return Period("range", first.replace(day=1), last).months()


def count_month(database: Database, month: date) -> None:
    """Count one month anew, in one transaction."""
    period = Period.month_of(month)
    with database.reading() as session:
        found, excluded = count_cases(session, period), count_excluded(session, period)
    with database.writing() as session:
        lock(session, b"cohort--")
        session.execute(delete(models.Cohort).where(models.Cohort.month == month))
        session.execute(delete(models.Exclusion).where(models.Exclusion.month == month))
        rows: list[dict[str, Any]] = [
            {"unit_id": unit, "month": month, "procedure_code": code, "channel": channel}
            | {name: getattr(counts, name) for name in COLUMNS}
            for (unit, code, channel), counts in sorted(found.items())
        ]
        left = [
            {"unit_id": unit, "month": month, "state": state, "count": count}
            for (unit, state), count in sorted(excluded.items())
        ]
        for table, values in ((models.Cohort, rows), (models.Exclusion, left)):
            for start in range(0, len(values), BATCH):
                session.execute(insert(table), values[start : start + BATCH])


def count_cases(
    session: Session, period: Period, unit_ids: Collection[int] | None = None
) -> dict[Key, CohortCounts]:
    """Count the cases finished in a period by unit, procedure and channel, from the register."""
    calendar = calendar_for(session, period)
    sums: dict[Key, list[int]] = defaultdict(lambda: [0] * len(COLUMNS))
    for row in session.execute(finished_cases(period, unit_ids)).yield_per(BATCH):
        key = (row.handling_unit_id, row.procedure_code, row.channel)
        total = sums[key]
        for place, value in enumerate(case_values(row, calendar)):
            total[place] += value
    return {key: CohortCounts(*values) for key, values in sums.items()}


def calendar_for(session: Session, period: Period) -> WorkCalendar:
    """Return the working days on which cases that ended in a period may have lain."""
    first = period.first - LONGEST_CASE
    return WorkCalendar(first, period.last, list_holidays(session, first, period.last))


def finished_cases(period: Period, unit_ids: Collection[int] | None) -> Any:  # noqa: ANN401 - a Select of a row with names
    """Return the statement for the cases of a cohort."""
    start, after = period.utc_bounds()
    link = Invitation.case_record_id == CaseRecord.id
    return select(
        CaseRecord.handling_unit_id,
        CaseRecord.procedure_code,
        CaseRecord.channel,
        CaseRecord.signed_in_at,
        CaseRecord.submitted_at,
        CaseRecord.received_at,
        CaseRecord.due_at,
        CaseRecord.finished_at,
        exists().where(link).label("is_invited"),
        exists().where(link, Invitation.state == "used").label("is_answered"),
    ).where(
        CaseRecord.finished_at >= start,
        CaseRecord.finished_at < after,
        CaseRecord.status.in_(FINISHED_STATUSES),
        *([] if unit_ids is None else [CaseRecord.handling_unit_id.in_(sorted(unit_ids))]),
    )


def case_values(row: Any, calendar: WorkCalendar) -> Iterator[int]:  # noqa: ANN401 - a row of `finished_cases`
    """Yield what one case adds, in the order of `CohortCounts`."""
    timed = row.signed_in_at and row.submitted_at and row.submitted_at >= row.signed_in_at
    worked = row.received_at and row.finished_at >= row.received_at
    yield from (1, int(row.is_invited), int(row.is_answered))
    yield int(row.due_at is not None)
    yield int(row.due_at is not None and row.finished_at <= row.due_at)
    yield int(bool(timed))
    yield int((row.submitted_at - row.signed_in_at).total_seconds()) if timed else 0
    yield int(bool(worked))
    yield calendar.working_seconds(row.received_at, row.finished_at) if worked else 0


def count_excluded(session: Session, period: Period) -> Counter[tuple[int, str]]:
    """Count the answers of a period that were taken out, by unit and last state."""
    later = aliased(ResponseEvent)
    rows = session.execute(
        select(Attribution.unit_id, ResponseEvent.state, func.count())
        .join(Attribution, Attribution.response_id == ResponseEvent.response_id)
        .where(
            ResponseEvent.state.in_(EXCLUDED),
            Attribution.counted_on.between(period.first, period.last),
            ~exists().where(
                later.response_id == ResponseEvent.response_id, later.seq > ResponseEvent.seq
            ),
        )
        .group_by(Attribution.unit_id, ResponseEvent.state)
    )
    return Counter({(unit, state): count for unit, state, count in rows})


def own_coverage(
    session: Session, period: Period, unit_ids: Collection[int] | None, *, live: bool
) -> dict[int, Coverage]:
    """Return the finished cases of each unit itself; ``live`` counts in the register."""
    found: Iterable[tuple[Key, CohortCounts]]
    if live:
        found = count_cases(session, period, unit_ids).items()
    else:
        found = released_cohorts(session, period, unit_ids, by_procedure=False)
    coverage: dict[int, Coverage] = {}
    for (unit_id, _code, channel), counts in found:
        here = Coverage(counts if channel == ONLINE else CohortCounts(), counts)
        coverage[unit_id] = coverage.get(unit_id, Coverage()) + here
    return coverage


def released_cohorts(
    session: Session, period: Period, unit_ids: Collection[int] | None, *, by_procedure: bool
) -> Iterator[tuple[Key, CohortCounts]]:
    """Yield the counts of the last release; the code is empty unless asked for by procedure."""
    table = models.Cohort
    by: list[Any] = [table.unit_id, table.channel]
    by += [table.procedure_code] if by_procedure else []
    conditions = [] if unit_ids is None else [table.unit_id.in_(sorted(unit_ids))]
    rows = session.execute(
        select(*by, *(func.sum(getattr(table, name)) for name in COLUMNS))
        .where(table.month.in_(period.months()), *conditions)
        .group_by(*by)
    )
    for row in rows:
        key = (row[0], row[2] if by_procedure else "", row[1])
        yield key, CohortCounts(*(int(value) for value in row[len(by) :]))


def list_excluded(session: Session, period: Period, unit_ids: Collection[int]) -> Counter[str]:
    """Return how many answers of some units were taken out, by reason."""
    table = models.Exclusion
    rows = session.execute(
        select(table.state, func.sum(table.count))
        .where(table.month.in_(period.months()), table.unit_id.in_(sorted(unit_ids)))
        .group_by(table.state)
    )
    return Counter({state: int(count) for state, count in rows})
