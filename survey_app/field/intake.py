"""Taking in a batch: each item by itself, all of them in one transaction, safe to repeat.

Opening and judging come first and need no lock; then the campaigns are locked, what came
before is looked up, and the new rows are written. The order of arrival leaves no trace.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from survey_app.core.errors import RefusedError
from survey_app.field.arrivals import Judged, write_arrivals
from survey_app.field.envelope import open_campaign_key
from survey_app.field.items import Item, open_item, read_item
from survey_app.field.models import Device, FieldRecord
from survey_app.field.queries import (
    find_records,
    list_campaigns,
    list_hamlets,
    versions_by_hash,
)
from survey_app.field.slips import find_slip
from survey_app.field.twins import lock_all
from survey_app.responses.models import Response

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric import ec
    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.database import Database
    from survey_app.field.queries import CampaignCard, DeviceCard, RecordCard
    from survey_app.questionnaires.queries import VersionCard

MOST_ITEMS = 200
STORED, DUPLICATE, CONFLICT, REFUSED = "stored", "duplicate", "conflict", "refused"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of one item, told to the tablet."""

    id: str
    sha256: str
    result: str
    reason: str = ""


@dataclass(slots=True)
class Ground:
    """What a batch is judged against: its campaigns, their keys, versions and hamlets."""

    campaigns: dict[uuid.UUID, CampaignCard] = field(default_factory=dict)
    keys: dict[uuid.UUID, ec.EllipticCurvePrivateKey] = field(default_factory=dict)
    versions: dict[uuid.UUID, dict[str, VersionCard]] = field(default_factory=dict)
    hamlets: dict[int, uuid.UUID] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, keyring: Keyring, campaign_ids: set[uuid.UUID]) -> Ground:
        """Read what these campaigns need."""
        ground = cls()
        for card in list_campaigns(session, campaign_ids):
            ground.campaigns[card.id] = card
            ground.keys[card.id] = open_campaign_key(keyring, card.sealed_key)
            ground.versions[card.id] = versions_by_hash(session, card.version_id)
        for hamlet in list_hamlets(session, ground.campaigns):
            ground.hamlets[hamlet.id] = hamlet.campaign_id
        return ground

    def judge(self, item: Item) -> Judged:
        """Open and judge one item."""
        campaign = self.campaigns.get(item.campaign)
        if campaign is None:
            return Judged(item, item.sha256, None, "unknown_campaign")
        try:
            opened = open_item(self.keys[item.campaign], item, self.versions[item.campaign])
        except RefusedError as error:
            return Judged(item, item.sha256, None, error.code)
        if self.hamlets.get(opened.payload.hamlet) != item.campaign:
            return Judged(item, item.sha256, None, "unknown_hamlet")
        return Judged(item, item.sha256, opened, unit_id=campaign.unit_id)


def take_in(
    database: Database, keyring: Keyring, device: DeviceCard, raw: Sequence[Any], now: datetime
) -> list[ItemResult]:
    """Store a batch and return what became of each item, in its order."""
    items = [read_or_none(each) for each in raw]
    readable = [item for item in items if item is not None]
    with database.reading() as session:
        ground = Ground.of(session, keyring, {item.campaign for item in readable})
        judged = [with_case(session, keyring, ground.judge(item)) for item in readable]
    with database.writing() as session:
        lock_all(session, [device.id, *ground.campaigns])
        results = write(session, keyring, device, judged, now)
    found = iter(results)
    return [
        malformed(each) if item is None else next(found)
        for each, item in zip(raw, items, strict=True)
    ]


def with_case(session: Session, keyring: Keyring, judged: Judged) -> Judged:
    """Return an item with the case of the slip that was shown, if any was."""
    slip = judged.opened.payload.slip if judged.opened else ""
    return (
        replace(judged, case=find_slip(session, keyring, slip, judged.unit_id)) if slip else judged
    )


def read_or_none(raw: Any) -> Item | None:  # noqa: ANN401 - any JSON value
    """Return an item, or None for what cannot even be given a row."""
    try:
        return read_item(raw)
    except RefusedError:
        return None


def malformed(raw: Any) -> ItemResult:  # noqa: ANN401 - any JSON value
    """Return the result of something that is no item; its id is repeated if it looks like one."""
    name = raw.get("id") if isinstance(raw, dict) else None
    return ItemResult(name[:40] if isinstance(name, str) else "", "", REFUSED, "malformed")


def write(
    session: Session, keyring: Keyring, device: DeviceCard, judged: list[Judged], now: datetime
) -> list[ItemResult]:
    """Write what is new and return the result of every item."""
    known = Known.of(session, device, [each.item for each in judged])
    receipts = Receipts.of(session, keyring, judged)
    fresh, results = [], []
    for each in judged:
        result = known.compare(each)
        if result is None:
            allowed = receipts.allow(each)
            result = ItemResult(str(each.item.id), each.sha256, *verdict(allowed))
            known.note(each, result)
            fresh.append(allowed)
        results.append(result)
    write_arrivals(session, keyring, device, fresh, now)
    return results


@dataclass(frozen=True, slots=True)
class Receipts:
    """Whose receipt codes are whose: no tablet may give out one that is taken."""

    keyring: Keyring
    owners: dict[bytes, uuid.UUID]

    @classmethod
    def of(cls, session: Session, keyring: Keyring, judged: list[Judged]) -> Receipts:
        """Look up the receipt codes of a batch."""
        macs = [keyring.receipt_mac(each) for each in map(receipt_of, judged) if each]
        rows = session.execute(
            select(Response.receipt_mac, Response.id).where(Response.receipt_mac.in_(macs))
        )
        return cls(keyring, {mac: owner for mac, owner in rows})  # noqa: C416 - rows are not tuples to mypy

    def allow(self, judged: Judged) -> Judged:
        """Return an item, refused where its receipt code belongs to another."""
        receipt = receipt_of(judged)
        if not receipt:
            return judged
        owner = self.owners.setdefault(self.keyring.receipt_mac(receipt), judged.item.id)
        if owner == judged.item.id:
            return judged
        return Judged(judged.item, judged.sha256, None, "receipt_taken")


def receipt_of(judged: Judged) -> str:
    """Return the receipt code that an item gave to its household."""
    submission = judged.opened.submission if judged.opened else None
    return submission.receipt if submission else ""


def verdict(judged: Judged) -> tuple[str, str]:
    """Return result and reason of a new item."""
    return (REFUSED, judged.reason) if judged.opened is None else (STORED, "")


@dataclass(slots=True)
class Known:
    """What became of items so far, by id and by serial."""

    by_id: dict[uuid.UUID, ItemResult]
    by_serial: dict[int, uuid.UUID]

    @classmethod
    def of(cls, session: Session, device: DeviceCard, items: list[Item]) -> Known:
        """Look up the items of a batch; what was refused before is judged anew."""
        ids, serials = {item.id for item in items}, {item.serial for item in items}
        records = find_records(session, ids, device.id, serials)
        own = [each for each in records if each.device_id == device.id]
        again = [each for each in own if each.state == REFUSED]
        forget(session, again)
        kept = [each for each in records if each not in again]
        return cls(
            {each.id: ItemResult(str(each.id), each.sha256, DUPLICATE) for each in kept},
            {each.serial: each.id for each in own if each.serial and each in kept},
        )

    def compare(self, judged: Judged) -> ItemResult | None:
        """Return the result of an item that is here already or contradicts one; else None."""
        item, before = judged.item, self.by_id.get(judged.item.id)
        if before is not None and before.sha256 == judged.sha256:
            return replace(before, result=REFUSED if before.result == REFUSED else DUPLICATE)
        if before is not None:
            return ItemResult(str(item.id), judged.sha256, CONFLICT, "id_taken")
        if item.serial in self.by_serial:
            return ItemResult(str(item.id), judged.sha256, CONFLICT, "serial_taken")
        return None

    def note(self, judged: Judged, result: ItemResult) -> None:
        """Remember an item of this batch."""
        self.by_id[judged.item.id] = result
        self.by_serial[judged.item.serial] = judged.item.id


def forget(session: Session, refused: list[RecordCard]) -> None:
    """Delete the rows of refusals that are about to be judged again; they hold no answers."""
    if refused:
        ids = [each.id for each in refused]
        session.execute(delete(FieldRecord).where(FieldRecord.id.in_(ids)))


def note_contact(session: Session, device: DeviceCard, announced: int, now: datetime) -> None:
    """Note that a device was heard of, and the highest serial it says it wrote."""
    session.execute(
        update(Device)
        .where(Device.id == device.id)
        .values(last_seen_at=now, announced=max(device.announced, announced))
    )
