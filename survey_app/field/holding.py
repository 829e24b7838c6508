"""What the server holds of a tablet, what is missing, and how far copies may go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from survey_app.directory.models import Setting
from survey_app.field.models import FieldRecord

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from survey_app.field.queries import DeviceCard

#: When the newest backup that was read back began, as ISO text; written by the operator's command.
VERIFIED_BACKUP = "backup_verified_at"


@dataclass(frozen=True, slots=True)
class HoldingCard:
    """What the server holds of a device."""

    stored: int
    highest: int
    #: Serials that were announced or passed and are not here, as closed ranges.
    missing: tuple[tuple[int, int], ...]
    durable_upto: int


def get_holding(session: Session, device: DeviceCard) -> HoldingCard:
    """Return what the server holds of a device, and what it knows to be missing."""
    rows = session.execute(
        select(FieldRecord.serial, FieldRecord.received_at)
        .where(FieldRecord.device_id == device.id, FieldRecord.state != "refused")
        .order_by(FieldRecord.serial)
    ).all()
    serials = [serial for serial, _at in rows if serial is not None]
    highest = max([device.announced, *serials])
    backed_up = verified_backup(session)
    safe = {serial for serial, at in rows if serial and backed_up is not None and at < backed_up}
    gaps = tuple(missing_ranges(serials, highest))
    return HoldingCard(len(serials), highest, gaps, unbroken(safe))


def missing_ranges(serials: list[int], highest: int) -> list[tuple[int, int]]:
    """Return what is missing from 1 to the highest, as closed ranges; serials are sorted."""
    gaps, expected = [], 1
    for serial in [*serials, highest + 1]:
        if serial > expected:
            gaps.append((expected, serial - 1))
        expected = serial + 1
    return gaps


def unbroken(serials: set[int]) -> int:
    """Return up to which serial, from 1, none is missing."""
    upto = 0
    while upto + 1 in serials:
        upto += 1
    return upto


def verified_backup(session: Session) -> datetime | None:
    """Return the moment before which everything stands in a backup that was read back."""
    text = session.scalar(select(Setting.value).where(Setting.name == VERIFIED_BACKUP))
    return datetime.fromisoformat(text) if text else None
