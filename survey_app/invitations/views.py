"""Pages of desks: codes, posters and other handouts, words for loudspeaker and Zalo."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import actor, current_staff, permission, permitted_roots
from survey_app.audit.service import record
from survey_app.core.calendar import local_day
from survey_app.core.errors import NotFoundError
from survey_app.core.names import committee_name, full_committee_name
from survey_app.directory.desks import (
    change_desk,
    close_desk,
    get_desk,
    list_desks_within,
    read_desks,
    renew_desk,
)
from survey_app.directory.queries import (
    DeskCard,
    UnitCard,
    get_unit,
    list_children,
    list_units_by_id,
)
from survey_app.directory.scope import check_within
from survey_app.directory.service import add_desk
from survey_app.extensions import database, settings, utc_now
from survey_app.invitations.forms import ButtonForm, DeskForm, NewDeskForm, SlipsForm
from survey_app.invitations.handouts import KINDS, Handout, handouts_pdf
from survey_app.invitations.poster import poster_pdf
from survey_app.invitations.qr import svg
from survey_app.invitations.service import desk_address
from survey_app.jobs.service import enqueue
from survey_app.ui.filters import is_demo
from survey_app.ui.lists import csv_file, list_place

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from survey_app.invitations.handouts import Kind

bp = Blueprint("desks", __name__, url_prefix="/staff/desks", template_folder="templates")

SHOW, EDIT, PRINT = "desk.show", "desks.edit", "posters.make"
A4 = "a4"
#: Columns of the exported list.
COLUMNS = {
    "unit": "unit.name",
    "desk": "name",
    "code": "code",
    "telephone": "telephone",
    "active": "active",
}


@bp.route("/", methods=["GET", "POST"])
@permission(EDIT)
def index() -> ResponseReturnValue:
    """List the desks with what can be printed for them; add one."""
    today, roots = local_day(utc_now()), permitted_roots(EDIT)
    form, slips = NewDeskForm(), SlipsForm(formdata=None, prefix="slips-")
    closed = "closed" in request.args
    with database().reading() as session:
        offered = units_offered(session, roots)
        found = list_desks_within(session, (roots, today), list_place(), closed=closed)
    form.offer(offered)
    slips.offer(offered)
    if form.validate_on_submit():
        with database().writing() as session:
            add(session, form)
        flash(_("The desk has its code. Please print a poster and scan it once."))
        return redirect(url_for(".index"), code=303)
    page = render_template(
        "invitations/desks.html", page=found, form=form, slips=slips, closed=closed
    )
    return page, 422 if form.is_submitted() else 200


def add(session: Session, form: NewDeskForm) -> None:
    """Add the desk that was filled in."""
    today, name = local_day(utc_now()), form.name.data or ""
    unit = get_unit(session, form.unit.data, today)
    check_within(session, unit.id, permitted_roots(EDIT), today)
    add_desk(session, unit.code, name, utc_now(), telephone=form.telephone.data or "")
    record(session, "desks.add", actor=actor(), unit_id=unit.id, subject=name)


@bp.get("/list.csv")
@permission(EDIT, records="desks.export")
def export() -> ResponseReturnValue:
    """Hand out the list of desks."""
    scope = permitted_roots(EDIT), local_day(utc_now())
    with database().reading() as session:
        rows = read_desks(session, scope, list_place(), closed="closed" in request.args)
    return csv_file("quay.csv", COLUMNS, rows)


def units_offered(session: Session, roots: list[int]) -> list[UnitCard]:
    """Return the units of the visitor's grants and those right below them."""
    today = local_day(utc_now())
    found = {unit.id: unit for unit in list_units_by_id(session, roots)}
    for root in roots:
        found |= {unit.id: unit for unit in list_children(session, root, today)}
    return list(found.values())


def read_desk(desk_id: int, need: str) -> DeskCard:
    """Return a desk of the visitor's units."""
    with database().reading() as session:
        return get_desk(session, desk_id, permitted_roots(need), local_day(utc_now()))


@bp.get("/<int:desk_id>/<string:kind>.pdf")
@permission(PRINT)
def handout(desk_id: int, kind: str) -> ResponseReturnValue:
    """Hand out a poster, a table tent or stickers."""
    desk = read_desk(desk_id, PRINT)
    link = desk_address(settings().base_url, desk.code)
    name = full_committee_name(desk.unit.name)
    if kind == A4:
        pdf = poster_pdf(desk.code, link, name, desk.name, sample=is_demo())
    elif kind in KINDS and kind != "slips":
        item = Handout(link=link, code=desk.code, unit=name, place=desk.name)
        pdf = handouts_pdf(cast("Kind", kind), [item], urlsplit(link).netloc, sample=is_demo())
    else:
        raise NotFoundError
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{desk.code}-{kind}.pdf")
    return response


@bp.get("/<int:desk_id>/scan")
@permission(EDIT)
def scan(desk_id: int) -> ResponseReturnValue:
    """Show the code large, to be scanned once with a phone."""
    desk = read_desk(desk_id, EDIT)
    link = desk_address(settings().base_url, desk.code)
    return render_template("invitations/scan.html", desk=desk, link=link, image=svg(link))


@bp.route("/<int:desk_id>/close", methods=["GET", "POST"])
@permission(EDIT)
def close(desk_id: int) -> ResponseReturnValue:
    """Take a code out of use, after asking."""
    desk, form = read_desk(desk_id, EDIT), ButtonForm()
    if not form.validate_on_submit():
        return render_template("invitations/close.html", desk=desk, form=form, renew=False)
    with database().writing() as session:
        close_desk(session, desk)
        note_desk(session, "desks.close", desk)
    flash(_("The code %(code)s is out of use.", code=desk.code))
    return redirect(url_for(".index"), code=303)


@bp.route("/<int:desk_id>/edit", methods=["GET", "POST"])
@permission(EDIT)
def edit(desk_id: int) -> ResponseReturnValue:
    """Give a desk another name, or its citizens another number for help."""
    desk = read_desk(desk_id, EDIT)
    form = DeskForm(data={"name": desk.name, "telephone": desk.telephone})
    if not form.validate_on_submit():
        page = render_template("invitations/edit.html", desk=desk, form=form)
        return page, 422 if form.is_submitted() else 200
    with database().writing() as session:
        change_desk(session, desk, form.name.data or "", form.telephone.data or "")
        note_desk(session, "desks.edit", desk)
    flash(_("Citizens see it from now on. A poster with the old name keeps its code."))
    return redirect(url_for(".index"), code=303)


@bp.route("/<int:desk_id>/renew", methods=["GET", "POST"])
@permission(EDIT)
def renew(desk_id: int) -> ResponseReturnValue:
    """Give a desk a new code, after asking."""
    desk, form = read_desk(desk_id, EDIT), ButtonForm()
    if not form.validate_on_submit():
        return render_template("invitations/close.html", desk=desk, form=form, renew=True)
    with database().writing() as session:
        code = renew_desk(session, desk, utc_now())
        note_desk(session, "desks.renew", desk)
    flash(_("The new code is %(code)s. Please print the poster anew.", code=code))
    return redirect(url_for(".index"), code=303)


def note_desk(session: Session, action: str, desk: DeskCard) -> None:
    """Record what was done with a desk, by its name: its code opens a form."""
    record(session, action, actor=actor(), unit_id=desk.unit.id, subject=desk.name)


@bp.post("/slips")
@permission(PRINT)
def slips() -> ResponseReturnValue:
    """Ask for the slips of a unit's finished cases."""
    form, staff = SlipsForm(prefix="slips-"), current_staff()
    today, roots = local_day(utc_now()), permitted_roots(PRINT)
    with database().reading() as session:
        form.offer(units_offered(session, roots))
    if form.validate() and staff:
        with database().writing() as session:
            check_within(session, int(form.unit.data), roots, today)
            chosen = {"unit_id": int(form.unit.data)}
            enqueue(session, "invitations.slips", chosen, owner_id=staff.account_id, now=utc_now())
    return redirect(url_for("jobs.index"), code=303)


@bp.get("/words")
@permission(PRINT)
def words() -> ResponseReturnValue:
    """Show what is read out by loudspeaker and posted on Zalo, for each unit."""
    with database().reading() as session:
        units = list_units_by_id(session, permitted_roots(PRINT))
    host = urlsplit(settings().base_url).netloc
    names = [(unit, committee_name(unit.name)) for unit in units]
    return render_template("invitations/words.html", names=names, host=host)
