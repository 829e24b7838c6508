"""Commands of the operator: `flask db` and `flask system`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from survey_app.core.errors import SurveyError
from survey_app.extensions import database, keyring, settings, utc_now
from survey_app.system import migrations, service
from survey_app.system.backup.restoring import restore as bring_back
from survey_app.system.backup.writing import back_up
from survey_app.system.server import serve as run_server
from survey_app.ui.terminal import CommandGroup

FILE = click.Path(dir_okay=False, path_type=Path)

db_cli = CommandGroup("db", help="The database's tables and what ships with them.")
cli = CommandGroup("system", help="Running the application.")


class DriftError(SurveyError):
    """The tables are not what the models say."""

    code = "tables_differ"


@db_cli.command("upgrade")
def upgrade() -> None:
    """Migrate and load what ships; doing it again changes nothing."""
    service.upgrade(database(), keyring(), utc_now())


@db_cli.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the tables back to REVISION ("base" for none)."""
    migrations.downgrade(database(), revision)


@db_cli.command("revision")
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration with what the models have and the tables lack."""
    migrations.new_revision(database(), message)


@db_cli.command("check")
def check() -> None:
    """Exit 2 when the tables differ from the models."""
    found = migrations.differences(database())
    for difference in found:
        click.echo(str(difference), err=True)
    if found:
        raise DriftError(count=len(found))


@cli.command("serve")
def serve() -> None:
    """Serve the application in the foreground until stopped."""
    run_server(settings().port)


@cli.command("backup")
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Write everything of this moment to FILE, for any engine; the key is not in it.

    Others may go on working meanwhile.
    """
    click.echo(json.dumps(back_up(database(), keyring(), file, utc_now())))


@cli.command("restore")
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Fill a database in which nothing was done yet from the backup FILE, or change nothing.

    LINK_KEY must be the one under which the backup was made.
    """
    click.echo(json.dumps(bring_back(database(), keyring(), file)))
