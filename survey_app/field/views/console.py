"""The console of field work: campaigns, who goes where, devices, progress, looking again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import actor, current_staff, permission, permitted_roots
from survey_app.audit.service import record
from survey_app.core.calendar import local_day
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.core.statistics import smallest_met
from survey_app.extensions import database, keyring, settings, utc_now
from survey_app.field import service
from survey_app.field.charts import coverage_spec
from survey_app.field.forms import (
    AssignForm,
    CampaignForm,
    HouseholdsForm,
    PlainForm,
    ReviewForm,
    first_error,
    read_hamlets,
)
from survey_app.field.households import count_listed, replace_households
from survey_app.field.progress import progress
from survey_app.field.queries import (
    list_hamlets,
    list_open_units,
    list_questionnaires,
    list_unit_campaigns,
    permitted_campaign,
    read_unit_campaigns,
)
from survey_app.field.reviewing import note_back_check, release_device, review
from survey_app.invitations.qr import svg as qr_svg
from survey_app.results.charts import svg
from survey_app.ui.lists import csv_file, list_place

if TYPE_CHECKING:
    import uuid

    from flask.typing import ResponseReturnValue

    from survey_app.field.queries import CampaignCard

bp = Blueprint("campaigns", __name__, url_prefix="/staff/campaigns", template_folder="../templates")

SUPERVISE, EDIT = "field.supervise", "campaigns.edit"
UNPROCESSABLE = 422
VISIT = "/<uuid:campaign_id>/visits/<uuid:record_id>"
#: The target whose proof the planner speaks of, in percent.
TARGET = 95
HOUSEHOLD_SURVEY = "household_door_to_door"
#: Visits listed on the page of a campaign.
NEWEST = 50
#: Columns of the exported list.
COLUMNS = {
    "name": "name",
    "unit": "unit_name",
    "first_day": "first_day",
    "last_day": "last_day",
    "sample_size": "sample_size",
    "closed_at": "closed_at",
}


@bp.get("/")
@permission(SUPERVISE)
def index() -> ResponseReturnValue:
    """List the campaigns of the visitor's units."""
    with database().reading() as session:
        found = list_unit_campaigns(
            session, permitted_roots(SUPERVISE), local_day(utc_now()), list_place()
        )
    return render_template("field/index.html", page=found)


@bp.get("/list.csv")
@permission(SUPERVISE, records="campaigns.export")
def export() -> ResponseReturnValue:
    """Hand out the list of campaigns."""
    today = local_day(utc_now())
    with database().reading() as session:
        rows = read_unit_campaigns(session, permitted_roots(SUPERVISE), today, list_place())
    return csv_file("dot-khao-sat.csv", COLUMNS, rows)


@bp.route("/new", methods=["GET", "POST"])
@permission(EDIT)
def new() -> ResponseReturnValue:
    """Plan a campaign."""
    form, roots = CampaignForm(), permitted_roots(EDIT)
    with database().reading() as session:
        units = list_open_units(session, roots, local_day(utc_now()))
        form.offer(units, list_questionnaires(session, HOUSEHOLD_SURVEY))
    if not form.validate_on_submit():
        status = UNPROCESSABLE if form.errors else 200
        return render_template("field/new.html", form=form), status
    with database().writing() as writing:
        plan = plan_of(form)
        campaign_id = service.start_campaign(writing, keyring(), plan, utc_now())
        unit_id, name = plan.unit_id, plan.name
        record(writing, "campaigns.start", actor=actor(), unit_id=unit_id, subject=name)
    return redirect(url_for(".show", campaign_id=campaign_id), code=303)


def plan_of(form: CampaignForm) -> service.CampaignPlan:
    """Return what the form says; it was checked before."""
    first_day, last_day = form.first_day.data, form.last_day.data
    if first_day is None or last_day is None:
        raise RefusedError("bad_campaign")
    return service.CampaignPlan(
        name=(form.name.data or "").strip(),
        unit_id=int(form.unit.data),
        version_id=int(form.questionnaire.data),
        first_day=first_day,
        last_day=last_day,
        hamlets=read_hamlets(form.hamlets.data or ""),
        size=form.size.data or 0,
        instruction=(form.instruction.data or "").strip(),
    )


@bp.get("/<uuid:campaign_id>")
@permission(SUPERVISE)
def show(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Show how a campaign goes."""
    campaign, form = permitted(campaign_id, SUPERVISE), AssignForm(formdata=None)
    with database().reading() as session:
        found = progress(session, keyring(), campaign)
        listed = count_listed(session, campaign_id)
    form.offer([(row.card.id, row.card.name) for row in found.hamlets])
    return render_template(
        "field/campaign.html",
        campaign=campaign,
        page=found,
        newest=found.visits[:NEWEST],
        proof=smallest_met(campaign.sample_size, TARGET),
        target=TARGET,
        assign=form,
        review=ReviewForm(formdata=None),
        plain=PlainForm(formdata=None),
        listed=listed,
        households=HouseholdsForm(formdata=None),
        may_edit=bool(permitted_roots(EDIT)),
    )


@bp.get("/<uuid:campaign_id>/coverage.svg")
@permission(SUPERVISE)
def coverage(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Draw how far each hamlet is; the same figures stand in a table."""
    campaign = permitted(campaign_id, SUPERVISE)
    with database().reading() as session:
        found = progress(session, keyring(), campaign)
    return Response(svg(coverage_spec(found.hamlets, _)), mimetype="image/svg+xml")


def permitted(campaign_id: uuid.UUID, need: str) -> CampaignCard:
    """Return a campaign of the visitor's units, or raise NotFoundError."""
    with database().reading() as session:
        return permitted_campaign(session, campaign_id, permitted_roots(need), local_day(utc_now()))


def back_to(campaign_id: uuid.UUID, place: str = "") -> ResponseReturnValue:
    """Lead back to the page of a campaign."""
    return redirect(url_for(".show", campaign_id=campaign_id, _anchor=place), code=303)


@bp.post("/<uuid:campaign_id>/assign")
@permission(EDIT)
def assign(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Send somebody to hamlets and show the QR code that makes a tablet theirs."""
    campaign, form = permitted(campaign_id, EDIT), AssignForm()
    with database().reading() as session:
        form.offer([(each.id, each.name) for each in list_hamlets(session, [campaign_id])])
    if not form.validate_on_submit():
        flash(first_error(form))
        return back_to(campaign_id)
    login, now = (form.login.data or "").strip().lower(), utc_now()
    with database().writing() as writing:
        account_id = service.interviewer(writing, login, campaign.unit_id, now)
        for hamlet_id in form.hamlets.data or []:
            service.assign(writing, hamlet_id, account_id)
        code = service.issue_enrolment(writing, keyring(), account_id, now)
        record(writing, "campaigns.assign", actor=actor(), subject=login)
    image = qr_svg(f"{settings().base_url}/F/{code}", _("Enrolment of a tablet"))
    return render_template(
        "field/enrol.html", campaign=campaign, login=login, code=code, image=image
    )


@bp.post("/<uuid:campaign_id>/households")
@permission(EDIT)
def households(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Take in a list of households; it takes the place of the one before."""
    permitted(campaign_id, EDIT)
    with database().reading() as session:
        hamlets = [(each.id, each.name) for each in list_hamlets(session, [campaign_id])]
    form = HouseholdsForm()
    listed = form.read(hamlets) if form.validate_on_submit() else None
    if listed is None:
        flash(first_error(form))
        return back_to(campaign_id, "households")
    with database().writing() as writing:
        replace_households(writing, keyring(), campaign_id, listed)
    flash(
        _(
            "%(count)s households are listed. Tablets fetch the list at their next sending.",
            count=len(listed),
        )
    )
    return back_to(campaign_id, "households")


@bp.post("/<uuid:campaign_id>/close")
@permission(EDIT, records="campaigns.close")
def close(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """End a campaign."""
    permitted(campaign_id, EDIT)
    with database().writing() as session:
        service.close_campaign(session, campaign_id, utc_now())
    flash(_("The campaign is closed. What tablets still bring is taken in."))
    return back_to(campaign_id)


@bp.post("/<uuid:campaign_id>/devices/<uuid:device_id>/<any(revoke, release):deed>")
@permission(EDIT, records="campaigns.device")
def device(campaign_id: uuid.UUID, device_id: uuid.UUID, deed: str) -> ResponseReturnValue:
    """Trust a device no longer, or count what was kept apart of it."""
    permitted(campaign_id, EDIT)
    with database().writing() as session:
        service.check_device(session, device_id, campaign_id)
        if deed == "revoke":
            service.revoke(session, device_id, utc_now())
        else:
            release_device(session, device_id, utc_now())
    return back_to(campaign_id, "devices")


@bp.post(f"{VISIT}/<any(accepted, returned):verdict>")
@permission(SUPERVISE, records="campaigns.review")
def judge(campaign_id: uuid.UUID, record_id: uuid.UUID, verdict: str) -> ResponseReturnValue:
    """Accept a visit or give it back; its answers stay as they are."""
    permitted(campaign_id, SUPERVISE)
    form = ReviewForm()
    if not form.validate_on_submit():
        raise RefusedError
    with database().writing() as session:
        review(session, campaign_id, record_id, (verdict, (form.comment.data or "").strip()))
    return back_to(campaign_id, "visits")


@bp.post(f"{VISIT}/back-check/<any(same, different, not_reached):found>")
@permission(SUPERVISE, records="campaigns.back_check")
def back_check(campaign_id: uuid.UUID, record_id: uuid.UUID, found: str) -> ResponseReturnValue:
    """Note what a second person was told."""
    permitted(campaign_id, SUPERVISE)
    staff = current_staff()
    if staff is None:
        raise NotFoundError
    with database().writing() as session:
        note_back_check(session, (campaign_id, record_id), found, staff.account_id, utc_now())
    return back_to(campaign_id, "back-checks")


@bp.get("/sample")
@permission(SUPERVISE)
def sample() -> ResponseReturnValue:
    """Work out how many households to visit, and what they can prove."""
    typed = request.args.get("households", "")
    return render_template("field/sample.html", typed=typed[:9], plan=service.sample_plan(typed))
