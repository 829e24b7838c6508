"""Drafts: begun as a copy, changed edition by edition, published as a version."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from sqlalchemy import delete, insert, update

from survey_app.core.calendar import local_day
from survey_app.core.core_questions import core_changes
from survey_app.core.errors import ConflictError, NotFoundError, NotPermittedError, RefusedError
from survey_app.core.faults import faults
from survey_app.core.questionnaire import canonical
from survey_app.database import lock
from survey_app.questionnaires.authoring.queries import (
    Reach,
    find_draft,
    find_questionnaire_id,
    forget_unused,
    get_published,
    is_known,
    permitted_units,
)
from survey_app.questionnaires.models import QuestionnaireDraft
from survey_app.questionnaires.queries import find_id_above, find_id_in_force, id_in_force
from survey_app.questionnaires.service import publish, questionnaire_row

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import CursorResult
    from sqlalchemy.orm import Session

    from survey_app.core.faults import Document
    from survey_app.questionnaires.authoring.queries import DraftCard, PublishedCard


@dataclass(frozen=True, slots=True)
class Fresh:
    """A questionnaire that nobody has yet."""

    key: str
    title: dict[str, str]
    #: Key of the questionnaire it is copied from.
    source: str


def begin(session: Session, key: str, unit_id: int, reach: Reach, by: str, now: datetime) -> int:
    """Return the unit's draft of a questionnaire, copied from the version it uses if new."""
    lock_place(session, key, unit_id, reach)
    known = find_draft(session, key, unit_id)
    if known is not None:
        return known
    source = get_published(session, id_in_force(session, key, unit_id, reach.on))
    return add_draft(session, source, source.document, unit_id, by, now)


def begin_new(
    session: Session, fresh: Fresh, unit_id: int, reach: Reach, by: str, now: datetime
) -> int:
    """Return the draft of a questionnaire under a key of its own, copied from another's version.

    Raises RefusedError ``known_key`` for a key that is taken.
    """
    lock_place(session, fresh.key, unit_id, reach)
    if is_known(session, fresh.key):
        raise RefusedError("known_key", key=fresh.key)
    source = get_published(session, id_in_force(session, fresh.source, unit_id, reach.on))
    document = {**copied(source, fresh.key), "title": fresh.title}
    questionnaire_row(session, document)
    return add_draft(session, source, document, unit_id, by, now)


def lock_place(session: Session, key: str, unit_id: int, reach: Reach) -> None:
    """Hold the draft of a unit, or raise NotFoundError for a unit out of reach."""
    if not permitted_units(session, reach, [unit_id]):
        raise NotFoundError("unknown_unit")
    lock(session, sha256(f"draft:{key}:{unit_id}".encode()).digest())


def copied(source: PublishedCard, key: str) -> Document:
    """Return a version's document under a key."""
    document = source.document
    return document if document["key"] == key else {**document, "key": key, "letter": ""}


def add_draft(
    session: Session,
    source: PublishedCard,
    document: Document,
    unit_id: int,
    by: str,
    now: datetime,
) -> int:
    """Store a new draft and return its id."""
    key = document["key"]
    session.execute(
        insert(QuestionnaireDraft).values(
            questionnaire_id=find_questionnaire_id(session, key),
            unit_id=unit_id,
            version_id=source.id,
            document=canonical(document),
            edition=1,
            edited_by=by,
            edited_at=now,
        )
    )
    return cast("int", find_draft(session, key, unit_id))


def delete_draft(session: Session, draft: DraftCard, edition: int) -> bool:
    """Delete a draft whose edition is still the one that was seen; its versions stay."""
    done = session.execute(
        delete(QuestionnaireDraft).where(
            QuestionnaireDraft.id == draft.id, QuestionnaireDraft.edition == edition
        )
    )
    forget_unused(session, draft.key)
    return cast("CursorResult[None]", done).rowcount == 1


def save(
    session: Session, draft_id: int, edition: int, document: Document, by: str, now: datetime
) -> bool:
    """Store the next edition of a draft; False when somebody else stored one meanwhile."""
    return change(session, draft_id, edition, by, now, document=canonical(document))


def change(
    session: Session, draft_id: int, edition: int, by: str, now: datetime, **values: object
) -> bool:
    """Change a draft whose edition is still the one that was seen."""
    done = session.execute(
        update(QuestionnaireDraft)
        .where(QuestionnaireDraft.id == draft_id, QuestionnaireDraft.edition == edition)
        .values(edition=edition + 1, edited_by=by, edited_at=now, **values)
    )
    return cast("CursorResult[None]", done).rowcount == 1


def reset(session: Session, draft: DraftCard, edition: int, by: str, now: datetime) -> bool:
    """Begin anew from the version that the unit uses now."""
    source = version_before(session, draft, local_day(now))
    text = canonical(copied(source, draft.key))
    return change(session, draft.id, edition, by, now, version_id=source.id, document=text)


def version_before(session: Session, draft: DraftCard, on: date) -> PublishedCard:
    """Return the version a draft would replace: the unit's, else the one it was copied from."""
    found = find_id_in_force(session, draft.key, draft.unit_id, on)
    return get_published(session, found or draft.version_id)


def publish_draft(
    session: Session, draft: DraftCard, edition: int, by: str, now: datetime, *, core: bool
) -> int:
    """Publish a draft as its unit's next version and return the version's id.

    ``core``: whether the publisher may change the core. Raises ConflictError
    ``draft_changed`` or ``nothing_changed``, RefusedError ``draft_faulty``
    and NotPermittedError ``core_changed``.
    """
    document = draft.document
    check_publishable(session, draft, now, core=core)
    version_id = publish(session, document, now, draft.unit_id)
    if not change(session, draft.id, edition, by, now, version_id=version_id):
        raise ConflictError("draft_changed")
    return version_id


def check_publishable(session: Session, draft: DraftCard, now: datetime, *, core: bool) -> None:
    """Raise what stands against publishing."""
    broken = faults(draft.document)
    if broken:
        raise RefusedError("draft_faulty", count=len(broken))
    in_force = version_before(session, draft, local_day(now))
    if in_force.text == draft.text:
        raise ConflictError("nothing_changed", number=in_force.number)
    changed = [] if core else core_changed(session, draft, local_day(now))
    if changed:
        raise NotPermittedError("core_changed", places=", ".join(changed))


def core_changed(session: Session, draft: DraftCard, on: date) -> list[str]:
    """Return where a draft departs from the core of the version above, or of the one copied."""
    above = find_id_above(session, draft.key, draft.unit_id, on)
    core = get_published(session, above or draft.version_id)
    return core_changes(draft.document, core.document)
