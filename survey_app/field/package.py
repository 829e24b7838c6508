"""What a tablet takes along: assignments, questionnaires, procedures, units; no names."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from survey_app.core.calendar import local_day
from survey_app.directory.queries import list_common_procedures, list_units, list_units_by_id
from survey_app.field.queries import (
    get_document,
    list_assigned,
    list_campaigns,
    list_interviewers,
)
from survey_app.questionnaires.queries import get_version
from survey_app.responses.shell import RETENTION_MONTHS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.field.queries import CampaignCard, DeviceCard, HamletCard


def package(session: Session, device: DeviceCard, now: datetime) -> dict[str, Any]:
    """Return everything for days without network."""
    hamlets = list_assigned(session, device.account_id)
    campaigns = list_campaigns(session, {each.campaign_id for each in hamlets})
    near = provinces(session, campaigns)
    logins = list_interviewers(session, [device.account_id])
    return {
        "interviewer": logins.get(device.account_id, ""),
        "revoked": device.revoked_at is not None,
        "campaigns": [
            campaign_entry(session, each, hamlets)
            for each in sorted(campaigns, key=lambda card: (card.first_day, str(card.id)))
        ],
        "procedures": [
            {"code": each.code, "name": each.short_name, "field": each.field}
            for each in list_common_procedures(session)
        ],
        "units": [
            {"code": each.code, "name": each.name}
            for each in list_units(session, local_day(now))
            if each.province_code in near
        ],
    }


def provinces(session: Session, campaigns: list[CampaignCard]) -> set[str]:
    """Return the provinces of campaigns."""
    return {
        each.province_code for each in list_units_by_id(session, {c.unit_id for c in campaigns})
    }


def campaign_entry(
    session: Session, campaign: CampaignCard, hamlets: list[HamletCard]
) -> dict[str, Any]:
    """Return one campaign with its hamlets, its public key and its questionnaire."""
    version = get_version(session, campaign.version_id)
    return {
        "id": str(campaign.id),
        "name": campaign.name,
        "unit": campaign.unit_name,
        "first_day": campaign.first_day.isoformat(),
        "last_day": campaign.last_day.isoformat(),
        "instruction": campaign.instruction,
        "key": base64.b64encode(campaign.public_key).decode(),
        "questionnaire": version.sha256,
        "notice": {
            language: text.format(
                unit_name=campaign.unit_name, link_retention_months=RETENTION_MONTHS
            )
            for language, text in version.questionnaire.consent.notice.items()
        },
        "document": json.loads(get_document(session, campaign.version_id)),
        "hamlets": [
            {
                "id": each.id,
                "name": each.name,
                "households": each.households,
                "quota": each.quota,
            }
            for each in hamlets
            if each.campaign_id == campaign.id
        ],
    }
