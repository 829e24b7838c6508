"""Tables of background work. A worker holds a job only as long as it shows that it lives."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UTCDateTime

STATES = ("waiting", "running", "done", "failed")


class Job(Base):
    """One piece of background work and how far it is."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", "state"),
        Index("ix_job_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(50))
    #: What it is about, for the owner's list.
    subject: Mapped[str] = mapped_column(String(300), default="")
    #: Canonical JSON.
    parameters: Mapped[str] = mapped_column(Text)
    #: None for work that a command asked for.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Random name of the attempt under way; another attempt has another one.
    token: Mapped[str] = mapped_column(String(32), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    #: Last sign of life of the attempt.
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done: Mapped[int] = mapped_column(default=0)
    expected: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    fetched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    file_name: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    #: Code and details of the expected error that ended it, as canonical JSON.
    error: Mapped[str] = mapped_column(Text, default="")


class JobFile(Base):
    """A part of the file that a job made; deleted after some days."""

    __tablename__ = "job_file"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[bytes]
