"""What became of an answer, behind its receipt code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, url_for

from survey_app.core.codes import group_code, normalise_code
from survey_app.core.errors import NotFoundError
from survey_app.extensions import database, keyring, utc_now
from survey_app.responses import life
from survey_app.responses.queries import has_contact, telephone_of
from survey_app.responses.views.pages import P, bp, lasting_language

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get(f"/{P}/<string:receipt>")
def receipt(receipt: str, _letter: str) -> ResponseReturnValue:
    """Show what became of an answer; never the answer."""
    known = known_receipt(receipt)
    with database().reading() as session:
        state = life.find_receipt(session, keyring(), known)
        awaits_call = has_contact(session, state.response_id)
        again = life.may_answer_again(session, state, utc_now())
        telephone = telephone_of(session, state.response_id)
        reply = current_app.extensions["survey_replies"](session, state.response_id)
    return render_template(
        "responses/receipt.html",
        receipt=group_code(known),
        code=known,
        state=state.state,
        awaits_call=awaits_call,
        telephone=telephone,
        reply=reply,
        may_withdraw=state.state in life.WITHDRAWABLE,
        may_answer_again=again,
    )


def known_receipt(text: str) -> str:
    """Return a receipt code in its plain form, or raise NotFoundError."""
    known = normalise_code(text)
    if known is None:
        raise NotFoundError("unknown_receipt")
    return known


@bp.post(f"/{P}/<string:receipt>/withdraw")
def withdraw(receipt: str, _letter: str) -> ResponseReturnValue:
    """Take an answer out of the counts."""
    known = known_receipt(receipt)
    with database().writing() as session:
        life.withdraw(session, keyring(), known, utc_now())
    return redirect(
        url_for(".receipt", receipt=known, _letter="P", lang=lasting_language()), code=303
    )


@bp.post(f"/{P}/<string:receipt>/again")
def again(receipt: str, _letter: str) -> ResponseReturnValue:
    """Open the same link once more."""
    known = known_receipt(receipt)
    with database().writing() as session:
        code = life.answer_again(session, keyring(), known, utc_now())
    return redirect(url_for(".show", code=code, _letter="R", lang=lasting_language()), code=303)
