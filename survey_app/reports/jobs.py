"""Files of reports that are made in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _l

from survey_app.core.calendar import Period
from survey_app.directory.queries import get_unit_by_id
from survey_app.jobs.kinds import JobKind, Made
from survey_app.reports.export import export
from survey_app.reports.frozen import Frozen
from survey_app.reports.microdata import write_microdata
from survey_app.reports.service import newest_revision
from survey_app.reports.spss import write_sav
from survey_app.results.queries import snapshot

if TYPE_CHECKING:
    from survey_app.jobs.kinds import Task

FILE: Final = "reports.file"
MICRODATA: Final = "reports.microdata"
MEDIA: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "sav": "application/x-spss-sav",
}


def make_file(task: Task) -> Made:
    """Write the newest frozen revision of a report."""
    period, unit_id = Period.parse(task.parameters["period"]), task.parameters["unit_id"]
    kind = task.parameters["format"]
    ending = kind.rstrip(";")
    with task.database.reading() as session:
        revisions = newest_revision(session, period, unit_id)
        code = get_unit_by_id(session, unit_id).code
    if ending == "sav":
        write_sav(Frozen(revisions), task.path)
    else:
        delimiter = ";" if kind.endswith(";") else ","
        task.path.write_bytes(export(revisions, ending, delimiter=delimiter))
    name = f"bao-cao_{code}_{period}_ban-{revisions[-1].number}.{ending}"
    return Made(name, MEDIA[ending])


def make_microdata(task: Task) -> Made:
    """Write the answers of a period without anything about persons."""
    period, unit_id = Period.parse(task.parameters["period"]), task.parameters["unit_id"]
    with snapshot(task.database) as session:
        code = get_unit_by_id(session, unit_id).code
        count = write_microdata(session, unit_id, period, task.path, task.report)
    return Made(f"vi-du-lieu_{code}_{period}.zip", "application/zip", note=f"{count} phiếu")


KINDS: Final = (
    JobKind(FILE, _l("Report file"), make_file),
    JobKind(MICRODATA, _l("Microdata"), make_microdata),
)
