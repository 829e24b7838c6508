"""Rows as a backup holds them: every value in one form, whatever engine it comes from."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Integer,
    LargeBinary,
    String,
    Uuid,
    collate,
    column,
    select,
    table,
)

from survey_app.database import UTCDateTime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Table, TableClause
    from sqlalchemy.types import TypeEngine

#: Held in memory at once; a row may be a part of a file, of half a megabyte.
STEP = 100


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one kind stand in a database, and in JSON."""

    type: TypeEngine[Any]
    #: None where JSON can hold the value as it is.
    write: Callable[[Any], Any] | None = None
    read: Callable[[Any], Any] | None = None


#: The first that a column's type belongs to is its kind.
KINDS = {
    "uuid": Kind(Uuid(), lambda value: value.hex, UUID),
    "time": Kind(UTCDateTime(), datetime.isoformat, datetime.fromisoformat),
    "date": Kind(Date(), date.isoformat, date.fromisoformat),
    "bytes": Kind(LargeBinary(), lambda value: b64encode(value).decode(), b64decode),
    "bool": Kind(Boolean()),
    "int": Kind(BigInteger()),
    "text": Kind(String()),
}
FAMILIES = {
    Uuid: "uuid",
    UTCDateTime: "time",
    Date: "date",
    LargeBinary: "bytes",
    Boolean: "bool",
    Integer: "int",
    String: "text",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as a backup knows it: columns with their kinds, and which of them order its rows."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]

    @classmethod
    def of(cls, model: Table) -> Shape:
        """Return the shape of one of our tables."""
        return cls(
            model.name,
            tuple((each.name, kind_of(each.type)) for each in model.columns),
            tuple(each.name for each in model.primary_key.columns),
        )

    @property
    def clause(self) -> TableClause:
        """What statements name; it needs no model, so that older backups can be read."""
        return table(self.name, *(column(name, KINDS[kind].type) for name, kind in self.columns))

    def writer(self) -> Callable[[Sequence[Any]], bytes]:
        """Return what makes a line of a row."""
        changed = [(place, w) for place, w in enumerate(self._each("write")) if w]

        def write(row: Sequence[Any]) -> bytes:
            values = list(row)
            for place, change in changed:
                if values[place] is not None:
                    values[place] = change(values[place])
            return json_line(values)

        return write

    def reader(self) -> Callable[[bytes], dict[str, Any]]:
        """Return what makes a row, as the database takes it, of a line."""
        changed = [(place, r) for place, r in enumerate(self._each("read")) if r]
        names = [name for name, _kind in self.columns]

        def read(line: bytes) -> dict[str, Any]:
            values = json.loads(line.decode())
            for place, change in changed:
                if values[place] is not None:
                    values[place] = change(values[place])
            return dict(zip(names, values, strict=True))

        return read

    def _each(self, way: str) -> list[Callable[[Any], Any] | None]:
        return [getattr(KINDS[kind], way) for _name, kind in self.columns]


def kind_of(of_column: TypeEngine[Any]) -> str:
    """Return the kind of a column's type."""
    return next(kind for family, kind in FAMILIES.items() if isinstance(of_column, family))


ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def json_line(value: object) -> bytes:
    """Return a value as one line; equal values give equal bytes."""
    return ENCODE(value).encode() + b"\n"


def lines_of(connection: Connection, shape: Shape) -> Iterator[bytes]:
    """Yield all rows of a table in the order of their key, which both engines agree on."""
    clause = shape.clause
    order = [by_bytes(clause.c[name], connection.dialect.name) for name in shape.key]
    streamed = connection.execute(
        select(clause).order_by(*order), execution_options={"yield_per": STEP}
    )
    yield from map(shape.writer(), streamed)


def by_bytes(key: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """Order texts by their bytes, as SQLite does; a server may know other orders."""
    return collate(key, "C") if dialect == "postgresql" and isinstance(key.type, String) else key


class Tally:
    """Number and hash of the rows of a table, told line by line."""

    def __init__(self) -> None:
        self.rows = 0
        self._digest = sha256()

    def add(self, line: bytes) -> None:
        """Count one more row."""
        self.rows += 1
        self._digest.update(line)

    @property
    def told(self) -> dict[str, Any]:
        """What stands below the rows of a table."""
        return {"rows": self.rows, "sha256": self._digest.hexdigest()}
