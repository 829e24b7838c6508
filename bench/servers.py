"""Databases and servers of a run; each server is fresh, each database a copy of one made ready."""

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text

from bench.bare import make_engine
from survey_app.database import POSTGRESQL_RULES, SQLITE_RULES, Database
from tests.support.databases import PostgresqlDatabases, SqliteDatabases, name_of, path_of
from tests.support.server import FLASK, ROOT, free_port, stop_group, wait_until_healthy
from tests.support.settings import environment, make_settings


@dataclass(frozen=True)
class Served:
    """A server under measurement."""

    url: str
    pid: int


class Stores:
    """Databases of one kind."""

    def __init__(self, kind, folder, server=None):
        self.kind = kind
        self.server = server
        self.databases = PostgresqlDatabases(server) if server else SqliteDatabases(folder)

    @property
    def pids(self):
        """Processes of the database itself, whose CPU belongs to a request."""
        return [self.server.process.pid] if self.server else []

    def empty(self):
        return self.databases.empty()

    @contextlib.contextmanager
    def copied(self, template):
        """Give a copy of a database that nobody is connected to; it is gone afterwards."""
        if self.server:
            url = self.databases.empty(name_of(template))
        else:
            url = self.databases.empty()
            path_of(url).write_bytes(path_of(template).read_bytes())
        try:
            yield url
        finally:
            self.databases.drop(url)


def durability(url):
    """Return the settings that make a commit durable, read from both sides' live connections."""
    ours, bare = Database(url), make_engine(url)
    try:
        return {"application": rules(ours.engine), "bare": rules(bare)}
    finally:
        ours.dispose()
        bare.dispose()


def rules(engine):
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            names = [name for name in SQLITE_RULES if name in {"journal_mode", "synchronous"}]
            return {n: connection.execute(text(f"PRAGMA {n}")).scalar_one() for n in names}
        return {n: connection.execute(text(f"SHOW {n}")).scalar_one() for n in POSTGRESQL_RULES}


def count_rows(url, table):
    database = Database(url)
    with database.reading() as session:
        found = session.scalar(select(func.count()).select_from(table))
    database.dispose()
    return found


@contextlib.contextmanager
def serving_ours(url, folder):
    """Serve the application as `flask system serve` does."""
    port = free_port()
    settings = make_settings(url, port=port, base_url=f"http://127.0.0.1:{port}")
    command = [FLASK, "system", "serve"]
    with serving(command, environment(settings), port, folder) as served:
        yield served


@contextlib.contextmanager
def serving_bare(url, folder):
    """Serve the bare application with the same server and threads."""
    port = free_port()
    command = [sys.executable, "-m", "bench.bare", str(port)]
    with serving(command, {"DATABASE_URL": url}, port, folder) as served:
        yield served


@contextlib.contextmanager
def serving(command, variables, port, folder):
    log = Path(folder) / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | variables,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(url, process, log)
        yield Served(url, process.pid)
    finally:
        stop_group(process)
