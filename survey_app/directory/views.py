"""Pages of the directory, to be read; lists are changed by the operator's commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from survey_app.accounts.access import permission, permitted_roots
from survey_app.core.paging import Cursor
from survey_app.directory.listing import list_directory, list_targets
from survey_app.extensions import database

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("directory", __name__, url_prefix="/staff", template_folder="templates")

VIEW = "directory.view"


@bp.get("/directory")
@permission(VIEW)
def index() -> ResponseReturnValue:
    """List the units of the visitor with their days and what they came from; and the targets."""
    search = request.args.get("q", "").strip()[:100]
    after = Cursor.parse(request.args.get("after", ""))
    with database().reading() as session:
        found = list_directory(session, permitted_roots(VIEW), search, after)
        targets = list_targets(session)
    return render_template("directory/index.html", page=found, search=search, targets=targets)
