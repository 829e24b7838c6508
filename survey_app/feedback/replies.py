"""What the receipt page says about the comment behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from survey_app.feedback.models import Followup, Improvement, ImprovementFollowup

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ChangeView:
    """An improvement that answers the comment."""

    vi: str
    en: str
    since: date


@dataclass(frozen=True, slots=True)
class ReplyView:
    """How far the comment is, the office's reply, and what was changed because of it."""

    state: str
    reply: str
    replied_at: datetime | None
    changes: Sequence[ChangeView]


def find_reply(session: Session, response_id: uuid.UUID) -> ReplyView | None:
    """Return what the author of an answer may know; None while nobody follows it up."""
    row = session.execute(
        select(Followup.id, Followup.state, Followup.reply, Followup.replied_at).where(
            Followup.response_id == response_id, Followup.state != "closed"
        )
    ).one_or_none()
    if row is None:
        return None
    return ReplyView(row.state, row.reply, row.replied_at, list_changes(session, row.id))


def list_changes(session: Session, followup_id: int) -> list[ChangeView]:
    """Return the published improvements that answer a follow-up, newest first."""
    rows = session.execute(
        select(Improvement.text_vi, Improvement.text_en, Improvement.since)
        .join(ImprovementFollowup, ImprovementFollowup.improvement_id == Improvement.id)
        .where(
            ImprovementFollowup.followup_id == followup_id, Improvement.published_at.is_not(None)
        )
        .order_by(Improvement.since.desc())
    )
    return [ChangeView(vi, en or vi, since) for vi, en, since in rows]
