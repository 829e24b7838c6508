"""The page on which paper is typed in, or a call is written down, for a campaign."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import current_staff, permission, permitted_roots
from survey_app.core.calendar import local_day
from survey_app.core.codes import group_code
from survey_app.core.errors import NotFoundError
from survey_app.extensions import chosen_language, database, keyring, utc_now
from survey_app.field.entry import PAPER, Sheet, write_down
from survey_app.field.forms import SheetForm
from survey_app.field.items import MOMENT
from survey_app.field.queries import list_hamlets, permitted_campaign
from survey_app.questionnaires.choices import furnished
from survey_app.questionnaires.forms import read
from survey_app.questionnaires.queries import get_version
from survey_app.responses import shell
from survey_app.responses.rows import Submission
from survey_app.ui.scripts import let_script

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.field.queries import CampaignCard
    from survey_app.questionnaires.forms import Filled
    from survey_app.questionnaires.queries import VersionCard

bp = Blueprint("sheets", __name__, url_prefix="/staff/campaigns", template_folder="../templates")
bp.after_request(let_script)

COLLECT = "field.collect"
UNPROCESSABLE = 422
COMPLETED = "completed"
PREFIX = "visit-"


@bp.route("/<uuid:campaign_id>/<any(paper, phone):mode>", methods=["GET", "POST"])
@permission(COLLECT)
def entry(campaign_id: uuid.UUID, mode: str) -> ResponseReturnValue:
    """Show the campaign's questionnaire to be filled in, and take it in."""
    today = local_day(utc_now())
    with database().reading() as session:
        campaign = permitted_campaign(session, campaign_id, permitted_roots(COLLECT), today)
        version = get_version(session, campaign.version_id)
        version = furnished(session, version, campaign.unit_id, today)
        hamlets = [(each.id, each.name) for each in list_hamlets(session, [campaign_id])]
    form = SheetForm(prefix=PREFIX, data=starting_values(today))
    form.offer(hamlets)
    filled = read(version.questionnaire, MOMENT, request.form)
    if form.validate_on_submit() and not (wants_answers(form) and filled.errors):
        return store(campaign, sheet_of(form, mode, version, filled))
    errors = filled.errors if form.is_submitted() and wants_answers(form) else {}
    words = shell.Words(campaign.unit_name, campaign.name, "")
    page = shell.view(version, MOMENT, chosen_language(), words, request.form, errors)
    shown = render_template(
        "field/entry.html", campaign=campaign, mode=mode, form=form, page=page, errors=errors
    )
    return shown, UNPROCESSABLE if form.is_submitted() else 200


def starting_values(today: date) -> dict[str, object]:
    """Return what the form begins with: hamlet and day of the sheet before."""
    hamlet = request.args.get("hamlet", type=int)
    day = request.args.get("day", default=today, type=date.fromisoformat)
    return {"hamlet": hamlet, "day": day}


def wants_answers(form: SheetForm) -> bool:
    """Whether the household was interviewed."""
    return bool(form.outcome.data == COMPLETED)


def sheet_of(form: SheetForm, mode: str, version: VersionCard, filled: Filled) -> Sheet:
    """Return what the form says; it was checked before."""
    staff, today = current_staff(), local_day(utc_now())
    if staff is None:
        raise NotFoundError
    record_id = uuid.UUID(form.record.data)
    return Sheet(
        record_id=record_id,
        mode=mode,
        hamlet_id=form.hamlet.data,
        household_no=form.household.data or 0,
        outcome=form.outcome.data,
        day=(form.day.data or today) if mode == PAPER else today,
        account_id=staff.account_id,
        submission=submission_of(record_id, mode, version, filled) if wants_answers(form) else None,
    )


def submission_of(
    record_id: uuid.UUID, mode: str, version: VersionCard, filled: Filled
) -> Submission:
    """Return the answers of a sheet."""
    return Submission(
        questionnaire=version.questionnaire,
        version_id=version.id,
        moment=MOMENT,
        mode=mode,
        language=chosen_language(),
        client_id=str(record_id),
        seconds=0,
        closed=filled.closed,
        texts=filled.texts,
        contact=filled.contact,
    )


def store(campaign: CampaignCard, sheet: Sheet) -> ResponseReturnValue:
    """Store a sheet and open the next one of the same hamlet and day."""
    with database().writing() as session:
        receipt = write_down(session, keyring(), campaign, sheet, utc_now())
    if receipt:
        code = group_code(receipt)
        flash(_("Saved. The household's receipt code, for the leaflet: %(code)s", code=code))
    else:
        flash(_("Saved."))
    hamlet, day = sheet.hamlet_id, sheet.day
    here = url_for(".entry", campaign_id=campaign.id, mode=sheet.mode, hamlet=hamlet, day=day)
    return redirect(here, code=303)
