"""Reading background work: the owner's list, a file part by part."""

from __future__ import annotations

import json
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Select, func, select

from survey_app.core.errors import NotFoundError
from survey_app.jobs.models import Job, JobFile
from survey_app.sorting import Order, Sorting, each, read_all, read_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.core.paging import ListPage, ListPlace
    from survey_app.database import Database

SORTING: Final = Sorting(
    Job.id,
    "-asked",
    {
        "asked": Order(Job.id, attrgetter("id"), int),
        "state": Order(Job.state, attrgetter("state")),
    },
)


@dataclass(frozen=True, slots=True)
class JobCard:
    """One piece of background work, as its owner sees it."""

    id: int
    kind: str
    subject: str
    state: str
    created_at: datetime
    finished_at: datetime | None
    done: int
    expected: int
    file_name: str
    media_type: str
    size: int
    sha256: str
    note: str
    error: str

    @property
    def open(self) -> bool:
        """Whether it is still waited for."""
        return self.state in {"waiting", "running"}

    @property
    def fault(self) -> tuple[str, dict[str, Any]]:
        """Code and details of what ended it."""
        found = json.loads(self.error or '{"code": "job_broken"}')
        return found["code"], found.get("details", {})


def cards() -> Select[*tuple[Any, ...]]:
    """Return the statement of all cards."""
    return select(
        Job.id,
        Job.kind,
        Job.subject,
        Job.state,
        Job.created_at,
        Job.finished_at,
        Job.done,
        Job.expected,
        Job.file_name,
        Job.media_type,
        Job.size,
        Job.sha256,
        Job.note,
        Job.error,
    )


def list_jobs(session: Session, owner_id: int, place: ListPlace) -> ListPage[JobCard]:
    """Return a page of somebody's work, newest first unless asked otherwise."""
    return read_page(session, of_owner(owner_id), SORTING, place, each(JobCard))


def read_jobs(session: Session, owner_id: int, place: ListPlace) -> Sequence[JobCard]:
    """Return somebody's work, for a file."""
    return read_all(session, of_owner(owner_id), SORTING, place, each(JobCard))


def of_owner(owner_id: int) -> Select[*tuple[Any, ...]]:
    """Return the statement for somebody's work."""
    return cards().where(Job.account_id == owner_id)


def get_job(session: Session, job_id: int, owner_id: int | None) -> JobCard:
    """Return one piece of work of its owner; raise NotFoundError for anybody else."""
    row = session.execute(cards().where(Job.id == job_id, Job.account_id == owner_id)).one_or_none()
    if row is None:
        raise NotFoundError("unknown_job")
    return JobCard(*row)


def count_ready(session: Session, owner_id: int) -> int:
    """Return how many files wait to be fetched."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Job)
            .where(
                Job.account_id == owner_id,
                Job.state == "done",
                Job.file_name != "",
                Job.fetched_at.is_(None),
            )
        )
        or 0
    )


def file_parts(database: Database, job_id: int) -> Iterator[bytes]:
    """Yield the file of a job; one part at a time is in memory."""
    seq = 0
    while True:
        with database.reading() as session:
            part = session.scalar(
                select(JobFile.part).where(JobFile.job_id == job_id, JobFile.seq == seq)
            )
        if part is None:
            return
        yield part
        seq += 1


def find_jobs(session: Session, ids: Iterable[int]) -> dict[int, JobCard]:
    """Return pieces of work by number, for pages that name only their visitor's own."""
    rows = session.execute(cards().where(Job.id.in_(set(ids))))
    return {row.id: JobCard(*row) for row in rows}
