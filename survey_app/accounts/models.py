"""Tables of staff accounts. A right is a role on a unit and everything below it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.accounts.policy import ROLES
from survey_app.database import Base, UTCDateTime


class Account(Base):
    """A member of staff who may sign in."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    #: How colleagues call them; empty where only the login is known.
    name: Mapped[str] = mapped_column(String(200), default="")
    #: Empty until an invitation is taken: no password opens it.
    password_hash: Mapped[str] = mapped_column(String(200))
    #: Issuer and number at the provider that signs this person in; local accounts have none.
    subject: Mapped[str | None] = mapped_column(String(300), index=True, unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Somebody else knows the password: it opens nothing but the page where it is changed.
    must_change: Mapped[bool] = mapped_column(default=False)
    #: Made up with the sample data: needs no second factor, and opens nothing in production.
    sample: Mapped[bool] = mapped_column(default=False)


class AccountInvitation(Base):
    """A link by which the holder of an account sets a password, once; the row goes with it."""

    __tablename__ = "account_invitation"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    token_mac: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SecondFactor(Base):
    """The secret that an account shares with an application on its holder's telephone."""

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    sealed_secret: Mapped[bytes]
    #: The newest half minute whose code was taken; neither it nor an older one is taken again.
    last_step: Mapped[int] = mapped_column(BigInteger)
    enrolled_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RecoveryCode(Base):
    """A code for the day the telephone is lost; the row goes when it is used."""

    __tablename__ = "recovery_code"

    code_mac: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class RoleGrant(Base):
    """A role on a unit's subtree, for a time."""

    __tablename__ = "role_grant"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    #: Named by the provider, and ended once it no longer is.
    provided: Mapped[bool] = mapped_column(default=False)


class StaffSession(Base):
    """One signed-in browser; the cookie holds a token whose keyed hash stands here."""

    __tablename__ = "staff_session"

    token_mac: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: How many factors were proved: 1 for the password alone, 2 with a code.
    factors: Mapped[int] = mapped_column(default=1)


class ApiKey(Base):
    """A key of another program; only its keyed hash is stored."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    #: Comma-separated: cases, invitations, results, responses.
    may: Mapped[str] = mapped_column(String(100))
    key_mac: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
