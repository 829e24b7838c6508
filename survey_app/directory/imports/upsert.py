"""Bringing a table in line with a list: what is new is added, what differs is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from survey_app.database import Base
    from survey_app.directory.imports.rows import ListRow

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the rows of a list."""

    added: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Destination:
    """The table a list goes to, the columns that identify a row, and values for what is absent."""

    table: type[Base]
    key: tuple[str, ...]
    defaults: Mapping[str, Any]
    #: Whether a row that is there and differs is changed; what ships never is.
    overwrite: bool = True

    def key_of(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return what identifies a row."""
        return tuple(values[name] for name in self.key)


def upsert(
    session: Session, destination: Destination, rows: list[tuple[ListRow, Values]]
) -> Changes:
    """Add and change rows; the same list again changes nothing.

    Raises:
        RefusedError: ``list_duplicate`` for two different rows with one key.
    """
    wanted = unique(destination, rows)
    found = session.execute(select(*destination.table.__table__.columns))
    known = {destination.key_of(row): row for row in map(dict, found.mappings())}
    added = [{**destination.defaults, **row} for key, row in wanted.items() if key not in known]
    if added:
        session.execute(insert(destination.table), added)
    changed = [
        row
        for key, row in wanted.items()
        if destination.overwrite and key in known and not row.items() <= known[key].items()
    ]
    for row in changed:
        same = (getattr(destination.table, name) == row[name] for name in destination.key)
        session.execute(update(destination.table).where(*same).values(row))
    return Changes(len(added), len(changed), len(rows) - len(added) - len(changed))


def unique(
    destination: Destination, rows: list[tuple[ListRow, Values]]
) -> dict[tuple[Any, ...], Values]:
    """Return the rows by key; equal ones count once."""
    wanted: dict[tuple[Any, ...], Values] = {}
    numbers: dict[tuple[Any, ...], int] = {}
    for row, values in rows:
        key = destination.key_of(values)
        if wanted.setdefault(key, values) != values:
            raise row.fault("list_duplicate", destination.key[0], other=numbers[key])
        numbers.setdefault(key, row.number)
    return wanted
