"""How a campaign goes: by hamlet, by interviewer, by device, and what to look at."""

from __future__ import annotations

import hmac
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from survey_app.accounts.models import Account
from survey_app.field.holding import HoldingCard, get_holding
from survey_app.field.models import (
    Assignment,
    CampaignHamlet,
    Device,
    FieldRecord,
)
from survey_app.field.queries import DeviceCard, list_hamlets
from survey_app.field.visits import COMPLETED, VisitCard, list_visits, twins_of

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.field.queries import CampaignCard, HamletCard

#: Fewer interviews tell too much of one household.
SMALLEST = 5
#: One interview in so many is asked about again.
BACK_CHECK_EVERY = 10


@dataclass(slots=True)
class HamletRow:
    """Progress of one hamlet."""

    card: HamletCard
    outcomes: Counter[str] = field(default_factory=Counter)
    counted: int = 0
    asked_able: int = 0
    able: int = 0
    interviewers: list[str] = field(default_factory=list)

    @property
    def shows_coverage(self) -> bool:
        """Whether there are enough households to show their share."""
        return self.asked_able >= SMALLEST


@dataclass(frozen=True, slots=True)
class InterviewerRow:
    """What one interviewer brought."""

    login: str
    visits: int
    counted: int
    median_seconds: int
    too_quick: int
    clock_off: int


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device and what of it is here."""

    id: uuid.UUID
    login: str
    name: str
    enrolled_at: datetime
    last_seen_at: datetime
    revoked_at: datetime | None
    holding: HoldingCard
    broken_chain: tuple[int, ...]
    refused: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything the page of a campaign shows."""

    hamlets: list[HamletRow]
    interviewers: list[InterviewerRow]
    devices: list[DeviceRow]
    visits: list[VisitCard]
    #: Interviews of households that were interviewed twice, together.
    twins: list[list[VisitCard]]
    back_checks: list[VisitCard]

    @property
    def counted(self) -> int:
        """Interviews that count."""
        return sum(row.counted for row in self.hamlets)

    @property
    def modes(self) -> Counter[str]:
        """Interviews that count, by the way they were collected."""
        return Counter(visit.mode for visit in self.visits if visit.counts)


def progress(session: Session, keyring: Keyring, campaign: CampaignCard) -> Progress:
    """Return how a campaign goes."""
    visits = list_visits(session, campaign.id)
    assigned = list_assignments(session, campaign.id)
    return Progress(
        hamlets=hamlet_rows(list_hamlets(session, [campaign.id]), visits, assigned),
        interviewers=interviewer_rows(visits),
        devices=device_rows(session, {each for each, _hamlet, _login in assigned}),
        visits=visits,
        twins=twins_of(visits),
        back_checks=[
            each for each in visits if each.counts and is_back_checked(keyring, each.record_id)
        ],
    )


def list_assignments(session: Session, campaign_id: uuid.UUID) -> list[tuple[int, int, str]]:
    """Return (account, hamlet, login) of everybody who goes out for a campaign."""
    rows = session.execute(
        select(Assignment.account_id, Assignment.hamlet_id, Account.login)
        .join(CampaignHamlet, CampaignHamlet.id == Assignment.hamlet_id)
        .join(Account, Account.id == Assignment.account_id)
        .where(CampaignHamlet.campaign_id == campaign_id)
        .order_by(Account.login)
    )
    return [(row.account_id, row.hamlet_id, row.login) for row in rows]


def hamlet_rows(
    hamlets: list[HamletCard], visits: list[VisitCard], assigned: list[tuple[int, int, str]]
) -> list[HamletRow]:
    """Return progress by hamlet."""
    rows = {each.id: HamletRow(each) for each in hamlets}
    for visit in visits:
        row = rows[visit.hamlet_id]
        row.outcomes[visit.outcome] += 1
        row.counted += visit.counts
        row.asked_able += visit.counts and visit.able is not None
        row.able += visit.counts and visit.able is True
    for _account, hamlet_id, login in assigned:
        rows[hamlet_id].interviewers.append(login)
    return list(rows.values())


def interviewer_rows(visits: list[VisitCard]) -> list[InterviewerRow]:
    """Return what each interviewer brought, with durations."""
    by_login: dict[str, list[VisitCard]] = defaultdict(list)
    for visit in visits:
        by_login[visit.login].append(visit)
    return [interviewer_row(login, by_login[login]) for login in sorted(by_login)]


def interviewer_row(login: str, visits: list[VisitCard]) -> InterviewerRow:
    """Return what one interviewer brought."""
    seconds = [each.seconds for each in visits if each.outcome == COMPLETED and each.timed]
    return InterviewerRow(
        login=login,
        visits=len(visits),
        counted=sum(each.counts for each in visits),
        median_seconds=int(median(seconds)) if seconds else 0,
        too_quick=sum(each.too_quick for each in visits),
        clock_off=sum(each.clock_off for each in visits),
    )


def device_rows(session: Session, account_ids: set[int]) -> list[DeviceRow]:
    """Return the devices of interviewers, and what is missing of each."""
    rows = session.execute(
        select(Device, Account.login)
        .join(Account, Account.id == Device.account_id)
        .where(Device.account_id.in_(account_ids))
        .order_by(Account.login, Device.enrolled_at)
    )
    return [device_row(session, device, login) for device, login in rows]


def device_row(session: Session, device: Device, login: str) -> DeviceRow:
    """Return one device."""
    card = DeviceCard(
        device.id,
        device.account_id,
        device.public_key,
        device.enrolled_at,
        device.revoked_at,
        device.announced,
    )
    records = session.execute(
        select(FieldRecord.serial, FieldRecord.previous, FieldRecord.sha256, FieldRecord.state)
        .where(FieldRecord.device_id == device.id)
        .order_by(FieldRecord.serial)
    ).all()
    return DeviceRow(
        device.id,
        login,
        device.name,
        device.enrolled_at,
        device.last_seen_at,
        device.revoked_at,
        get_holding(session, card),
        broken_chain(records),
        sum(record.state == "refused" for record in records),
    )


def broken_chain(records: Any) -> tuple[int, ...]:  # noqa: ANN401 - rows of `device_row`
    """Return the serials that do not name the record before them, where that one is here."""
    hashes = {record.serial: record.sha256 for record in records}
    return tuple(
        record.serial
        for record in records
        if record.serial - 1 in hashes and hashes[record.serial - 1] != record.previous
    )


def is_back_checked(keyring: Keyring, record_id: uuid.UUID) -> bool:
    """Tell whether an interview is in the sample of one in ten; nobody in the field can tell."""
    digest = hmac.digest(keyring.derive("back-check"), record_id.bytes, "sha256")
    return int.from_bytes(digest[:8]) % BACK_CHECK_EVERY == 0
