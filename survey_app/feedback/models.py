"""Tables of what follows from comments. The words stay with the answer and go with it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UTCDateTime

#: In the order in which a follow-up passes them; "closed" when its words were taken back.
STATES = ("received", "acknowledged", "in_progress", "answered", "closed")


class Followup(Base):
    """One comment or wish to be contacted that somebody must look after."""

    __tablename__ = "followup"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", "state"),
        Index("ix_followup_unit_due", "unit_id", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    #: Empty for a comment whose author did not ask to be contacted: it would tell who wrote it.
    procedure_code: Mapped[str] = mapped_column(String(40), default="")
    #: Whether the author asked to be contacted.
    opted_in: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12), default="received")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    #: Code of `feedback.problems`; empty until somebody chose one.
    problem: Mapped[str] = mapped_column(String(40), default="")
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_on: Mapped[date] = mapped_column(index=True)
    #: The unit above that was told because it was late; None while it is in time.
    escalated_to: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Counts changes, so that of two officers the second is told.
    version: Mapped[int] = mapped_column(default=1)


class FollowupStep(Base):
    """One step of a follow-up, or an internal note; never shown to the citizen."""

    __tablename__ = "followup_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    followup_id: Mapped[int] = mapped_column(ForeignKey("followup.id"), index=True)
    #: None for what the clock did.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: taken, problem, note, acknowledged, in_progress, answered, contact_opened, escalated, closed.
    kind: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Improvement(Base):
    """What a unit changed because of comments; public once it is published."""

    __tablename__ = "improvement"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    problem: Mapped[str] = mapped_column(String(40))
    text_vi: Mapped[str] = mapped_column(String(500))
    text_en: Mapped[str] = mapped_column(String(500), default="")
    #: From which day on the change is in force.
    since: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)


class ImprovementFollowup(Base):
    """Which follow-ups an improvement answers: their receipts show it."""

    __tablename__ = "improvement_followup"

    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvement.id"), primary_key=True)
    followup_id: Mapped[int] = mapped_column(
        ForeignKey("followup.id"), primary_key=True, index=True
    )
