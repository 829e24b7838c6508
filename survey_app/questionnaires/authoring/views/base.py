"""What the authors' pages share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import current_staff, permitted_roots
from survey_app.core.calendar import local_day
from survey_app.extensions import database, utc_now
from survey_app.questionnaires.authoring.queries import DraftCard, Reach, get_draft
from survey_app.questionnaires.authoring.service import save

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.core.faults import Document

VIEW, EDIT = "questionnaires.view", "questionnaires.edit"
PUBLISH, CORE = "questionnaires.publish", "questionnaires.publish_core"
CONFLICT, UNPROCESSABLE = 409, 422

bp = Blueprint(
    "questionnaires",
    __name__,
    url_prefix="/staff/questionnaires",
    template_folder=str(Path(__file__).resolve().parents[2] / "templates"),
)


def reach(name: str) -> Reach:
    """Return where the visitor has a permission today."""
    return Reach(tuple(permitted_roots(name)), local_day(utc_now()))


def author() -> str:
    """Return who is writing."""
    staff = current_staff()
    return staff.login if staff else ""


def load_draft(draft_id: int, name: str = EDIT) -> DraftCard:
    """Return a draft within the visitor's reach, or raise NotFoundError."""
    with database().reading() as session:
        return get_draft(session, draft_id, reach(name))


def seen_edition() -> int:
    """Return the edition the visitor had before their eyes; 0 for what is none."""
    text = request.form.get("edition", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004 - digits


def store(draft: DraftCard, document: Document) -> bool:
    """Store a changed document unless somebody changed the draft meanwhile."""
    with database().writing() as session:
        return save(session, draft.id, seen_edition(), document, author(), utc_now())


def store_and_return(draft: DraftCard, document: Document) -> ResponseReturnValue:
    """Store a small change, or say that it was not made, and lead to the draft."""
    if not store(draft, document):
        flash(too_late(draft))
    return to_draft(draft.id)


def too_late(draft: DraftCard) -> str:
    """Say that somebody was quicker."""
    return str(
        _(
            "%(login)s changed this draft meanwhile, so nothing was done."
            " Please look at it as it is now.",
            login=draft.edited_by,
        )
    )


def to_draft(draft_id: int) -> ResponseReturnValue:
    """Lead to a draft."""
    return redirect(url_for("questionnaires.draft", draft_id=draft_id), code=303)
