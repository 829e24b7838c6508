"""The addresses under /results: pages, and the same figures as CSV and JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)

from survey_app.core.calendar import Period, local_day
from survey_app.extensions import LANGUAGES, database, utc_now
from survey_app.publication.files import csv_bytes
from survey_app.publication.page import default_period, public_list, public_unit, unit_of
from survey_app.results.document import published_document
from survey_app.results.periods import choices
from survey_app.results.queries import snapshot
from survey_app.ui.filters import language

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("publication", __name__, url_prefix="/results", template_folder="templates")

#: Figures change once a day; a correction shows within minutes.
CACHED: Final = "public, max-age=300"


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the newest quarter, or send on to the period that was chosen."""
    chosen = request.args.get("period", "").strip()
    if chosen:
        return redirect(chosen_address(str(Period.parse(chosen))), code=303)
    with snapshot(database()) as session:
        period = default_period(session, utc_now())
    return list_page(period)


@bp.get("/<string:period>.json", endpoint="period_json")
@bp.get("/<string:period>/<string:unit>.json", endpoint="unit_json")
def figures_json(period: str, unit: str | None = None) -> ResponseReturnValue:
    """Give the figures as the API does."""
    return cached(jsonify(document(period, unit)))


@bp.get("/<string:period>.csv", endpoint="period_csv")
@bp.get("/<string:period>/<string:unit>.csv", endpoint="unit_csv")
def figures_csv(period: str, unit: str | None = None) -> ResponseReturnValue:
    """Give the figures as a table."""
    found = document(period, unit)
    name = "-".join(["ket-qua", str(found["period"]), *([unit] if unit else [])])
    response = Response(csv_bytes(found), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return cached(response)


@bp.get("/<string:period>")
def period(period: str) -> ResponseReturnValue:
    """Show the units of a period."""
    return list_page(Period.parse(period))


@bp.get("/<string:period>/<string:unit>")
def unit(period: str, unit: str) -> ResponseReturnValue:
    """Show one unit: rate, verdict, who was asked, what was left out, revisions, downloads."""
    chosen = Period.parse(period)
    with snapshot(database()) as session:
        page = public_unit(session, chosen, unit)
        improvements = current_app.extensions.get("survey_improvements")
        if improvements:
            page = replace(page, improvements=improvements(session, page.unit.id))
    periods = choices(local_day(utc_now()), chosen)
    return cached_page("publication/unit.html", page=page, periods=periods)


def list_page(period: Period) -> Response:
    """Return the page of a period."""
    search = request.args.get("q", "").strip()[:100]
    with snapshot(database()) as session:
        page = public_list(session, period, search)
    periods = choices(local_day(utc_now()), period)
    return cached_page("publication/period.html", page=page, periods=periods)


def chosen_address(period: str) -> str:
    """Return the page of the period and unit that a form asked for."""
    query = {name: request.args.get(name) or None for name in ("q", "lang")}
    unit = request.args.get("unit", "").strip()
    target = "publication.unit" if unit else "publication.period"
    return url_for(target, period=period, unit=unit or None, q=query["q"], lang=query["lang"])


def document(period: str, unit: str | None) -> dict[str, object]:
    """Return the published figures of a period, or of one unit in it."""
    chosen = Period.parse(period)
    with snapshot(database()) as session:
        unit_id = None if unit is None else unit_of(session, unit, chosen)
        return published_document(session, chosen, unit_id)


def cached_page(template: str, **values: object) -> Response:
    """Return a page that everybody may keep for some minutes."""
    asked = None if language() == LANGUAGES[0] else language()
    html = render_template(template, lang=asked, **values)
    return cached(Response(html, mimetype="text/html"))


def cached(response: Response) -> Response:
    """Let the response be kept, and answer 304 to who has it already."""
    response.headers["Cache-Control"] = CACHED
    response.add_etag()
    response.make_conditional(request)
    return response
