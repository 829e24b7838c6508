"""The form of one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, render_template
from flask_babel import gettext as _

from survey_app.accounts.access import permission
from survey_app.questionnaires.authoring import words
from survey_app.questionnaires.authoring.editing import choosing_moments, find, moments_of, replaced
from survey_app.questionnaires.authoring.filled import filled_question, limits_of
from survey_app.questionnaires.authoring.forms import QuestionForm, form_data
from survey_app.questionnaires.authoring.page import question_differences
from survey_app.questionnaires.authoring.views.base import (
    CONFLICT,
    EDIT,
    UNPROCESSABLE,
    bp,
    load_draft,
    seen_edition,
    store,
    to_draft,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.core.faults import Entry
    from survey_app.questionnaires.authoring.queries import DraftCard


@bp.get("/drafts/<int:draft_id>/questions/<string:name>")
@permission(EDIT)
def question(draft_id: int, name: str) -> ResponseReturnValue:
    """Show one question to be changed."""
    draft = load_draft(draft_id)
    entry = find(draft.document, name)
    data = form_data(entry, moments_of(draft.document, name))
    form = QuestionForm(formdata=None, data=data, edition=draft.edition)
    return show(draft, entry, form)


def show(draft: DraftCard, entry: Entry, form: QuestionForm, mine: Entry | None = None) -> str:
    """Return the page of a question; ``mine`` is what could not be stored."""
    form.offer(draft.document, entry["id"], choosing_moments(draft.document))
    return render_template(
        "questionnaires/question.html",
        draft=draft,
        entry=entry,
        form=form,
        limits=limits_of(entry["type"]),
        words=words,
        clashes=question_differences(entry, mine) if mine else [],
        late=mine is not None,
    )


@bp.post("/drafts/<int:draft_id>/questions/<string:name>")
@permission(EDIT)
def change_question(draft_id: int, name: str) -> ResponseReturnValue:
    """Store what was changed; somebody who was second sees both and loses nothing."""
    draft = load_draft(draft_id)
    entry, form = find(draft.document, name), QuestionForm()
    form.offer(draft.document, name, choosing_moments(draft.document))
    if not form.validate():
        return show(draft, entry, form), UNPROCESSABLE
    changed = filled_question(entry, form.data)
    if seen_edition() == draft.edition and store(
        draft, replaced(draft.document, changed, form.moments.data)
    ):
        flash(_("The question “%(question)s” is stored.", question=name))
        return to_draft(draft_id)
    newest = load_draft(draft_id)
    form.edition.data = str(newest.edition)
    return show(newest, find(newest.document, name), form, changed), CONFLICT
