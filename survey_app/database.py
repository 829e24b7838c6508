"""Tables' common base, column types and the rules both engines must keep."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

import psycopg
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Engine,
    MetaData,
    TypeDecorator,
    bindparam,
    create_engine,
    event,
    func,
    insert,
    make_url,
    select,
)
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session

from survey_app.core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import CursorResult, Dialect, Executable, Insert, Table
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

#: Rows of one committed step of an import, a fold or a clean-up: citizens are not stalled.
BATCH = 1000
BUSY_TIMEOUT_MS = 10_000

SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA secure_delete = ON",
)
#: What a connection must report back before the first answer is taken.
SQLITE_RULES = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
POSTGRESQL_RULES = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}


#: One look-up needs no transaction of its own.
LOOK_UP = {"sqlite": {"sqlite_begin": ""}, "postgresql": {"isolation_level": "AUTOCOMMIT"}}
#: A connection that lay idle so long is tried before it is used.
IDLE_SECONDS = 1.0


class Base(DeclarativeBase):
    """Base of every table; constraints have names that migrations can use."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment; stored in UTC, refused without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002 - SQLAlchemy's signature
        """Turn an aware moment into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a stored moment needs a time zone"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002 - SQLAlchemy's signature
        """Give the moment back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """One database; hands out sessions for reading and for writing.

    A writing session begins with BEGIN IMMEDIATE on SQLite, so that two
    writers queue instead of failing half-way, and commits when left normally.
    """

    def __init__(self, url: str) -> None:
        # Values of statements are case IDs and answers: no error message repeats them.
        self.engine = create_engine(make_url(url), hide_parameters=True, **engine_options(url))
        event.listen(self.engine, "connect", prepare_connection)
        if self.is_sqlite:
            event.listen(self.engine, "begin", begin_sqlite)
        else:
            event.listen(self.engine, "checkin", note_return)
            event.listen(self.engine, "checkout", partial(try_idle, self.engine.dialect))
        self._writer = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        self._reader = self.engine.execution_options(**LOOK_UP[self.engine.dialect.name])

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded default."""
        return self.engine.dialect.name == "sqlite"

    def connect(self) -> Connection:
        """Give a connection for one look-up, which a session would make twice as dear."""
        return self._reader.connect()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session whose work is never kept."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that is committed at the end, or rolled back by an error."""
        with Session(self._writer, expire_on_commit=False) as session:
            yield session
            session.commit()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def engine_options(url: str) -> dict[str, Any]:
    """Return what an engine of this kind is created with."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000}, "pool_size": 8}
    return {
        "pool_size": 8,
        "skip_autocommit_rollback": True,
        "connect_args": {"options": "-c timezone=UTC"},
    }


def note_return(_connection: object, record: ConnectionPoolEntry) -> None:
    """Note when a connection was last in use."""
    record.info["returned"] = monotonic()


def try_idle(
    dialect: Dialect,
    connection: DBAPIConnection,
    record: ConnectionPoolEntry,
    _proxy: object,
) -> None:
    """Replace a connection that broke while it lay idle, as when the server was restarted."""
    if monotonic() - record.info.get("returned", monotonic()) < IDLE_SECONDS:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


def prepare_connection(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
    """Set a new connection to durable writes and refuse it when it does not comply."""
    cursor = connection.cursor()
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(pragma)
        check_rules(
            {name: read_one(cursor, f"PRAGMA {name}") for name in SQLITE_RULES}, SQLITE_RULES
        )
    else:
        found = {name: read_one(cursor, f"SHOW {name}") for name in POSTGRESQL_RULES}
        connection.rollback()
        check_rules(found, POSTGRESQL_RULES)
    cursor.close()


def read_one(cursor: Any, statement: str) -> object:  # noqa: ANN401 - a driver's cursor
    """Return the first column of the first row."""
    cursor.execute(statement)
    return cursor.fetchone()[0]


def check_rules(found: dict[str, object], rules: dict[str, Any]) -> None:
    """Raise SettingsError when acknowledged answers could be lost."""
    weak = {name: found[name] for name, wanted in rules.items() if found[name] != wanted}
    if weak:
        raise SettingsError("weak_database", found=weak)


def begin_sqlite(connection: Connection) -> None:
    """Begin deferred for reading, IMMEDIATE for writing.

    Only the latter can find the file busy, which SQLAlchemy then tells as its own error.
    """
    statement = connection.get_execution_options().get("sqlite_begin", "BEGIN")
    if statement == "BEGIN":
        connection.connection.cursor().execute(statement)
    elif statement:
        connection.exec_driver_sql(statement)


@cache
def insertion(model: type[Base]) -> Insert:
    """Return the plain INSERT of a table."""
    return insert(cast("Table", model.__table__)).inline()


def add_rows(session: Session, model: type[Base], *rows: dict[str, Any]) -> None:
    """Insert rows without the ORM's bookkeeping, which costs several times the INSERT."""
    session.connection().execute(insertion(model), rows)


@contextmanager
def at_once(session: Session) -> Iterator[None]:
    """Send statements without waiting for one another; their rows are not read.

    A refused one ends the block with SQLAlchemy's error, like any statement.
    """
    driver = session.connection().connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        yield
        return
    try:
        with driver.pipeline():
            yield
    except psycopg.Error as error:
        raise DBAPIError.instance("", {}, error, psycopg.Error, hide_parameters=True) from error


ADVISORY_LOCK = select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger)))


def lock(session: Session, key: bytes) -> None:
    """Hold everything that concerns this key until the transaction ends.

    SQLite has one writer at a time already.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(key[:8], "big", signed=True)
        with at_once(session):  # with the BEGIN before it
            session.connection().execute(ADVISORY_LOCK, {"key": number})


def changed(session: Session, statement: Executable) -> bool:
    """Tell whether an UPDATE or DELETE found its row; of two at once only one does."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount == 1


def dialect_name(session: Session) -> str:
    """Return "sqlite" or "postgresql"."""
    return session.get_bind().dialect.name


__all__ = ["BATCH", "Base", "Database", "Engine", "UTCDateTime", "add_rows", "dialect_name", "lock"]
