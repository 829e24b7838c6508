"""Moving what the public sees towards what is released, layer by layer (`results.layers`)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, insert, select

from survey_app.core.calendar import Period, local_day
from survey_app.core.tally import quarter_start
from survey_app.database import BATCH, lock
from survey_app.results.figures import grouped_blocks
from survey_app.results.layers import (
    NOTHING,
    Amount,
    Held,
    advance,
    held_back,
    last_layer,
    slots,
)
from survey_app.results.models import HeldBack, Settlement, ShownCount, Tally
from survey_app.results.queries import Scope, in_units
from survey_app.results.solving import Slot
from survey_app.results.tree import load_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from survey_app.database import Database

#: So long after its end a quarter is settled, unless it is closed before.
SETTLED_AFTER: Final = timedelta(days=15)
_LOCK: Final = b"shown---"


def show(database: Database, months: Collection[date]) -> None:
    """Show the public what is released of some months, at least ten answers at a time."""
    if not months:
        return
    with database.writing() as session:
        lock(session, _LOCK)
        known = shown_amounts(session, months)
        store(session, months, advance(released_amounts(session, months), known))


def settle_overdue(database: Database, now: datetime) -> None:
    """Settle the quarters that have long been over, tree by tree."""
    with database.reading() as session:
        due = list_due(session, local_day(now) - SETTLED_AFTER)
    for root, quarter in due:
        settle(database, quarter, root, now)


def list_due(session: Session, until: date) -> list[tuple[int, Period]]:
    """Return root and quarter of every tree with answers that is not settled though it is late."""
    starts = session.scalars(select(Tally.day).where(Tally.grain == "rateq").distinct()).all()
    quarters = [each for each in map(Period.quarter_of, sorted(starts)) if each.last < until]
    known = {tuple(row) for row in session.execute(select(Settlement.unit_id, Settlement.quarter))}
    return [
        (root, quarter)
        for quarter in quarters
        for root in load_tree(session, quarter.last).families().get(None, [])
        if (root, quarter.first) not in known
    ]


def settle(database: Database, quarter: Period, root: int, now: datetime) -> None:
    """Show all that waits of a quarter at and below a root, where that gives nothing away.

    Once the quarter is over that is done a single time: what comes later waits until
    there is enough of it. What must be held back takes a while to work out, so nobody
    has to wait for it; it is worked out again where the counts changed meanwhile.
    """
    seen: dict[Slot, Amount] | None = None
    missing: dict[Held, Amount] = {}
    while True:
        with database.writing() as session:
            lock(session, _LOCK)
            if session.get(Settlement, (root, quarter.first)):
                return
            tree = load_tree(session, quarter.last, root)
            months, units = quarter.months(), tree.nodes
            released = released_amounts(session, months, units)
            layer = last_layer(released, shown_amounts(session, months, units))
            if layer == seen:
                keep(session, missing)
                store(session, months, released, units)
                if quarter.is_over(local_day(now)):
                    row = Settlement(unit_id=root, quarter=quarter.first, settled_at=now)
                    session.add(row)
                return
        seen, missing = layer, held_back(layer, tree)


def settle_closed(database: Database, period: Period, unit_id: int, now: datetime) -> None:
    """Settle the quarters of a period that was closed for a whole tree."""
    with database.reading() as session:
        tree = load_tree(session, period.last, unit_id)
    if tree.nodes[unit_id].line == (unit_id,):
        for first in sorted({quarter_start(month) for month in period.months()}):
            quarter = Period.quarter_of(first)
            if quarter.last in period:
                settle(database, quarter, unit_id, now)


def settle_all(database: Database, now: datetime) -> None:
    """Show everything that is released at once, as a first layer: for figures that came as one."""
    with database.reading() as session:
        last = session.scalar(select(func.max(Tally.day)).where(Tally.grain == "rateq"))
        due = list_due(session, Period.quarter_of(last).last + timedelta(days=1)) if last else []
    for root, quarter in due:
        settle(database, quarter, root, now)


def released_amounts(
    session: Session, months: Collection[date], unit_ids: Iterable[int] | None = None
) -> dict[Slot, Amount]:
    """Return what is released of each unit itself, for those months."""
    units = None if unit_ids is None else frozenset(unit_ids)
    scope = Scope(min(months), Period.month_of(max(months)).last, units)
    found = grouped_blocks(session, scope, ("unit_id", "day"))
    return {
        place: amount
        for (unit_id, month), blocks in found.items()
        if month in months
        for place, amount in slots(unit_id, month, blocks)
    }


def shown_amounts(
    session: Session, months: Collection[date], unit_ids: Iterable[int] | None = None
) -> dict[Slot, Amount]:
    """Return what the public sees of each unit itself; nothing yet where ten do not wait."""
    columns = [getattr(ShownCount, name) for name in (*Slot._fields, *Amount.__slots__)]
    units = None if unit_ids is None else list(unit_ids)
    rows = session.execute(
        select(*columns).where(
            ShownCount.month.in_(sorted(months)), *in_units(ShownCount.unit_id, units)
        )
    )
    return {Slot(*row[:3]): Amount(*row[3:]) for row in rows}


def store(
    session: Session,
    months: Collection[date],
    found: Mapping[Slot, Amount],
    unit_ids: Iterable[int] | None = None,
) -> None:
    """Replace what the public sees of some months."""
    units = None if unit_ids is None else list(unit_ids)
    session.execute(
        delete(ShownCount).where(
            ShownCount.month.in_(sorted(months)), *in_units(ShownCount.unit_id, units)
        )
    )
    write(session, ShownCount, found)


def keep(session: Session, missing: Mapping[Held, Amount]) -> None:
    """Add to what figures miss."""
    before = held_amounts(session, {held.day for held in missing})
    again = [held for held in missing if held in before]
    for held in again:
        session.execute(delete(HeldBack).filter_by(**held._asdict()))
    write(
        session,
        HeldBack,
        {held: before.get(held, NOTHING) + amount for held, amount in missing.items()},
    )


def held_amounts(session: Session, days: Collection[date]) -> dict[Held, Amount]:
    """Return what figures of quarters and months that begin on those days miss."""
    columns = [getattr(HeldBack, name) for name in (*Held._fields, *Amount.__slots__)]
    rows = session.execute(select(*columns).where(HeldBack.day.in_(sorted(days))))
    return {Held(*row[:4]): Amount(*row[4:]) for row in rows}


def write(session: Session, table: type[Any], found: Mapping[Any, Amount]) -> None:
    """Insert one row for each amount."""
    rows = [
        {**key._asdict(), **{name: getattr(amount, name) for name in Amount.__slots__}}
        for key, amount in sorted(found.items())
    ]
    for start in range(0, len(rows), BATCH):
        session.execute(insert(table), rows[start : start + BATCH])
