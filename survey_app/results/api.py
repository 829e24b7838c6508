"""GET /api/v1/results and /responses: what was released, for other programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, request
from pydantic import BaseModel

from survey_app.api.keys import current_key, require_key
from survey_app.api.openapi import PREFIX, Operation, operation
from survey_app.core.calendar import Period, local_day
from survey_app.core.errors import NotFoundError
from survey_app.directory.queries import find_unit, is_within
from survey_app.extensions import database, keyring, utc_now
from survey_app.results.answers import answers_page
from survey_app.results.document import published_document
from survey_app.results.queries import snapshot

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

bp = Blueprint("results_api", __name__, url_prefix=PREFIX)


class Block(BaseModel):
    """One rate; null where nothing was answered or nothing may be shown."""

    n: int | None
    satisfied: int | None
    rate: float | None
    interval: list[float | None]
    target: int | None
    administrative_verdict: str
    evidence_verdict: str
    cautions: list[str]


class UnitResults(BaseModel):
    """The rates of one unit, its subtree pooled."""

    unit: str
    name: str
    online: Block
    online_self: Block
    all: Block


class Results(BaseModel):
    """Released figures of a period."""

    period: str
    units: list[UnitResults]
    as_of: str | None


@bp.get("/results")
@require_key("results")
@operation(
    Operation(
        summary="Released figures of a unit",
        responses={200: Results},
        problems=(401, 403, 404, 422),
        query={"period": "2026-Q3, 2026-11 or 2026", "unit?": "code; default the key's unit"},
    )
)
def show_results() -> ResponseReturnValue:
    """Return the figures of one unit in the key's subtree."""
    period = Period.parse(request.args.get("period", ""))
    with snapshot(database()) as session:
        unit_id = unit_in_reach(session, request.args.get("unit"), current_key().unit_id, period)
        return jsonify(published_document(session, period, unit_id))


class Answer(BaseModel):
    """One answer; unit or procedure is empty where fewer than five of the month have the same."""

    id: str
    month: str
    unit: str
    procedure_code: str
    channel: int
    mode: str
    moment: str
    submitted_by: str
    applicant_kind: int
    verification: str
    questionnaire: str
    overall: int | None
    #: Chosen options by question; never what was written.
    answers: dict[str, list[str]]


class Answers(BaseModel):
    """A page: ask with ``since=next`` until ``more`` is false, later once more with the last one.

    What may still grow is given again: an id that is known replaces the earlier row.
    """

    rows: list[Answer]
    next: str
    more: bool


@bp.get("/responses")
@require_key("responses")
@operation(
    Operation(
        summary="Released answers of the key's units, without anything about persons",
        responses={200: Answers},
        problems=(401, 403, 422),
        query={"since?": "what the page before gave as next"},
    )
)
def show_responses() -> ResponseReturnValue:
    """Return a page of single answers."""
    since, today = request.args.get("since", ""), local_day(utc_now())
    with snapshot(database()) as session:
        page = answers_page(session, keyring(), current_key().unit_id, since, today)
    return jsonify(asdict(page))


def unit_in_reach(session: Session, code: str | None, root_id: int, period: Period) -> int:
    """Return the unit asked for; one outside the subtree is unknown."""
    if code is None:
        return root_id
    unit = find_unit(session, code, period.last) or find_unit(session, code)
    if unit is None or not is_within(session, unit.id, root_id, period.last):
        raise NotFoundError("unknown_unit")
    return unit.id
