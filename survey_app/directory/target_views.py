"""Pages of targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import actor, permission, permitted_roots
from survey_app.audit.service import record
from survey_app.core.calendar import local_day
from survey_app.directory.forms import ButtonForm, TargetForm
from survey_app.directory.queries import UnitCard, get_unit, list_children, list_units_by_id
from survey_app.directory.scope import check_within
from survey_app.directory.targets import (
    TargetRow,
    get_local,
    list_targets,
    read_targets,
    remove_target,
    set_target,
)
from survey_app.directory.views import VIEW
from survey_app.extensions import database, utc_now
from survey_app.ui.lists import csv_file, list_place

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

bp = Blueprint("targets", __name__, url_prefix="/staff/targets", template_folder="templates")

EDIT = "targets.edit"
COLUMNS = ("criterion", "year", "direction", "value", "block", "unit_code", "source")


@bp.get("")
@permission(VIEW)
def index() -> ResponseReturnValue:
    """List what the criteria must reach."""
    return page_of(editing_form())


def page_of(form: TargetForm) -> ResponseReturnValue:
    """Draw the list, and the form for whom may set targets."""
    with database().reading() as session:
        found = list_targets(session, list_place())
        own = {unit.code for unit in units_offered(session)}
    may = form if form.unit_code.choices else None
    page = render_template("directory/targets.html", page=found, form=may, own=own)
    return page, 422 if form.errors else 200


def units_offered(session: Session) -> list[UnitCard]:
    """Return the units of the visitor's grants and those right below them."""
    today, roots = local_day(utc_now()), permitted_roots(EDIT)
    found = list_units_by_id(session, roots)
    return found + [unit for root in roots for unit in list_children(session, root, today)]


def editing_form() -> TargetForm:
    """Return the form with the units for which the visitor may set targets."""
    form = TargetForm()
    with database().reading() as session:
        form.offer(units_offered(session))
    if not form.year.data:
        form.year.data = local_day(utc_now()).year
    return form


@bp.post("/set")
@permission(EDIT)
def change() -> ResponseReturnValue:
    """Set a target for a unit."""
    form, today = editing_form(), local_day(utc_now())
    if not form.validate_on_submit():
        return page_of(form)
    values = form.values()
    with database().writing() as session:
        unit = get_unit(session, values["unit_code"], today)
        check_within(session, unit.id, permitted_roots(EDIT), today)
        set_target(session, values)
        subject = f"{values['criterion']} {values['year']}"
        record(
            session,
            "targets.set",
            actor=actor(),
            unit_id=unit.id,
            subject=subject,
            details={"value": values["value"], "source": values["source"]},
        )
    flash(_("Set. Pages judge by it from now on; reports that were closed stay as they are."))
    return redirect(url_for(".index"), code=303)


@bp.route("/<int:target_id>/remove", methods=["GET", "POST"])
@permission(EDIT)
def remove(target_id: int) -> ResponseReturnValue:
    """Take a target away, after asking."""
    form, today = ButtonForm(), local_day(utc_now())
    with database().reading() as session:
        target = get_local(session, target_id, permitted_roots(EDIT), today)
        unit = get_unit(session, target.unit_code)
    if not form.validate_on_submit():
        return render_template("directory/remove.html", target=target, unit=unit, form=form)
    with database().writing() as session:
        remove_target(session, target)
        note_removal(session, target, unit)
    flash(_("Taken away."))
    return redirect(url_for(".index"), code=303)


def note_removal(session: Session, target: TargetRow, unit: UnitCard) -> None:
    """Record that a target was taken away, and what it was."""
    record(
        session,
        "targets.remove",
        actor=actor(),
        unit_id=unit.id,
        subject=f"{target.criterion} {target.year}",
        details={"value": str(target.value), "source": target.source},
    )


@bp.get("/list.csv")
@permission(VIEW, records="targets.export")
def export() -> ResponseReturnValue:
    """Hand out the list."""
    with database().reading() as session:
        rows = read_targets(session, list_place())
    return csv_file("chi-tieu.csv", {name: name for name in COLUMNS}, rows)
