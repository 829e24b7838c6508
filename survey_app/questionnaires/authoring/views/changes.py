"""Changing a draft step by step, and publishing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import permission
from survey_app.audit.service import record
from survey_app.extensions import LANGUAGES, database, utc_now
from survey_app.questionnaires.authoring.editing import added, moved, new_question, removed, titled
from survey_app.questionnaires.authoring.filled import kept_texts
from survey_app.questionnaires.authoring.forms import AddForm, NewForm, TitleForm
from survey_app.questionnaires.authoring.page import overview
from survey_app.questionnaires.authoring.queries import permitted_units
from survey_app.questionnaires.authoring.service import (
    Fresh,
    begin,
    begin_new,
    delete_draft,
    publish_draft,
    reset,
)
from survey_app.questionnaires.authoring.views.base import (
    CORE,
    EDIT,
    PUBLISH,
    UNPROCESSABLE,
    author,
    bp,
    load_draft,
    reach,
    seen_edition,
    store,
    store_and_return,
    to_draft,
    too_late,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from flask_wtf import FlaskForm

STEPS = {"up": -1, "down": 1}


@bp.post("/drafts")
@permission(EDIT)
def create() -> ResponseReturnValue:
    """Copy the version a unit uses into a draft, or lead to the draft there is."""
    key, unit_id = request.form.get("key", ""), request.form.get("unit", 0, type=int)
    with database().writing() as session:
        draft_id = begin(session, key, unit_id, reach(EDIT), author(), utc_now())
    return to_draft(draft_id)


@bp.route("/new", methods=["GET", "POST"])
@permission(EDIT)
def create_another() -> ResponseReturnValue:
    """Begin a questionnaire under a key of its own."""
    form = NewForm()
    with database().reading() as session:
        form.offer(overview(session, reach(EDIT)))
    if not form.validate_on_submit():
        page = render_template("questionnaires/new.html", form=form)
        return page, UNPROCESSABLE if form.is_submitted() else 200
    fresh = Fresh(form.key.data or "", kept_texts({}, form.title.data), form.source.data)
    unit_id = int(form.unit.data)
    with database().writing() as session:
        draft_id = begin_new(session, fresh, unit_id, reach(EDIT), author(), utc_now())
    return to_draft(draft_id)


@bp.post("/drafts/<int:draft_id>/questions")
@permission(EDIT)
def add(draft_id: int) -> ResponseReturnValue:
    """Add a question and lead to its form."""
    draft, form = load_draft(draft_id), AddForm()
    form.after.choices = []
    if not form.validate_on_submit():
        return say_errors(form, draft_id)
    text = {each: form[each].data for each in LANGUAGES if form[each].data}
    entry = new_question(draft.document, form.kind.data, text)
    if not store(draft, added(draft.document, entry, form.after.data)):
        flash(too_late(draft))
        return to_draft(draft_id)
    return redirect(url_for(".question", draft_id=draft_id, name=entry["id"]), code=303)


def say_errors(form: FlaskForm, draft_id: int) -> ResponseReturnValue:
    """Say what is wrong with a short form."""
    for errors in form.errors.values():
        flash(str(errors[0] if isinstance(errors, list) else next(iter(errors.values()))[0]))
    return to_draft(draft_id)


@bp.post("/drafts/<int:draft_id>/title")
@permission(EDIT)
def rename(draft_id: int) -> ResponseReturnValue:
    """Change the title."""
    draft, form = load_draft(draft_id), TitleForm()
    if not form.validate_on_submit():
        return say_errors(form, draft_id)
    title = {language: text for language, text in form.title.data.items() if text}
    return store_and_return(draft, titled(draft.document, title))


@bp.post("/drafts/<int:draft_id>/move")
@permission(EDIT)
def move(draft_id: int) -> ResponseReturnValue:
    """Move a question one place up or down."""
    draft = load_draft(draft_id)
    name, _colon, direction = request.form.get("question", "").partition(":")
    return store_and_return(draft, moved(draft.document, name, STEPS.get(direction, 0)))


@bp.post("/drafts/<int:draft_id>/remove")
@permission(EDIT)
def remove(draft_id: int) -> ResponseReturnValue:
    """Take a question out of a draft."""
    draft = load_draft(draft_id)
    return store_and_return(draft, removed(draft.document, request.form.get("question", "")))


@bp.post("/drafts/<int:draft_id>/reset")
@permission(EDIT)
def begin_anew(draft_id: int) -> ResponseReturnValue:
    """Throw the draft's changes away."""
    draft = load_draft(draft_id)
    with database().writing() as session:
        done = reset(session, draft, seen_edition(), author(), utc_now())
    flash(_("The draft is a copy of the version in use again.") if done else too_late(draft))
    return to_draft(draft_id)


@bp.post("/drafts/<int:draft_id>/delete")
@permission(EDIT)
def delete(draft_id: int) -> ResponseReturnValue:
    """Delete a draft once the box beside the button is ticked; what was published stays."""
    draft = load_draft(draft_id)
    if request.form.get("sure") != "yes":
        flash(_("Please tick the box first."))
        return to_draft(draft_id)
    with database().writing() as session:
        done = delete_draft(session, draft, seen_edition())
        told = {"key": draft.key}
        record(
            session,
            "questionnaires.delete_draft",
            actor=author(),
            details=told,
            unit_id=draft.unit_id,
        )
    if not done:
        flash(too_late(draft))
        return to_draft(draft_id)
    flash(_("The draft is deleted."))
    return redirect(url_for(".index"), code=303)


@bp.post("/drafts/<int:draft_id>/publish")
@permission(PUBLISH)
def publish(draft_id: int) -> ResponseReturnValue:
    """Publish the draft; new links of the unit use it from now on."""
    draft = load_draft(draft_id, PUBLISH)
    with database().writing() as session:
        core = bool(permitted_units(session, reach(CORE), [draft.unit_id]))
        version_id = publish_draft(session, draft, seen_edition(), author(), utc_now(), core=core)
        told = {"key": draft.key, "version": version_id, "core": core}
        record(
            session,
            "questionnaires.publish",
            actor=author(),
            details=told,
            unit_id=draft.unit_id,
            subject=f"draft/{draft_id}",
        )
    flash(_("Published. New links use this version from now on; old answers keep theirs."))
    return redirect(url_for(".version", version_id=version_id), code=303)
