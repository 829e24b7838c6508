"""Filling a fresh database from a backup: all of it, or nothing."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, inspect, select

from survey_app.audit.service import OPERATOR, record
from survey_app.core.errors import RefusedError
from survey_app.system import migrations
from survey_app.system.backup.reading import check, opened
from survey_app.system.backup.rows import STEP, Tally, lines_of
from survey_app.system.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from survey_app.core.codes import Keyring
    from survey_app.database import Database
    from survey_app.system.backup.reading import Backup
    from survey_app.system.backup.rows import Shape

#: Tables that a migrated database has rows in before anybody works with it.
SHIPPED = frozenset(
    {
        "holiday",
        "procedure",
        "procedure_tag",
        "questionnaire",
        "questionnaire_version",
        "setting",
        "target",
        "unit",
        "unit_agency_code",
        "unit_parent",
        "unit_succession",
    }
)


def restore(database: Database, keyring: Keyring, path: Path) -> dict[str, Any]:
    """Put a backup into a database where nothing was done yet; return what came in.

    Raises:
        UnreadableFileError: the file is no backup, or a damaged one.
        RefusedError: it belongs to another key or a newer version, or the database is in use.
    """
    head = check(path)
    if head["link_key_fingerprint"] != keyring.fingerprint:
        raise RefusedError("backup_of_other_key")
    if not migrations.is_known(head["revision"]):
        raise RefusedError("backup_too_new")
    with database.writing() as session, opened(path) as backup:
        connection = session.connection()
        refuse_used(connection)
        migrations.rebuild(connection, head["revision"])
        told = {"made_at": head["made_at"], **load(connection, backup)}
        migrations.upgrade_on(connection)
        record(session, "system.restore", actor=OPERATOR, details=told)
    return told


def refuse_used(connection: Connection) -> None:
    """Raise RefusedError when the database holds more than what ships."""
    if migrations.current_revision(connection) not in (None, migrations.head_revision()):
        raise RefusedError("not_migrated")
    present = set(inspect(connection).get_table_names())
    for table in metadata.sorted_tables:
        if table.name in present - SHIPPED and connection.execute(select(table).limit(1)).first():
            raise RefusedError("database_in_use", table=table.name)


def load(connection: Connection, backup: Backup) -> dict[str, Any]:
    """Insert all rows, and read them back: they must be the same again."""
    tables = rows = 0
    for shape, written, lines in backup.tables():
        insert_all(connection, shape, lines)
        go_on_counting(connection, shape)
        compare(connection, shape, written)
        tables, rows = tables + 1, rows + written.rows
    return {"tables": tables, "rows": rows}


def insert_all(connection: Connection, shape: Shape, lines: Iterator[bytes]) -> None:
    """Insert the rows of a table, a few at a time."""
    statement, rows = insert(shape.clause), map(shape.reader(), lines)
    while step := list(islice(rows, STEP)):
        connection.execute(statement, step)


def go_on_counting(connection: Connection, shape: Shape) -> None:
    """Let a server's own numbers begin behind those that came in."""
    if connection.dialect.name != "postgresql" or ("id", "int") not in shape.columns:
        return
    counter = func.pg_get_serial_sequence(shape.name, "id")
    connection.execute(select(func.setval(counter, func.max(shape.clause.c.id))))


def compare(connection: Connection, shape: Shape, written: Tally) -> None:
    """Raise RefusedError when a table does not hold what the backup does."""
    found = Tally()
    for line in lines_of(connection, shape):
        found.add(line)
    if found.told != written.told:
        raise RefusedError("restored_differently", table=shape.name)
