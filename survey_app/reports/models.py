"""Tables of reports. A final revision never changes; a draft is replaced."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UTCDateTime

DEEDS = ("submitted", "returned", "accepted", "published")


class Report(Base):
    """What one unit reports about one period."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("unit_id", "period", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    #: As in the contract: 2026-Q3, 2026-11, 2026 or two days.
    period: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(30), default="satisfaction")


class ReportRevision(Base):
    """The frozen numbers of a report, as they were closed."""

    __tablename__ = "report_revision"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int]
    draft: Mapped[bool]
    #: Canonical JSON of the figures and of how they were made.
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    #: Why a final revision was followed by this one.
    reason: Mapped[str] = mapped_column(String(500), default="")
    #: Outside the hash: who, when, with which code.
    closed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_by: Mapped[str] = mapped_column(String(100))
    code_version: Mapped[str] = mapped_column(String(40))


class ReportStep(Base):
    """One step of a report on its way between offices; its state is the last one."""

    __tablename__ = "report_step"
    __table_args__ = (
        UniqueConstraint("report_id", "seq"),
        CheckConstraint(f"deed IN {DEEDS}", "deed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    seq: Mapped[int]
    deed: Mapped[str] = mapped_column(String(10))
    #: The revision that was handed on or judged.
    revision: Mapped[int]
    #: Where the report lies after the step.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    #: Who signs for the step, when, with which code: the envelope around the hash.
    actor: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    code_version: Mapped[str] = mapped_column(String(40))
    comment: Mapped[str] = mapped_column(Text, default="")


class ReportRoute(Base):
    """A station on the way of a unit's reports; without any it is the units above."""

    __tablename__ = "report_route"
    __table_args__ = (UniqueConstraint("unit_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    position: Mapped[int]
    station_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))


class ReportReminder(Base):
    """Somebody was reminded of something that falls due on a day; never twice."""

    __tablename__ = "report_reminder"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    #: Code of the deadline, such as R47.
    deadline: Mapped[str] = mapped_column(String(10), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ReportLead(Base):
    """Who prepares what is due at a unit."""

    __tablename__ = "report_lead"
    __table_args__ = (UniqueConstraint("unit_id", "deadline"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    #: Code of the deadline, such as R47.
    deadline: Mapped[str] = mapped_column(String(10))
    lead_unit: Mapped[str] = mapped_column(String(200))
    support_units: Mapped[str] = mapped_column(String(500), default="")
