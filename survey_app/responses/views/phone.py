"""The operator who asks on the telephone and writes the answers down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import permission, permitted_roots
from survey_app.cases.queries import find_case
from survey_app.core.calendar import local_day
from survey_app.core.case_id import normalise_case_id
from survey_app.core.errors import RefusedError
from survey_app.directory.queries import is_within
from survey_app.extensions import database, keyring, utc_now
from survey_app.invitations.forms import CaseForm
from survey_app.responses.phone import open_call
from survey_app.ui.messages import message

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.cases.queries import CaseCard
    from survey_app.invitations.service import IssuedLink

bp = Blueprint("calls", __name__, url_prefix="/staff/calls", template_folder="../templates")
TAKE = "calls.take"
UNPROCESSABLE = 422


@bp.route("/", methods=["GET", "POST"])
@permission(TAKE)
def index() -> ResponseReturnValue:
    """Ask for the case of the caller, then open its form."""
    form = CaseForm()
    link = begin(form) if form.validate_on_submit() else None
    if link is None:
        page = render_template("responses/call.html", form=form)
        return page, UNPROCESSABLE if form.is_submitted() else 200
    return redirect(url_for("responses.show", code=link.code, _letter="R"), code=303)


def begin(form: CaseForm) -> IssuedLink | None:
    """Return the form of the case that was typed; None with the reason at the field."""
    case = find_here(normalise_case_id(form.case_id.data or ""))
    if case is None:
        form.case_id.errors = [_("There is no case with this ID.")]
        return None
    try:
        with database().writing() as session:
            return open_call(session, keyring(), case, utc_now())
    except RefusedError as error:
        form.case_id.errors = [message(error)]
        return None


def find_here(case_id: str) -> CaseCard | None:
    """Return a case that a unit of the visitor handles."""
    today = local_day(utc_now())
    with database().reading() as session:
        case = find_case(session, case_id)
        roots = permitted_roots(TAKE)
        here = case and any(is_within(session, case.handling.id, root, today) for root in roots)
    return case if here else None
