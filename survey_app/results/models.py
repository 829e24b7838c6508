"""Released counts; derived from the answers and rebuildable at any time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
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


class ShownCount(Base):
    """What the public sees of the answers about a unit itself (`results.layers`).

    Not derived: it tells which answers were shown together, and so must not be lost.
    """

    __tablename__ = "shown_count"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    #: self, proxy or other (`results.layers.KINDS`).
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    n: Mapped[int]
    satisfied: Mapped[int]
    no_opinion: Mapped[int]


class HeldBack(Base):
    """What the public figure of a unit with its subtree misses, so that it gives nothing away."""

    __tablename__ = "held_back"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    #: quarter, or month where months stand apart.
    grain: Mapped[str] = mapped_column(String(10), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    block: Mapped[str] = mapped_column(String(15), primary_key=True)
    n: Mapped[int]
    satisfied: Mapped[int]
    no_opinion: Mapped[int]


class Settlement(Base):
    """When the public counts of a quarter took in all that waited, for one tree of units."""

    __tablename__ = "settlement"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    quarter: Mapped[date] = mapped_column(primary_key=True)
    settled_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Cohort(Base):
    """What became of the cases finished in a month; derived from the register, rebuildable.

    Times are sums, so that means of any units and periods can be made of them.
    """

    __tablename__ = "cohort"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    #: The first day of the month in which the cases were finished.
    month: Mapped[date] = mapped_column(primary_key=True)
    procedure_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[int] = mapped_column(primary_key=True)
    closed: Mapped[int]
    #: Cases for which a link was issued, at the desk or before.
    invited: Mapped[int]
    answered: Mapped[int]
    #: Cases with a promised day, and those finished by then.
    promised: Mapped[int]
    on_time: Mapped[int]
    #: Cases with sign-in and submission, and the seconds between.
    timed: Mapped[int]
    submit_seconds: Mapped[int] = mapped_column(BigInteger)
    #: Cases with receipt and end, and the working seconds between.
    worked: Mapped[int]
    working_seconds: Mapped[int] = mapped_column(BigInteger)


class Exclusion(Base):
    """How many answers of a month were taken out of the figures, and why; derived."""

    __tablename__ = "exclusion"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    #: withdrawn, superseded or quarantined.
    state: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int]


class ProcedureForm(Base):
    """Whether the online form of a procedure fills itself in (criterion c1), as imported."""

    __tablename__ = "procedure_form"

    #: For whom it is true: empty for everybody, else the code of a unit and its subtree.
    unit_code: Mapped[str] = mapped_column(String(40), primary_key=True, default="")
    procedure_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    #: The first day it is true; until the next row.
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    prefilled: Mapped[bool]
    source: Mapped[str] = mapped_column(String(300), default="")


class OfficialFigure(Base):
    """The satisfaction that the index of Decision 766 shows for a unit, as imported."""

    __tablename__ = "official_figure"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(30), primary_key=True)
    #: Hundredths of a percent: 9812 is 98.12 %.
    rate_hundredths: Mapped[int]
    source: Mapped[str] = mapped_column(String(300), default="")


Index("ix_tally_period", Tally.grain, Tally.question, Tally.day, Tally.unit_id)
