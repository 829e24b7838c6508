"""flask audit: checking the record, and keeping its head elsewhere."""

from __future__ import annotations

import json
import re

import click

from survey_app.audit.queries import Head, newest_head
from survey_app.audit.retention import drop_months
from survey_app.audit.verification import verify as check
from survey_app.core.errors import RefusedError
from survey_app.extensions import database, utc_now
from survey_app.ui.terminal import REFUSED, CommandGroup

cli = CommandGroup("audit", help="The record of who did what.")

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)
#: Faults printed before the rest is only counted.
MOST_LINES = 50
PARTS = 3


@cli.command("head")
def head() -> None:
    """Print month, number and hash of the newest line; keep them where nobody here can write.

    `flask audit verify --head` compares with them later.
    """
    with database().reading() as session:
        found = newest_head(session)
    click.echo(f"{found.month}/{found.seq}/{found.hash}" if found else "")


@cli.command("verify")
@click.option("--head", "kept", help="What `flask audit head` printed before: tells a cut end.")
def verify(kept: str | None) -> None:
    """Check every line of the record; exit 2 when one was altered, added or taken away."""
    with database().reading() as session:
        findings = check(session, parse_head(kept) if kept else None)
    for fault in findings.faults[:MOST_LINES]:
        click.echo(f"{fault.month}/{fault.seq}: {fault.what}", err=True)
    summary = {"events": findings.events, "months": findings.months}
    click.echo(json.dumps({**summary, "sound": not findings.faults}))
    if findings.faults:
        raise click.exceptions.Exit(REFUSED)


@cli.command("drop")
@click.option("--before", required=True, help="A month such as 2026-11, which itself stays.")
def drop(before: str) -> None:
    """Erase the lines of all finished months before one; their heads stay."""
    if not MONTH.fullmatch(before):
        raise RefusedError("bad_month", text=before[:20])
    for month in drop_months(database(), before, utc_now()):
        click.echo(month)


def parse_head(text: str) -> Head:
    """Read what `head` printed; raise RefusedError ``bad_head`` for anything else."""
    parts = text.strip().split("/")
    if len(parts) != PARTS or not parts[1].isascii() or not parts[1].isdigit():
        raise RefusedError("bad_head")
    return Head(parts[0], int(parts[1]), parts[2])
