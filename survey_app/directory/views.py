"""Pages of the directory: units with their days and mergers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import actor, permission, permitted_roots
from survey_app.audit.service import record
from survey_app.core.calendar import local_day
from survey_app.directory.changing import UnitChange, UnitState, change_unit, get_state
from survey_app.directory.forms import UnitForm
from survey_app.directory.listing import list_directory, read_directory
from survey_app.extensions import database, utc_now
from survey_app.ui.lists import csv_file, list_place, wanted

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

bp = Blueprint("directory", __name__, url_prefix="/staff", template_folder="templates")

VIEW, EDIT = "directory.view", "directory.edit"
#: Columns of the exported list.
COLUMNS = {
    "code": "code",
    "name": "name",
    "kind": "kind",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
    "made_of": "made_of",
}


@bp.get("/directory")
@permission(VIEW)
def index() -> ResponseReturnValue:
    """List the units of the visitor with their days and what they came from."""
    search = wanted("q")
    with database().reading() as session:
        found = list_directory(session, permitted_roots(VIEW), search, list_place())
    return render_template(
        "directory/index.html", page=found, search=search, may_edit=bool(permitted_roots(EDIT))
    )


@bp.get("/directory/list.csv")
@permission(VIEW, records="directory.export")
def export() -> ResponseReturnValue:
    """Hand out the list as it is narrowed."""
    with database().reading() as session:
        rows = read_directory(session, permitted_roots(VIEW), wanted("q"), list_place())
    return csv_file("don-vi.csv", COLUMNS, rows)


@bp.route("/directory/<int:unit_id>", methods=["GET", "POST"])
@permission(EDIT)
def unit(unit_id: int) -> ResponseReturnValue:
    """Let something else hold for a unit from a day on."""
    roots = permitted_roots(EDIT)
    with database().reading() as session:
        card = get_state(session, unit_id, roots)
    stored = {"name": card.name, "parent_code": card.parent_code, "last": card.valid_to}
    form = UnitForm(data={**stored, "first": local_day(utc_now())})
    if not form.validate_on_submit():
        page = render_template("directory/unit.html", unit=card, form=form)
        return page, 422 if form.errors else 200
    change = wish_of(form)
    with database().writing() as session:
        change_unit(session, card, change, roots)
        note_change(session, card, change, form.reason.data or "")
    flash(_("Changed from %(day)s on.", day=f"{change.first:%d/%m/%Y}"))
    return redirect(url_for(".index", q=card.code), code=303)


def wish_of(form: UnitForm) -> UnitChange:
    """Return what was filled in."""
    texts = {name: (form[name].data or "").strip() for name in ("parent_code", "successor")}
    return UnitChange(
        first=form.first.data or local_day(utc_now()),
        name=form.name.data or "",
        last=form.last.data,
        partly=form.partly.data,
        **texts,
    )


def note_change(session: Session, unit: UnitState, change: UnitChange, reason: str) -> None:
    """Record what was changed in a unit, from what to what, and why."""
    pairs = {"name": (unit.name, change.name), "parent": (unit.parent_code, change.parent_code)}
    told = {name: f"{old} → {new}" for name, (old, new) in pairs.items() if old != new}
    ends = {"last": change.last.isoformat()} if change.last else {}
    into = {"into": change.successor} if change.successor else {}
    record(
        session,
        "directory.change",
        actor=actor(),
        unit_id=unit.id,
        subject=unit.code,
        details={**told, **ends, **into, "from": change.first.isoformat(), "reason": reason},
    )
