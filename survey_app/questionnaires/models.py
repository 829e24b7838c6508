"""Tables of questionnaires. A published version never changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.database import Base, UTCDateTime


class Questionnaire(Base):
    """A questionnaire through all its versions."""

    __tablename__ = "questionnaire"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    letter: Mapped[str] = mapped_column(String(5), default="")


class QuestionnaireVersion(Base):
    """The exact text that an answer answered."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    number: Mapped[int]
    #: Canonical JSON; its SHA-256 stands beside it.
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Whose links use it, with everything below; None for the versions that ship.
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))


class QuestionnaireDraft(Base):
    """What a unit is writing: one draft per questionnaire, which stays when it is published."""

    __tablename__ = "questionnaire_draft"
    __table_args__ = (UniqueConstraint("questionnaire_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    #: The published version it was copied from or became last.
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    #: Canonical JSON; may break rules until it is published.
    document: Mapped[str] = mapped_column(Text)
    #: Counts every change, so that nobody writes over what they have not seen.
    edition: Mapped[int] = mapped_column(default=1)
    edited_by: Mapped[str] = mapped_column(String(100))
    edited_at: Mapped[datetime] = mapped_column(UTCDateTime)
