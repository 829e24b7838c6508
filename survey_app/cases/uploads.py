"""Files sent in the browser: kept until they are taken in, for a week at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select, update

from survey_app.cases.columns import Columns
from survey_app.cases.messages import MESSAGES
from survey_app.cases.models import CaseUpload, CaseUploadPart
from survey_app.cases.readers import open_cases
from survey_app.core.errors import NotFoundError, UnreadableFileError
from survey_app.core.text import fold, nfc
from survey_app.database import add_rows
from survey_app.directory.messages import sentence
from survey_app.directory.models import Unit
from survey_app.sorting import Order, Sorting, each, read_all, read_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.core.paging import ListPage, ListPlace

PART_SIZE: Final = 512 * 1024
KEPT: Final = timedelta(days=7)
#: Rows of the file that the preview shows.
SHOWN_ROWS: Final = 5
SORTING: Final = Sorting(
    CaseUpload.id,
    "-sent",
    {
        "sent": Order(CaseUpload.id, attrgetter("id"), int),
        "file": Order(CaseUpload.file_name, attrgetter("file_name")),
        "unit": Order(Unit.name_folded, lambda card: fold(card.unit_name)),
    },
)


@dataclass(frozen=True, slots=True)
class UploadCard:
    """A file that was sent, and what was done with it."""

    id: int
    file_name: str
    unit_id: int
    unit_name: str
    created_at: datetime
    trial_id: int
    job_id: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file looks like: how its columns are understood, and its first rows."""

    #: Why the file is refused, in words; empty when it can be taken in.
    fault: str = ""
    #: Column of the file to our field; empty for one that is ignored.
    columns: Mapping[str, str] | None = None
    rows: Sequence[Mapping[str, str]] = ()


CARD = (
    CaseUpload.id,
    CaseUpload.file_name,
    CaseUpload.unit_id,
    Unit.name,
    CaseUpload.created_at,
    CaseUpload.trial_id,
    CaseUpload.job_id,
)


def look(path: Path, language: str) -> Preview:
    """Return how a file is understood; no row is judged yet."""
    columns = Columns(with_contacts=False)
    try:
        with open_cases(path, columns) as cases:
            rows = [row for _, row in islice(cases.rows(), SHOWN_ROWS) if isinstance(row, dict)]
    except UnreadableFileError as error:
        words = sentence(MESSAGES, error, language)
        return Preview(fault=words or error.code)
    names = dict.fromkeys(name for row in rows for name in row)
    return Preview(columns={name: columns[name] for name in names}, rows=rows)


def keep(
    session: Session, path: Path, file_name: str, owner: tuple[int, int], now: datetime
) -> int:
    """Keep a file of an owner, given as (account id, unit id), and return its number."""
    forget_old(session, now)
    account_id, unit_id = owner
    upload = CaseUpload(
        account_id=account_id, unit_id=unit_id, file_name=nfc(file_name)[:300], created_at=now
    )
    session.add(upload)
    session.flush()
    with path.open("rb") as file:
        seq = 0
        while part := file.read(PART_SIZE):
            add_rows(session, CaseUploadPart, {"upload_id": upload.id, "seq": seq, "part": part})
            seq += 1
    return upload.id


def forget_old(session: Session, now: datetime) -> None:
    """Delete the content of files that nobody took in for a week."""
    old = select(CaseUpload.id).where(CaseUpload.created_at < now - KEPT)
    session.execute(delete(CaseUploadPart).where(CaseUploadPart.upload_id.in_(old)))


def forget_content(session: Session, upload_id: int) -> None:
    """Delete the content of a file."""
    session.execute(delete(CaseUploadPart).where(CaseUploadPart.upload_id == upload_id))


def write_content(session: Session, upload_id: int, path: Path) -> None:
    """Write a kept file to a path.

    Raises:
        NotFoundError: ``upload_gone`` when its content was deleted.
    """
    seq = 0
    with path.open("wb") as file:
        while part := session.scalar(
            select(CaseUploadPart.part).where(
                CaseUploadPart.upload_id == upload_id, CaseUploadPart.seq == seq
            )
        ):
            file.write(part)
            seq += 1
    if not seq:
        raise NotFoundError("upload_gone")


def note_work(session: Session, upload_id: int, *, trial_id: int = 0, job_id: int = 0) -> None:
    """Note which background work judges the rows or takes them in."""
    values = {name: value for name, value in (("trial_id", trial_id), ("job_id", job_id)) if value}
    session.execute(update(CaseUpload).where(CaseUpload.id == upload_id).values(**values))


def get_upload(session: Session, upload_id: int, account_id: int) -> UploadCard:
    """Return a file of its owner; raise NotFoundError for anybody else."""
    found = of_owner(account_id).where(CaseUpload.id == upload_id)
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFoundError("upload_gone")
    return UploadCard(*row)


def list_uploads(session: Session, account_id: int, place: ListPlace) -> ListPage[UploadCard]:
    """Return a page of what somebody sent, newest first unless asked otherwise."""
    return read_page(session, of_owner(account_id), SORTING, place, each(UploadCard))


def read_uploads(session: Session, account_id: int, place: ListPlace) -> Sequence[UploadCard]:
    """Return what somebody sent, for a file."""
    return read_all(session, of_owner(account_id), SORTING, place, each(UploadCard))


def of_owner(account_id: int) -> Select[*tuple[Any, ...]]:
    """Return the statement for what somebody sent."""
    return (
        select(*CARD)
        .join(Unit, Unit.id == CaseUpload.unit_id)
        .where(CaseUpload.account_id == account_id)
    )
