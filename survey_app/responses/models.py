"""Tables of answers. `response`, `attribution`, `response_event` are INSERT only."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UTCDateTime

#: Tables that nobody may update or delete from; migrations guard them with triggers.
INSERT_ONLY = ("response", "attribution", "response_event")

STATES = (
    "received",
    "counted",
    "waiting",
    "matched",
    "withdrawn",
    "superseded",
    "quarantined",
    "released",
    "refused",
)


class Response(Base):
    """One filled-in questionnaire; when it came is told by its events alone."""

    __tablename__ = "response"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    moment: Mapped[str] = mapped_column(String(10))
    #: link, desk, kiosk, phone, paper, household.
    mode: Mapped[str] = mapped_column(String(10))
    #: self, family, volunteer, staff; empty when not told.
    answered_by: Mapped[str] = mapped_column(String(20), default="")
    #: Minted with the page; makes a double click harmless.
    client_id: Mapped[str] = mapped_column(String(40), unique=True)
    #: Of the closed answers and a salted commitment to texts and contact.
    payload_sha256: Mapped[bytes]
    #: Keyed hash that finds the answer by its receipt code.
    receipt_mac: Mapped[bytes] = mapped_column(unique=True)
    #: Closed answers as canonical JSON.
    answers: Mapped[str] = mapped_column(Text)
    #: Value of the overall question; empty when it was not answered.
    overall: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(10))
    consent_version: Mapped[str] = mapped_column(String(40))
    #: Coarse seconds from page to sending: lt30, lt60, lt120, lt300, ge300.
    duration_bucket: Mapped[str] = mapped_column(String(10))


class Attribution(Base):
    """Where an answer is counted; written when it became countable."""

    __tablename__ = "attribution"

    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    procedure_code: Mapped[str] = mapped_column(String(40))
    #: Channel of the case; 0 without a case.
    channel: Mapped[int]
    #: From the answer; empty when not told.
    submitted_by: Mapped[str] = mapped_column(String(20))
    applicant_kind: Mapped[int]
    #: "case" when tied to a case, "none" otherwise (outside the rates).
    verification: Mapped[str] = mapped_column(String(10))
    #: Local day on which it became countable.
    counted_on: Mapped[date]


class ResponseEvent(Base):
    """One step in the life of an answer; its state is the last one."""

    __tablename__ = "response_event"
    __table_args__ = (CheckConstraint(f"state IN {STATES}", "state"),)

    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(12), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(200), default="")


class ResponseText(Base):
    """Free texts, erasable apart from the answer; without the salt the commitment tells nothing."""

    __tablename__ = "response_text"

    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    salt: Mapped[bytes]
    #: JSON object: question id to text.
    texts: Mapped[str] = mapped_column(Text)


class ResponseContact(Base):
    """How to reach somebody who asked for a reply; encrypted, short-lived."""

    __tablename__ = "response_contact"

    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    sealed: Mapped[bytes]
    consent_version: Mapped[str] = mapped_column(String(40))


class AnsweredCase(Base):
    """One answer per case and moment; deleting the row is the unlinking."""

    __tablename__ = "answered_case"

    case_key: Mapped[bytes] = mapped_column(primary_key=True)
    moment: Mapped[str] = mapped_column(String(10), primary_key=True)
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), unique=True)
    #: The invitation, sealed, so that the citizen may answer again for three days.
    sealed_invitation: Mapped[bytes]


class WaitingAnswer(Base):
    """An answer whose case has not arrived or is not finished; goes when it is resolved."""

    __tablename__ = "waiting_answer"

    waiting_key: Mapped[bytes] = mapped_column(primary_key=True)
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), unique=True)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    sealed_invitation: Mapped[bytes]


class TallyInbox(Base):
    """A count that pages do not show yet: +1 when it counts, -1 when it no longer does."""

    __tablename__ = "tally_inbox"
    __table_args__ = (CheckConstraint("sign IN (-1, 1)", "sign"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"))
    sign: Mapped[int]
    #: The day whose count it changes.
    day: Mapped[date]


class FormCount(Base):
    """How often something happened at a question of a form, by month; of nobody in particular."""

    __tablename__ = "form_count"
    __table_args__ = (CheckConstraint("what IN ('passed', 'dropped')", "what"),)

    version_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaire_version.id"), primary_key=True, autoincrement=False
    )
    moment: Mapped[str] = mapped_column(String(10), primary_key=True)
    #: First day of the month.
    month: Mapped[date] = mapped_column(primary_key=True)
    #: "passed": somebody went on from it in the stepped form; "dropped": it was hidden, and
    #: answered anyway.
    what: Mapped[str] = mapped_column(String(10), primary_key=True)
    #: Empty stands for sending.
    question: Mapped[str] = mapped_column(String(60), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
