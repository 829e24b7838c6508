"""Asking for background work, holding it while it runs, and keeping what it made."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, delete, or_, select, update

from survey_app.core.errors import ConflictError
from survey_app.core.questionnaire import canonical
from survey_app.jobs.models import Job, JobFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from survey_app.core.errors import SurveyError
    from survey_app.database import Database
    from survey_app.jobs.kinds import Made

#: A worker that was silent for longer than this is gone, and its job is taken again.
LEASE: Final = timedelta(seconds=60)
#: A job that took its worker down so often is given up.
ATTEMPTS: Final = 3
KEPT: Final = timedelta(days=7)
PART_SIZE: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class JobHold:
    """One attempt at a job; worth nothing once another attempt has begun."""

    job_id: int
    token: str
    kind: str
    owner_id: int | None
    parameters: Mapping[str, Any]


def enqueue(
    session: Session,
    kind: str,
    parameters: Mapping[str, Any],
    *,
    owner_id: int | None,
    now: datetime,
    subject: str = "",
) -> int:
    """Ask for work and return its number; nothing begins before the caller commits."""
    job = Job(
        kind=kind,
        parameters=canonical(dict(parameters)),
        account_id=owner_id,
        created_at=now,
        subject=subject[:300],
    )
    session.add(job)
    session.flush()
    return job.id


def take(session: Session, now: datetime) -> JobHold | None:
    """Take the oldest job that waits, or whose worker is gone; None when there is none."""
    give_up(session, now)
    job = session.scalar(
        select(Job).where(wanted(now)).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
    )
    if job is None:
        return None
    job.state, job.token, job.seen_at = "running", uuid.uuid4().hex, now
    job.attempts += 1
    job.done = job.expected = 0
    parameters = json.loads(job.parameters)
    return JobHold(job.id, job.token, job.kind, job.account_id, parameters)


def wanted(now: datetime) -> ColumnElement[bool]:
    """Return the condition of jobs that nobody works on."""
    gone = and_(Job.state == "running", Job.seen_at < now - LEASE)
    return or_(Job.state == "waiting", gone)


def is_wanted(session: Session, now: datetime) -> bool:
    """Return whether there is a job to take."""
    return session.scalar(select(Job.id).where(wanted(now)).limit(1)) is not None


def give_up(session: Session, now: datetime) -> None:
    """End what took its worker down too often."""
    session.execute(
        update(Job)
        .where(Job.state == "running", Job.seen_at < now - LEASE, Job.attempts >= ATTEMPTS)
        .values(state="failed", finished_at=now, error=canonical({"code": "job_interrupted"}))
    )


def change(session: Session, hold: JobHold, **values: object) -> None:
    """Change a job that is still held; raise ConflictError once it is not."""
    mine = (Job.id == hold.job_id, Job.token == hold.token, Job.state == "running")
    done = session.execute(update(Job).where(*mine).values(**values))
    if not done.rowcount:  # type: ignore[attr-defined]  # a CursorResult
        raise ConflictError("job_lost")


def show_life(database: Database, hold: JobHold, now: datetime, **progress: int) -> None:
    """Note that a job is being worked on, and perhaps how far it is."""
    with database.writing() as session:
        change(session, hold, seen_at=now, **progress)


def fail(database: Database, hold: JobHold, error: SurveyError, now: datetime) -> None:
    """End a job with an expected error."""
    details = {name: str(value) for name, value in error.details.items()}
    told = canonical({"code": error.code, "details": details})
    with database.writing() as session:
        change(session, hold, state="failed", finished_at=now, error=told)


def finish(database: Database, hold: JobHold, made: Made, path: Path, now: datetime) -> None:
    """Keep the file that a job made and end it; the file is stored whole or the job goes on."""
    size, sha256 = store_file(database, hold, path) if made.file_name else (0, "")
    with database.writing() as session:
        change(
            session,
            hold,
            state="done",
            finished_at=now,
            file_name=made.file_name,
            media_type=made.media_type,
            note=made.note,
            size=size,
            sha256=sha256,
        )


def store_file(database: Database, hold: JobHold, path: Path) -> tuple[int, str]:
    """Store a file in parts, each committed by itself; return size and SHA-256."""
    size, sha256 = 0, hashlib.sha256()
    with database.writing() as session:
        session.execute(delete(JobFile).where(JobFile.job_id == hold.job_id))
    for seq, part in enumerate(parts_of(path)):
        size += len(part)
        sha256.update(part)
        with database.writing() as session:
            session.add(JobFile(job_id=hold.job_id, seq=seq, part=part))
    return size, sha256.hexdigest()


def parts_of(path: Path) -> Iterator[bytes]:
    """Yield a file in parts."""
    with path.open("rb") as file:
        while part := file.read(PART_SIZE):
            yield part


def note_fetched(session: Session, job_id: int, now: datetime) -> None:
    """Note that the owner has the file, so that the notice goes."""
    session.execute(update(Job).where(Job.id == job_id).values(fetched_at=now))


def clear_old(database: Database, now: datetime) -> None:
    """Delete what was finished some days ago, files included."""
    old = (Job.finished_at < now - KEPT, Job.state.in_(("done", "failed")))
    with database.writing() as session:
        ids = select(Job.id).where(*old)
        session.execute(delete(JobFile).where(JobFile.job_id.in_(ids)))
        session.execute(delete(Job).where(*old))
