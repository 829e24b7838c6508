"""The first page after signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, render_template

from survey_app.accounts.access import current_staff, permission, permitted_roots
from survey_app.console.queries import feedback_due, standing, uploads_due
from survey_app.core.calendar import Period, local_day
from survey_app.extensions import database, utc_now
from survey_app.reports.reminders import reminders
from survey_app.results.queries import snapshot

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("console", __name__, url_prefix="/staff", template_folder="templates")


@bp.get("/home")
@permission("account.own")
def home() -> ResponseReturnValue:
    """Show what is due, as far as the visitor may do it."""
    today, staff = local_day(utc_now()), current_staff()
    quarter = Period.quarter_of(today)
    results, feedback = permitted_roots("results.view"), permitted_roots("feedback.view")
    imports = staff if permitted_roots("cases.import") else None
    with snapshot(database()) as session:
        rates = standing(session, results, quarter) if results else None
        waiting = feedback_due(session, feedback, today) if feedback else None
        due = reminders(session, permitted_roots("reports.view"), today)
        files = uploads_due(session, imports.account_id) if imports else None
    return render_template(
        "console/home.html",
        quarter=quarter,
        days_left=(quarter.last - today).days,
        rates=rates,
        waiting=waiting,
        files=files,
        due=due,
        at_counter=bool(permitted_roots("desk.show")),
        reports="reports.index" in current_app.view_functions
        and bool(permitted_roots("reports.view")),
    )
