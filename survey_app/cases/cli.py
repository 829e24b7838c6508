"""flask cases: taking in files."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app

from survey_app.audit.service import OPERATOR, record
from survey_app.cases.columns import Columns
from survey_app.cases.messages import MESSAGES
from survey_app.cases.readers import open_cases
from survey_app.cases.rejects import RejectsFile
from survey_app.cases.service import register
from survey_app.core.errors import UnreadableFileError
from survey_app.directory.speaking import explained
from survey_app.extensions import database, keyring, utc_now
from survey_app.ui.terminal import CommandGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from survey_app.cases.importing import Row
    from survey_app.cases.outcome import RowResult
    from survey_app.cases.readers import CaseFile

cli = CommandGroup("cases", help="The register of cases.")

#: Rows between two steps of the progress bar.
STEP = 200


@cli.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Judge every row, write nothing.")
@click.option(
    "--rejects", type=click.Path(path_type=Path), help="Write rejected rows to this CSV file."
)
@click.option(
    "--with-contacts", is_flag=True, help="Take phone numbers and e-mail addresses, sealed."
)
@explained(MESSAGES)
def import_cases(file: Path, rejects: Path | None, *, dry_run: bool, with_contacts: bool) -> None:
    """Take in cases from FILE (CSV, XLSX or JSONL); good rows are kept, bad ones counted.

    The last line is JSON: read, added, updated, unchanged, rejected.
    """
    with ExitStack() as stack:
        cases = stack.enter_context(open_cases(file, Columns(with_contacts=with_contacts)))
        result = register(
            database(),
            stack.enter_context(progress(cases)),
            scope_id=None,
            file_name=file.name,
            actor="command line",
            now=utc_now(),
            match=current_app.extensions.get("survey_matcher", lambda *_: None),
            keyring=keyring(),
            with_contacts=with_contacts,
            dry_run=dry_run,
            on_row=writer(rejects, stack),
        )
    if not dry_run:
        with database().writing() as session:
            told = result.counts()
            record(session, "cases.import", actor=OPERATOR, subject=file.name, details=told)
    click.echo(json.dumps(result.counts()))


@contextmanager
def progress(cases: CaseFile) -> Iterator[Iterator[Row]]:
    """Give the rows of a file while a bar on the terminal shows how far it has been read."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=cases.size, file=sys.stderr, hidden=hidden) as bar:
        yield watched(cases, bar.update)


def watched(cases: CaseFile, advance: Callable[[int], None]) -> Iterator[Row]:
    """Yield the rows of a file, telling now and then how many bytes were read since."""
    told = 0
    for count, row in enumerate(cases.rows()):
        if count % STEP == 0:
            advance(cases.position - told)
            told = cases.position
        yield row
    advance(cases.position - told)


def writer(path: Path | None, stack: ExitStack) -> Callable[[RowResult], None] | None:
    """Return what writes rejected rows to a file; None without one."""
    if path is None:
        return None
    try:
        file = path.open("w", encoding="utf-8-sig", newline="")
    except OSError:
        raise UnreadableFileError("no_file", path=str(path)) from None
    return RejectsFile(stack.enter_context(file)).write
