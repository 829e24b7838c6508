"""Reading versions and drafts for their authors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, false, func, or_, select

from survey_app.core.errors import NotFoundError
from survey_app.directory.models import Unit
from survey_app.directory.queries import list_ancestors, subtree
from survey_app.questionnaires.models import (
    Questionnaire,
    QuestionnaireDraft,
    QuestionnaireVersion,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from survey_app.core.faults import Document


@dataclass(frozen=True, slots=True)
class PublishedCard:
    """One published version as authors see it."""

    id: int
    key: str
    letter: str
    number: int
    sha256: str
    published_at: datetime
    unit_id: int | None
    #: Empty for a version that ships.
    unit_name: str
    text: str

    @property
    def document(self) -> Document:
        """The document, read anew so that nobody changes another's."""
        found: Document = json.loads(self.text)
        return found


@dataclass(frozen=True, slots=True)
class DraftCard:
    """One draft with the unit it is written for."""

    id: int
    key: str
    letter: str
    unit_id: int
    unit_name: str
    version_id: int
    edition: int
    edited_by: str
    edited_at: datetime
    text: str

    @property
    def document(self) -> Document:
        """The document, read anew so that nobody changes another's."""
        found: Document = json.loads(self.text)
        return found


@dataclass(frozen=True, slots=True)
class Reach:
    """What an author may see and write: units on whose subtrees the right is held, on a day."""

    roots: tuple[int, ...]
    on: date

    def below(self, column: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column of any table
        """Return the condition that a unit stands at or below one of the roots."""
        return or_(
            false(), column.in_(self.roots), *(column.in_(subtree(r, self.on)) for r in self.roots)
        )

    def around(self, session: Session, column: Any) -> ColumnElement[bool]:  # noqa: ANN401 - as above
        """Return the same for versions: those that ship and those from above are seen as well."""
        above = [unit.id for root in self.roots for unit in list_ancestors(session, root, self.on)]
        return or_(column.is_(None), column.in_(above), self.below(column))


def published() -> Select[*tuple[Any, ...]]:
    """Return the statement that all readings of versions share."""
    return (
        select(
            QuestionnaireVersion.id,
            Questionnaire.key,
            Questionnaire.letter,
            QuestionnaireVersion.number,
            QuestionnaireVersion.sha256,
            QuestionnaireVersion.published_at,
            QuestionnaireVersion.unit_id,
            Unit.name,
            QuestionnaireVersion.document,
        )
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .outerjoin(Unit, Unit.id == QuestionnaireVersion.unit_id)
        .where(QuestionnaireVersion.published_at.is_not(None))
    )


def published_card(row: Any) -> PublishedCard:  # noqa: ANN401 - a row of `published`
    """Return one row as a card."""
    *head, unit_name, text = row
    fields: list[Any] = [*head, unit_name or "", text]
    return PublishedCard(*fields)


def list_published(session: Session, reach: Reach) -> list[PublishedCard]:
    """Return the versions an author may see, by questionnaire, the newest first."""
    seen = reach.around(session, QuestionnaireVersion.unit_id)
    query = published().where(seen)
    order = (Questionnaire.letter, Questionnaire.key, QuestionnaireVersion.number.desc())
    return [published_card(row) for row in session.execute(query.order_by(*order))]


def list_newest(session: Session) -> list[PublishedCard]:
    """Return the newest version of every questionnaire and unit."""
    owner = (QuestionnaireVersion.questionnaire_id, QuestionnaireVersion.unit_id)
    newest = select(func.max(QuestionnaireVersion.id)).group_by(*owner)
    query = published().where(QuestionnaireVersion.id.in_(newest))
    rows = session.execute(query.order_by(Questionnaire.key, QuestionnaireVersion.id))
    return [published_card(row) for row in rows]


def get_published(session: Session, version_id: int, reach: Reach | None = None) -> PublishedCard:
    """Return one version an author may see, or raise NotFoundError."""
    query = published().where(QuestionnaireVersion.id == version_id)
    if reach is not None:
        query = query.where(reach.around(session, QuestionnaireVersion.unit_id))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("unknown_questionnaire", key=str(version_id))
    return published_card(row)


def drafts() -> Select[*tuple[Any, ...]]:
    """Return the statement that all readings of drafts share."""
    return (
        select(
            QuestionnaireDraft.id,
            Questionnaire.key,
            Questionnaire.letter,
            QuestionnaireDraft.unit_id,
            Unit.name,
            QuestionnaireDraft.version_id,
            QuestionnaireDraft.edition,
            QuestionnaireDraft.edited_by,
            QuestionnaireDraft.edited_at,
            QuestionnaireDraft.document,
        )
        .join(Questionnaire, Questionnaire.id == QuestionnaireDraft.questionnaire_id)
        .join(Unit, Unit.id == QuestionnaireDraft.unit_id)
    )


def list_drafts(session: Session, reach: Reach) -> list[DraftCard]:
    """Return the drafts an author may see, by questionnaire."""
    query = drafts().where(reach.below(QuestionnaireDraft.unit_id))
    order = (Questionnaire.letter, Questionnaire.key, Unit.code)
    return [DraftCard(*row) for row in session.execute(query.order_by(*order))]


def get_draft(session: Session, draft_id: int, reach: Reach) -> DraftCard:
    """Return one draft an author may write, or raise NotFoundError."""
    query = drafts().where(
        QuestionnaireDraft.id == draft_id, reach.below(QuestionnaireDraft.unit_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("unknown_draft")
    return DraftCard(*row)


def find_draft(session: Session, key: str, unit_id: int) -> int | None:
    """Return the id of a unit's draft of a questionnaire."""
    return session.scalar(
        select(QuestionnaireDraft.id)
        .join(Questionnaire, Questionnaire.id == QuestionnaireDraft.questionnaire_id)
        .where(Questionnaire.key == key, QuestionnaireDraft.unit_id == unit_id)
    )


def find_questionnaire_id(session: Session, key: str) -> int:
    """Return the id of a questionnaire, or raise NotFoundError."""
    found = session.scalar(select(Questionnaire.id).where(Questionnaire.key == key))
    if found is None:
        raise NotFoundError("unknown_questionnaire", key=key[:60])
    return found


def permitted_units(session: Session, reach: Reach, wanted: Sequence[int]) -> list[int]:
    """Return those of the wanted units that an author may write for."""
    query = select(Unit.id).where(Unit.id.in_(wanted), reach.below(Unit.id))
    return [*session.scalars(query)]


def is_known(session: Session, key: str) -> bool:
    """Whether there is a questionnaire with this key, of any unit."""
    return session.scalar(select(Questionnaire.id).where(Questionnaire.key == key)) is not None


def forget_unused(session: Session, key: str) -> None:
    """Let a key go that has neither a version nor a draft."""
    versions = exists().where(QuestionnaireVersion.questionnaire_id == Questionnaire.id)
    left = exists().where(QuestionnaireDraft.questionnaire_id == Questionnaire.id)
    session.execute(delete(Questionnaire).where(Questionnaire.key == key, ~versions, ~left))
