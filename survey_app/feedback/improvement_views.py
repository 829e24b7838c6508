"""Pages of frequent problems and of improvements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from survey_app.accounts.access import actor, permission, permitted_roots
from survey_app.audit.service import record
from survey_app.core.calendar import Period, local_day
from survey_app.directory.queries import list_units_by_id
from survey_app.directory.scope import check_within
from survey_app.extensions import database, utc_now
from survey_app.feedback import frequent
from survey_app.feedback.forms import EmptyForm, ImprovementForm
from survey_app.feedback.improvements import (
    Change,
    ImprovementCard,
    add_improvement,
    change_improvement,
    get_improvement,
    list_improvements,
    publish,
    rates_around,
    read_improvements,
)
from survey_app.feedback.problems import PROBLEMS
from survey_app.feedback.views import VIEW
from survey_app.results.periods import choices
from survey_app.results.queries import snapshot
from survey_app.ui.lists import csv_file, list_place

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

problems = Blueprint("problems", __name__, url_prefix="/staff", template_folder="templates")
improvements = Blueprint("improvements", __name__, url_prefix="/staff", template_folder="templates")

PUBLISH = "improvements.publish"
PUBLISHING = "publishing-"
#: Columns of the exported list.
COLUMNS = {
    "unit": "unit_name",
    "problem": "problem",
    "text_vi": "text_vi",
    "text_en": "text_en",
    "since": "since",
    "published_at": "published_at",
}


@problems.get("/problems")
@permission(VIEW)
def index() -> ResponseReturnValue:
    """Show which problems come up often, and what people want."""
    today, roots = local_day(utc_now()), permitted_roots(VIEW)
    text = request.args.get("period", "").strip()
    period = Period.parse(text) if text else Period.quarter_of(today)
    with snapshot(database()) as session:
        return render_template(
            "feedback/problems.html",
            period=period,
            periods=choices(today, period),
            counts=frequent.problem_counts(session, roots, period, today),
            groups=frequent.similar_comments(session, roots, today),
            prefills=frequent.wrong_prefills(session, roots, period, today),
            wanted=frequent.wanted_online(session, roots, today),
            problems=PROBLEMS,
        )


@improvements.get("/improvements")
@permission(VIEW)
def index_improvements() -> ResponseReturnValue:
    """List what was changed because of comments."""
    with database().reading() as session:
        found = list_improvements(
            session, permitted_roots(VIEW), local_day(utc_now()), list_place()
        )
    return render_template(
        "feedback/improvements.html",
        page=found,
        problems=PROBLEMS,
        may_publish=bool(permitted_roots(PUBLISH)),
    )


@improvements.get("/improvements/list.csv")
@permission(VIEW, records="improvements.export")
def export() -> ResponseReturnValue:
    """Hand out the list of improvements."""
    today = local_day(utc_now())
    with database().reading() as session:
        rows = read_improvements(session, permitted_roots(VIEW), today, list_place())
    return csv_file("cai-tien.csv", COLUMNS, rows)


@improvements.route("/improvements/new", methods=["GET", "POST"])
@permission(PUBLISH)
def new() -> ResponseReturnValue:
    """Write down an improvement; nobody outside sees it yet."""
    form = offering(ImprovementForm(data={"problem": request.args.get("problem", "")}))
    if not form.validate_on_submit():
        page = render_template("feedback/improvement.html", form=form, card=None)
        return page, 422 if form.is_submitted() else 200
    with database().writing() as session:
        check_within(session, int(form.unit.data), permitted_roots(PUBLISH), local_day(utc_now()))
        number = add_improvement(session, written(form), utc_now())
    flash(_("Saved. Nobody outside sees it before it is published."))
    return redirect(url_for(".show", improvement_id=number), code=303)


@improvements.route("/improvements/<int:improvement_id>", methods=["GET", "POST"])
@permission(PUBLISH)
def show(improvement_id: int) -> ResponseReturnValue:
    """Show an improvement; change it as long as it is a draft."""
    card = read(improvement_id)
    form = offering(ImprovementForm(data=values_of(card)))
    if not form.validate_on_submit():
        return page_of(card, form), 422 if form.is_submitted() else 200
    with database().writing() as session:
        check_within(session, int(form.unit.data), permitted_roots(PUBLISH), local_day(utc_now()))
        done = change_improvement(session, card.id, form.seen, written(form))
    if not done:
        return page_of(card, form, overtaken=True), 409
    flash(_("Saved."))
    return redirect(url_for(".show", improvement_id=card.id), code=303)


@improvements.post("/improvements/<int:improvement_id>/publish")
@permission(PUBLISH)
def make_public(improvement_id: int) -> ResponseReturnValue:
    """Publish an improvement on the results pages and under the receipts it answers."""
    card = read(improvement_id)
    with database().writing() as session:
        done = publish(session, card, EmptyForm(prefix=PUBLISHING).seen, utc_now())
        if done:
            record(
                session,
                "improvements.publish",
                actor=actor(),
                unit_id=card.unit_id,
                subject=f"improvement/{card.id}",
            )
    if not done:
        return page_of(
            card, offering(ImprovementForm(None, data=values_of(card))), overtaken=True
        ), 409
    flash(_("Published on the public results and under the receipts of those who said so."))
    return redirect(url_for(".show", improvement_id=card.id), code=303)


def page_of(card: ImprovementCard, form: ImprovementForm, *, overtaken: bool = False) -> str:
    """Draw the page of an improvement."""
    with snapshot(database()) as session:
        before, after = rates_around(session, card.unit_id, card.since)
    return render_template(
        "feedback/improvement.html",
        card=card,
        form=form,
        publishing=EmptyForm(formdata=None, prefix=PUBLISHING, version=str(card.version)),
        before=before,
        after=after,
        overtaken=overtaken,
        problems=PROBLEMS,
    )


def read(improvement_id: int) -> ImprovementCard:
    """Return an improvement of the visitor's units."""
    today = local_day(utc_now())
    with database().reading() as session:
        return get_improvement(session, improvement_id, permitted_roots(PUBLISH), today)


def values_of(card: ImprovementCard) -> dict[str, object]:
    """Return what the form shows of a draft."""
    return {
        "version": str(card.version),
        "unit": str(card.unit_id),
        "problem": card.problem,
        "text_vi": card.text_vi,
        "text_en": card.text_en,
        "since": card.since,
    }


def offering(form: ImprovementForm) -> ImprovementForm:
    """Let a form offer the units of the visitor's grants."""
    with database().reading() as session:
        units = list_units_by_id(session, permitted_roots(PUBLISH))
    form.unit.choices = [SelectChoice(str(unit.id), unit.name) for unit in units]
    return form


def written(form: ImprovementForm) -> Change:
    """Return what was written."""
    return Change(
        unit_id=int(form.unit.data),
        problem=form.problem.data,
        text_vi=form.text_vi.data or "",
        text_en=form.text_en.data or "",
        since=form.since.data or local_day(utc_now()),
    )
