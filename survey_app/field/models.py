"""Tables of field work. A record is what a tablet brought; a visit is what it says."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UTCDateTime

OUTCOMES = ("completed", "partial", "refused", "absent", "moved")
RECORD_STATES = ("stored", "quarantined", "refused")
#: Ways an interviewer collects; never in the rates (`core.tally.RATED_MODES`).
MODES = ("household", "phone", "paper")
REVIEWS = ("open", "accepted", "returned")


class Campaign(Base):
    """One round from door to door in one unit, with one version of a questionnaire."""

    __tablename__ = "campaign"
    __table_args__ = (CheckConstraint("first_day <= last_day", "days"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    name: Mapped[str] = mapped_column(String(200))
    #: How the next household is found.
    instruction: Mapped[str] = mapped_column(Text, default="")
    first_day: Mapped[date]
    last_day: Mapped[date]
    #: Households to be interviewed in all.
    sample_size: Mapped[int]
    #: P-256 point, uncompressed; tablets seal to it.
    public_key: Mapped[bytes]
    #: The scalar that opens it, under a key derived from LINK_KEY.
    sealed_key: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CampaignHamlet(Base):
    """A hamlet or residential group that belongs to a campaign, with its quota."""

    __tablename__ = "campaign_hamlet"
    __table_args__ = (UniqueConstraint("campaign_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaign.id"))
    name: Mapped[str] = mapped_column(String(100))
    households: Mapped[int]
    quota: Mapped[int]


class CampaignHousehold(Base):
    """A household of the list of a hamlet; gone once its campaign is closed."""

    __tablename__ = "campaign_household"

    hamlet_id: Mapped[int] = mapped_column(ForeignKey("campaign_hamlet.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    #: Where it lives, under a key derived from LINK_KEY; no name.
    sealed_address: Mapped[bytes]


class Assignment(Base):
    """Who goes from door to door in a hamlet."""

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("hamlet_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hamlet_id: Mapped[int] = mapped_column(ForeignKey("campaign_hamlet.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class Enrolment(Base):
    """A code, shown once as QR, with which a tablet becomes a device of an interviewer."""

    __tablename__ = "enrolment"

    code_mac: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Device(Base):
    """A tablet in the hands of one interviewer; it signs with a key that never leaves it."""

    __tablename__ = "device"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    #: P-256 point, uncompressed.
    public_key: Mapped[bytes]
    enrolled_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: The highest serial it says it has written.
    announced: Mapped[int] = mapped_column(default=0)


class FieldRecord(Base):
    """One item of a tablet, known by its id, serial and hash; its content is nowhere kept twice."""

    __tablename__ = "field_record"
    __table_args__ = (
        UniqueConstraint("device_id", "serial"),
        CheckConstraint(f"state IN {RECORD_STATES}", "state"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    #: Both empty for what was typed in from paper or asked by telephone.
    device_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("device.id"))
    serial: Mapped[int | None]
    previous: Mapped[bytes]
    sha256: Mapped[bytes]
    state: Mapped[str] = mapped_column(String(12))
    #: Stable code of why it was refused or kept apart.
    reason: Mapped[str] = mapped_column(String(60), default="")
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)


class HouseholdVisit(Base):
    """One visit of an interviewer at a door, and how it ended."""

    __tablename__ = "household_visit"
    __table_args__ = (
        CheckConstraint(f"outcome IN {OUTCOMES}", "outcome"),
        CheckConstraint(f"mode IN {MODES}", "mode"),
        CheckConstraint(f"review IN {REVIEWS}", "review"),
    )

    record_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("field_record.id"), primary_key=True)
    hamlet_id: Mapped[int] = mapped_column(ForeignKey("campaign_hamlet.id"), index=True)
    #: Number of the household in the sample; no name, no address, no position.
    household_no: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(10))
    mode: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    response_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("response.id"))
    #: Milliseconds since 1970 as the tablet says, corrected by its offset: decides between twins.
    claimed_ms: Mapped[int] = mapped_column(BigInteger)
    #: The same, no earlier than the enrolment and no later than the receipt.
    ended_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Of a clock that cannot be set.
    seconds: Mapped[int]
    #: The tablet's clock was off by over ten minutes, or the claim was clamped by as much.
    clock_off: Mapped[bool]
    review: Mapped[str] = mapped_column(String(10), default="open")
    comment: Mapped[str] = mapped_column(String(300), default="")


class BackCheck(Base):
    """What a second person was told at a door that an interviewer had visited."""

    __tablename__ = "back_check"
    __table_args__ = (CheckConstraint("result IN ('same', 'different', 'not_reached')", "result"),)

    record_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("household_visit.record_id"), primary_key=True
    )
    result: Mapped[str] = mapped_column(String(12))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime] = mapped_column(UTCDateTime)
