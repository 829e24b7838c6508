"""Pages of the register: the list of cases, and taking in files."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import current_staff, permission, permitted_roots
from survey_app.audit.service import record
from survey_app.cases import undoing, uploads
from survey_app.cases.forms import StartForm, UploadForm
from survey_app.cases.listing import CaseFilter, list_register, read_register
from survey_app.cases.rejects import first_rejects
from survey_app.cases.words import CHANNEL_WORDS, FIELD_WORDS, FLAG_WORDS, STATUS_WORDS
from survey_app.core.calendar import local_day
from survey_app.core.errors import NotFoundError, NotPermittedError, RefusedError
from survey_app.directory.queries import list_units_by_id
from survey_app.directory.scope import check_within
from survey_app.extensions import database, utc_now
from survey_app.jobs.queries import file_parts, find_jobs
from survey_app.jobs.service import enqueue
from survey_app.ui.filters import language
from survey_app.ui.lists import csv_file, list_place, wanted
from survey_app.ui.messages import message

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from survey_app.accounts.queries import StaffCard
    from survey_app.cases.rejects import RejectView
    from survey_app.cases.uploads import Preview, UploadCard
    from survey_app.jobs.queries import JobCard

bp = Blueprint("cases", __name__, url_prefix="/staff/cases", template_folder="templates")

VIEW = "cases.view"
IMPORT = "cases.import"
#: Files that are larger come by the command line.
LARGEST_FILE = 32 * 1024 * 1024
LOOKS_AGAIN = 3
#: Columns of the exported lists.
UPLOAD_COLUMNS = {"file": "file_name", "unit": "unit_name", "sent_at": "created_at"}
COLUMNS = {
    "case_id": "case_id",
    "handling_unit": "unit_name",
    "procedure_code": "procedure_code",
    "channel": "channel",
    "status": "status",
    "received_at": "received_at",
    "due_at": "due_at",
    "finished_at": "finished_at",
    "flags": "flags",
}


@bp.get("/")
@permission(VIEW)
def index() -> ResponseReturnValue:
    """List cases, the newest first."""
    shown = wished()
    with database().reading() as session:
        found = list_register(session, permitted_roots(VIEW), shown, local_day(utc_now()))
    return render_template(
        "cases/index.html",
        page=found,
        wanted=shown,
        statuses=STATUS_WORDS,
        channels=CHANNEL_WORDS,
        flags=FLAG_WORDS,
        may_import=bool(permitted_roots(IMPORT)),
    )


def wished() -> CaseFilter:
    """Return what the address asks for."""
    return CaseFilter(
        unit_code=wanted("unit"),
        procedure=wanted("procedure"),
        channel=request.args.get("channel", 0, type=int),
        progress=wanted("progress"),
        flagged="flagged" in request.args,
        place=list_place(),
    )


@bp.get("/list.csv")
@permission(VIEW, records="cases.export")
def export() -> ResponseReturnValue:
    """Hand out the list as it is filtered."""
    today = local_day(utc_now())
    with database().reading() as session:
        rows = read_register(session, permitted_roots(VIEW), wished(), today)
    return csv_file("ho-so.csv", COLUMNS, rows)


@bp.route("/imports", methods=["GET", "POST"])
@permission(IMPORT)
def imports() -> ResponseReturnValue:
    """Take a file, keep it, and have its rows judged; list what was sent before."""
    request.max_content_length = LARGEST_FILE
    form = UploadForm()
    with database().reading() as session:
        form.offer(list_units_by_id(session, permitted_roots(IMPORT)))
    if not form.validate_on_submit():
        return imports_page(form), 422 if form.is_submitted() else 200
    with TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder) / "upload"
        form.file.data.save(path)
        preview = uploads.look(path, language())
        if preview.fault:
            form.file.errors = [preview.fault]
            return imports_page(form), 422
        number = keep(path, form)
    return redirect(url_for(".upload", upload_id=number), code=303)


def imports_page(form: UploadForm) -> str:
    """Draw the form, and below it what was sent before."""
    staff = visitor()
    with database().reading() as session:
        sent = uploads.list_uploads(session, staff.account_id, list_place())
        work = find_jobs(session, [each.job_id or each.trial_id for each in sent.rows])
    return render_template("cases/imports.html", form=form, page=sent, work=work)


@bp.get("/imports/list.csv")
@permission(IMPORT)
def export_imports() -> ResponseReturnValue:
    """Hand out the list of what the visitor sent."""
    with database().reading() as session:
        rows = uploads.read_uploads(session, visitor().account_id, list_place())
    return csv_file("tep-ho-so.csv", UPLOAD_COLUMNS, rows)


def keep(path: Path, form: UploadForm) -> int:
    """Keep a file and ask for its rows to be judged."""
    staff, now = visitor(), utc_now()
    owner = (staff.account_id, int(form.unit.data))
    with database().writing() as session:
        number = uploads.keep(session, path, form.file.data.filename or "", owner, now)
        card = uploads.get_upload(session, number, staff.account_id)
        trial = enqueue(
            session,
            "cases.import",
            parameters(card, staff, dry_run=True),
            owner_id=staff.account_id,
            now=now,
            subject=_("%(name)s (trial)", name=card.file_name),
        )
        uploads.note_work(session, number, trial_id=trial)
    return number


def parameters(card: UploadCard, staff: StaffCard, *, dry_run: bool) -> dict[str, object]:
    """Return what the background work must know."""
    return {
        "upload_id": card.id,
        "unit_id": card.unit_id,
        "file_name": card.file_name,
        "actor": staff.login,
        "dry_run": dry_run,
    }


@bp.get("/imports/<int:upload_id>")
@permission(IMPORT)
def upload(upload_id: int) -> ResponseReturnValue:
    """Show how a file is understood, what its rows would do, and what they did."""
    card, preview = read_upload(upload_id)
    with database().reading() as session:
        work = find_jobs(session, [card.trial_id, card.job_id])
        found = undoing.find_import(session, card.id)
    trial, taken = work.get(card.trial_id), work.get(card.job_id)
    return render_template(
        "cases/upload.html",
        card=card,
        preview=preview,
        trial=trial,
        taken=taken,
        found=found,
        obstacle=message(RefusedError(found.obstacle)) if found and found.obstacle else "",
        rejects=rejects_of(taken or trial),
        start=StartForm(),
        fields=FIELD_WORDS,
        looks_again=LOOKS_AGAIN if any(job and job.open for job in (trial, taken)) else None,
    )


def read_upload(upload_id: int) -> tuple[UploadCard, Preview | None]:
    """Return a file of the visitor and how it looks; no preview once it was taken in."""
    with database().reading() as session, TemporaryDirectory(prefix="upload-") as folder:
        card = own_upload(session, upload_id)
        if card.job_id:
            return card, None
        path = Path(folder) / "upload"
        uploads.write_content(session, upload_id, path)
        return card, uploads.look(path, language())


@bp.route("/imports/<int:upload_id>/undo", methods=["GET", "POST"])
@permission(IMPORT)
def undo(upload_id: int) -> ResponseReturnValue:
    """Take the cases of a file out of the register again, after asking."""
    form = StartForm()
    with database().reading() as session:
        card = own_upload(session, upload_id)
        found = undoing.find_import(session, card.id)
    if found is None:
        raise NotFoundError("upload_gone")
    if not form.validate_on_submit():
        return render_template("cases/undo.html", card=card, found=found, form=form)
    with database().writing() as session:
        count = undoing.undo(session, card.id, utc_now())
        record(
            session,
            "cases.undo",
            actor=visitor().login,
            unit_id=card.unit_id,
            subject=card.file_name,
            details={"cases": count},
        )
    flash(_("Undone: %(count)s cases were taken out of the register.", count=count))
    return redirect(url_for(".upload", upload_id=upload_id), code=303)


def own_upload(session: Session, upload_id: int) -> UploadCard:
    """Return a file of the visitor, as long as its unit is still theirs."""
    card = uploads.get_upload(session, upload_id, visitor().account_id)
    check_within(session, card.unit_id, permitted_roots(IMPORT), local_day(utc_now()))
    return card


def rejects_of(job: JobCard | None) -> list[RejectView]:
    """Return the first rejected rows of background work that is done."""
    if job is None or not job.file_name:
        return []
    return first_rejects(next(file_parts(database(), job.id), b""))


@bp.post("/imports/<int:upload_id>/start")
@permission(IMPORT)
def start(upload_id: int) -> ResponseReturnValue:
    """Take the cases of a file into the register."""
    staff, now = visitor(), utc_now()
    with database().writing() as session:
        card = own_upload(session, upload_id)
        if not card.job_id:
            job = enqueue(
                session,
                "cases.import",
                parameters(card, staff, dry_run=False),
                owner_id=staff.account_id,
                now=now,
                subject=card.file_name,
            )
            uploads.note_work(session, upload_id, job_id=job)
            flash(_("The file is being taken in. You may leave this page."))
    return redirect(url_for(".upload", upload_id=upload_id), code=303)


def visitor() -> StaffCard:
    """Return who is signed in."""
    staff = current_staff()
    if staff is None:
        raise NotPermittedError
    return staff
