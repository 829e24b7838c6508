"""The list of households of a campaign: where to go, sealed, and only as long as it is needed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select

from survey_app import sealing
from survey_app.core.calendar import local_day
from survey_app.core.errors import RefusedError
from survey_app.database import add_rows
from survey_app.directory.imports.rows import Columns, read_list
from survey_app.field.models import Assignment, Campaign, CampaignHamlet, CampaignHousehold

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.field.queries import DeviceCard

PURPOSE: Final = "household-address"
COLUMNS: Final = Columns(
    ("hamlet", "number", "address"),
    also={
        "thôn": "hamlet",
        "tổ": "hamlet",
        "hộ số": "number",
        "số": "number",
        "địa chỉ": "address",
    },
)
NUMBERS: Final = range(1, 1_000_000)
LONGEST_ADDRESS: Final = 200
MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class ListedHousehold:
    """One row of a list."""

    hamlet_id: int
    number: int
    address: str


def read_households(path: Path, hamlets: Collection[tuple[int, str]]) -> list[ListedHousehold]:
    """Return the rows of a CSV or XLSX list; ``hamlets`` are ids with names.

    Raises UnreadableFileError for what is no list, RefusedError naming the first wrong place.
    """
    found: dict[tuple[int, int], ListedHousehold] = {}
    ids = {name.casefold(): key for key, name in hamlets}
    for row in read_list(path, COLUMNS):
        hamlet_id = ids.get(row.text("hamlet", LONGEST_ADDRESS).casefold())
        if hamlet_id is None:
            names = ", ".join(name for _key, name in hamlets)
            raise row.fault("list_unknown_choice", "hamlet", allowed=names)
        number = row.number_in("number", NUMBERS)
        if (hamlet_id, number) in found:
            raise row.fault("list_twice", "number")
        address = row.text("address", LONGEST_ADDRESS)
        found[hamlet_id, number] = ListedHousehold(hamlet_id, number, address)
    if len(found) > MOST:
        raise RefusedError("list_too_many", most=MOST)
    return [*found.values()]


def replace_households(
    session: Session, keyring: Keyring, campaign_id: uuid.UUID, listed: list[ListedHousehold]
) -> None:
    """Let this list take the place of the one before."""
    forget_households(session, campaign_id)
    rows = [
        {
            "hamlet_id": each.hamlet_id,
            "number": each.number,
            "sealed_address": sealing.seal(keyring, PURPOSE, each.address),
        }
        for each in listed
    ]
    if rows:
        add_rows(session, CampaignHousehold, *rows)


def forget_households(session: Session, campaign_id: uuid.UUID) -> None:
    """Delete the list of a campaign."""
    hamlets = select(CampaignHamlet.id).where(CampaignHamlet.campaign_id == campaign_id)
    session.execute(delete(CampaignHousehold).where(CampaignHousehold.hamlet_id.in_(hamlets)))


def count_listed(session: Session, campaign_id: uuid.UUID) -> Counter[int]:
    """Return how many households of each hamlet are listed."""
    rows = session.execute(
        select(CampaignHousehold.hamlet_id, func.count())
        .join(CampaignHamlet, CampaignHamlet.id == CampaignHousehold.hamlet_id)
        .where(CampaignHamlet.campaign_id == campaign_id)
        .group_by(CampaignHousehold.hamlet_id)
    )
    return Counter(dict(rows.all()))


def lists_of(
    session: Session, keyring: Keyring, device: DeviceCard, now: datetime
) -> dict[str, dict[str, list[list[int | str]]]]:
    """Return campaign → hamlet → [number, address] of where this device goes, while it may go."""
    rows = session.execute(
        select(
            CampaignHamlet.campaign_id,
            CampaignHousehold.hamlet_id,
            CampaignHousehold.number,
            CampaignHousehold.sealed_address,
        )
        .join(CampaignHamlet, CampaignHamlet.id == CampaignHousehold.hamlet_id)
        .join(Campaign, Campaign.id == CampaignHamlet.campaign_id)
        .join(Assignment, Assignment.hamlet_id == CampaignHousehold.hamlet_id)
        .where(
            Assignment.account_id == device.account_id,
            Campaign.closed_at.is_(None),
            Campaign.last_day >= local_day(now),
        )
        .order_by(CampaignHousehold.hamlet_id, CampaignHousehold.number)
    )
    found: dict[str, dict[str, list[list[int | str]]]] = {}
    for campaign_id, hamlet_id, number, sealed in rows:
        listed = found.setdefault(str(campaign_id), {}).setdefault(str(hamlet_id), [])
        listed.append([number, sealing.unseal(keyring, PURPOSE, sealed)])
    return found
