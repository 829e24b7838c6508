"""Reading questionnaires: a version never changes, so a parsed one is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from survey_app.core.errors import NotFoundError
from survey_app.core.questionnaire import Questionnaire, parse
from survey_app.directory.queries import list_ancestors
from survey_app.questionnaires.models import Questionnaire as QuestionnaireRow
from survey_app.questionnaires.models import QuestionnaireVersion

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

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


def find_questionnaires(session: Session, ids: Collection[int]) -> dict[int, Questionnaire]:
    """Return the documents of versions by number."""
    rows = session.execute(
        select(QuestionnaireVersion.id, QuestionnaireVersion.sha256).where(
            QuestionnaireVersion.id.in_(list(ids))
        )
    )
    return {row.id: parsed(session, row.sha256) for row in rows}


def newest_version(session: Session, key: str) -> VersionCard:
    """Return the newest version of a questionnaire that ships, or raise NotFoundError."""
    newest = newest_by_unit(session, key).get(None)
    if newest is None:
        raise NotFoundError("unknown_questionnaire", key=key[:60])
    return get_version(session, newest)


def version_in_force(session: Session, key: str, unit_id: int, on: date) -> VersionCard:
    """Return the version that a unit's links use, or raise NotFoundError.

    It is the newest one published by the unit itself, else by the nearest unit
    above it, else the newest one that ships.
    """
    return get_version(session, id_in_force(session, key, unit_id, on))


def id_in_force(session: Session, key: str, unit_id: int, on: date) -> int:
    """Return the id of the version that a unit's links use, or raise NotFoundError."""
    found = find_id_in_force(session, key, unit_id, on)
    if found is None:
        raise NotFoundError("unknown_questionnaire", key=key[:60])
    return found


def find_id_in_force(session: Session, key: str, unit_id: int, on: date) -> int | None:
    """Return the id of the version that a unit's links use; None for a key of other units."""
    by_unit = newest_by_unit(session, key)
    if by_unit.keys() <= {None}:
        return by_unit.get(None)
    path = [unit_id, *(unit.id for unit in list_ancestors(session, unit_id, on)), None]
    return next((by_unit[unit] for unit in path if unit in by_unit), None)


def find_id_above(session: Session, key: str, unit_id: int, on: date) -> int | None:
    """Return the id of the version that a unit would use without one of its own, if any."""
    above = list_ancestors(session, unit_id, on)
    if above:
        return find_id_in_force(session, key, above[0].id, on)
    return newest_by_unit(session, key).get(None)


def newest_by_unit(session: Session, key: str) -> dict[int | None, int]:
    """Return the newest version of each unit that has one, and under None the one that ships."""
    rows = session.execute(
        select(QuestionnaireVersion.unit_id, func.max(QuestionnaireVersion.id))
        .join(QuestionnaireRow, QuestionnaireRow.id == QuestionnaireVersion.questionnaire_id)
        .where(QuestionnaireRow.key == key, QuestionnaireVersion.published_at.is_not(None))
        .group_by(QuestionnaireVersion.unit_id)
    ).all()
    return {row[0]: row[1] for row in rows}


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
