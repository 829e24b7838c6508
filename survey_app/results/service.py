"""Folding counts into the tallies, and showing them in batches.

A count that moved when somebody leaves the desk would tell the desk what was
answered; so a unit's counts are shown once a day, at least five answers of a month
and kind of case at a time.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, case, delete, extract, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from survey_app.core.calendar import VIETNAM, Period
from survey_app.core.tally import BY_PROXY, ONLINE, RATED_MODES, WITH_CASE
from survey_app.database import BATCH, dialect_name, lock
from survey_app.responses.models import Attribution, Response, TallyInbox
from survey_app.results.cohorts import refresh
from survey_app.results.models import Release, Tally
from survey_app.results.queries import inbox, list_scales, row_cells
from survey_app.results.showing import settle_overdue, show

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from survey_app.core.tally import Cell
    from survey_app.database import Database

#: Answers are shown together; fewer wait for a later day or the close.
SMALLEST_RELEASE = 5
RELEASE_HOUR = time(18)

KEY = [column.name for column in Tally.__table__.primary_key]
#: The kind of case that an answer is about (`layers.KINDS`); answers outside the rates apart.
KIND: ColumnElement[str] = case(
    (or_(Response.mode.not_in(RATED_MODES), Attribution.verification != WITH_CASE), "outside"),
    (Attribution.channel != ONLINE, "other"),
    (Attribution.submitted_by.in_(BY_PROXY), "proxy"),
    else_="self",
)


def release_due(last: datetime | None, now: datetime) -> bool:
    """Tell whether 18:00 in Vietnam has passed since the last release."""
    local = now.astimezone(VIETNAM)
    latest = datetime.combine(local.date(), RELEASE_HOUR, VIETNAM)
    if local < latest:
        latest -= timedelta(days=1)
    return last is None or last < latest


def release(database: Database, now: datetime) -> list[int]:
    """Show what waits, in batches that are large enough; return the units with such a batch.

    The public sees its own, larger batches of what is shown so far.
    """
    with database.reading() as session:
        batches = list_batches(session)
    for unit_id, group in groupby(batches, key=lambda batch: batch.unit_id):
        chosen = or_(*(batch.condition for batch in group))
        fold_unit(database, unit_id, chosen, now)
    refresh(database, now)
    show(database, {batch.month.replace(day=1) for batch in batches})
    settle_overdue(database, now)
    return sorted({batch.unit_id for batch in batches})


class Batch(NamedTuple):
    """Waiting answers that are shown together: of one unit, month and kind."""

    unit_id: int
    year: int
    number: int
    kind: str

    @property
    def month(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    @property
    def condition(self) -> ColumnElement[bool]:
        """The same for rows of the inbox."""
        month = Period.month_of(self.month)
        return and_(TallyInbox.day.between(month.first, month.last), KIND.in_((self.kind,)))


def list_batches(session: Session) -> list[Batch]:
    """Return where at least five answers wait to be added, or to be taken away.

    An answer that came and went again cannot be seen, so it does not count; a
    replaced answer and its successor come from one person, so they are not added up.
    """
    by = (TallyInbox.unit_id, extract("year", TallyInbox.day), extract("month", TallyInbox.day))
    waiting = (
        select(
            *(column.label(name) for column, name in zip(by, Batch._fields, strict=False)),
            KIND.label("kind"),
            func.sum(TallyInbox.sign).label("net"),
        )
        .join(Response, Response.id == TallyInbox.response_id)
        .join(Attribution, Attribution.response_id == TallyInbox.response_id)
        .group_by(*by, KIND, TallyInbox.response_id)
        .subquery()
    )
    batch = [waiting.c[name] for name in Batch._fields]
    added = func.sum(case((waiting.c.net > 0, 1), else_=0))
    taken = func.sum(case((waiting.c.net < 0, 1), else_=0))
    statement = (
        select(*batch)
        .group_by(*batch)
        .having((added >= SMALLEST_RELEASE) | (taken >= SMALLEST_RELEASE))
        .order_by(*batch)
    )
    return [Batch(row[0], int(row[1]), int(row[2]), row[3]) for row in session.execute(statement)]


def fold(
    database: Database,
    unit_ids: Collection[int] | None = None,
    *,
    period: Period | None = None,
    released_at: datetime | None = None,
) -> int:
    """Move waiting counts into the tallies; return how many were moved.

    Exact whatever interrupts it: a count leaves the inbox in the transaction that
    adds it to the tally. With ``period`` only the counts of its days are moved;
    with ``released_at`` the moment is noted for the units.
    """
    chosen = TallyInbox.day.between(period.first, period.last) if period else None
    with database.reading() as session:
        waiting = list_waiting_units(session, chosen)
    if unit_ids is not None:
        waiting = sorted(set(waiting).intersection(unit_ids))
    return sum(fold_unit(database, unit_id, chosen, released_at) for unit_id in waiting)


def list_waiting_units(session: Session, chosen: ColumnElement[bool] | None) -> list[int]:
    """Return the units with counts to be moved."""
    statement = select(TallyInbox.unit_id).distinct().order_by(TallyInbox.unit_id)
    return list(session.scalars(statement if chosen is None else statement.where(chosen)))


def fold_unit(
    database: Database,
    unit_id: int,
    chosen: ColumnElement[bool] | None,
    released_at: datetime | None,
) -> int:
    """Fold one unit in transactions of at most `BATCH` rows."""
    here = TallyInbox.unit_id == unit_id
    wanted = here if chosen is None else and_(here, chosen)
    moved = 0
    while True:
        with database.writing() as session:
            lock(session, b"fold" + unit_id.to_bytes(4, "big"))
            batch = fold_batch(session, wanted)
            if batch and released_at:
                note_release(session, unit_id, released_at)
        moved += batch
        if batch < BATCH:
            return moved


def fold_batch(session: Session, wanted: ColumnElement[bool]) -> int:
    """Add the oldest waiting counts to their cells and take them out of the inbox."""
    rows = session.execute(inbox().where(wanted).order_by(TallyInbox.id).limit(BATCH)).all()
    overall = {each.version_id: each.question.id for each in list_scales(session).values()}
    changes: Counter[Cell] = Counter()
    for row in rows:
        for cell in row_cells(row, overall):
            changes[cell] += row.sign
    apply(session, {cell: change for cell, change in sorted(changes.items()) if change})
    session.execute(delete(TallyInbox).where(TallyInbox.id.in_([row.id for row in rows])))
    return len(rows)


def apply(session: Session, changes: dict[Cell, int]) -> None:
    """Change the tally by these amounts; a cell that comes to nothing goes."""
    if changes:
        insert = dialect_insert(session, Tally)
        statement = insert.on_conflict_do_update(
            index_elements=KEY, set_={"count": Tally.count + insert.excluded.count}
        )
        session.execute(
            statement, [{**cell._asdict(), "count": change} for cell, change in changes.items()]
        )
    emptied = [cell for cell, change in changes.items() if change < 0]
    for cell in emptied:
        matches = [getattr(Tally, name) == value for name, value in cell._asdict().items()]
        session.execute(delete(Tally).where(*matches, Tally.count == 0))


def note_release(session: Session, unit_id: int, released_at: datetime) -> None:
    """Remember when the unit's counts were last shown."""
    insert = dialect_insert(session, Release).values(unit_id=unit_id, released_at=released_at)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["unit_id"], set_={"released_at": insert.excluded.released_at}
        )
    )


def dialect_insert(session: Session, table: type[Any]) -> postgresql.Insert | sqlite.Insert:
    """Return the INSERT that knows ON CONFLICT on this engine."""
    if dialect_name(session) == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
