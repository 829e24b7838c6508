"""What a supervisor decides: accept, give back, look again, let what was kept apart count.

None of it changes an answer; the measured unit could otherwise choose its answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from survey_app.core.errors import NotFoundError
from survey_app.database import add_rows
from survey_app.field.models import BackCheck, CampaignHamlet, FieldRecord, HouseholdVisit
from survey_app.field.twins import in_state, settle
from survey_app.responses import rows
from survey_app.responses.models import Attribution, ResponseEvent, TallyInbox

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from sqlalchemy.orm import Session

#: Number of the event after "received" and "quarantined".
RELEASED_SEQ = 3


def review(
    session: Session, campaign_id: uuid.UUID, record_id: uuid.UUID, verdict: tuple[str, str]
) -> None:
    """Note (review, comment) at a visit of a campaign."""
    check_visit(session, campaign_id, record_id)
    session.execute(
        update(HouseholdVisit)
        .where(HouseholdVisit.record_id == record_id)
        .values(review=verdict[0], comment=verdict[1])
    )


def check_visit(session: Session, campaign_id: uuid.UUID, record_id: uuid.UUID) -> None:
    """Raise NotFoundError for a visit of another campaign."""
    found = session.scalar(
        select(HouseholdVisit.record_id)
        .join(CampaignHamlet, CampaignHamlet.id == HouseholdVisit.hamlet_id)
        .where(HouseholdVisit.record_id == record_id, CampaignHamlet.campaign_id == campaign_id)
    )
    if found is None:
        raise NotFoundError("unknown_visit")


def note_back_check(
    session: Session, visit: tuple[uuid.UUID, uuid.UUID], found: str, account_id: int, now: datetime
) -> None:
    """Note what was found at the door of a visit, given as (campaign, record)."""
    campaign_id, record_id = visit
    check_visit(session, campaign_id, record_id)
    session.execute(delete(BackCheck).where(BackCheck.record_id == record_id))
    session.execute(
        insert(BackCheck).values(
            record_id=record_id, result=found, account_id=account_id, checked_at=now
        )
    )


def release_device(session: Session, device_id: uuid.UUID, now: datetime) -> None:
    """Count what a revoked device brought, after somebody has looked at it."""
    kept = (FieldRecord.device_id == device_id) & (FieldRecord.state == "quarantined")
    visits = session.execute(
        select(HouseholdVisit.hamlet_id, HouseholdVisit.household_no, HouseholdVisit.response_id)
        .join(FieldRecord, FieldRecord.id == HouseholdVisit.record_id)
        .where(kept)
    ).all()
    session.execute(update(FieldRecord).where(kept).values(state="stored"))
    answers = [visit.response_id for visit in visits if visit.response_id is not None]
    for response_id in in_state(session, answers, "quarantined"):
        count(session, response_id, now)
    settle(session, {(visit.hamlet_id, visit.household_no) for visit in visits}, now)


def count(session: Session, response_id: uuid.UUID, now: datetime) -> None:
    """Let one answer count that was kept apart."""
    unit_id, day = session.execute(
        select(Attribution.unit_id, Attribution.counted_on).where(
            Attribution.response_id == response_id
        )
    ).one()
    events = rows.event_rows(response_id, ("released", "counted"), now, first=RELEASED_SEQ)
    add_rows(session, ResponseEvent, *({**event, "actor": "field"} for event in events))
    add_rows(session, TallyInbox, rows.inbox_row(response_id, unit_id, day, 1))
