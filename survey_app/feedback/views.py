"""Pages of follow-ups: the list, one of them, handling and replying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import actor, current_staff, permission, permitted_roots
from survey_app.accounts.policy import PERMISSIONS
from survey_app.core.calendar import local_day
from survey_app.extensions import database, keyring, utc_now
from survey_app.feedback.forms import STATE_WORDS, EmptyForm, HandlingForm, ReplyForm
from survey_app.feedback.problems import PROBLEMS
from survey_app.feedback.queries import (
    FollowupCard,
    FollowupFilter,
    get_followup,
    list_followups,
    list_owners,
    list_steps,
    read_followups,
)
from survey_app.feedback.service import (
    Deed,
    Handling,
    answer,
    handle,
    open_contact,
    tells_contact,
)
from survey_app.ui.lists import csv_file, list_place, wanted

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.feedback.queries import StepCard

bp = Blueprint("feedback", __name__, url_prefix="/staff/feedback", template_folder="templates")

VIEW = "feedback.view"
ANSWER = "feedback.answer"
CONFLICT = 409
UNPROCESSABLE = 422
#: Three forms stand on one page: their fields must not share names.
HANDLING, REPLY, OPENING = "handling-", "reply-", "opening-"
#: Columns of the exported list.
COLUMNS = {
    "number": "id",
    "unit": "unit_name",
    "state": "state",
    "problem": "problem",
    "owner": "owner",
    "due_on": "due_on",
    "comment": "comment",
    "reply": "reply",
}


@bp.get("/")
@permission(VIEW)
def index() -> ResponseReturnValue:
    """List follow-ups, the most urgent first."""
    shown, today = wished(), local_day(utc_now())
    with database().reading() as session:
        found = list_followups(session, permitted_roots(VIEW), shown, today)
    return render_template(
        "feedback/index.html",
        page=found,
        wanted=shown,
        mine=shown.owner_id is not None,
        today=today,
        states=STATE_WORDS,
        problems=PROBLEMS,
    )


@bp.get("/list.csv")
@permission(VIEW, records="feedback.export")
def export() -> ResponseReturnValue:
    """Hand out the list as it is filtered; telephone numbers are not in it."""
    today = local_day(utc_now())
    with database().reading() as session:
        rows = read_followups(session, permitted_roots(VIEW), wished(), today)
    return csv_file("gop-y.csv", COLUMNS, rows)


def wished() -> FollowupFilter:
    """Return what the address asks for."""
    staff = current_staff()
    return FollowupFilter(
        shown=wanted("state") or "open",
        problem=wanted("problem"),
        owner_id=staff.account_id if staff and "mine" in request.args else None,
        late="late" in request.args,
        place=list_place(),
    )


@bp.get("/<int:followup_id>")
@permission(VIEW)
def show(followup_id: int) -> ResponseReturnValue:
    """Show one follow-up with its history."""
    return page(followup_id)


def page(
    followup_id: int,
    *,
    handling: HandlingForm | None = None,
    reply: ReplyForm | None = None,
    contact: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """Draw the page of a follow-up, with what was typed where something is to be mended."""
    card, steps = read(followup_id)
    handling = handling or handling_form(card)
    reply = reply or ReplyForm(formdata=None, prefix=REPLY, version=str(card.version))
    if status == CONFLICT:  # sent once more, it changes what the page shows now
        handling.version.data = reply.version.data = str(card.version)
    drawn = render_template(
        "feedback/followup.html",
        card=card,
        steps=steps,
        handling=handling,
        reply=reply,
        opening=EmptyForm(formdata=None, prefix=OPENING, version=str(card.version)),
        contact=contact,
        overtaken=status == CONFLICT,
        may_answer=bool(permitted_roots(ANSWER)),
        today=local_day(utc_now()),
        states=STATE_WORDS,
        problems=PROBLEMS,
    )
    return drawn, status


def read(followup_id: int, need: str = VIEW) -> tuple[FollowupCard, list[StepCard]]:
    """Return a follow-up of the visitor's units and what happened to it."""
    today = local_day(utc_now())
    with database().reading() as session:
        card = get_followup(session, followup_id, permitted_roots(need), today)
        return card, list_steps(session, followup_id)


def handling_form(card: FollowupCard, *, sent: bool = False) -> HandlingForm:
    """Return the form with what is stored, or with what was sent."""
    stored = {
        "version": str(card.version),
        "state": card.state,
        "owner": str(card.owner_id or 0),
        "problem": card.problem,
    }
    form = HandlingForm(**({} if sent else {"formdata": None}), prefix=HANDLING, data=stored)
    with database().reading() as session:
        owners = list_owners(session, card.unit_id, PERMISSIONS[ANSWER], local_day(utc_now()))
    form.offer(owners, (card.owner_id, card.owner))
    return form


def deed(card: FollowupCard, seen: int) -> Deed:
    """Return who does something now."""
    staff = current_staff()
    return Deed(
        followup=card, seen=seen, account_id=staff.account_id if staff else 0, now=utc_now()
    )


@bp.post("/<int:followup_id>/handle")
@permission(ANSWER)
def change(followup_id: int) -> ResponseReturnValue:
    """Set state, owner, problem; keep a note."""
    card, _steps = read(followup_id, ANSWER)
    form = handling_form(card, sent=True)
    if not form.validate():
        return page(followup_id, handling=form, status=UNPROCESSABLE)
    wish = Handling(
        state=form.state.data,
        owner_id=form.owner_id,
        problem=form.problem.data,
        note=(form.note.data or "").strip(),
    )
    with database().writing() as session:
        done = handle(session, deed(card, form.seen), wish)
    if not done:
        return page(followup_id, handling=form, status=CONFLICT)
    flash(_("Saved."))
    return redirect(url_for(".show", followup_id=followup_id), code=303)


@bp.post("/<int:followup_id>/reply")
@permission(ANSWER)
def reply(followup_id: int) -> ResponseReturnValue:
    """Send the reply to the citizen's receipt page."""
    card, _steps = read(followup_id, ANSWER)
    form = ReplyForm(prefix=REPLY)
    if not form.validate() or gives_away(card, form):
        return page(followup_id, reply=form, status=UNPROCESSABLE)
    with database().writing() as session:
        done = answer(session, deed(card, form.seen), form.reply.data or "")
    if not done:
        return page(followup_id, reply=form, status=CONFLICT)
    flash(_("The reply now stands under the citizen's receipt."))
    return redirect(url_for(".show", followup_id=followup_id), code=303)


def gives_away(card: FollowupCard, form: ReplyForm) -> bool:
    """Whether the reply holds the citizen's number; then the field says so."""
    with database().reading() as session:
        told = tells_contact(session, keyring(), card, form.reply.data or "")
    if told:
        form.reply.errors = [
            _("The reply holds the citizen's telephone number. Please take it out.")
        ]
    return told


@bp.post("/<int:followup_id>/contact")
@permission(ANSWER)
def contact(followup_id: int) -> ResponseReturnValue:
    """Show the number the citizen left; that it was opened is recorded."""
    card, _steps = read(followup_id, ANSWER)
    with database().writing() as session:
        opening = deed(card, EmptyForm(prefix=OPENING).seen)
        number = open_contact(session, keyring(), opening, actor())
    return page(followup_id, contact=number)
