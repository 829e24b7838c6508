"""One's own account: the password, and where one is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import own_card, own_token, permission
from survey_app.accounts.door import knows_password
from survey_app.accounts.forms import ButtonForm, NewPasswordForm, PasswordForm
from survey_app.accounts.passwords import check_password
from survey_app.accounts.queries import CHANGE_PASSWORD, count_recovery_codes, list_sessions
from survey_app.accounts.service import end_sessions, set_password
from survey_app.accounts.views import safe_address
from survey_app.audit.service import record
from survey_app.core.errors import RefusedError
from survey_app.extensions import database, keyring, throttle
from survey_app.throttle import SIGN_IN
from survey_app.ui.messages import message

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.accounts.queries import StaffCard

bp = Blueprint("own", __name__, url_prefix="/staff/account", template_folder="templates")

OWN = "account.own"
UNPROCESSABLE = 422
#: Two forms stand on one page: their fields must not share names.
LEAVING = "leaving-"


@bp.get("")
@permission(OWN)
def show() -> ResponseReturnValue:
    """Show the account, where it is signed in, and the form for another password."""
    return account_page(PasswordForm(formdata=None))


def account_page(form: PasswordForm) -> ResponseReturnValue:
    """Draw the page of the account with a form."""
    staff, here = own_card(), keyring().session_mac(own_token())
    with database().reading() as session:
        found = list_sessions(session, staff.account_id, here)
        codes_left = count_recovery_codes(session, staff.account_id)
    page = render_template(
        "accounts/own.html",
        staff=staff,
        sessions=found,
        codes_left=codes_left,
        form=form,
        leaving=ButtonForm(None, prefix=LEAVING),
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.post("/password")
@permission(OWN)
def change_password() -> ResponseReturnValue:
    """Set another password; every other browser is signed out."""
    staff, form = own_card(), PasswordForm()
    if not form.validate_on_submit() or not is_own(form, staff.login) or not fits(form, staff):
        return account_page(form)
    store_password(staff, form.new.data or "")
    flash(_("Your password is changed. Other browsers are signed out."))
    return redirect(url_for(".show"), code=303)


@bp.route("/new-password", methods=["GET", "POST"])
@permission(OWN, at=frozenset({CHANGE_PASSWORD}))
def new_password() -> ResponseReturnValue:
    """Ask for a password of one's own in the place of one that somebody else knows."""
    staff, form = own_card(), NewPasswordForm()
    if not form.validate_on_submit() or not fits(form, staff):
        page = render_template("accounts/new_password.html", form=form, staff=staff)
        return page, UNPROCESSABLE if form.errors else 200
    store_password(staff, form.new.data or "")
    return redirect(safe_address(request.args.get("next", "")), code=303)


def is_own(form: PasswordForm, login: str) -> bool:
    """Tell whether the old password is right; else the field says so."""
    throttle().count(SIGN_IN, login, request.remote_addr or "")
    if not knows_password(login, form.old.data or ""):
        form.old.errors = [_("This is not your password.")]
    return not form.errors


def fits(form: NewPasswordForm, staff: StaffCard) -> bool:
    """Tell whether the new password is one that nobody knows yet; else the field says so."""
    if is_good(form, staff.login) and knows_password(staff.login, form.new.data or ""):
        form.new.errors = [_("This is the password until now. Please choose another one.")]
    return not form.errors


def is_good(form: NewPasswordForm, login: str) -> bool:
    """Tell whether a new password is hard to guess; else the field says so."""
    try:
        check_password(form.new.data or "", login)
    except RefusedError as error:
        form.new.errors = [message(error)]
    return not form.errors


def store_password(staff: StaffCard, password: str) -> None:
    """Keep another password and sign every other browser out."""
    with database().writing() as session:
        set_password(session, staff.account_id, password)
        end_sessions(session, staff.account_id, but=keyring().session_mac(own_token()))
        record(session, "accounts.password", actor=staff.login)


@bp.post("/sign-out")
@permission(OWN)
def leave_everywhere() -> ResponseReturnValue:
    """Sign every browser out, this one too."""
    staff, form = own_card(), ButtonForm(prefix=LEAVING)
    if not form.validate_on_submit():
        raise RefusedError
    with database().writing() as session:
        end_sessions(session, staff.account_id, but=b"")
        record(session, "accounts.sign_out_everywhere", actor=staff.login)
    flash(_("You are signed out everywhere."))
    return redirect(url_for("accounts.sign_in"), code=303)
