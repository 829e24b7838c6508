"""Pages of figures for signed-in staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from survey_app.accounts.access import permission, permitted_roots
from survey_app.core.calendar import Period, local_day
from survey_app.extensions import database, utc_now
from survey_app.results.overview import overview as make_overview
from survey_app.results.page import unit_page
from survey_app.results.periods import choices
from survey_app.results.queries import snapshot

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("results", __name__, url_prefix="/staff", template_folder="templates")

VIEW = "results.view"


@bp.get("/units")
@permission(VIEW)
def overview() -> ResponseReturnValue:
    """Show the units the visitor may see, with their rates."""
    period = chosen_period()
    search = request.args.get("q", "").strip()[:100]
    with snapshot(database()) as session:
        found = make_overview(session, period, permitted_roots(VIEW), search)
    return render_template("results/overview.html", page=found, periods=period_choices(period))


@bp.get("/units/<int:unit_id>")
@permission(VIEW)
def unit(unit_id: int) -> ResponseReturnValue:
    """Show one unit: rate, verdicts, levels, procedures, quarters, units below."""
    period = chosen_period()
    with snapshot(database()) as session:
        found = unit_page(session, unit_id, period, permitted_roots(VIEW))
    return render_template("results/unit.html", page=found, periods=period_choices(period))


def chosen_period() -> Period:
    """Return the period of the address, or the quarter of today."""
    text = request.args.get("period", "").strip()
    return Period.parse(text) if text else Period.quarter_of(local_day(utc_now()))


def period_choices(chosen: Period) -> dict[str, list[Period]]:
    """Return what the page offers to choose from."""
    return choices(local_day(utc_now()), chosen)
