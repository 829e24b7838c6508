"""The record of who did what, for those who look after security."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request

from survey_app.accounts.access import permission
from survey_app.audit.listing import MOST_EXPORTED, AuditFilter, list_lines, read_lines
from survey_app.core.paging import Cursor
from survey_app.core.text import formula_safe
from survey_app.extensions import database

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("audit", __name__, url_prefix="/staff/audit", template_folder="templates")

VIEW = "audit.view"
COLUMNS = ("month", "number", "at", "action", "actor", "unit_id", "subject", "details")


@bp.get("")
@permission(VIEW)
def index() -> ResponseReturnValue:
    """Show the newest lines, as the address narrows them."""
    wanted = wished()
    with database().reading() as session:
        found = list_lines(session, wanted)
    return render_template("console/audit.html", page=found, wanted=wanted)


@bp.get("/list.csv")
@permission(VIEW, records="audit.export")
def export() -> ResponseReturnValue:
    """Hand out the lines as the address narrows them."""
    with database().reading() as session:
        lines = read_lines(session, wished(), MOST_EXPORTED)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for line in lines:
        texts = [line.action, line.actor, str(line.unit_id or ""), line.subject, line.details]
        writer.writerow([line.month, line.seq, line.at.isoformat(), *map(formula_safe, texts)])
    response = Response("\ufeff" + file.getvalue(), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename="nhat-ky.csv")
    return response


def wished() -> AuditFilter:
    """Return what the address asks for."""
    words = {name: request.args.get(name, "").strip()[:100] for name in ("month", "action")}
    return AuditFilter(
        **words,
        actor=request.args.get("actor", "").strip().lower()[:100],
        search=request.args.get("q", "").strip()[:100],
        after=Cursor.parse(request.args.get("after", "")),
    )
