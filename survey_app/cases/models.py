"""Tables of the register of cases. No names, no ID numbers, no case key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UTCDateTime

#: A case is over in these states: refused, withdrawn, stopped, done, returned.
FINISHED_STATUSES = frozenset({3, 7, 8, 9, 10})


class ImportBatch(Base):
    """One file or one API call that brought cases."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(300))
    actor: Mapped[str] = mapped_column(String(100))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    read: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    #: When its cases were taken out again, all of them.
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CaseRecord(Base):
    """One submission of one procedure, as the case system tells it."""

    __tablename__ = "case_record"
    __table_args__ = (
        CheckConstraint("channel IN (1, 2, 3)", "channel"),
        CheckConstraint("status BETWEEN 1 AND 10", "status"),
        Index("ix_case_record_handling_tail", "handling_unit_id", "ymd", "serial"),
        Index("ix_case_record_receiving_tail", "receiving_unit_id", "ymd", "serial"),
        Index("ix_case_record_finished", "handling_unit_id", "finished_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Normalised, otherwise as received.
    case_id: Mapped[str] = mapped_column(String(100), unique=True)
    #: The tail a citizen reads, six digits and the serial; empty for an unknown form.
    ymd: Mapped[str] = mapped_column(String(6), default="")
    serial: Mapped[str] = mapped_column(String(7), default="")
    handling_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    receiving_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    #: Empty when the file gave none; a code unknown to the catalogue is kept and flagged.
    procedure_code: Mapped[str] = mapped_column(String(40), default="")
    #: 1 desk, 2 online, 3 post.
    channel: Mapped[int]
    #: 1 citizen, 2 business, 3 state body, 4 other; 0 not told.
    applicant_kind: Mapped[int]
    status: Mapped[int]
    signed_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: What is odd about it, comma-separated; the words stand in `cases.comparing`.
    flags: Mapped[str] = mapped_column(String(200), default="")
    import_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    first_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CaseChange(Base):
    """What an import changed in a case that was known before."""

    __tablename__ = "case_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_record_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), index=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    field: Mapped[str] = mapped_column(String(40))
    old: Mapped[str] = mapped_column(String(200))
    new: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Contact(Base):
    """Where a survey link may be sent; encrypted, kept only when the importer asked for it."""

    __tablename__ = "contact"

    case_record_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    #: "phone" or "email".
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    sealed: Mapped[bytes]
    first_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CaseUpload(Base):
    """A file that an officer sent in the browser; its content goes once it was taken in."""

    __tablename__ = "case_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    #: Only cases of this unit and those below it are taken.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Background work that judged the rows, and that took them in; 0 for none yet.
    trial_id: Mapped[int] = mapped_column(default=0)
    job_id: Mapped[int] = mapped_column(default=0)
    #: The import of its rows, with which a second attempt goes on; 0 for none yet.
    import_id: Mapped[int] = mapped_column(default=0, server_default="0")


class CaseUploadPart(Base):
    """A part of the content of a file that was sent."""

    __tablename__ = "case_upload_part"

    upload_id: Mapped[int] = mapped_column(ForeignKey("case_upload.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[bytes]
