"""Reading questionnaires: a version never changes, so a parsed one is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from survey_app.core.errors import NotFoundError
from survey_app.core.questionnaire import Questionnaire, parse
from survey_app.questionnaires.models import Questionnaire as QuestionnaireRow
from survey_app.questionnaires.models import QuestionnaireVersion

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class VersionCard:
    """One published version."""

    id: int
    key: str
    number: int
    sha256: str
    questionnaire: Questionnaire


def get_version(session: Session, version_id: int) -> VersionCard:
    """Return a version by its id, or raise NotFoundError."""
    row = session.execute(
        select(
            QuestionnaireVersion.id,
            QuestionnaireRow.key,
            QuestionnaireVersion.number,
            QuestionnaireVersion.sha256,
        )
        .join(QuestionnaireRow, QuestionnaireRow.id == QuestionnaireVersion.questionnaire_id)
        .where(QuestionnaireVersion.id == version_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("unknown_questionnaire", key=str(version_id))
    return VersionCard(*row, parsed(session, row.sha256))


def newest_version(session: Session, key: str) -> VersionCard:
    """Return the newest published version of a questionnaire, or raise NotFoundError."""
    found = session.scalar(
        select(QuestionnaireVersion.id)
        .join(QuestionnaireRow, QuestionnaireRow.id == QuestionnaireVersion.questionnaire_id)
        .where(QuestionnaireRow.key == key, QuestionnaireVersion.published_at.is_not(None))
        .order_by(QuestionnaireVersion.number.desc())
        .limit(1)
    )
    if found is None:
        raise NotFoundError("unknown_questionnaire", key=key[:60])
    return get_version(session, found)


def list_versions(session: Session) -> list[VersionCard]:
    """Return all published versions, oldest first."""
    ids = session.scalars(
        select(QuestionnaireVersion.id)
        .where(QuestionnaireVersion.published_at.is_not(None))
        .order_by(QuestionnaireVersion.id)
    ).all()
    return [get_version(session, version_id) for version_id in ids]


_parsed: dict[str, Questionnaire] = {}


def parsed(session: Session, sha256: str) -> Questionnaire:
    """Return the parsed document with this hash, read once per process."""
    if sha256 not in _parsed:
        document = session.scalar(
            select(QuestionnaireVersion.document)
            .where(QuestionnaireVersion.sha256 == sha256)
            .limit(1)
        )
        _parsed[sha256] = parse(json.loads(document or "{}"))
    return _parsed[sha256]
