"""The page behind a desk's poster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from werkzeug.datastructures import MultiDict

from survey_app.core.errors import ForgedError, NotFoundError, RefusedError
from survey_app.core.names import committee_name
from survey_app.directory.queries import find_desk, list_common_procedures
from survey_app.extensions import database, keyring, throttle, utc_now
from survey_app.responses import desk as desk_service
from survey_app.responses import tokens
from survey_app.responses.views.pages import (
    BAD_REQUEST,
    UNPROCESSABLE,
    D,
    bp,
    lasting_language,
    sent_anew,
    sent_form,
)
from survey_app.throttle import PER_CODE
from survey_app.ui.messages import message

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.directory.queries import DeskCard
    from survey_app.questionnaires.page import Sent


def get_desk(code: str) -> DeskCard:
    """Return the active desk behind a code, or raise NotFoundError."""
    with database().reading() as session:
        desk = find_desk(session, code)
    if desk is None or not desk.active:
        raise NotFoundError("unknown_desk")
    return desk


@bp.get(f"/{D}/<string:code>")
def desk(code: str, _letter: str) -> ResponseReturnValue:
    """Ask which case it is about."""
    found = get_desk(code)
    return desk_page(found, MultiDict(), "", tokens.mint(keyring(), found.code, utc_now()))


def desk_page(found: DeskCard, sent: Sent, error: str, token: str) -> str:
    """Return the desk's page with what was typed."""
    with database().reading() as session:
        procedures = list_common_procedures(session)
    return render_template(
        "responses/desk.html",
        desk=found,
        unit_name=committee_name(found.unit.name),
        procedures=procedures,
        sent=sent,
        error=error,
        hidden={tokens.FIELD: token},
    )


@bp.post(f"/{D}/<string:code>")
def choose_case(code: str, _letter: str) -> ResponseReturnValue:
    """Lead to the questionnaire of the case that was typed."""
    found, sent, now = get_desk(code), sent_form(), utc_now()
    throttle().count(PER_CODE, "desk", found.code)
    try:
        tokens.read(keyring(), found.code, sent.get(tokens.FIELD, ""))
    except ForgedError:
        fresh = tokens.mint(keyring(), found.code, now)
        return desk_page(found, sent, sent_anew(), fresh), BAD_REQUEST
    if "lang" in sent:
        return desk_page(found, sent, "", sent[tokens.FIELD])
    typed = sent.get("case_id", ""), sent.get("procedure_code", "")
    try:
        with database().writing() as session:
            link = desk_service.open_page(session, keyring(), found, typed, now)
    except RefusedError as error:
        return desk_page(found, sent, message(error), sent[tokens.FIELD]), UNPROCESSABLE
    return redirect(
        url_for(".show", code=link.code, _letter="R", lang=lasting_language()), code=303
    )
