"""A draft as a citizen would see it, in the frame of a phone, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Response, abort, current_app, make_response, render_template, request, url_for

from survey_app.accounts.access import permission
from survey_app.core.faults import faults
from survey_app.core.names import committee_name
from survey_app.core.questionnaire import parse
from survey_app.extensions import LANGUAGES
from survey_app.questionnaires.authoring import words
from survey_app.questionnaires.authoring.views.base import EDIT, bp, load_draft
from survey_app.questionnaires.conditions import hiding_rules
from survey_app.ui.headers import POLICY
from survey_app.ui.scripts import POLICIES
from survey_app.ui.styles import style_response
from survey_app.ui.views import citizen_css

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from survey_app.core.faults import Document

#: Where a questionnaire is not sent out, all its questions make its only page.
ALL = "all"


def moments_of(document: Document) -> list[str]:
    """Return the pages that a questionnaire has."""
    return [moment["name"] for moment in document.get("moments", ())] or [ALL]


def last_screen(document: Document) -> int:
    """Return the number of the last screen of the stepped form, where it is sent."""
    return len(document["questions"]) + 1


def with_policy(content: str, before: str, after: str, policy: str = POLICY) -> Response:
    """Return a page under the usual policy but for one word."""
    response = make_response(content)
    response.headers["Content-Security-Policy"] = policy.replace(before, after)
    return response


@bp.get("/drafts/<int:draft_id>/preview")
@permission(EDIT)
def preview(draft_id: int) -> ResponseReturnValue:
    """Show the phones."""
    draft = load_draft(draft_id)
    moments = moments_of(draft.document)
    chosen = request.args.get("moment", "")
    screen = request.args.get("screen", 0, type=int)
    page = render_template(
        "questionnaires/preview.html",
        draft=draft,
        document=draft.document,
        faults=faults(draft.document),
        languages=LANGUAGES,
        moments=moments,
        chosen=chosen if chosen in moments else moments[-1],
        screen=min(max(screen, 0), last_screen(draft.document)),
        last=last_screen(draft.document),
        words=words,
    )
    return with_policy(page, "form-action", "frame-src 'self'; form-action")


@bp.get("/drafts/<int:draft_id>/preview/<string:moment>/<string:language>")
@permission(EDIT)
def phone(draft_id: int, moment: str, language: str) -> ResponseReturnValue:
    """Return the citizen's page of a draft; it can be looked at, not sent."""
    draft = load_draft(draft_id)
    if faults(draft.document) or language not in LANGUAGES:
        abort(404)
    draw = cast("Callable[..., str]", current_app.extensions["survey_preview"])
    page = draw(
        parse(draft.document),
        moment,
        language,
        unit_name=committee_name(draft.unit_name),
        stylesheet=url_for(".phone_style", draft_id=draft_id, moment=moment, v=draft.edition),
        screen=request.args.get("screen", 0, type=int),
    )
    policy = POLICIES["citizen"]
    return with_policy(page, "frame-ancestors 'none'", "frame-ancestors 'self'", policy)


@bp.get("/drafts/<int:draft_id>/preview/<string:moment>/phone.css")
@permission(EDIT)
def phone_style(draft_id: int, moment: str) -> ResponseReturnValue:
    """Return the style sheet of a draft's page."""
    draft = load_draft(draft_id)
    if faults(draft.document):
        abort(404)
    return style_response(
        citizen_css() + hiding_rules(parse(draft.document), moment), lasting=False
    )
