"""Pages of figures for signed-in staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from survey_app.accounts.access import permission, permitted_roots
from survey_app.core.calendar import Period, local_day
from survey_app.core.errors import NotFoundError
from survey_app.extensions import database, utc_now
from survey_app.results.charts import funnel_spec, levels_spec, svg
from survey_app.results.criteria import criteria_page
from survey_app.results.overview import overview as make_overview
from survey_app.results.page import unit_page
from survey_app.results.periods import choices
from survey_app.results.queries import snapshot
from survey_app.results.questions import questions_page
from survey_app.results.ranking import ranking_page
from survey_app.ui.filters import language

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.results.charts import Spec

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


@bp.get("/units/<int:unit_id>/levels.svg")
@permission(VIEW)
def levels(unit_id: int) -> ResponseReturnValue:
    """Draw how often each level was chosen."""
    with snapshot(database()) as session:
        found = unit_page(session, unit_id, chosen_period(), permitted_roots(VIEW))
    return drawing(levels_spec(found.levels, language(), gettext))


@bp.get("/units/<int:unit_id>/criteria")
@permission(VIEW)
def criteria(unit_id: int) -> ResponseReturnValue:
    """Show the four criteria of Decision 1565, and the survey beside official figures."""
    period = chosen_period()
    with snapshot(database()) as session:
        found = criteria_page(session, unit_id, period, permitted_roots(VIEW))
    return render_template("results/criteria.html", page=found, periods=period_choices(period))


@bp.get("/units/<int:unit_id>/questions")
@permission(VIEW)
def questions(unit_id: int) -> ResponseReturnValue:
    """Show how people answered each question, beside the period before; and by channel."""
    period = chosen_period()
    with snapshot(database()) as session:
        found = questions_page(session, unit_id, period, permitted_roots(VIEW))
    return render_template("results/questions.html", page=found, periods=period_choices(period))


@bp.get("/units/<int:unit_id>/peers")
@permission(VIEW)
def peers(unit_id: int) -> ResponseReturnValue:
    """Show the units below one beside their peers: the funnel first, then ranks."""
    period = chosen_period()
    with snapshot(database()) as session:
        found = ranking_page(session, unit_id, period, permitted_roots(VIEW))
    return render_template("results/peers.html", page=found, periods=period_choices(period))


@bp.get("/units/<int:unit_id>/peers/<string:kind>.svg")
@permission(VIEW)
def funnel(unit_id: int, kind: str) -> ResponseReturnValue:
    """Draw the funnel of one group of peers."""
    with snapshot(database()) as session:
        found = ranking_page(session, unit_id, chosen_period(), permitted_roots(VIEW))
    specs = [funnel_spec(group, gettext) for group in found.groups if group.kind == kind]
    return drawing(specs[0] if specs else None)


def drawing(spec: Spec | None) -> Response:
    """Return a drawing; there is none where nothing may be shown."""
    if spec is None:
        raise NotFoundError
    return Response(svg(spec), mimetype="image/svg+xml")


def chosen_period() -> Period:
    """Return the period of the address, or the quarter of today."""
    text = request.args.get("period", "").strip()
    return Period.parse(text) if text else Period.quarter_of(local_day(utc_now()))


def period_choices(chosen: Period) -> dict[str, list[Period]]:
    """Return what the page offers to choose from."""
    return choices(local_day(utc_now()), chosen)
