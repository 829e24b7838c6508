"""Which questionnaires, versions and drafts there are, and what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from survey_app.accounts.access import permission
from survey_app.extensions import database
from survey_app.questionnaires.authoring import words
from survey_app.questionnaires.authoring.forms import AddForm, TitleForm, choices
from survey_app.questionnaires.authoring.page import (
    differences_page,
    draft_page,
    overview,
    version_page,
)
from survey_app.questionnaires.authoring.queries import get_draft
from survey_app.questionnaires.authoring.views.base import CORE, EDIT, VIEW, bp, reach

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.questionnaires.authoring.page import DraftPage


@bp.get("")
@permission(VIEW)
def index() -> ResponseReturnValue:
    """List questionnaires with their versions and drafts."""
    with database().reading() as session:
        found = overview(session, reach(VIEW))
    return render_template("questionnaires/index.html", groups=found)


@bp.get("/versions/<int:version_id>")
@permission(VIEW)
def version(version_id: int) -> ResponseReturnValue:
    """Show a published version with its hash."""
    with database().reading() as session:
        found = version_page(session, version_id, reach(VIEW))
    return render_template("questionnaires/version.html", page=found, words=words)


@bp.get("/drafts/<int:draft_id>")
@permission(EDIT)
def draft(draft_id: int) -> ResponseReturnValue:
    """Show a draft: its questions, what is wrong with it, what could be better."""
    with database().reading() as session:
        found = draft_page(session, get_draft(session, draft_id, reach(EDIT)), reach(CORE))
    return render_template(
        "questionnaires/draft.html",
        page=found,
        words=words,
        add=add_form(found),
        title=TitleForm(formdata=None, data=found.heading, edition=found.card.edition),
    )


def add_form(page: DraftPage) -> AddForm:
    """Return the empty form of a new question, to stand at the end."""
    form = AddForm(formdata=None, edition=page.card.edition, after=page.last)
    form.after.choices = choices((each["id"], each["id"]) for each in page.document["questions"])
    return form


@bp.get("/drafts/<int:draft_id>/differences")
@permission(EDIT)
def differences(draft_id: int) -> ResponseReturnValue:
    """Show what a draft changes, and publish it."""
    with database().reading() as session:
        card = get_draft(session, draft_id, reach(EDIT))
        found = differences_page(session, card, reach(CORE))
    return render_template("questionnaires/differences.html", page=found, words=words)
