"""Reading field work: devices, campaigns, what a tablet takes along."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from survey_app.accounts.models import Account
from survey_app.core.errors import NotFoundError
from survey_app.core.text import fold, sort_key
from survey_app.directory.models import Unit
from survey_app.directory.queries import is_within, list_units_by_id, subtree_ids
from survey_app.directory.scope import units_within
from survey_app.field.models import (
    Assignment,
    Campaign,
    CampaignHamlet,
    Device,
    Enrolment,
    FieldRecord,
)
from survey_app.questionnaires.models import Questionnaire, QuestionnaireVersion
from survey_app.questionnaires.queries import VersionCard, get_version, list_versions
from survey_app.sorting import Order, Sorting, each, read_all, read_page

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.core.paging import ListPage, ListPlace


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """A device, as far as a call needs it."""

    id: uuid.UUID
    account_id: int
    public_key: bytes
    enrolled_at: datetime
    revoked_at: datetime | None
    announced: int


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """A campaign with what opens its records."""

    id: uuid.UUID
    name: str
    unit_id: int
    unit_name: str
    version_id: int
    first_day: date
    last_day: date
    instruction: str
    sample_size: int
    public_key: bytes
    sealed_key: bytes
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class HamletCard:
    """A hamlet of a campaign."""

    id: int
    campaign_id: uuid.UUID
    name: str
    households: int
    quota: int


@dataclass(frozen=True, slots=True)
class RecordCard:
    """What is known of an item that came before."""

    id: uuid.UUID
    device_id: uuid.UUID | None
    serial: int | None
    sha256: str
    state: str
    reason: str


CAMPAIGN = (
    Campaign.id,
    Campaign.name,
    Campaign.unit_id,
    Unit.name,
    Campaign.version_id,
    Campaign.first_day,
    Campaign.last_day,
    Campaign.instruction,
    Campaign.sample_size,
    Campaign.public_key,
    Campaign.sealed_key,
    Campaign.closed_at,
)
SORTING: Final = Sorting(
    Campaign.id,
    "-from",
    {
        "from": Order(Campaign.first_day, attrgetter("first_day"), date.fromisoformat),
        "name": Order(Campaign.name, attrgetter("name")),
        "unit": Order(Unit.name_folded, lambda card: fold(card.unit_name)),
    },
    read_number=lambda number: uuid.UUID(int=number),
)
HAMLET = (
    CampaignHamlet.id,
    CampaignHamlet.campaign_id,
    CampaignHamlet.name,
    CampaignHamlet.households,
    CampaignHamlet.quota,
)


def find_device(session: Session, device_id: uuid.UUID) -> DeviceCard | None:
    """Return a device, revoked or not."""
    row = session.execute(
        select(
            Device.id,
            Device.account_id,
            Device.public_key,
            Device.enrolled_at,
            Device.revoked_at,
            Device.announced,
        ).where(Device.id == device_id)
    ).one_or_none()
    return DeviceCard(*row) if row else None


def find_enrolment(session: Session, code_mac: bytes, now: datetime) -> int | None:
    """Return whose device an enrolment code makes; None when it is used or too old."""
    return session.scalar(
        select(Enrolment.account_id).where(
            Enrolment.code_mac == code_mac,
            Enrolment.used_at.is_(None),
            Enrolment.expires_at > now,
        )
    )


def campaigns() -> Select[*tuple[Any, ...]]:
    """Return the statement that reads campaigns as cards."""
    return select(*CAMPAIGN).join(Unit, Unit.id == Campaign.unit_id)


def list_campaigns(session: Session, campaign_ids: Collection[uuid.UUID]) -> list[CampaignCard]:
    """Return the known ones among these campaigns."""
    rows = session.execute(campaigns().where(Campaign.id.in_(list(campaign_ids))))
    return [CampaignCard(*row) for row in rows]


def get_campaign(session: Session, campaign_id: uuid.UUID) -> CampaignCard:
    """Return a campaign, or raise NotFoundError."""
    found = list_campaigns(session, [campaign_id])
    if not found:
        raise NotFoundError("unknown_campaign")
    return found[0]


def list_hamlets(session: Session, campaign_ids: Collection[uuid.UUID]) -> list[HamletCard]:
    """Return the hamlets of campaigns, in the order they were given."""
    rows = session.execute(
        select(*HAMLET)
        .where(CampaignHamlet.campaign_id.in_(list(campaign_ids)))
        .order_by(CampaignHamlet.id)
    )
    return [HamletCard(*row) for row in rows]


def list_assigned(session: Session, account_id: int) -> list[HamletCard]:
    """Return the hamlets an interviewer goes to, of open campaigns."""
    rows = session.execute(
        select(*HAMLET)
        .join(Assignment, Assignment.hamlet_id == CampaignHamlet.id)
        .join(Campaign, Campaign.id == CampaignHamlet.campaign_id)
        .where(Assignment.account_id == account_id, Campaign.closed_at.is_(None))
        .order_by(CampaignHamlet.id)
    )
    return [HamletCard(*row) for row in rows]


def versions_by_hash(session: Session, version_id: int) -> dict[str, VersionCard]:
    """Return all published versions of the questionnaire that a version belongs to."""
    questionnaire = (
        select(QuestionnaireVersion.questionnaire_id)
        .where(QuestionnaireVersion.id == version_id)
        .scalar_subquery()
    )
    ids = session.scalars(
        select(QuestionnaireVersion.id)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.id == questionnaire, QuestionnaireVersion.published_at.is_not(None))
    )
    cards = [get_version(session, each) for each in ids.all()]
    return {card.sha256: card for card in cards}


def get_document(session: Session, version_id: int) -> str:
    """Return the canonical JSON of a version."""
    found = session.scalar(
        select(QuestionnaireVersion.document).where(QuestionnaireVersion.id == version_id)
    )
    return found or "{}"


def find_records(
    session: Session, ids: Collection[uuid.UUID], device_id: uuid.UUID, serials: Collection[int]
) -> list[RecordCard]:
    """Return the records with one of these ids, or one of these serials of the device."""
    columns = (
        FieldRecord.id,
        FieldRecord.device_id,
        FieldRecord.serial,
        FieldRecord.sha256,
        FieldRecord.state,
        FieldRecord.reason,
    )
    of_device = (FieldRecord.device_id == device_id) & FieldRecord.serial.in_(list(serials))
    rows = session.execute(select(*columns).where(FieldRecord.id.in_(list(ids)) | of_device))
    return [
        RecordCard(row.id, row.device_id, row.serial, row.sha256.hex(), row.state, row.reason)
        for row in rows
    ]


def list_interviewers(session: Session, account_ids: Collection[int]) -> dict[int, str]:
    """Return logins by account."""
    rows = session.execute(select(Account.id, Account.login).where(Account.id.in_(account_ids)))
    return dict(rows.all())


def list_unit_campaigns(
    session: Session, roots: Collection[int], today: date, place: ListPlace
) -> ListPage[CampaignCard]:
    """Return a page of the campaigns of units and everything below them, the newest first."""
    return read_page(session, within(roots, today), SORTING, place, each(CampaignCard))


def read_unit_campaigns(
    session: Session, roots: Collection[int], today: date, place: ListPlace
) -> Sequence[CampaignCard]:
    """Return the campaigns of units and everything below them, for a file."""
    return read_all(session, within(roots, today), SORTING, place, each(CampaignCard))


def within(roots: Collection[int], today: date) -> Select[*tuple[Any, ...]]:
    """Return the statement for the campaigns of units and everything below them."""
    return campaigns().where(Campaign.unit_id.in_(units_within(roots, today)))


def permitted_campaign(
    session: Session, campaign_id: uuid.UUID, root_ids: list[int], today: date
) -> CampaignCard:
    """Return a campaign of these units; any other is unknown."""
    campaign = get_campaign(session, campaign_id)
    if not any(is_within(session, campaign.unit_id, root, today) for root in root_ids):
        raise NotFoundError("unknown_campaign")
    return campaign


def list_open_units(session: Session, root_ids: list[int], today: date) -> list[tuple[int, str]]:
    """Return the units for which somebody may start a campaign, by name."""
    unit_ids = {each for root in root_ids for each in subtree_ids(session, root, today)}
    cards = list_units_by_id(session, unit_ids)
    return [(card.id, card.name) for card in sorted(cards, key=lambda card: sort_key(card.name))]


def list_questionnaires(session: Session, first: str) -> list[tuple[int, str]]:
    """Return the newest version of every questionnaire, the one with key ``first`` first."""
    newest = {card.key: card for card in list_versions(session)}
    found = sorted(newest.values(), key=lambda card: (card.key != first, card.key))
    return [(card.id, card.questionnaire.title["vi"]) for card in found]
