"""Making a backup while everybody works: one snapshot, written as it is read."""

from __future__ import annotations

import gzip
import os
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any, BinaryIO

from survey_app.audit.service import OPERATOR, record
from survey_app.core.errors import RefusedError
from survey_app.results.queries import snapshot
from survey_app.system.backup.rows import Shape, Tally, json_line, lines_of
from survey_app.system.migrations import current_revision, head_revision
from survey_app.system.service import note_backup
from survey_app.system.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from survey_app.core.codes import Keyring
    from survey_app.database import Database

FORMAT = "survey-backup"
NUMBER = 1
#: Smaller files cost more time than the disk does.
LEVEL = 5


def back_up(database: Database, keyring: Keyring, path: Path, now: datetime) -> dict[str, Any]:
    """Write all rows of this moment to a file and return what it holds.

    Raises:
        RefusedError: the tables are not the newest, or the file cannot be written.
    """
    with snapshot(database) as session, new_file(path) as file:
        connection = session.connection()
        refuse_outdated(connection)
        told = write(connection, keyring, file, now)
    with database.writing() as session:
        note_backup(session, now)
        record(session, "system.backup", actor=OPERATOR, details=told)
    return told


def refuse_outdated(connection: Connection) -> None:
    """Raise RefusedError unless the tables are what the models say."""
    if current_revision(connection) != head_revision():
        raise RefusedError("not_migrated")


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Give a compressed file that takes its name, and any older file's place, once it is whole."""
    part = path.with_name(f"{path.name}.part")
    try:
        with open(part, "wb", opener=for_owner) as raw:
            with gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as file:
                yield file  # type: ignore[misc] # it is written to like any other
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(path)
    except OSError as error:
        raise RefusedError("cannot_write", path=path, reason=error.strerror) from error
    finally:
        part.unlink(missing_ok=True)


def for_owner(name: str, flags: int) -> int:
    """Open a file that nobody else may read."""
    return os.open(name, flags, 0o600)


def write(
    connection: Connection, keyring: Keyring, file: BinaryIO, now: datetime
) -> dict[str, Any]:
    """Write head, tables and the hash of it all."""
    whole, rows = sha256(), 0

    def put(line: bytes) -> None:
        whole.update(line)
        file.write(line)

    put(json_line(head(connection, keyring, now)))
    for model in metadata.sorted_tables:
        shape, tally = Shape.of(model), Tally()
        put(json_line({"table": shape.name, "columns": shape.columns, "key": shape.key}))
        for line in lines_of(connection, shape):
            tally.add(line)
            put(line)
        put(json_line(tally.told))
        rows += tally.rows
    file.write(json_line({"sha256": whole.hexdigest()}))
    return {"tables": len(metadata.sorted_tables), "rows": rows, "sha256": whole.hexdigest()}


def head(connection: Connection, keyring: Keyring, now: datetime) -> dict[str, Any]:
    """Return what a reader must know first; of the key only its fingerprint."""
    return {
        "format": FORMAT,
        "number": NUMBER,
        "revision": current_revision(connection),
        "link_key_fingerprint": keyring.fingerprint,
        "made_at": now.isoformat(),
    }
