"""The page behind an invitation: a password of one's own, then in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, url_for

from survey_app.accounts.forms import NewPasswordForm
from survey_app.accounts.invitation import accept, find_invited
from survey_app.accounts.own import is_good
from survey_app.accounts.service import start_session
from survey_app.accounts.views import HOME, open_door
from survey_app.audit.service import record
from survey_app.extensions import database, keyring, utc_now

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("welcome", __name__, url_prefix="/staff/welcome", template_folder="templates")

UNPROCESSABLE = 422


@bp.route("/<string:token>", methods=["GET", "POST"])
def invited(token: str) -> ResponseReturnValue:
    """Ask the holder of a link for a password; opening the page uses nothing up."""
    form, now = NewPasswordForm(), utc_now()
    with database().reading() as reading:
        card = find_invited(reading, keyring(), token, now)
    if not form.validate_on_submit() or not is_good(form, card.login):
        page = render_template("accounts/welcome.html", form=form, invited=card)
        return page, UNPROCESSABLE if form.errors else 200
    with database().writing() as session:
        accept(session, keyring(), token, form.new.data or "", now)
        fresh = start_session(session, keyring(), card.account_id, now)
        record(session, "accounts.welcome", actor=card.login)
    return open_door(url_for(HOME), fresh)
