"""Drafts: begun as a copy, changed edition by edition, published as a version."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, cast

from sqlalchemy import insert, update

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
    get_published,
    permitted_units,
)
from survey_app.questionnaires.models import QuestionnaireDraft
from survey_app.questionnaires.queries import id_above, id_in_force
from survey_app.questionnaires.service import publish

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import CursorResult
    from sqlalchemy.orm import Session

    from survey_app.core.faults import Document
    from survey_app.questionnaires.authoring.queries import DraftCard


def begin(session: Session, key: str, unit_id: int, reach: Reach, by: str, now: datetime) -> int:
    """Return the unit's draft of a questionnaire, copied from the version it uses if new."""
    if not permitted_units(session, reach, [unit_id]):
        raise NotFoundError("unknown_unit")
    lock(session, sha256(f"draft:{key}:{unit_id}".encode()).digest())
    known = find_draft(session, key, unit_id)
    if known is not None:
        return known
    source = get_published(session, id_in_force(session, key, unit_id, reach.on))
    session.execute(
        insert(QuestionnaireDraft).values(
            questionnaire_id=find_questionnaire_id(session, key),
            unit_id=unit_id,
            version_id=source.id,
            document=source.text,
            edition=1,
            edited_by=by,
            edited_at=now,
        )
    )
    return cast("int", find_draft(session, key, unit_id))


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
    in_force = id_in_force(session, draft.key, draft.unit_id, local_day(now))
    source = get_published(session, in_force)
    return change(session, draft.id, edition, by, now, version_id=source.id, document=source.text)


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
    in_force = get_published(
        session, id_in_force(session, draft.key, draft.unit_id, local_day(now))
    )
    if in_force.text == draft.text:
        raise ConflictError("nothing_changed", number=in_force.number)
    changed = [] if core else core_changed(session, draft, local_day(now))
    if changed:
        raise NotPermittedError("core_changed", places=", ".join(changed))


def core_changed(session: Session, draft: DraftCard, on: date) -> list[str]:
    """Return where a draft departs from the core of the version above its unit."""
    above = id_above(session, draft.key, draft.unit_id, on)
    return core_changes(draft.document, get_published(session, above).document)
