"""The record of who did what, for those who look after security."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template

from survey_app.accounts.access import permission
from survey_app.audit.listing import AuditFilter, list_lines, read_lines
from survey_app.audit.queries import newest_head
from survey_app.core.calendar import local_day
from survey_app.extensions import database, utc_now
from survey_app.ui.lists import csv_file, list_place, wanted

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("audit", __name__, url_prefix="/staff/audit", template_folder="templates")

VIEW = "audit.view"
#: Columns of the exported list.
COLUMNS = {
    "month": "month",
    "number": "seq",
    "at": "at",
    "action": "action",
    "actor": "actor",
    "unit_id": "unit_id",
    "subject": "subject",
    "details": "details",
}


@bp.get("")
@permission(VIEW)
def index() -> ResponseReturnValue:
    """Show the newest lines, as the address narrows them."""
    shown = wished()
    with database().reading() as session:
        found = list_lines(session, shown)
    return render_template("console/audit.html", page=found, wanted=shown)


@bp.get("/list.csv")
@permission(VIEW, records="audit.export")
def export() -> ResponseReturnValue:
    """Hand out the lines as the address narrows them."""
    with database().reading() as session:
        lines = read_lines(session, wished())
    return csv_file("nhat-ky.csv", COLUMNS, lines)


@bp.get("/head.txt")
@permission(VIEW, records="audit.head")
def head() -> ResponseReturnValue:
    """Hand out the end of the record, to be kept where nobody here can write."""
    with database().reading() as session:
        found = newest_head(session)
    text = f"{found.month}/{found.seq}/{found.hash}\n" if found else ""
    response = Response(text, mimetype="text/plain")
    name = f"nhat-ky-{local_day(utc_now())}.txt"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def wished() -> AuditFilter:
    """Return what the address asks for."""
    return AuditFilter(
        month=wanted("month"),
        action=wanted("action"),
        actor=wanted("actor").lower(),
        search=wanted("q"),
        place=list_place(),
    )
