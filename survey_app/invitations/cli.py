"""Commands for links and posters."""

from __future__ import annotations

from pathlib import Path

import click

from survey_app.cases.queries import find_case
from survey_app.core.case_id import normalise_case_id
from survey_app.core.errors import NotFoundError
from survey_app.core.names import full_committee_name
from survey_app.directory.queries import find_desk
from survey_app.extensions import database, keyring, settings, utc_now
from survey_app.invitations.poster import poster_pdf
from survey_app.invitations.qr import png, svg
from survey_app.invitations.service import Wish, address, desk_address, issue
from survey_app.ui.filters import is_demo
from survey_app.ui.terminal import CommandGroup, write_file

FILE = click.Path(dir_okay=False, path_type=Path)
cli = CommandGroup("invitations", help="Links and posters.")


@cli.command("issue")
@click.argument("case_id")
@click.option("--moment", type=click.Choice(["submitted", "result"]))
@click.option("--questionnaire", help="Key of another questionnaire than the channel's.")
@click.option("--new", "renew", is_flag=True, help="Revoke the open link and make another.")
@click.option("--qr", type=FILE, help="Write its QR image there, too: .svg or .png.")
def issue_link(
    case_id: str, moment: str | None, questionnaire: str | None, qr: Path | None, *, renew: bool
) -> None:
    """Print the link of CASE_ID."""
    wish = Wish(moment=moment or "", questionnaire=questionnaire or "", renew=renew)
    with database().writing() as session:
        case = find_case(session, normalise_case_id(case_id))
        if case is None:
            raise NotFoundError("case_unknown")
        link = issue(session, keyring(), case, wish, utc_now())
    shown = address(settings().base_url, link.code)
    if qr:
        write_file(qr, png(shown) if qr.suffix.lower() == ".png" else svg(shown).encode())
    click.echo(shown)


@cli.command("poster")
@click.argument("desk_code")
@click.option("--out", type=FILE, required=True)
def write_poster(desk_code: str, out: Path) -> None:
    """Write the A4 poster of DESK_CODE as PDF."""
    with database().reading() as session:
        desk = find_desk(session, desk_code)
    if desk is None:
        raise NotFoundError("unknown_desk")
    link = desk_address(settings().base_url, desk.code)
    unit_name = full_committee_name(desk.unit.name)
    write_file(out, poster_pdf(desk.code, link, unit_name, desk.name, sample=is_demo()))
    click.echo(link)
