"""Commands for background work."""

from __future__ import annotations

import click

from survey_app.jobs.worker import run_waiting
from survey_app.ui.terminal import CommandGroup

cli = CommandGroup("jobs", help="Background work; the server does it by itself.")


@cli.command("run")
def run() -> None:
    """Do all background work that waits, and print how many pieces that were."""
    click.echo(run_waiting())
