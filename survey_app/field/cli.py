"""Commands of field work: what a broken tablet left, and how far copies on tablets may go."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey_app.core.errors import RefusedError, UnreadableFileError
from survey_app.core.moments import parse_moment
from survey_app.extensions import database, keyring, utc_now
from survey_app.field.intake import MOST_ITEMS, ItemResult, take_in
from survey_app.field.service import get_device, note_verified_backup
from survey_app.ui.terminal import CommandGroup

if TYPE_CHECKING:
    from datetime import datetime

cli = CommandGroup("field", help="Field work: rescue files of tablets, verified backups.")


@cli.command("import-rescue")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_rescue(path: Path) -> None:
    """Take in the rescue file of a tablet; again changes nothing."""
    device_id, items = read_rescue(path)
    with database().reading() as session:
        device = get_device(session, device_id)
    results: list[ItemResult] = []
    for start in range(0, len(items), MOST_ITEMS):
        part = items[start : start + MOST_ITEMS]
        results += take_in(database(), keyring(), device, part, utc_now())
    for each in results:
        if each.reason:
            click.echo(f"{each.id}: {each.result}, {each.reason}", err=True)
    click.echo(json.dumps(Counter(each.result for each in results)))


def read_rescue(path: Path) -> tuple[uuid.UUID, list[object]]:
    """Return device and items of a rescue file, or raise UnreadableFileError."""
    try:
        document = json.loads(path.read_bytes().decode())
        device_id, items = uuid.UUID(document["device"]), document["items"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UnreadableFileError from None
    if not isinstance(items, list):
        raise UnreadableFileError
    return device_id, items


@cli.command("backup-verified")
@click.argument("taken_at")
def backup_verified(taken_at: str) -> None:
    """Note that a backup which BEGAN at TAKEN_AT was restored and compared.

    Tablets may then let go of the sealed copies of what arrived before.
    """
    moment = moment_before_now(taken_at)
    with database().writing() as session:
        note_verified_backup(session, moment)
    click.echo(moment.isoformat())


def moment_before_now(text: str) -> datetime:
    """Read a moment that has passed, or raise RefusedError."""
    try:
        moment = parse_moment(text)
    except ValueError:
        raise RefusedError("bad_moment", text=text[:40]) from None
    if moment > utc_now():
        raise RefusedError("bad_moment", text=text[:40])
    return moment
