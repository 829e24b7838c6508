"""What somebody may try out with the sample data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from survey_app.directory.models import Desk, Setting, Unit
from survey_app.invitations.models import RESULT, Invitation

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

DEMO = "demo_data"


def is_demo(session: Session) -> bool:
    """Return whether this installation holds sample data."""
    return session.scalar(select(Setting.value).where(Setting.name == DEMO)) == "1"


def first_desk(session: Session, unit_code: str) -> str | None:
    """Return the code of a unit's desk."""
    return session.scalar(
        select(Desk.code).join(Unit).where(Unit.code == unit_code).order_by(Desk.id).limit(1)
    )


def open_link_nonce(session: Session, unit_code: str, now: datetime) -> bytes | None:
    """Return the nonce of a link of the unit that nobody has answered yet."""
    return session.scalar(
        select(Invitation.nonce)
        .join(Unit, Unit.id == Invitation.unit_id)
        .where(
            Unit.code == unit_code,
            Invitation.state == "open",
            Invitation.moment == RESULT,
            Invitation.mode == "link",
            Invitation.expires_at > now,
        )
        .order_by(Invitation.expires_at.desc(), Invitation.id)
        .limit(1)
    )
