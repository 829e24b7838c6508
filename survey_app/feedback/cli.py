"""flask feedback: what the clock does, on demand."""

from __future__ import annotations

import click

from survey_app.extensions import database, utc_now
from survey_app.feedback.collecting import collect
from survey_app.ui.terminal import CommandGroup

cli = CommandGroup("feedback", help="Comments and what follows from them.")


@cli.command("collect")
def collect_now() -> None:
    """Open follow-ups that are due, escalate late ones; prints how many were opened."""
    click.echo(collect(database(), utc_now()))
