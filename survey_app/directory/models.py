"""Tables of the directory. Codes were reused on 1/7/2025, so a code needs its dates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UTCDateTime


class Unit(Base):
    """A node of the administrative tree, from a province down to a division."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Two digits for a province, five for a commune; any text below.
    code: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(String(300))
    #: Accent-free lower case, for search.
    name_folded: Mapped[str] = mapped_column(String(300), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    province_code: Mapped[str] = mapped_column(String(40), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class UnitParent(Base):
    """A dated edge of the tree; a root has a row without a parent."""

    __tablename__ = "unit_parent"
    __table_args__ = (UniqueConstraint("unit_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    #: Ids from the root to the unit itself: "/1/27/"; a subtree is one prefix.
    path: Mapped[str] = mapped_column(String(200), index=True)


class UnitAgencyCode(Base):
    """The identifier that case IDs carry, such as H44.100."""

    __tablename__ = "unit_agency_code"
    __table_args__ = (UniqueConstraint("unit_id", "code", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class UnitSuccession(Base):
    """Which old commune went where in a merger."""

    __tablename__ = "unit_succession"
    __table_args__ = (UniqueConstraint("old_code", "old_name", "new_code", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    old_code: Mapped[str] = mapped_column(String(40), index=True)
    old_name: Mapped[str] = mapped_column(String(300))
    new_code: Mapped[str] = mapped_column(String(40), index=True)
    #: A part only: its history cannot be re-attributed.
    partly: Mapped[bool]
    effective_on: Mapped[date]


class Desk(Base):
    """A place with a printed QR."""

    __tablename__ = "desk"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    #: Whom its citizens call for help; empty for the central number.
    telephone: Mapped[str] = mapped_column(String(20), default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Procedure(Base):
    """An administrative procedure of the national catalogue."""

    __tablename__ = "procedure"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(1200))
    short_name: Mapped[str] = mapped_column(String(300))
    name_folded: Mapped[str] = mapped_column(String(1200))
    field: Mapped[str] = mapped_column(String(200))
    field_en: Mapped[str] = mapped_column(String(200), default="")
    level: Mapped[str] = mapped_column(String(60))
    online_level: Mapped[str] = mapped_column(String(30), default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class ProcedureTag(Base):
    """Membership of a procedure in a national list."""

    __tablename__ = "procedure_tag"

    procedure_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True)


class Target(Base):
    """What a criterion must reach in a year."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("criterion", "year", "block", "unit_code"),
        CheckConstraint("direction IN ('at_least', 'below')", "direction"),
        CheckConstraint("block IN ('online', 'all')", "block"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: c1 .. c4 of Decision 1565.
    criterion: Mapped[str] = mapped_column(String(10))
    year: Mapped[int]
    #: "at_least" compares with >=, "below" strictly with <.
    direction: Mapped[str] = mapped_column(String(10))
    #: Whole percent for c3 and c4, minutes for c2.
    value: Mapped[int]
    #: Which rate it judges.
    block: Mapped[str] = mapped_column(String(10), default="online")
    #: Whom it binds: empty for everybody, else the code of a unit and its subtree.
    unit_code: Mapped[str] = mapped_column(String(40), default="")
    source: Mapped[str] = mapped_column(String(300))


class Holiday(Base):
    """A day that differs from the weekly rule."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    #: True for a weekend day that is worked in exchange.
    working: Mapped[bool] = mapped_column(default=False)


class Setting(Base):
    """Facts of this installation: fingerprint of the link key, demo flag."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String(500))


Index("ix_unit_valid", Unit.code, Unit.valid_from, Unit.valid_to)
