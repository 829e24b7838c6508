"""Accounts of the visitor's units: who they are, inviting them, giving and ending their roles."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import own_card, permission, permitted_roots
from survey_app.core.calendar import local_day
from survey_app.core.errors import ConflictError, RefusedError
from survey_app.core.paging import Cursor
from survey_app.directory.scope import list_within
from survey_app.extensions import database, keyring, settings, utc_now
from survey_app.staff import service
from survey_app.staff.forms import ButtonForm, EndForm, GrantForm, InvitationForm
from survey_app.staff.queries import get_person, list_people
from survey_app.staff.words import ROLE_WORDS
from survey_app.ui.messages import message

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("staff", __name__, url_prefix="/staff/accounts", template_folder="templates")

EDIT = "accounts.edit"
UNPROCESSABLE = 422
PERSON = "/<int:account_id>"


@bp.get("")
@permission(EDIT)
def index() -> ResponseReturnValue:
    """List the accounts that work for the visitor's units."""
    search = request.args.get("q", "").strip()[:100]
    after, deed = Cursor.parse(request.args.get("after", "")), own_deed()
    with database().reading() as session:
        found = list_people(session, deed.roots, search, after, deed.today)
    return render_template("staff/index.html", page=found, search=search, roles=ROLE_WORDS)


def own_deed() -> service.AdminDeed:
    """Return who administers what, now."""
    staff = own_card()
    return service.AdminDeed(staff.account_id, staff.login, permitted_roots(EDIT), utc_now())


def deed_on(account_id: int) -> service.AdminDeed:
    """Return who administers an account, now; raise NotFoundError for one outside."""
    deed = own_deed()
    with database().reading() as session:
        get_person(session, account_id, deed.roots, deed.today)
    return deed


@bp.route("/new", methods=["GET", "POST"])
@permission(EDIT)
def new() -> ResponseReturnValue:
    """Invite somebody; the link is shown once."""
    form, deed = InvitationForm(valid_from=local_day(utc_now())), own_deed()
    offer(form, deed)
    if not form.validate_on_submit():
        return new_page(form)
    person = (form.login.data or "", form.name.data or "")
    try:
        with database().writing() as session:
            granted = wanted(form)
            account_id, token = service.invite_person(session, keyring(), deed, person, granted)
    except (ConflictError, RefusedError) as error:
        field = form.login if error.code == "login_taken" else form.role
        field.errors = [message(error)]
        return new_page(form)
    return link_page(account_id, token)


def new_page(form: InvitationForm) -> ResponseReturnValue:
    """Draw the page that asks whom to invite."""
    page = render_template("staff/new.html", form=form)
    return page, UNPROCESSABLE if form.errors else 200


def offer(form: GrantForm, deed: service.AdminDeed) -> None:
    """Offer the units of the visitor."""
    with database().reading() as session:
        form.offer(list_within(session, deed.roots, deed.today))


def wanted(form: GrantForm) -> service.NewGrant:
    """Return the role that a valid form asks for."""
    return service.NewGrant(
        role=form.role.data,
        unit_id=form.unit.data,
        valid_from=form.valid_from.data or local_day(utc_now()),
        valid_to=form.valid_to.data,
    )


def link_page(account_id: int, token: str) -> ResponseReturnValue:
    """Show the link of an invitation, once."""
    deed = own_deed()
    with database().reading() as session:
        person = get_person(session, account_id, deed.roots, deed.today)
    link = settings().base_url + url_for("welcome.invited", token=token)
    return render_template("staff/link.html", person=person, link=link)


@bp.get(PERSON)
@permission(EDIT)
def show(account_id: int) -> ResponseReturnValue:
    """Show an account with its roles."""
    return person_page(account_id, GrantForm(formdata=None, valid_from=local_day(utc_now())))


def person_page(account_id: int, form: GrantForm) -> ResponseReturnValue:
    """Draw the page of an account with the form for one more role."""
    deed = own_deed()
    with database().reading() as session:
        person = get_person(session, account_id, deed.roots, deed.today)
    offer(form, deed)
    page = render_template(
        "staff/person.html",
        person=person,
        roles=ROLE_WORDS,
        form=form,
        end=EndForm(formdata=None),
        button=ButtonForm(formdata=None),
        own=account_id == deed.account_id,
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.post(f"{PERSON}/grants")
@permission(EDIT)
def grant(account_id: int) -> ResponseReturnValue:
    """Give one more role."""
    deed, form = deed_on(account_id), GrantForm()
    offer(form, deed)
    if not form.validate_on_submit():
        return person_page(account_id, form)
    with database().writing() as session:
        service.give_role(session, deed, account_id, wanted(form))
    flash(_("The role is given."))
    return back_to(account_id)


@bp.post(f"{PERSON}/grants/<int:grant_id>/end")
@permission(EDIT)
def end(account_id: int, grant_id: int) -> ResponseReturnValue:
    """End a role after a day, or at once."""
    deed, form = deed_on(account_id), EndForm()
    check(form)
    last_day = form.last_day.data or deed.today - timedelta(days=1)
    with database().writing() as session:
        service.end_role(session, deed, account_id, grant_id, last_day)
    flash(_("The role ends."))
    return back_to(account_id)


@bp.post(f"{PERSON}/<any(close, reopen):deed>")
@permission(EDIT)
def change(account_id: int, deed: str) -> ResponseReturnValue:
    """Close an account, or let it in again."""
    by = deed_on(account_id)
    check(ButtonForm())
    do = service.close_account if deed == "close" else service.reopen_account
    with database().writing() as session:
        do(session, by, account_id)
    return back_to(account_id)


@bp.post(f"{PERSON}/link")
@permission(EDIT)
def link(account_id: int) -> ResponseReturnValue:
    """Make a link by which a password is set anew, and show it once."""
    deed = deed_on(account_id)
    check(ButtonForm())
    with database().writing() as session:
        token = service.new_link(session, keyring(), deed, account_id)
    return link_page(account_id, token)


def check(form: ButtonForm | EndForm) -> None:
    """Raise RefusedError for a form that cannot be read."""
    if not form.validate_on_submit():
        raise RefusedError


def back_to(account_id: int) -> ResponseReturnValue:
    """Lead back to the page of an account."""
    return redirect(url_for(".show", account_id=account_id), code=303)
