"""The calendar of what is due, and who prepares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import permission
from survey_app.audit.service import record
from survey_app.core.calendar import local_day
from survey_app.core.errors import RefusedError
from survey_app.extensions import database, utc_now
from survey_app.reports.deadlines import upcoming
from survey_app.reports.forms import LeadForm
from survey_app.reports.leads import set_lead
from survey_app.reports.overview import list_leads
from survey_app.reports.views import VIEW, WRITE, bp, own_choices, own_units, visitor

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

__all__ = ["bp"]


@bp.get("/deadlines")
@permission(VIEW)
def deadlines() -> ResponseReturnValue:
    """Show what is due, who prepares it, and what is soon."""
    units = own_units(VIEW)
    with database().reading() as session:
        leads = {unit: list_leads(session, unit.id) for unit in units}
    form = lead_form()
    return render_template(
        "reports/deadlines.html",
        due=upcoming(local_day(utc_now())),
        leads=leads,
        form=form if form.unit.choices else None,
    )


def lead_form() -> LeadForm:
    """Return the form for saying who prepares what."""
    form = LeadForm()
    form.unit.choices = own_choices()
    return form


@bp.post("/deadlines")
@permission(WRITE)
def lead() -> ResponseReturnValue:
    """Say who prepares what is due at a unit."""
    form = lead_form()
    if not form.validate_on_submit():
        raise RefusedError
    with database().writing() as session:
        set_lead(
            session,
            form.unit.data,
            form.deadline.data or "",
            form.lead_unit.data or "",
            form.support_units.data or "",
        )
        told = {"deadline": form.deadline.data}
        login = visitor().login
        record(session, "reports.lead", actor=login, unit_id=form.unit.data, details=told)
    flash(_("Noted."))
    return redirect(url_for(".deadlines"), code=303)
