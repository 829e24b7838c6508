"""POST /api/v1/cases: a case system tells what happened to its cases."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, jsonify
from pydantic import BaseModel, ConfigDict

from survey_app.api.keys import current_key, require_key
from survey_app.api.openapi import PREFIX, Operation, operation
from survey_app.api.problems import read_json
from survey_app.audit.service import record
from survey_app.cases.service import register_payload
from survey_app.core.errors import RefusedError
from survey_app.extensions import csrf, database, keyring, utc_now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

bp = Blueprint("cases_api", __name__, url_prefix=PREFIX)
csrf.exempt(bp)  # a bearer key, no cookie

MOST_CASES = 1000
Text = str | int | None


class Case(BaseModel):
    """One case; the provincial field names (MaHoSo, DonViXuLy, …) are taken alike."""

    model_config = ConfigDict(extra="allow")

    case_id: Text = None
    procedure_code: Text = None
    handling_unit: Text = None
    receiving_unit: Text = None
    channel: Text = None
    applicant_kind: Text = None
    signed_in_at: Text = None
    submitted_at: Text = None
    received_at: Text = None
    due_at: Text = None
    finished_at: Text = None
    returned_at: Text = None
    status: Text = None


class Cases(BaseModel):
    """Up to 1,000 cases; a single case may also stand alone as the body."""

    model_config = ConfigDict(extra="allow")

    cases: list[Case]


class FieldError(BaseModel):
    """What is wrong with one field."""

    field: str
    value: str
    reason: str


class CaseResult(BaseModel):
    """What became of one case: added, updated, unchanged or rejected."""

    case_id: str
    result: str
    flags: list[str]
    errors: list[FieldError]


class CaseResults(BaseModel):
    """One result for each case sent, in the same order."""

    results: list[CaseResult]


@bp.post("/cases")
@require_key("cases")
@operation(
    Operation(
        summary="Register or update cases",
        body=(Cases, Case),
        responses={200: CaseResults},
        problems=(401, 403, 413, 422),
    )
)
def register_cases() -> ResponseReturnValue:
    """Register or update cases; good ones are kept beside bad ones."""
    key, actor = current_key(), f"key {current_key().name}"
    results = register_payload(
        database(),
        cases_of(read_json()),
        scope_id=key.unit_id,
        actor=actor,
        now=utc_now(),
        match=current_app.extensions["survey_matcher"],
        keyring=keyring(),
    )
    note_import(results, actor, key.unit_id)
    return jsonify({"results": [shown(result) for result in results]})


def note_import(results: Iterable[Any], actor: str, unit_id: int) -> None:
    """Record what a call changed in the register; one that changed nothing leaves no line."""
    told = Counter(result.result for result in results)
    if told["added"] or told["updated"]:
        details = {name: count for name, count in told.items() if count}
        with database().writing() as session:
            record(session, "cases.import", actor=actor, unit_id=unit_id, details=details)


def cases_of(body: Any) -> list[Any]:  # noqa: ANN401 - any JSON value
    """Return the cases of a body, one or many, or raise RefusedError; each is judged by itself."""
    cases = body.get("cases", [body]) if isinstance(body, dict) else None
    if not isinstance(cases, list):
        raise RefusedError("unreadable_body")
    if len(cases) > MOST_CASES:
        raise RefusedError("too_many_cases", most=MOST_CASES)
    return cases


def shown(result: Any) -> dict[str, Any]:  # noqa: ANN401 - ItemResult
    """Return one result as JSON."""
    errors = [
        {"field": name, "value": value, "reason": reason} for name, value, reason in result.errors
    ]
    return {
        "case_id": result.case_id,
        "result": result.result,
        "flags": list(result.flags),
        "errors": errors,
    }
