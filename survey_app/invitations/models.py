"""Table of invitations. The code itself is not stored: it is derived from the nonce."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UTCDateTime

#: The two moments at which a case may be judged.
SUBMITTED = "submitted"
RESULT = "result"


class Invitation(Base):
    """A single-use link to one questionnaire, for a case or for a desk visit."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("moment IN ('submitted', 'result')", "moment"),
        CheckConstraint("state IN ('open', 'used', 'revoked', 'replaced')", "state"),
        Index("ix_invitation_case_moment", "case_record_id", "moment"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    #: Empty for a desk visit whose case has not arrived, or without a case.
    case_record_id: Mapped[int | None] = mapped_column(ForeignKey("case_record.id"))
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    #: Keyed hash of what was typed at the desk for a case not yet in the register.
    waiting_key: Mapped[bytes | None] = mapped_column(index=True)
    #: The unit asked about.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    procedure_code: Mapped[str] = mapped_column(String(40), default="")
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    moment: Mapped[str] = mapped_column(String(10))
    #: Collection mode of the answer it brings: "link" or "desk".
    mode: Mapped[str] = mapped_column(String(10))
    nonce: Mapped[bytes]
    key_id: Mapped[str] = mapped_column(String(8))
    code_mac: Mapped[bytes] = mapped_column(unique=True)
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: Set when the citizen asked to answer again.
    reopened_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(10), default="open")
    declined: Mapped[bool] = mapped_column(default=False)
