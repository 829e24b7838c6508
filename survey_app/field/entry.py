"""What an interviewer typed in from paper, or wrote down on the telephone.

Each is its own way of collecting. A household that a tablet has been to as well counts once.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from survey_app.core.calendar import VIETNAM, local_day
from survey_app.core.errors import ConflictError, NotFoundError, RefusedError
from survey_app.core.questionnaire import canonical
from survey_app.field.arrivals import milliseconds
from survey_app.field.models import FieldRecord
from survey_app.field.queries import list_hamlets
from survey_app.field.storing import Visit, rows_of_visit, write_rows
from survey_app.field.twins import lock_all, settle

if TYPE_CHECKING:
    import uuid
    from datetime import date

    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.field.queries import CampaignCard
    from survey_app.responses.rows import Submission

PAPER, PHONE = "paper", "phone"
#: Paper names a day; between two interviews of one household noon stands for it.
NOON = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One household as it was written down."""

    record_id: uuid.UUID
    mode: str
    hamlet_id: int
    household_no: int
    outcome: str
    day: date
    account_id: int
    #: Answers of a completed interview; None without one.
    submission: Submission | None


def write_down(
    session: Session, keyring: Keyring, campaign: CampaignCard, sheet: Sheet, now: datetime
) -> str:
    """Store a sheet and return the household's receipt code; empty without answers.

    The same sheet again changes nothing. Raises ConflictError for another under the same id.
    """
    check_sheet(session, campaign, sheet, now)
    lock_all(session, [campaign.id])
    digest = digest_of(keyring, sheet)
    known = session.scalar(select(FieldRecord.sha256).where(FieldRecord.id == sheet.record_id))
    if known is not None and known != digest:
        raise ConflictError("already_answered")
    if known is None:
        visit = visit_of(campaign, sheet, now)
        record = (FieldRecord, record_row(sheet, digest, now))
        write_rows(session, [record, *rows_of_visit(keyring, visit)])
        settle(session, {visit.household} if visit.submission else set(), now)
    return keyring.receipt(sheet.record_id) if sheet.submission else ""


def check_sheet(session: Session, campaign: CampaignCard, sheet: Sheet, now: datetime) -> None:
    """Raise for a hamlet of another campaign and for a day outside the campaign."""
    if sheet.hamlet_id not in {each.id for each in list_hamlets(session, [campaign.id])}:
        raise NotFoundError("unknown_hamlet")
    if not campaign.first_day <= sheet.day <= local_day(now):
        raise RefusedError("bad_day")


def digest_of(keyring: Keyring, sheet: Sheet) -> bytes:
    """Return what two sendings of one sheet share; keyed, for paper is guessed more easily."""
    said = sheet.submission
    answers = [said.closed, said.texts, said.contact] if said else []
    parts = [sheet.mode, sheet.hamlet_id, sheet.household_no, sheet.outcome, str(sheet.day)]
    text = canonical([*parts, answers])
    return hmac.digest(keyring.derive("field-entry"), text.encode(), "sha256")


def record_row(sheet: Sheet, digest: bytes, now: datetime) -> dict[str, Any]:
    """Return the row of table `field_record`; no device brought it."""
    return {
        "id": sheet.record_id,
        "device_id": None,
        "serial": None,
        "previous": b"",
        "sha256": digest,
        "state": "stored",
        "reason": "",
        "received_at": now,
    }


def visit_of(campaign: CampaignCard, sheet: Sheet, now: datetime) -> Visit:
    """Return the visit; on the telephone it is now, on paper the noon of its day."""
    noon = datetime.combine(sheet.day, NOON, VIETNAM).astimezone(now.tzinfo)
    ended = min(noon, now) if sheet.mode == PAPER else now
    return Visit(
        record_id=sheet.record_id,
        unit_id=campaign.unit_id,
        hamlet_id=sheet.hamlet_id,
        household_no=sheet.household_no,
        outcome=sheet.outcome,
        mode=sheet.mode,
        account_id=sheet.account_id,
        submission=sheet.submission,
        claimed_ms=milliseconds(ended),
        ended_at=ended,
        now=now,
    )
