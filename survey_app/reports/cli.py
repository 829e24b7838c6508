"""Commands for reports: close a period, export what was frozen."""

from __future__ import annotations

import getpass
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey_app.api.views import code_version
from survey_app.audit.service import OPERATOR, record
from survey_app.core.calendar import Period
from survey_app.core.errors import UnreadableFileError
from survey_app.directory.queries import find_unit, get_unit
from survey_app.directory.readers.opening import kind_of
from survey_app.extensions import database, utc_now
from survey_app.reports.checking import verify as check
from survey_app.reports.export import export as write
from survey_app.reports.received import format_of
from survey_app.reports.service import close as freeze
from survey_app.reports.service import newest_revision
from survey_app.reports.steps import set_route
from survey_app.results.queries import snapshot
from survey_app.ui.terminal import CommandGroup, write_file

if TYPE_CHECKING:
    from survey_app.reports.queries import RevisionCard

cli = CommandGroup("reports", help="Reports: close a period, export it, verify a file.")

FORMATS = ("xlsx", "csv", "json", "docx", "pdf")


@cli.command("close")
@click.argument("period")
@click.option("--unit", "unit_code", required=True, help="Code of the unit that reports.")
@click.option("--reason", default="", help="Why final figures are frozen once more.")
def close(period: str, unit_code: str, reason: str) -> None:
    """Freeze the figures of PERIOD; a draft before it is over."""
    chosen = Period.parse(period)
    card = freeze(
        database(),
        chosen,
        unit_id_of(unit_code, chosen),
        actor=getpass.getuser(),
        now=utc_now(),
        code_version=code_version(),
        reason=reason.strip(),
    )
    click.echo(json.dumps(card_document(card), ensure_ascii=False))


@cli.command("export")
@click.argument("period")
@click.option("--unit", "unit_code", required=True, help="Code of the unit that reports.")
@click.option("--format", "file_format", type=click.Choice(FORMATS), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--semicolon", is_flag=True, help="Put ; between the cells of csv, as Excel here.")
def export(period: str, unit_code: str, file_format: str, out: Path, semicolon: bool) -> None:
    """Write the newest frozen figures of PERIOD to a file and print its SHA-256."""
    chosen = Period.parse(period)
    unit_id = unit_id_of(unit_code, chosen)
    with database().reading() as session:
        revisions = newest_revision(session, chosen, unit_id)
    content = write(revisions, file_format, delimiter=";" if semicolon else ",")
    write_file(out, content)
    with database().writing() as session:
        told = {"format": file_format, "revision": revisions[-1].number}
        record(
            session,
            "reports.export",
            actor=OPERATOR,
            details=told,
            unit_id=unit_id,
            subject=str(chosen),
        )
    click.echo(
        json.dumps(
            {**card_document(revisions[-1]), "file_sha256": hashlib.sha256(content).hexdigest()}
        )
    )


@cli.command("verify")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--sha256", default=None, help="The hash that was published; else the file's own.")
def verify(file: Path, sha256: str | None) -> None:
    """Compare FILE with what was frozen, and that with the answers; exit 2 names the place.

    With --sha256 also where the report was not made: then the answers are not counted.
    """
    content = read_received(file)
    with snapshot(database()) as session:
        found = check(session, content, sha256)
    told = {**card_document(found.card), "equal": True, "recounted": found.recounted}
    click.echo(json.dumps(told))


def read_received(file: Path) -> bytes:
    """Return a received file; what is no table must be a PDF."""
    try:
        kind_of(file)
    except UnreadableFileError as error:
        if error.code != "not_a_table" or format_of(file.read_bytes()) != "pdf":
            raise
    return file.read_bytes()


@cli.command("route")
@click.argument("unit_code")
@click.argument("stations", nargs=-1)
def route(unit_code: str, stations: tuple[str, ...]) -> None:
    """Send the reports of UNIT_CODE along STATIONS; without any along the units above."""
    with database().writing() as session:
        found = [get_unit(session, code).id for code in stations]
        unit_id = get_unit(session, unit_code).id
        set_route(session, unit_id, found)
        told = {"stations": list(stations)}
        record(session, "reports.route", actor=OPERATOR, unit_id=unit_id, details=told)


def unit_id_of(code: str, period: Period) -> int:
    """Return the unit with a code at the end of a period, else the newest with it."""
    with database().reading() as session:
        return (find_unit(session, code, period.last) or get_unit(session, code)).id


def card_document(card: RevisionCard) -> dict[str, object]:
    """Return what a command prints of a revision."""
    return {"revision": card.number, "draft": card.draft, "sha256": card.sha256}
