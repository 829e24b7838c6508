"""Databases for tests: migrated once, copied for each test."""

import itertools
import shutil
from pathlib import Path

from sqlalchemy import make_url

from survey_app.core.codes import Keyring
from survey_app.database import Database
from survey_app.system.service import upgrade
from tests.support.settings import LINK_KEY, NOW


def migrate(url):
    """Do what ``flask db upgrade`` does."""
    database = Database(url)
    try:
        upgrade(database, Keyring(LINK_KEY), NOW)
    finally:
        database.dispose()


class SqliteDatabases:
    """Files in one folder."""

    def __init__(self, folder):
        self.folder = folder
        self.numbers = itertools.count(1)
        self.template = None

    def empty(self):
        return f"sqlite:///{self.folder / f'{next(self.numbers)}.sqlite3'}"

    def migrated(self):
        if self.template is None:
            url = self.empty()
            migrate(url)
            self.template = path_of(url)
        url = self.empty()
        shutil.copyfile(self.template, path_of(url))
        return url

    def drop(self, url):
        for suffix in ("", "-wal", "-shm"):
            path_of(url + suffix).unlink(missing_ok=True)


class PostgresqlDatabases:
    """Databases of one server."""

    def __init__(self, server):
        self.server = server
        self.numbers = itertools.count(1)
        self.template = None

    def empty(self, template="template0"):
        name = f"test_{next(self.numbers)}"
        # Copying files is quicker here than writing 12 MB through the log.
        self.server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.server.url(name)

    def migrated(self):
        if self.template is None:
            url = self.empty()
            migrate(url)
            self.template = name_of(url)
        return self.empty(self.template)

    def drop(self, url):
        self.server.execute(f"DROP DATABASE IF EXISTS {name_of(url)} WITH (FORCE)")


def path_of(url):
    return Path(url.removeprefix("sqlite:///"))


def name_of(url):
    return make_url(url).database
