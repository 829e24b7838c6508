"""The screen at a desk: five faces, then the end of a case ID, then thanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, url_for
from werkzeug.datastructures import MultiDict

from survey_app.core.errors import ForgedError, RefusedError
from survey_app.core.names import committee_name
from survey_app.extensions import chosen_language, database, keyring, throttle, utc_now
from survey_app.questionnaires.page import option_view
from survey_app.responses import kiosk as service
from survey_app.responses import tokens
from survey_app.responses.views.desk import get_desk
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
from survey_app.ui.scripts import let_script

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from survey_app.directory.queries import DeskCard
    from survey_app.questionnaires.page import Sent
    from survey_app.responses.tokens import PageToken

#: Of answers from one page; each has its own number.
LONGEST_SERIAL = 6


@bp.get(f"/{D}/<string:code>/kiosk")
def kiosk(code: str, _letter: str) -> ResponseReturnValue:
    """Ask for a level, in large faces."""
    return kiosk_page(get_desk(code), MultiDict())


def address_of(desk: DeskCard) -> str:
    """Return what the hidden input is bound to."""
    return f"kiosk/{desk.code}"


def kiosk_page(desk: DeskCard, sent: Sent, error: str = "") -> Response:
    """Return the screen; with an error also what was tapped, for the same person."""
    with database().reading() as session:
        asked = service.question(session, desk, utc_now())
    language = chosen_language()
    page = render_template(
        "responses/kiosk.html",
        desk=desk,
        unit_name=committee_name(desk.unit.name),
        question=asked.text[language],
        levels=[option_view(asked, option, language, sent) for option in asked.options],
        name=asked.id,
        case_id=sent.get("case_id", ""),
        error=error,
        hidden={tokens.FIELD: tokens.mint(keyring(), address_of(desk), utc_now()), "serial": "0"},
    )
    return let_script(make_response(page), "kiosk")


@bp.post(f"/{D}/<string:code>/kiosk")
def tap(code: str, _letter: str) -> ResponseReturnValue:
    """Store what was tapped; the same sending again changes nothing."""
    desk, sent, now = get_desk(code), sent_form(), utc_now()
    throttle().count(PER_CODE, "kiosk", desk.code)
    try:
        token = tokens.read(keyring(), address_of(desk), sent.get(tokens.FIELD, ""))
    except ForgedError:
        return kiosk_page(desk, sent, sent_anew()), BAD_REQUEST
    try:
        with database().writing() as session:
            service.take(session, keyring(), desk, mark_of(token, sent), now)
    except RefusedError as error:
        return kiosk_page(desk, sent, message(error)), UNPROCESSABLE
    address = url_for(".kiosk_thanks", code=desk.code, _letter="D", lang=lasting_language())
    return redirect(address, code=303)


def mark_of(token: PageToken, sent: Sent) -> service.Mark:
    """Return what was sent as one answer."""
    serial = sent.get("serial", "")
    if not serial.isascii() or not serial.isdigit() or len(serial) > LONGEST_SERIAL:
        raise RefusedError("unknown_level")
    client_id = f"{token.client_id}-{int(serial)}"
    level, case_text = sent.get("overall", ""), sent.get("case_id", "").strip()
    return service.Mark(level, case_text, chosen_language(), client_id)


@bp.get(f"/{D}/<string:code>/kiosk/thanks")
def kiosk_thanks(code: str, _letter: str) -> ResponseReturnValue:
    """Thank, then go back to the faces; only where there is no script."""
    desk = get_desk(code)
    return render_template(
        "responses/kiosk_thanks.html", desk=desk, unit_name=committee_name(desk.unit.name)
    )
