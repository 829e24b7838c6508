"""Staff pages of reports: the list, one report, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from survey_app.accounts.access import current_staff, permission, permitted_roots
from survey_app.api.views import code_version
from survey_app.audit.service import record
from survey_app.core.calendar import Period, local_day
from survey_app.core.errors import NotFoundError, RefusedError
from survey_app.directory.changing import list_moves
from survey_app.directory.queries import is_within, list_units_by_id
from survey_app.extensions import database, utc_now
from survey_app.jobs.service import enqueue
from survey_app.reports.deadlines import upcoming
from survey_app.reports.forms import CloseForm, FileForm, MicrodataForm, StepForm
from survey_app.reports.jobs import FILE, MICRODATA
from survey_app.reports.overview import (
    changes,
    get_report,
    late_answers,
    list_reports,
    list_steps,
    read_reports,
)
from survey_app.reports.queries import list_revisions
from survey_app.reports.service import close as freeze
from survey_app.reports.steps import Actor, possible, route_of, take_step
from survey_app.reports.words import DEED_WORDS, KIND_WORDS, STATE_WORDS
from survey_app.ui.lists import csv_file, list_place

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from survey_app.accounts.queries import StaffCard
    from survey_app.directory.queries import UnitCard
    from survey_app.reports.queries import ReportCard
    from survey_app.reports.steps import Deed

bp = Blueprint("reports", __name__, url_prefix="/staff/reports", template_folder="templates")

VIEW, WRITE, DECIDE = "reports.view", "reports.write", "reports.decide"
UNPROCESSABLE = 422
SHOWN_DUE = 4
#: Columns of the exported list.
COLUMNS = {
    "unit": "unit_name",
    "period": "period",
    "kind": "kind",
    "state": "state",
    "place": "place",
    "revision": "revision",
    "draft": "draft",
    "closed_at": "closed_at",
}
RIGHT_OF: dict[str, str] = {"submitted": WRITE}
WORDS = {"states": STATE_WORDS, "kinds": KIND_WORDS, "deeds": DEED_WORDS}


@bp.get("/")
@permission(VIEW)
def index() -> ResponseReturnValue:
    """List the reports, and what is due next."""
    return index_page(close_form())


def index_page(form: CloseForm) -> ResponseReturnValue:
    """Return the list with a form."""
    today = local_day(utc_now())
    with database().reading() as session:
        found = list_reports(session, permitted_roots(VIEW), today, list_place())
    page = render_template(
        "reports/index.html",
        page=found,
        due=upcoming(today)[:SHOWN_DUE],
        form=form if form.unit.choices else None,
        routes=bool(permitted_roots("routes.edit")),
        **WORDS,
    )
    return page, UNPROCESSABLE if form.errors else 200


@bp.get("/list.csv")
@permission(VIEW, records="reports.export")
def export() -> ResponseReturnValue:
    """Hand out the list of reports."""
    today = local_day(utc_now())
    with database().reading() as session:
        rows = read_reports(session, permitted_roots(VIEW), today, list_place())
    return csv_file("bao-cao.csv", COLUMNS, rows)


def close_form() -> CloseForm:
    """Return the form for closing, with the units for which the visitor may write reports."""
    form = CloseForm()
    form.unit.choices = own_choices()
    if not form.period.data:
        form.period.data = str(Period.quarter_of(local_day(utc_now())).previous())
    return form


def own_units(right: str) -> list[UnitCard]:
    """Return the units on which the visitor holds a right."""
    with database().reading() as session:
        return list_units_by_id(session, permitted_roots(right))


def own_choices() -> list[SelectChoice]:
    """Return what a form offers of those for which the visitor may write reports."""
    return [SelectChoice(card.id, f"{card.name} ({card.code})") for card in own_units(WRITE)]


@bp.post("/")
@permission(WRITE)
def close() -> ResponseReturnValue:
    """Freeze the figures of a period."""
    form = close_form()
    if not form.validate_on_submit():
        return index_page(form)
    card = freeze(
        database(),
        Period.parse(form.period.data or ""),
        form.unit.data,
        actor=visitor().login,
        now=utc_now(),
        code_version=code_version(),
        reason=(form.reason.data or "").strip(),
    )
    told = _("Draft made.") if card.draft else _("Closed: revision %(number)s.", number=card.number)
    flash(told)
    return redirect(url_for(".index"), code=303)


@bp.get("/<int:report_id>")
@permission(VIEW)
def show(report_id: int) -> ResponseReturnValue:
    """Show one report: figures that were frozen, its way, its files."""
    return report_page(report_id, StepForm(prefix="step"))


def report_page(report_id: int, form: StepForm) -> ResponseReturnValue:
    """Return the page of a report with a form."""
    with database().reading() as session:
        report = seen(session, report_id)
        given = page_of(session, report)
    page = render_template(
        "reports/report.html",
        report=report,
        form=form,
        files=FileForm(prefix="file") if permitted_roots("exports.make") else None,
        microdata=MicrodataForm(prefix="micro") if permitted_roots("microdata.make") else None,
        **given,
        **WORDS,
    )
    return page, UNPROCESSABLE if form.errors else 200


def seen(session: Session, report_id: int, right: str = VIEW) -> ReportCard:
    """Return a report that the visitor may see."""
    return get_report(session, report_id, permitted_roots(right), local_day(utc_now()))


def page_of(session: Session, report: ReportCard) -> dict[str, Any]:
    """Return what stands on the page of a report."""
    today = local_day(utc_now())
    revisions = list_revisions(session, report.unit_id, report.period)
    route = route_of(session, report.unit_id, today)
    names = {card.id: card.name for card in list_units_by_id(session, route)}
    return {
        "revisions": revisions,
        "changed": changes(*revisions[-2:]) if len(revisions) > 1 else [],
        "late": late_answers(session, report, revisions[-1], today) if revisions else [],
        "moves": list_moves(session, report.unit_id, report.period.first, report.period.last),
        "steps": list_steps(session, report.id),
        "route": [names[each] for each in route if each in names],
        "possible": [deed for deed in possible(report, route) if may(session, report, deed)],
    }


def may(session: Session, report: ReportCard, deed: Deed) -> bool:
    """Whether the visitor holds the right for a deed where the report lies."""
    holder = report.unit_id if deed == "submitted" else report.place_id
    roots = permitted_roots(RIGHT_OF.get(deed, DECIDE))
    return any(is_within(session, holder, root, local_day(utc_now())) for root in roots)


@bp.post("/<int:report_id>/steps/<any(submitted, returned, accepted, published):deed>")
@permission(VIEW)
def step(report_id: int, deed: Deed) -> ResponseReturnValue:
    """Hand a report on, or back."""
    form = StepForm(prefix="step")
    if not form.validate_on_submit():
        return report_page(report_id, form)
    now = utc_now()
    actor = Actor(
        visitor().login,
        permitted_roots(RIGHT_OF.get(deed, DECIDE)),
        now,
        local_day(now),
        code_version(),
    )
    with database().writing() as session:
        report = seen(session, report_id)
        take_step(session, report, deed, actor, (form.comment.data or "").strip())
        record(
            session,
            f"reports.{deed}",
            actor=actor.login,
            unit_id=report.unit_id,
            subject=str(report.period),
        )
    flash(_("Done: %(deed)s.", deed=str(DEED_WORDS[deed])))
    return redirect(url_for(".show", report_id=report_id), code=303)


@bp.post("/<int:report_id>/files")
@permission("exports.make")
def make_file(report_id: int) -> ResponseReturnValue:
    """Ask for a file of the newest frozen figures."""
    form = FileForm(prefix="file")
    look_up(report_id, "exports.make")
    if not form.validate_on_submit():
        raise RefusedError
    ask(report_id, "exports.make", FILE, format=form.file_format.data)
    return redirect(url_for("jobs.index"), code=303)


@bp.post("/<int:report_id>/microdata")
@permission("microdata.make")
def make_microdata(report_id: int) -> ResponseReturnValue:
    """Ask for the single answers of the period."""
    form = MicrodataForm(prefix="micro")
    look_up(report_id, "microdata.make")
    if not form.validate_on_submit():
        raise RefusedError
    ask(report_id, "microdata.make", MICRODATA)
    return redirect(url_for("jobs.index"), code=303)


def look_up(report_id: int, right: str) -> None:
    """Raise NotFoundError for a report of others before anything is said about the form."""
    with database().reading() as session:
        seen(session, report_id, right)


def ask(report_id: int, right: str, kind: str, **parameters: str) -> None:
    """Ask for background work about a report on which a right is held."""
    with database().writing() as session:
        report = seen(session, report_id, right)
        enqueue(
            session,
            kind,
            {"unit_id": report.unit_id, "period": str(report.period), **parameters},
            owner_id=visitor().account_id,
            now=utc_now(),
            subject=f"{report.unit_name} – {report.period.title}",
        )
    flash(_("Your file is being made. You will find it here."))


def visitor() -> StaffCard:
    """Return who is signed in; the permission made sure that somebody is."""
    staff = current_staff()
    if staff is None:
        raise NotFoundError
    return staff
