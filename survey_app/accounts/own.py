"""One's own account: the password, and where one is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import COOKIE, current_staff, permission
from survey_app.accounts.forms import ButtonForm, PasswordForm
from survey_app.accounts.passwords import check_password
from survey_app.accounts.queries import list_sessions
from survey_app.accounts.service import authenticate, end_sessions, set_password
from survey_app.audit.service import record
from survey_app.core.errors import NotPermittedError, RefusedError
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
    staff, here = visitor(), keyring().session_mac(token())
    with database().reading() as session:
        found = list_sessions(session, staff.account_id, here)
    page = render_template(
        "accounts/own.html",
        staff=staff,
        sessions=found,
        form=form,
        leaving=ButtonForm(None, prefix=LEAVING),
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.post("/password")
@permission(OWN)
def change_password() -> ResponseReturnValue:
    """Set another password; every other browser is signed out."""
    staff, form = visitor(), PasswordForm()
    if not form.validate_on_submit() or not is_good(form, staff.login):
        return account_page(form)
    with database().writing() as session:
        set_password(session, staff.account_id, form.new.data or "")
        end_sessions(session, staff.account_id, but=keyring().session_mac(token()))
        record(session, "accounts.password", actor=staff.login)
    flash(_("Your password is changed. Other browsers are signed out."))
    return redirect(url_for(".show"), code=303)


def is_good(form: PasswordForm, login: str) -> bool:
    """Tell whether the old password is right and the new one may be; else the field says so."""
    throttle().count(SIGN_IN, login, request.remote_addr or "")
    with database().reading() as session:
        right = authenticate(session, login, form.old.data or "")
    if right is None:
        form.old.errors = [_("This is not your password.")]
        return False
    try:
        check_password(form.new.data or "", login)
    except RefusedError as error:
        form.new.errors = [message(error)]
        return False
    return True


@bp.post("/sign-out")
@permission(OWN)
def leave_everywhere() -> ResponseReturnValue:
    """Sign every browser out, this one too."""
    staff, form = visitor(), ButtonForm(prefix=LEAVING)
    if not form.validate_on_submit():
        raise RefusedError
    with database().writing() as session:
        end_sessions(session, staff.account_id, but=b"")
        record(session, "accounts.sign_out_everywhere", actor=staff.login)
    flash(_("You are signed out everywhere."))
    return redirect(url_for("accounts.sign_in"), code=303)


def token() -> str:
    """Return the token of this browser."""
    return request.cookies.get(COOKIE, "")


def visitor() -> StaffCard:
    """Return who is signed in; the permission made sure that somebody is."""
    staff = current_staff()
    if staff is None:
        raise NotPermittedError
    return staff
