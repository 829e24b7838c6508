"""The way that the reports of a unit take: shown and set by those who run the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import own_card, permission, permitted_roots
from survey_app.audit.service import record
from survey_app.core.calendar import local_day
from survey_app.core.errors import NotFoundError
from survey_app.directory.queries import find_unit, is_within
from survey_app.extensions import database, utc_now
from survey_app.reports.forms import RouteForm
from survey_app.reports.routes import change_route, list_routes, show_route

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from survey_app.directory.queries import UnitCard

bp = Blueprint(
    "report_routes", __name__, url_prefix="/staff/reports/routes", template_folder="templates"
)

EDIT = "routes.edit"
UNPROCESSABLE = 422


@bp.get("/")
@permission(EDIT)
def index() -> ResponseReturnValue:
    """Show the ways that were set, and the one of a chosen unit with its form."""
    return route_page(request.args.get("unit", "").strip()[:40], RouteForm())


@bp.post("/<string:code>")
@permission(EDIT)
def change(code: str) -> ResponseReturnValue:
    """Set the way of a unit's reports."""
    form = RouteForm()
    if not form.validate_on_submit():
        return route_page(code, form), UNPROCESSABLE
    with database().writing() as session:
        unit = seen(session, code)
        stations = change_route(session, unit.id, form.codes, local_day(utc_now()))
        told = {"stations": stations}
        login = own_card().login
        record(session, "reports.route", actor=login, unit_id=unit.id, details=told)
    flash(_("Noted."))
    return redirect(url_for(".index", unit=code), code=303)


def route_page(code: str, form: RouteForm) -> str:
    """Return the page with the form of a unit, or without one."""
    today = local_day(utc_now())
    with database().reading() as session:
        known = list_routes(session, permitted_roots(EDIT), today)
        unit = seen(session, code) if code else None
        route = show_route(session, unit.id, today) if unit else None
    if route and not form.is_submitted():
        form.fill(route.own)
    return render_template(
        "reports/routes.html", known=known, unit=unit, route=route, form=form, code=code
    )


def seen(session: Session, code: str) -> UnitCard:
    """Return a unit of the visitor's, or raise NotFoundError."""
    today = local_day(utc_now())
    unit = find_unit(session, code, today)
    roots = permitted_roots(EDIT)
    if unit is None or not any(is_within(session, unit.id, root, today) for root in roots):
        raise NotFoundError("unknown_unit", code=code)
    return unit
