"""Procedures, their tags, targets and holidays: lists whose rows stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from survey_app.core.text import fold
from survey_app.directory.imports.rows import Columns, ListRow, read_list
from survey_app.directory.imports.upsert import Changes, Destination, Values, upsert
from survey_app.directory.models import Holiday, Procedure, ProcedureTag, Target
from survey_app.directory.procedure_codes import normalise_procedure_code
from survey_app.directory.queries import find_unit

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

#: Longest text of each column of a procedure.
PROCEDURE_TEXTS: Final = {
    "name": 1200,
    "short_name": 300,
    "field": 200,
    "field_en": 200,
    "level": 60,
    "online_level": 30,
}
DIRECTIONS: Final = {"at_least": "at_least", ">=": "at_least", "≥": "at_least"} | {
    "below": "below",
    "<": "below",
}
BLOCKS: Final = {"online": "online", "all": "all"}
CRITERIA: Final = {f"c{number}": f"c{number}" for number in range(1, 5)}
YEARS: Final = range(2000, 2101)
VALUES: Final = range(10_001)


def import_procedures(session: Session, path: Path, *, overwrite: bool = True) -> Changes:
    """Take in procedures; a column that the list lacks leaves what is stored."""
    columns = Columns(("code", "name"), (*list(PROCEDURE_TEXTS)[1:], "valid_from", "valid_to"))
    absent = dict.fromkeys(PROCEDURE_TEXTS, "") | {"valid_from": None, "valid_to": None}
    destination = Destination(Procedure, ("code",), absent, overwrite)
    return upsert(session, destination, [(row, procedure(row)) for row in read_list(path, columns)])


def procedure(row: ListRow) -> Values:
    """Return the columns of one procedure that the list has."""
    values: Values = {
        name: row.text(name, longest, None if name == "name" else "")
        for name, longest in PROCEDURE_TEXTS.items()
        if name in row.values
    }
    values |= {name: row.day(name) for name in ("valid_from", "valid_to") if name in row.values}
    values["code"] = normalise_procedure_code(row.text("code", 40))
    values["name_folded"] = fold(values["name"])
    return values


def import_tags(session: Session, path: Path, *, overwrite: bool = True) -> Changes:
    """Take in memberships of procedures in national lists; none is taken away."""
    columns = Columns(("procedure_code", "tag"), also={"code": "procedure_code"})
    destination = Destination(ProcedureTag, ("procedure_code", "tag"), {}, overwrite)
    return upsert(
        session,
        destination,
        [
            (
                row,
                {
                    "procedure_code": normalise_procedure_code(row.text("procedure_code", 40)),
                    "tag": row.text("tag", 40),
                },
            )
            for row in read_list(path, columns)
        ],
    )


def import_targets(session: Session, path: Path, *, overwrite: bool = True) -> Changes:
    """Take in targets; a local one names the unit that it binds with its subtree."""
    columns = Columns(("criterion", "year", "direction", "value"), ("block", "unit_code", "source"))
    return store_targets(session, read_list(path, columns), overwrite=overwrite)


def store_targets(session: Session, rows: list[ListRow], *, overwrite: bool = True) -> Changes:
    """Store targets; one that is there is changed."""
    key = ("criterion", "year", "block", "unit_code")
    destination = Destination(Target, key, {"source": ""}, overwrite)
    return upsert(session, destination, [(row, target(session, row)) for row in rows])


def target(session: Session, row: ListRow) -> Values:
    """Return the columns of one target."""
    unit_code = row.text("unit_code", 40, "")
    year = row.number_in("year", YEARS)
    if unit_code and find_unit(session, unit_code) is None:
        raise row.fault("list_unknown_unit", "unit_code")
    values: Values = {
        "criterion": row.chosen("criterion", CRITERIA),
        "year": year,
        "direction": row.chosen("direction", DIRECTIONS),
        "value": row.number_in("value", VALUES),
        "block": row.chosen("block", BLOCKS, "online"),
        "unit_code": unit_code,
    }
    if "source" in row.values:
        values["source"] = row.text("source", 300, "")
    return values


def import_holidays(session: Session, path: Path, *, overwrite: bool = True) -> Changes:
    """Take in days off, and weekend days worked in exchange."""
    columns = Columns(("day", "name"), ("working",))
    destination = Destination(Holiday, ("day",), {"working": False}, overwrite)
    return upsert(
        session,
        destination,
        [(row, holiday(row)) for row in read_list(path, columns)],
    )


def holiday(row: ListRow) -> Values:
    """Return the columns of one day."""
    values: Values = {"day": row.needed_day("day"), "name": row.text("name", 200)}
    if "working" in row.values:
        values["working"] = row.yes("working")
    return values
