"""Taking in a file in the background: judged first, then for good."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from survey_app.audit.service import record
from survey_app.cases.columns import Columns
from survey_app.cases.readers import open_cases
from survey_app.cases.rejects import RejectsFile
from survey_app.cases.service import register
from survey_app.cases.uploads import forget_content, write_content
from survey_app.jobs.kinds import JobKind, Made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey_app.cases.importing import Row
    from survey_app.cases.outcome import ImportResult
    from survey_app.cases.readers import CaseFile
    from survey_app.jobs.kinds import Task

#: Rows between two words about progress.
STEP: Final = 500


def take_in(task: Task) -> Made:
    """Take in the cases of a kept file, or only judge them; the file it makes holds the rejects."""
    upload_id = int(task.parameters["upload_id"])
    with TemporaryDirectory(prefix="cases-") as folder:
        path = Path(folder) / "upload"
        with task.database.reading() as session:
            write_content(session, upload_id, path)
        result = run(task, path)
    if not task.parameters["dry_run"]:
        with task.database.writing() as session:
            forget_content(session, upload_id)
            record(
                session,
                "cases.import",
                actor=str(task.parameters["actor"]),
                unit_id=int(task.parameters["unit_id"]),
                subject=str(task.parameters["file_name"]),
                details=result.counts(),
            )
    name = _("rejected-rows.csv") if result.rejected else ""
    return Made(file_name=name, media_type="text/csv", note=told(result))


def run(task: Task, path: Path) -> ImportResult:
    """Register the rows of a file and write the rejected ones."""
    columns = Columns(with_contacts=False)
    with (
        task.path.open("w", encoding="utf-8-sig", newline="") as file,
        open_cases(path, columns) as cases,
    ):
        return register(
            task.database,
            watched(cases, task),
            scope_id=int(task.parameters["unit_id"]),
            file_name=str(task.parameters["file_name"]),
            actor=str(task.parameters["actor"]),
            now=task.now,
            match=current_app.extensions["survey_matcher"],
            dry_run=bool(task.parameters["dry_run"]),
            upload_id=int(task.parameters["upload_id"]),
            on_row=RejectsFile(file).write,
        )


def watched(cases: CaseFile, task: Task) -> Iterator[Row]:
    """Yield the rows of a file, telling now and then how much of it was read."""
    for count, row in enumerate(cases.rows()):
        if count % STEP == 0:
            task.report(cases.position // 1024, cases.size // 1024)
        yield row


def told(result: ImportResult) -> str:
    """Return what became of the rows, in words."""
    words: str = _(
        "%(read)s rows: %(added)s new, %(updated)s changed, %(unchanged)s known,"
        " %(rejected)s rejected.",
        **result.counts(),
    )
    return words


KINDS = (JobKind("cases.import", _l("Import of cases"), take_in),)
