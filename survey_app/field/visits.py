"""The visits of a campaign as a supervisor sees them: never what was answered."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from survey_app.accounts.models import Account
from survey_app.field.arrivals import HOUSEHOLD
from survey_app.field.models import BackCheck, CampaignHamlet, FieldRecord, HouseholdVisit
from survey_app.responses.models import Response, ResponseEvent

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

COMPLETED = "completed"
COUNTED = "counted"
#: An interview that took less cannot have been held.
TOO_QUICK = 90
#: The answer that shows a household with one able person (`household_vneid_coverage`).
ABLE = ("one_person_able", "alone")


@dataclass(frozen=True, slots=True)
class VisitCard:
    """One visit as a supervisor sees it: never what was answered."""

    record_id: uuid.UUID
    hamlet_id: int
    hamlet: str
    household_no: int
    outcome: str
    mode: str
    account_id: int
    login: str
    seconds: int
    ended_at: datetime
    clock_off: bool
    review: str
    comment: str
    kept_apart: bool
    #: Last event of its answer; empty without one.
    state: str
    #: Whether a household with one able person; None where it was not asked.
    able: bool | None
    checked: str

    @property
    def counts(self) -> bool:
        """Whether it is an interview that counts."""
        return self.state == COUNTED

    @property
    def timed(self) -> bool:
        """Whether a tablet measured how long it took."""
        return self.mode == HOUSEHOLD

    @property
    def too_quick(self) -> bool:
        """Whether it was over before anything could have been asked."""
        return self.outcome == COMPLETED and self.timed and self.seconds < TOO_QUICK


def list_visits(session: Session, campaign_id: uuid.UUID) -> list[VisitCard]:
    """Return all visits of a campaign, the newest first."""
    rows = session.execute(
        select(HouseholdVisit, CampaignHamlet.name, Account.login, FieldRecord.state)
        .join(CampaignHamlet, CampaignHamlet.id == HouseholdVisit.hamlet_id)
        .join(Account, Account.id == HouseholdVisit.account_id)
        .join(FieldRecord, FieldRecord.id == HouseholdVisit.record_id)
        .where(CampaignHamlet.campaign_id == campaign_id)
        .order_by(HouseholdVisit.ended_at.desc(), HouseholdVisit.record_id)
    ).all()
    here = (
        select(HouseholdVisit.record_id)
        .join(CampaignHamlet, CampaignHamlet.id == HouseholdVisit.hamlet_id)
        .where(CampaignHamlet.campaign_id == campaign_id)
    )
    events = select(ResponseEvent.response_id, ResponseEvent.state).where(
        ResponseEvent.response_id.in_(here)
    )
    states = pairs(session, events.order_by(ResponseEvent.seq))
    answers = select(Response.id, Response.answers).where(Response.id.in_(here))
    able = {each: is_able(text) for each, text in session.execute(answers)}
    checks = select(BackCheck.record_id, BackCheck.result).where(BackCheck.record_id.in_(here))
    checked = pairs(session, checks)
    return [visit_card(row, states, able, checked) for row in rows]


def pairs(session: Session, statement: Select[*tuple[Any, ...]]) -> dict[Any, Any]:
    """Return the second column by the first; the last row of a key wins."""
    return {key: value for key, value in session.execute(statement)}  # noqa: C416 - rows are not tuples to mypy


def visit_card(
    row: Any,  # noqa: ANN401 - a row of `list_visits`
    states: dict[uuid.UUID, str],
    able: dict[uuid.UUID, bool | None],
    checked: dict[uuid.UUID, str],
) -> VisitCard:
    """Return one visit."""
    visit, hamlet, login, record_state = row
    return VisitCard(
        record_id=visit.record_id,
        hamlet_id=visit.hamlet_id,
        hamlet=hamlet,
        household_no=visit.household_no,
        outcome=visit.outcome,
        mode=visit.mode,
        account_id=visit.account_id,
        login=login,
        seconds=visit.seconds,
        ended_at=visit.ended_at,
        clock_off=visit.clock_off,
        review=visit.review,
        comment=visit.comment,
        kept_apart=record_state == "quarantined",
        state=states.get(visit.record_id, ""),
        able=able.get(visit.record_id),
        checked=checked.get(visit.record_id, ""),
    )


def is_able(answers: str) -> bool | None:
    """Tell whether a household has an able person; one without level 2 has none."""
    found = json.loads(answers)
    question, wanted = ABLE
    if question in found:
        return bool(found[question] == wanted)
    return False if found.get("vneid_level2") == 0 else None


def twins_of(visits: list[VisitCard]) -> list[list[VisitCard]]:
    """Return the interviews of households that were interviewed more than once."""
    by_household: dict[tuple[int, int], list[VisitCard]] = defaultdict(list)
    for visit in visits:
        if visit.outcome == COMPLETED:
            by_household[visit.hamlet_id, visit.household_no].append(visit)
    return [found for found in by_household.values() if len(found) > 1]
