"""The owner's list of background work, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template
from werkzeug.utils import secure_filename

from survey_app.accounts.access import actor, current_staff, permission
from survey_app.audit.service import record
from survey_app.core.errors import NotFoundError, NotPermittedError, SurveyError
from survey_app.extensions import database, utc_now
from survey_app.jobs.kinds import known_kinds
from survey_app.jobs.queries import count_ready, file_parts, get_job, list_jobs, read_jobs
from survey_app.jobs.service import note_fetched
from survey_app.ui.lists import csv_file, list_place
from survey_app.ui.messages import message

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.jobs.queries import JobCard

bp = Blueprint("jobs", __name__, url_prefix="/staff", template_folder="templates")

#: Columns of the exported list.
COLUMNS = {
    "kind": "kind",
    "about": "subject",
    "state": "state",
    "asked_at": "created_at",
    "finished_at": "finished_at",
    "file": "file_name",
    "note": "note",
}


@bp.get("/jobs")
@permission("account.own")
def index() -> ResponseReturnValue:
    """Show the visitor's background work and how far it is."""
    with database().reading() as session:
        found = list_jobs(session, own_id(), list_place())
    return render_template(
        "jobs/index.html",
        page=found,
        open_work=any(job.open for job in found.rows),
        title_of=title_of,
        fault_of=fault_of,
    )


@bp.get("/jobs/list.csv")
@permission("account.own")
def export() -> ResponseReturnValue:
    """Hand out the list of the visitor's work."""
    with database().reading() as session:
        rows = read_jobs(session, own_id(), list_place())
    return csv_file("viec-chay-nen.csv", COLUMNS, rows)


@bp.post("/jobs/<int:job_id>/file")
@permission("account.own")
def fetch(job_id: int) -> ResponseReturnValue:
    """Hand out the file of a finished job to its owner."""
    with database().reading() as session:
        job = get_job(session, job_id, own_id())
    if not job.file_name or job.state != "done":
        raise NotFoundError("unknown_job")
    with database().writing() as session:
        note_fetched(session, job.id, utc_now())
        told = {"kind": job.kind, "about": job.subject}
        record(session, "exports.fetch", actor=actor(), subject=job.file_name, details=told)
    response = Response(file_parts(database(), job.id), mimetype=job.media_type)
    response.content_length = job.size
    name = secure_filename(job.file_name) or "file"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def own_id() -> int:
    """Return the number of the visitor's account."""
    staff = current_staff()
    if staff is None:
        raise NotPermittedError
    return staff.account_id


def title_of(job: JobCard) -> str:
    """Return what a job makes, in the visitor's language."""
    kind = known_kinds().get(job.kind)
    return str(kind.title) if kind else job.kind


def fault_of(job: JobCard) -> str:
    """Return why a job failed, as a sentence."""
    code, details = job.fault
    return message(SurveyError(code, **details))


@bp.app_context_processor
def notice() -> dict[str, object]:
    """Let every staff page ask how many files wait for the visitor."""
    return {"files_ready": files_ready}


def files_ready() -> int:
    """Return how many files wait for the visitor; 0 for strangers."""
    staff = current_staff()
    if staff is None:
        return 0
    with database().reading() as session:
        return count_ready(session, staff.account_id)
