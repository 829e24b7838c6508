"""The worker: takes one job after the other, in a thread of the server or for a command."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.exc import SQLAlchemyError

from survey_app.core.errors import ConflictError, SurveyError
from survey_app.extensions import LANGUAGES, database, keyring, utc_now
from survey_app.jobs.kinds import Task, known_kinds
from survey_app.jobs.service import (
    clear_old,
    fail,
    finish,
    is_wanted,
    show_life,
    take,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from survey_app.database import Database
    from survey_app.jobs.kinds import Made
    from survey_app.jobs.service import JobHold

SECONDS_BETWEEN = 2.0
SECONDS_OF_LIFE = 10.0
#: Progress is written no more often than this.
SECONDS_OF_PROGRESS = 1.0


class BrokenJobError(SurveyError):
    """A fault of ours ended the work; the log has more."""

    code = "job_broken"


def run_forever(app: Flask, stop: threading.Event) -> None:
    """Do whatever is asked for, until told to stop."""
    while not stop.wait(SECONDS_BETWEEN):
        with app.app_context():
            try:
                run_waiting(stop)
            except SQLAlchemyError:
                app.logger.exception("background work failed and will be tried again")


def run_waiting(stop: threading.Event | None = None) -> int:
    """Do all that waits, one after the other, and return how many that were."""
    count = 0
    while not (stop and stop.is_set()) and (hold := take_next()):
        run_one(hold)
        count += 1
    if count:
        clear_old(database(), utc_now())
    return count


def take_next() -> JobHold | None:
    """Take a job; looks first, because looking keeps no writer waiting."""
    with database().reading() as session:
        if not is_wanted(session, utc_now()):
            return None
    with database().writing() as session:
        return take(session, utc_now())


def run_one(hold: JobHold) -> None:
    """Do one job and keep what it made, or why it failed."""
    with TemporaryDirectory(prefix="job-") as folder, signs_of_life(hold):
        path = Path(folder) / "file"
        try:
            made = attempt(hold, path)
            finish(database(), hold, made, path, utc_now())
        except ConflictError as error:
            if error.code != "job_lost":
                fail(database(), hold, error, utc_now())
        except SurveyError as error:
            fail(database(), hold, error, utc_now())


def attempt(hold: JobHold, path: Path) -> Made:
    """Run the function of a job; what nobody expected becomes BrokenJobError."""
    kind = known_kinds().get(hold.kind)
    if kind is None:
        raise BrokenJobError
    progress = Progress(hold)
    task = Task(
        database=database(),
        keyring=keyring(),
        owner_id=hold.owner_id,
        parameters=hold.parameters,
        now=utc_now(),
        path=path,
        report=progress.report,
    )
    try:
        with force_locale(LANGUAGES[0]):
            made = kind.run(task)
    except SurveyError:
        raise
    except Exception as error:
        current_app.logger.exception("job %s of kind %s broke", hold.job_id, hold.kind)
        raise BrokenJobError from error
    progress.write()
    return made


@dataclass
class Progress:
    """How far a job is; written now and then."""

    hold: JobHold
    done: int = 0
    expected: int = 0
    written_at: float = field(default_factory=time.monotonic)

    def report(self, done: int, expected: int) -> None:
        """Take note of the progress, and write it when the last time is a while ago."""
        self.done, self.expected = done, expected
        if time.monotonic() - self.written_at >= SECONDS_OF_PROGRESS:
            self.write()

    def write(self) -> None:
        """Write the progress; raise ConflictError when somebody else has the job."""
        show_life(database(), self.hold, utc_now(), done=self.done, expected=self.expected)
        self.written_at = time.monotonic()


@contextmanager
def signs_of_life(hold: JobHold) -> Iterator[None]:
    """Show meanwhile that the job is held, however long one step of it takes."""
    over = threading.Event()
    beats = threading.Thread(target=beat, args=(database(), hold, over), daemon=True)
    beats.start()
    try:
        yield
    finally:
        over.set()
        beats.join()


def beat(held_in: Database, hold: JobHold, over: threading.Event) -> None:
    """Show life until it is over; a busy database is tried again at the next beat."""
    while not over.wait(SECONDS_OF_LIFE):
        with suppress(SQLAlchemyError, ConflictError):
            show_life(held_in, hold, utc_now())
