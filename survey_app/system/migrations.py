"""Running Alembic against a database that is handed over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from survey_app.system.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from survey_app.database import Database

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, bound to a connection where one is needed."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.set_main_option(
        "file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s"
    )
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables up to a revision."""
    with database.engine.connect() as connection:
        upgrade_on(connection, revision)
        connection.commit()


def upgrade_on(connection: Connection, revision: str = "head") -> None:
    """Bring the tables up to a revision, in the transaction of the connection."""
    command.upgrade(configuration(connection), revision)


def rebuild(connection: Connection, revision: str) -> None:
    """Drop all tables and make those of a revision, in the transaction of the connection."""
    command.downgrade(configuration(connection), "base")
    upgrade_on(connection, revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the tables back to a revision."""
    with database.engine.connect() as connection:
        command.downgrade(configuration(connection), revision)
        connection.commit()


def new_revision(database: Database, message: str) -> None:
    """Write a migration with the difference between tables and models."""
    with database.engine.connect() as connection:
        command.revision(configuration(connection), message=message, autogenerate=True)


def current_revision(connection: Connection) -> str | None:
    """Return the revision the tables are at; None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str | None:
    """Return the newest revision that ships."""
    return revisions().get_current_head()


def is_known(revision: str) -> bool:
    """Return whether a revision ships with this version."""
    return revision in {each.revision for each in revisions().walk_revisions()}


def revisions() -> ScriptDirectory:
    """Return the migrations that ship."""
    return ScriptDirectory.from_config(configuration())


def differences(database: Database) -> list[object]:
    """Return what differs between the tables and the models; empty when all is well."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))
