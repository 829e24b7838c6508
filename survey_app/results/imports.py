"""Taking in what other systems know: forms that fill themselves in, figures of Decision 766."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from survey_app.core.calendar import Period
from survey_app.core.errors import RefusedError
from survey_app.directory.imports.rows import Columns, ListRow, read_list
from survey_app.directory.imports.upsert import Changes, Destination, Values, upsert
from survey_app.directory.procedure_codes import normalise_procedure_code
from survey_app.directory.queries import find_unit
from survey_app.results.figures import list_units_at_work
from survey_app.results.models import OfficialFigure, ProcedureForm
from survey_app.results.tree import load_tree

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

#: From when a row is true that names no day.
ALWAYS: Final = date(2025, 7, 1)
#: A percentage with at most two decimals, comma or point.
_PERCENTAGE = re.compile(r"(?P<whole>100|[0-9]{1,2})(?:[.,](?P<rest>[0-9]{1,2}))? ?%?")
_ALL = 10_000


@dataclass(frozen=True, slots=True)
class OfficialChanges:
    """What became of a file of official figures."""

    changes: Changes
    #: Codes of units with cases or answers that the file does not name, by period.
    missing: dict[str, list[str]]


def import_forms(session: Session, path: Path) -> Changes:
    """Take in which procedures have a form that fills itself in (criterion c1)."""
    columns = Columns(
        ("procedure_code", "prefilled"),
        ("unit_code", "valid_from", "source"),
        {"MaTTHC": "procedure_code", "TuDien": "prefilled", "DonVi": "unit_code"},
    )
    destination = Destination(
        ProcedureForm, ("unit_code", "procedure_code", "valid_from"), {"source": ""}
    )
    return upsert(
        session, destination, [(row, form(session, row)) for row in read_list(path, columns)]
    )


def form(session: Session, row: ListRow) -> Values:
    """Return the columns of one procedure's form."""
    unit_code = row.text("unit_code", 40, "")
    if unit_code and find_unit(session, unit_code) is None:
        raise row.fault("list_unknown_unit", "unit_code")
    values: Values = {
        "unit_code": unit_code,
        "procedure_code": normalise_procedure_code(row.text("procedure_code", 40)),
        "valid_from": row.day("valid_from") or ALWAYS,
        "prefilled": row.yes("prefilled"),
    }
    return values | ({"source": row.text("source", 300, "")} if "source" in row.values else {})


def import_official(session: Session, path: Path) -> OfficialChanges:
    """Take in satisfaction as the index of Decision 766 shows it, in percent by unit and period."""
    columns = Columns(("unit_code", "period", "rate"), ("source",))
    rows = [(row, official(session, row)) for row in read_list(path, columns)]
    destination = Destination(OfficialFigure, ("unit_id", "period"), {"source": ""})
    changes = upsert(session, destination, rows)
    named: dict[str, set[int]] = {}
    for _row, values in rows:
        named.setdefault(values["period"], set()).add(values["unit_id"])
    return OfficialChanges(
        changes, {text: missing(session, text, found) for text, found in named.items()}
    )


def official(session: Session, row: ListRow) -> Values:
    """Return the columns of one official figure."""
    try:
        period = Period.parse(row.text("period", 30))
    except RefusedError:
        raise row.fault("list_bad_period", "period") from None
    unit = find_unit(session, row.text("unit_code", 40), period.last)
    if unit is None:
        raise row.fault("list_unknown_unit", "unit_code")
    values: Values = {
        "unit_id": unit.id,
        "period": str(period),
        "rate_hundredths": hundredths(row),
    }
    return values | ({"source": row.text("source", 300, "")} if "source" in row.values else {})


def hundredths(row: ListRow) -> int:
    """Return a percentage such as "98,12" as 9812."""
    found = _PERCENTAGE.fullmatch(row.text("rate", 20))
    value = int(found["whole"]) * 100 + int((found["rest"] or "0").ljust(2, "0")) if found else -1
    if not 0 <= value <= _ALL:
        raise row.fault("list_bad_number", "rate", low=0, high=100)
    return value


def missing(session: Session, period: str, named: set[int]) -> list[str]:
    """Return the codes of units at work that a file does not name."""
    nodes = load_tree(session, Period.parse(period).last).nodes
    return [
        nodes[each].code
        for each in list_units_at_work(session)
        if each in nodes and each not in named
    ]
