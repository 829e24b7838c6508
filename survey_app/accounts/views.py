"""Signing in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import COOKIE, actor, own_token, visitor
from survey_app.accounts.forms import SignInForm
from survey_app.accounts.queries import known_login
from survey_app.accounts.service import ABSOLUTE, authenticate, end_session, start_session
from survey_app.audit.service import record
from survey_app.extensions import database, keyring, settings, throttle, utc_now
from survey_app.throttle import SIGN_IN

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

bp = Blueprint("accounts", __name__, url_prefix="/staff", template_folder="templates")
HOME = "console.home"
UNPROCESSABLE = 422
LANGUAGE = "lang"


@bp.get("/")
def home() -> ResponseReturnValue:
    """Lead to the results, or to the sign-in."""
    return redirect(url_for(HOME if visitor() else ".sign_in"), code=303)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for login and password; open a fresh session for the right ones."""
    form = SignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return sign_in_page(form)
    now, login = utc_now(), form.login.data or ""
    throttle().count(SIGN_IN, login.strip().lower()[:100], request.remote_addr or "")
    with database().reading() as reading:
        samples = not settings().production
        account_id = authenticate(reading, login, form.password.data or "", samples=samples)
    if account_id is None:
        note_failure(login)
        form.password.errors = [_("Account or password is not right.")]
        return sign_in_page(form)
    with database().writing() as writing:
        token = start_session(writing, keyring(), account_id, now)
        record(writing, "accounts.sign_in", actor=login.strip().lower())
    return open_door(safe_address(form.next.data or ""), token)


def sign_in_page(form: SignInForm) -> ResponseReturnValue:
    """Draw the page that asks who it is; where there is a provider, it is offered, too."""
    provider = settings().oidc_issuer
    page = render_template("accounts/sign_in.html", form=form, provider=provider)
    return page, UNPROCESSABLE if form.errors else 200


def note_failure(login: str) -> None:
    """Record a failure; what is no account's name may be a password and is not kept."""
    with database().writing() as writing:
        known = known_login(writing, login)
        record(writing, "accounts.sign_in_failed", actor="", subject=known or "?")


def safe_address(wished: str) -> str:
    """Return an address of the staff console, never one of another site."""
    return wished if wished.startswith("/staff/") and "\\" not in wished else url_for(HOME)


def open_door(address: str, token: str) -> ResponseReturnValue:
    """Lead on with the new session's cookie; nothing of the old session stays but the language."""
    language = session.get(LANGUAGE)
    session.clear()
    if language:
        session[LANGUAGE] = language
    return set_cookie(redirect(address, code=303), token)


def set_cookie(response: Response, token: str) -> Response:
    """Give an answer the cookie of a session; scripts cannot read it."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(ABSOLUTE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings().secure,
        path="/staff",
    )
    return response


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Close the session."""
    who = actor()
    with database().writing() as writing:
        end_session(writing, keyring(), own_token())
        if who:
            record(writing, "accounts.sign_out", actor=who)
    session.clear()
    flash(_("You are signed out."))
    response = redirect(url_for(".sign_in"), code=303)
    response.delete_cookie(COOKIE, path="/staff")
    return response
