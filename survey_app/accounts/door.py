"""The second factor: asked at the door, enrolled there or later, with its recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _

from survey_app.accounts.access import INSIDE, own_card, own_token, permission
from survey_app.accounts.forms import CodeForm, EnrolmentForm
from survey_app.accounts.queries import ASK_CODE, ENROL, count_recovery_codes
from survey_app.accounts.second_factor import (
    enrol,
    secret_for,
    setup_address,
    step_of_code,
    take_code,
    take_recovery_code,
)
from survey_app.accounts.service import authenticate, end_session, start_session
from survey_app.accounts.views import open_door, safe_address, set_cookie
from survey_app.audit.service import record
from survey_app.core.codes import group_code
from survey_app.extensions import database, keyring, throttle, utc_now
from survey_app.throttle import CODES, SIGN_IN
from survey_app.ui.qr import draw, modules_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.accounts.queries import StaffCard

bp = Blueprint("door", __name__, url_prefix="/staff", template_folder="templates")

OWN = "account.own"
UNPROCESSABLE = 422
#: Letters of a secret that are read in one glance.
GROUP = 4


@bp.route("/sign-in/code", methods=["GET", "POST"])
@permission(OWN, at=frozenset({ASK_CODE}))
def ask_code() -> ResponseReturnValue:
    """Ask for a code of the application, or a recovery code; open a fresh session for it."""
    form, staff = CodeForm(next=request.args.get("next", "")), own_card()
    if not form.validate_on_submit():
        return code_page(form)
    if not proves(staff, form.code.data or ""):
        form.code.errors = [_("This code is not right, or was used already. Please take another.")]
        return code_page(form)
    return open_door(safe_address(form.next.data or ""), fresh_session(staff))


def code_page(form: CodeForm) -> ResponseReturnValue:
    """Draw the page that asks for a code."""
    page = render_template("accounts/code.html", form=form)
    return page, UNPROCESSABLE if form.errors else 200


def proves(staff: StaffCard, code: str) -> bool:
    """Use up a code and tell whether it was a right one; either is recorded.

    Guessing six digits is slowed for the account, whoever does it. That shuts nobody out: recovery
    codes, which nobody guesses, are counted for the account and the address only.
    """
    place = (staff.login, request.remote_addr or "")
    throttle().count(SIGN_IN, *place)
    by_hand = "".join(code.split()).isdigit()
    if by_hand:
        throttle().count(CODES, staff.login)
    with database().writing() as session:
        if by_hand:
            right = take_code(session, keyring(), staff.account_id, code, utc_now())
        else:
            right = take_recovery_code(session, keyring(), staff.account_id, code)
        kind = {"kind": "code" if by_hand else "recovery"}
        deed = "accounts.code" if right else "accounts.code_failed"
        record(session, deed, actor=staff.login, details=kind)
    return right


def fresh_session(staff: StaffCard) -> str:
    """Put a session with both factors in the place of this one; return its token."""
    with database().writing() as session:
        end_session(session, keyring(), own_token())
        return start_session(session, keyring(), staff.account_id, utc_now(), factors=2)


@bp.route("/account/second-factor", methods=["GET", "POST"])
@permission(OWN, at=INSIDE | {ENROL})
def enrolment() -> ResponseReturnValue:
    """Show a secret for an application; keep it once its first code is right."""
    staff, form = own_card(), EnrolmentForm(next=request.args.get("next", ""))
    if staff.step:
        del form.password
    secret = secret_for(keyring(), own_token())
    if not form.validate_on_submit() or not is_right(form, staff, secret):
        return enrolment_page(form, staff, secret)
    with database().writing() as session:
        code = form.code.data or ""
        codes = enrol(session, keyring(), staff.account_id, secret, code, utc_now())
        record(session, "accounts.second_factor", actor=staff.login)
    return codes_page(codes, safe_address(form.next.data or ""), fresh_session(staff))


def is_right(form: EnrolmentForm, staff: StaffCard, secret: str) -> bool:
    """Tell whether the code fits the secret and the password is theirs; else the field says so."""
    throttle().count(SIGN_IN, staff.login, request.remote_addr or "")
    if step_of_code(secret, form.code.data or "", utc_now()) is None:
        form.code.errors = [_("This code is not right. Please wait for the next one.")]
    elif "password" in form and not knows_password(staff.login, form.password.data or ""):
        form.password.errors = [_("This is not your password.")]
    return not form.errors


def knows_password(login: str, password: str) -> bool:
    """Tell whether a password opens an account."""
    with database().reading() as session:
        return authenticate(session, login, password) is not None


def enrolment_page(form: EnrolmentForm, staff: StaffCard, secret: str) -> ResponseReturnValue:
    """Draw the page with the secret as QR code and as letters."""
    with database().reading() as session:
        enrolled = count_recovery_codes(session, staff.account_id) is not None
    page = render_template(
        "accounts/enrolment.html",
        form=form,
        required=bool(staff.step),
        enrolled=enrolled,
        image=draw(modules_of(setup_address(secret, staff.login)), _("Set-up of the application")),
        secret=" ".join(secret[at : at + GROUP] for at in range(0, len(secret), GROUP)),
    )
    return page, UNPROCESSABLE if form.errors else 200


def codes_page(codes: list[str], address: str, token: str) -> ResponseReturnValue:
    """Show recovery codes, once; the cookie of the new session goes with the page."""
    shown = [group_code(code) for code in codes]
    page = render_template("accounts/recovery_codes.html", codes=shown, address=address)
    return set_cookie(make_response(page), token)
