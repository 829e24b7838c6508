"""Pages of the register: the list of cases, and taking in files."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from survey_app.accounts.access import current_staff, permission, permitted_roots
from survey_app.cases import uploads
from survey_app.cases.forms import StartForm, UploadForm
from survey_app.cases.listing import MOST_EXPORTED, CaseFilter, list_register, read_rows
from survey_app.cases.words import CHANNEL_WORDS, FIELD_WORDS, FLAG_WORDS, STATUS_WORDS
from survey_app.core.calendar import local_day
from survey_app.core.errors import NotPermittedError
from survey_app.core.paging import Cursor
from survey_app.core.text import formula_safe
from survey_app.directory.queries import list_units_by_id
from survey_app.extensions import database, utc_now
from survey_app.jobs.queries import find_jobs
from survey_app.jobs.service import enqueue
from survey_app.ui.filters import language, moment_text

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.accounts.queries import StaffCard
    from survey_app.cases.listing import CaseRow
    from survey_app.cases.uploads import Preview, UploadCard

bp = Blueprint("cases", __name__, url_prefix="/staff/cases", template_folder="templates")

VIEW = "cases.view"
IMPORT = "cases.import"
#: Files that are larger come by the command line.
LARGEST_FILE = 32 * 1024 * 1024
LOOKS_AGAIN = 3


@bp.get("/")
@permission(VIEW)
def index() -> ResponseReturnValue:
    """List cases, the newest first."""
    wanted = wished()
    with database().reading() as session:
        found = list_register(session, permitted_roots(VIEW), wanted, local_day(utc_now()))
    return render_template(
        "cases/index.html",
        page=found,
        wanted=wanted,
        statuses=STATUS_WORDS,
        channels=CHANNEL_WORDS,
        flags=FLAG_WORDS,
        may_import=bool(permitted_roots(IMPORT)),
    )


def wished() -> CaseFilter:
    """Return what the address asks for."""
    return CaseFilter(
        unit_code=request.args.get("unit", "").strip()[:40],
        procedure=request.args.get("procedure", "").strip()[:40],
        channel=request.args.get("channel", 0, type=int),
        progress=request.args.get("progress", ""),
        flagged="flagged" in request.args,
        after=Cursor.parse(request.args.get("after", "")),
    )


@bp.get("/list.csv")
@permission(VIEW, records="cases.export")
def export() -> ResponseReturnValue:
    """Hand out the list as it is filtered."""
    with database().reading() as session:
        rows = read_rows(
            session, permitted_roots(VIEW), wished(), local_day(utc_now()), MOST_EXPORTED
        )
    response = Response("\ufeff" + csv_of(rows), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename="ho-so.csv")
    return response


def csv_of(rows: list[CaseRow]) -> str:
    """Return cases as a spreadsheet opens them."""
    file = io.StringIO()
    writer = csv.writer(file)
    fields = ("case_id", "handling_unit", "procedure_code", "channel", "status")
    writer.writerow([*fields, "received_at", "due_at", "finished_at", "flags"])
    for row in rows:
        moments = [moment_text(at) if at else "" for at in (row.received_at, row.due_at)]
        finished = moment_text(row.finished_at) if row.finished_at else ""
        texts = [row.case_id, row.unit_name, row.procedure_code]
        numbers = [str(row.channel), str(row.status)]
        writer.writerow([*map(formula_safe, texts), *numbers, *moments, finished, row.flags])
    return file.getvalue()


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
        sent = uploads.list_uploads(session, staff.account_id)
        work = find_jobs(session, [each.job_id or each.trial_id for each in sent])
    return render_template("cases/imports.html", form=form, sent=sent, work=work)


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
    trial, taken = work.get(card.trial_id), work.get(card.job_id)
    return render_template(
        "cases/upload.html",
        card=card,
        preview=preview,
        trial=trial,
        taken=taken,
        start=StartForm(),
        fields=FIELD_WORDS,
        looks_again=LOOKS_AGAIN if any(job and job.open for job in (trial, taken)) else None,
    )


def read_upload(upload_id: int) -> tuple[UploadCard, Preview | None]:
    """Return a file of the visitor and how it looks; no preview once it was taken in."""
    with database().reading() as session, TemporaryDirectory(prefix="upload-") as folder:
        card = uploads.get_upload(session, upload_id, visitor().account_id)
        if card.job_id:
            return card, None
        path = Path(folder) / "upload"
        uploads.write_content(session, upload_id, path)
        return card, uploads.look(path, language())


@bp.post("/imports/<int:upload_id>/start")
@permission(IMPORT)
def start(upload_id: int) -> ResponseReturnValue:
    """Take the cases of a file into the register."""
    staff, now = visitor(), utc_now()
    with database().writing() as session:
        card = uploads.get_upload(session, upload_id, staff.account_id)
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
