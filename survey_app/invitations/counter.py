"""The officer at the counter: a case's QR code full screen, and its slip."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, render_template
from flask_babel import gettext as _

from survey_app.accounts.access import actor, permission, permitted_roots
from survey_app.audit.service import record
from survey_app.cases.queries import find_case
from survey_app.core.calendar import local_day
from survey_app.core.case_id import normalise_case_id
from survey_app.directory.queries import is_within
from survey_app.extensions import database, keyring, utc_now
from survey_app.invitations.forms import CaseForm
from survey_app.invitations.handouts import Handout, handouts_pdf
from survey_app.invitations.qr import svg
from survey_app.invitations.slips import may_be_invited, slip_of
from survey_app.invitations.views import SHOW, bp
from survey_app.ui.filters import is_demo

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from survey_app.cases.queries import CaseCard

__all__ = ["bp"]

UNPROCESSABLE = 422


@bp.route("/counter", methods=["GET", "POST"])
@permission(SHOW)
def counter() -> ResponseReturnValue:
    """Ask for a case, then show its code: the same whether or not it was answered."""
    form = CaseForm()
    slip = read_slip(form) if form.is_submitted() else None
    if slip is None:
        page = render_template("invitations/counter.html", form=form)
        return page, UNPROCESSABLE if form.is_submitted() else 200
    image = svg(slip.link, _("QR code of the case"))
    return render_template("invitations/code.html", form=form, slip=slip, image=image)


@bp.post("/counter/slip.pdf")
@permission(SHOW)
def counter_slip() -> ResponseReturnValue:
    """Hand out the slip of a case."""
    form = CaseForm()
    slip = read_slip(form)
    if slip is None:
        return render_template("invitations/counter.html", form=form), UNPROCESSABLE
    pdf = handouts_pdf("slips", [slip], urlsplit(slip.link).netloc, sample=is_demo())
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename="phieu-moi.pdf")
    return response


def read_slip(form: CaseForm) -> Handout | None:
    """Return the slip of the case that was typed; None with the reason at the field."""
    if not form.validate():
        return None
    typed, now = normalise_case_id(form.case_id.data or ""), utc_now()
    with database().writing() as session:
        case = find_case(session, typed)
        if case is None or not is_here(session, case):
            form.case_id.errors = [_("There is no case with this ID.")]
        elif not may_be_invited(session, case):
            form.case_id.errors = [
                _("This case is not finished yet. Please show the desk's code when it is.")
            ]
        else:
            slip = slip_of(session, keyring(), case, now)
            record(session, "desk.show_case", actor=actor(), unit_id=case.handling.id)
            return slip
    return None


def is_here(session: Session, case: CaseCard) -> bool:
    """Whether a case is handled, or was received, by a unit of the visitor."""
    today = local_day(utc_now())
    places = [case.handling.id, *([case.receiving_unit_id] if case.receiving_unit_id else [])]
    return any(
        is_within(session, place, root, today) for place in places for root in permitted_roots(SHOW)
    )
