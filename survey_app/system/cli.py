"""Commands of the operator: `flask db` and `flask system`."""

from __future__ import annotations

import click

from survey_app.core.errors import SurveyError
from survey_app.extensions import database, keyring, settings, utc_now
from survey_app.system import migrations, service
from survey_app.system.server import serve as run_server
from survey_app.ui.terminal import CommandGroup

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
