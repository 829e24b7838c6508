"""Released counts; derived from the answers and rebuildable at any time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UTCDateTime


class Tally(Base):
    """How often an option was chosen under one combination of circumstances.

    The overall question is kept by day and by month, all others by month. Of the
    overall question in the rates there are coarser grains from which pages are
    made (`core.tally.rate_cells`).
    """

    __tablename__ = "tally"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    #: day, month, rate, rateq or proc (`core.tally.Grain`).
    grain: Mapped[str] = mapped_column(String(5), primary_key=True)
    #: The day itself, or the first day of the month or quarter.
    day: Mapped[date] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaire_version.id"), primary_key=True
    )
    question: Mapped[str] = mapped_column(String(60), primary_key=True)
    option: Mapped[str] = mapped_column(String(60), primary_key=True)
    procedure_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[int] = mapped_column(primary_key=True)
    mode: Mapped[str] = mapped_column(String(10), primary_key=True)
    applicant_kind: Mapped[int] = mapped_column(primary_key=True)
    submitted_by: Mapped[str] = mapped_column(String(20), primary_key=True)
    moment: Mapped[str] = mapped_column(String(10), primary_key=True)
    verification: Mapped[str] = mapped_column(String(10), primary_key=True)
    count: Mapped[int]


class Release(Base):
    """When a unit's counts were last shown."""

    __tablename__ = "release"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    released_at: Mapped[datetime] = mapped_column(UTCDateTime)


Index("ix_tally_period", Tally.grain, Tally.question, Tally.day, Tally.unit_id)
