"""flask directory: taking in lists, adding desks."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey_app.audit.service import OPERATOR, record
from survey_app.directory import queries, service
from survey_app.directory.messages import MESSAGES
from survey_app.directory.speaking import explained
from survey_app.extensions import database, utc_now
from survey_app.ui.terminal import CommandGroup

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from survey_app.directory.imports.upsert import Changes

cli = CommandGroup("directory", help="Units, procedures, targets, holidays and desks.")


def add_import(
    name: str, take_in: Callable[[Session, Path], Changes], what: str, columns: str
) -> None:
    """Add a command that takes in one kind of list."""

    @cli.command(name, help=f"Take in {what} from FILE, CSV or XLSX with the columns {columns}.")
    @click.argument("file", type=click.Path(path_type=Path))
    @explained(MESSAGES)
    def command(file: Path) -> None:
        with database().writing() as session:
            changes = take_in(session, file)
            told = {"list": name.removeprefix("import-"), **asdict(changes)}
            record(session, "directory.import", actor=OPERATOR, subject=file.name, details=told)
        click.echo(json.dumps(asdict(changes)))


add_import(
    "import-units",
    service.import_units,
    "units",
    "code,name,kind,parent_code,valid_from[,valid_to,agency_code]",
)
add_import(
    "import-procedures", service.import_procedures, "procedures", "code,name,short_name,field,level"
)
add_import(
    "import-targets",
    service.import_targets,
    "targets",
    "criterion,year,direction,value[,block,unit_code,source]",
)
add_import("import-holidays", service.import_holidays, "holidays", "day,name[,working]")
add_import("import-tags", service.import_tags, "tags of procedures", "procedure_code,tag")


@cli.command("add-desk")
@click.argument("unit_code")
@click.argument("name")
@click.option("--telephone", default="", help="Whom citizens call for help, if not 1022.")
@explained(MESSAGES)
def add_desk(unit_code: str, name: str, telephone: str) -> None:
    """Add a desk called NAME to a unit and print its code."""
    with database().writing() as session:
        code = service.add_desk(session, unit_code, name, utc_now(), telephone=telephone)
        unit_id = queries.get_unit(session, unit_code).id
        record(session, "desks.add", actor=OPERATOR, unit_id=unit_id, subject=name)
    click.echo(code)


@cli.command("list-desks")
@click.argument("unit_code")
@explained(MESSAGES)
def list_desks(unit_code: str) -> None:
    """Print code, state and name of each desk of a unit."""
    with database().reading() as session:
        unit = queries.get_unit(session, unit_code)
        desks = queries.list_desks(session, unit.id)
    for desk in desks:
        click.echo(f"{desk.code}\t{'active' if desk.active else 'inactive'}\t{desk.name}")
