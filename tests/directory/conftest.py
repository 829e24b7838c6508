"""Lists as operators hand them in."""

import csv
import json
from datetime import date

import pytest
from sqlalchemy import select

from survey_app.directory.imports.units import import_units
from survey_app.directory.models import Unit, UnitParent

UNIT_HEADER = ["code", "name", "kind", "parent_code", "valid_from", "valid_to", "agency_code"]


@pytest.fixture
def write_csv(tmp_path):
    def write(header, *rows, name="list.csv", encoding="utf-8"):
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return write


@pytest.fixture
def run(runner):
    """Run ``flask directory ...`` and return exit status, stdout and stderr."""

    def run(*args):
        result = runner.invoke(args=["directory", *map(str, args)])
        return result.exit_code, result.stdout, result.stderr

    return run


@pytest.fixture
def take_units(database, write_csv):
    """Import rows of units; return (added, updated, unchanged)."""

    def take_units(*rows, header=UNIT_HEADER):
        path = write_csv(header, *rows)
        with database.writing() as session:
            changes = import_units(session, path)
        return changes.added, changes.updated, changes.unchanged

    return take_units


@pytest.fixture
def tree(database):
    """Return the dated tree as a set of (unit, parent, first day, last day, path by codes)."""

    def tree(*codes):
        with database.reading() as session:
            names = dict(session.execute(select(Unit.id, Unit.code)).all())
            rows = session.scalars(select(UnitParent)).all()
            rows.sort(key=lambda row: (row.valid_from, row.path.count("/")))
        return [
            (
                names[row.unit_id],
                names.get(row.parent_id),
                row.valid_from.isoformat(),
                row.valid_to.isoformat() if row.valid_to else None,
                "/".join(names[int(part)] for part in row.path.split("/") if part),
            )
            for row in rows
            if names[row.unit_id] in codes
        ]

    return tree


def counts(text):
    return json.loads(text.splitlines()[-1])


def day(text):
    return date.fromisoformat(text)
