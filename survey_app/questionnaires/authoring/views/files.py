"""Questionnaires as files: XLSForm and JSON, down and up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, flash, render_template, request

from survey_app.accounts.access import permission
from survey_app.core.questionnaire import canonical
from survey_app.extensions import database
from survey_app.questionnaires.authoring import words
from survey_app.questionnaires.authoring.queries import get_published
from survey_app.questionnaires.authoring.views.base import (
    EDIT,
    UNPROCESSABLE,
    VIEW,
    bp,
    load_draft,
    reach,
    store_and_return,
)
from survey_app.questionnaires.authoring.words import NOTES, spoken
from survey_app.questionnaires.json_form import read_json
from survey_app.questionnaires.xlsform.cells import RefusedWorkbookError
from survey_app.questionnaires.xlsform.reading import Taken, read_workbook
from survey_app.questionnaires.xlsform.writing import workbook

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from survey_app.core.faults import Document
    from survey_app.questionnaires.authoring.queries import PublishedCard

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attached(content: bytes | str, mimetype: str, name: str) -> Response:
    """Return a file to be kept."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def load_version(version_id: int) -> PublishedCard:
    """Return a published version the visitor may see."""
    with database().reading() as session:
        return get_published(session, version_id, reach(VIEW))


@bp.get("/versions/<int:version_id>/form.xlsx")
@permission(VIEW, records="questionnaires.export")
def version_workbook(version_id: int) -> ResponseReturnValue:
    """Return a published version as XLSForm."""
    card = load_version(version_id)
    name = f"{card.key}-{card.number}.xlsx"
    return attached(workbook(card.document, str(card.number)), XLSX, name)


@bp.get("/versions/<int:version_id>/form.json")
@permission(VIEW, records="questionnaires.export")
def version_json(version_id: int) -> ResponseReturnValue:
    """Return the very text whose SHA-256 is shown."""
    card = load_version(version_id)
    return attached(card.text, "application/json", f"{card.key}-{card.number}.json")


@bp.get("/drafts/<int:draft_id>/form.xlsx")
@permission(EDIT, records="questionnaires.export")
def draft_workbook(draft_id: int) -> ResponseReturnValue:
    """Return a draft as XLSForm."""
    card = load_draft(draft_id)
    content = workbook(card.document, f"draft-{card.edition}")
    return attached(content, XLSX, f"{card.key}-draft-{card.edition}.xlsx")


@bp.get("/drafts/<int:draft_id>/form.json")
@permission(EDIT, records="questionnaires.export")
def draft_json(draft_id: int) -> ResponseReturnValue:
    """Return a draft as JSON."""
    card = load_draft(draft_id)
    text = canonical(card.document)
    return attached(text, "application/json", f"{card.key}-draft-{card.edition}.json")


@bp.post("/drafts/<int:draft_id>/upload")
@permission(EDIT)
def upload(draft_id: int) -> ResponseReturnValue:
    """Take an XLSForm workbook or JSON into a draft, or say of each place why it cannot be."""
    draft, file = load_draft(draft_id), request.files.get("file")
    try:
        taken = read_file(file.read() if file else b"", draft.document)
    except RefusedWorkbookError as refused:
        page = render_template(
            "questionnaires/refused.html",
            draft=draft,
            file_name=(file.filename or "")[:100] if file else "",
            problems=refused.problems,
            words=words,
        )
        return page, UNPROCESSABLE
    for note in taken.notes:
        flash(f"{note.sheet} {note.column}{note.row}: {spoken(NOTES[note.code], note.detail)}")
    return store_and_return(draft, taken.document)


def read_file(content: bytes, base: Document) -> Taken:
    """Return the document of an uploaded file; JSON begins with a brace, a workbook never does."""
    if content.lstrip().startswith(b"{"):
        return Taken(read_json(content, base))
    return read_workbook(content, base)
