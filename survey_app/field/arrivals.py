"""Items that a tablet brought, on their way into the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from survey_app.field.models import FieldRecord
from survey_app.field.storing import Visit, rows_of_visit, write_rows
from survey_app.field.twins import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.field.items import Item, Opened
    from survey_app.field.queries import DeviceCard
    from survey_app.field.slips import SlipCase
    from survey_app.field.storing import Row

#: A clock further off is pointed out.
TOLERATED = timedelta(minutes=10)
HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with its content, or with the reason why there is none."""

    item: Item
    sha256: str
    opened: Opened | None
    reason: str = ""
    unit_id: int = 0
    #: The case of the slip that the household showed.
    case: SlipCase | None = None


def write_arrivals(
    session: Session, keyring: Keyring, device: DeviceCard, fresh: list[Judged], now: datetime
) -> None:
    """Write new items and let one interview count for each of their households."""
    found: list[Row] = []
    households = set()
    for each in fresh:
        found.append((FieldRecord, record_row(device, each, now)))
        for visit in visits_of(device, each, now):
            found += rows_of_visit(keyring, visit)
            if visit.submission:
                households.add(visit.household)
    write_rows(session, found)
    settle(session, households, now)


def record_row(device: DeviceCard, judged: Judged, now: datetime) -> dict[str, Any]:
    """Return the row of table `field_record`."""
    state = "stored" if device.revoked_at is None else "quarantined"
    reason = "" if device.revoked_at is None else "device_revoked"
    return {
        "id": judged.item.id,
        "device_id": device.id,
        "serial": judged.item.serial,
        "previous": bytes.fromhex(judged.item.previous),
        "sha256": bytes.fromhex(judged.sha256),
        "state": state if judged.opened else "refused",
        "reason": judged.reason or reason,
        "received_at": now,
    }


def visits_of(device: DeviceCard, judged: Judged, now: datetime) -> Iterator[Visit]:
    """Yield the visit of an item; nothing of one that was refused."""
    if judged.opened is None:
        return
    payload = judged.opened.payload
    claimed, ended, off = moments(device, judged.opened, now)
    yield Visit(
        record_id=judged.item.id,
        unit_id=judged.unit_id,
        hamlet_id=payload.hamlet,
        household_no=payload.household,
        outcome=payload.outcome,
        mode=HOUSEHOLD,
        account_id=device.account_id,
        submission=judged.opened.submission,
        claimed_ms=claimed,
        ended_at=ended,
        now=now,
        seconds=payload.seconds,
        clock_off=off,
        trusted=device.revoked_at is None,
        case=judged.case,
    )


def moments(device: DeviceCard, opened: Opened, now: datetime) -> tuple[int, datetime, bool]:
    """Return the claimed moment, the one that is believed, and whether the clock was off."""
    offset = opened.payload.offset_ms or 0
    claimed = max(0, opened.payload.finished_ms + offset)
    first, last = milliseconds(device.enrolled_at), milliseconds(now)
    believed = min(max(claimed, first), last)
    tolerated = TOLERATED // timedelta(milliseconds=1)
    off = abs(offset) > tolerated or abs(claimed - believed) > tolerated
    return claimed, datetime.fromtimestamp(believed / 1000, UTC), off


def milliseconds(moment: datetime) -> int:
    """Return milliseconds since 1970."""
    return int(moment.timestamp() * 1000)
