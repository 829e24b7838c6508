"""Publishing versions of questionnaires."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from survey_app.core.questionnaire import canonical, digest, parse
from survey_app.database import lock
from survey_app.questionnaires.library import shipped_documents
from survey_app.questionnaires.models import Questionnaire, QuestionnaireVersion

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def load_shipped(session: Session, now: datetime) -> None:
    """Publish the questionnaires that ship, unless their text is there already."""
    for document in shipped_documents():
        publish(session, document, now)


def publish(
    session: Session, document: dict[str, Any], now: datetime, unit_id: int | None = None
) -> int:
    """Publish a document as the next version of a unit, or of all, and return its id.

    A text of the library that was published before keeps its version. Raises RefusedError
    for a document that breaks a rule.
    """
    parse(document)
    text = canonical(document)
    row = questionnaire_row(session, document)
    known = session.scalar(
        select(QuestionnaireVersion.id).where(
            QuestionnaireVersion.questionnaire_id == row.id,
            QuestionnaireVersion.sha256 == digest(text),
            QuestionnaireVersion.unit_id.is_(None),
        )
    )
    return known if known and unit_id is None else add_version(session, row, text, now, unit_id)


def questionnaire_row(session: Session, document: dict[str, Any]) -> Questionnaire:
    """Return the questionnaire with the document's key, made when it is new."""
    row = session.scalar(select(Questionnaire).where(Questionnaire.key == document["key"]))
    if row is None:
        row = Questionnaire(key=document["key"], letter=document.get("letter", ""))
        session.add(row)
        session.flush()
    return row


def add_version(
    session: Session, row: Questionnaire, text: str, now: datetime, unit_id: int | None
) -> int:
    """Store the next version of a questionnaire, published."""
    lock(session, sha256(f"version:{row.key}".encode()).digest())
    newest = session.scalar(
        select(func.max(QuestionnaireVersion.number)).where(
            QuestionnaireVersion.questionnaire_id == row.id
        )
    )
    version = QuestionnaireVersion(
        questionnaire_id=row.id,
        number=(newest or 0) + 1,
        document=text,
        sha256=digest(text),
        published_at=now,
        unit_id=unit_id,
    )
    session.add(version)
    session.flush()
    return version.id
