"""Who prepares what is due at a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from survey_app.core.errors import NotFoundError
from survey_app.reports.deadlines import DEADLINES
from survey_app.reports.models import ReportLead

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def set_lead(session: Session, unit_id: int, deadline: str, lead: str, support: str) -> None:
    """Set who prepares something; an empty name gives it back to the usual office."""
    if deadline not in {each.code for each in DEADLINES}:
        raise NotFoundError("unknown_deadline")
    session.execute(
        delete(ReportLead).where(ReportLead.unit_id == unit_id, ReportLead.deadline == deadline)
    )
    if lead.strip():
        session.add(
            ReportLead(
                unit_id=unit_id,
                deadline=deadline,
                lead_unit=lead.strip(),
                support_units=support.strip(),
            )
        )
