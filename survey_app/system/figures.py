"""What an operator watches in the database; counts only, never a code or case ID."""

from __future__ import annotations

from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from survey_app.directory.models import Setting
from survey_app.jobs.models import STATES as JOB_STATES
from survey_app.jobs.models import Job
from survey_app.responses.form_counts import DROPPED
from survey_app.responses.models import STATES as ANSWER_STATES
from survey_app.responses.models import FormCount, ResponseEvent, TallyInbox, WaitingAnswer
from survey_app.results.models import Release
from survey_app.system.exposition import Family, Sample
from survey_app.system.service import BACKUP, DAILY_WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Select
    from sqlalchemy.orm import Mapped, Session

    from survey_app.database import Database

#: Counting that takes longer (seconds) is not done again at once: figures of a large database
#: are as old as so many countings take.
CHEAP = 0.25
PAUSE = 20


class Figures:
    """The figures of a database, counted anew as often as they are cheap."""

    def __init__(self, database: Database, clock: Callable[[], float] = monotonic) -> None:
        self._database, self._clock = database, clock
        self._until, self._kept = clock(), [up(0)]

    def families(self) -> list[Family]:
        """Return all figures, or only that the database is away."""
        started = self._clock()
        if started < self._until:
            return self._kept
        try:
            with self._database.reading() as session:
                self._kept = [up(1), *counted(session), *noted(session)]
        except SQLAlchemyError:
            return [up(0)]
        took = self._clock() - started
        self._until = started + took * (PAUSE if took > CHEAP else 0)
        return self._kept


def up(value: int) -> Family:
    """Tell whether the database answers."""
    return Family(
        "survey_database_up", "gauge", "Whether the database answers.", [Sample({}, value)]
    )


def counted(session: Session) -> list[Family]:
    """Return what is counted row by row; events only ever grow more."""
    dropped = select(func.coalesce(func.sum(FormCount.count), 0)).where(FormCount.what == DROPPED)
    return [
        Family(
            "survey_answers_total",
            "counter",
            "Answers that ever came into a state.",
            by_state(session, ResponseEvent.state, ANSWER_STATES),
        ),
        one(session, "survey_hidden_answers_dropped_total", "counter", dropped),
        one(session, "survey_waiting_answers", "gauge", count(WaitingAnswer)),
        one(session, "survey_unreleased_answers", "gauge", count(TallyInbox)),
        Family(
            "survey_jobs",
            "gauge",
            "Background work by state.",
            by_state(session, Job.state, JOB_STATES),
        ),
    ]


HELP = {
    "survey_hidden_answers_dropped_total": "Answers to hidden questions that were not stored.",
    "survey_waiting_answers": "Answers whose case has not come yet.",
    "survey_unreleased_answers": "Signed counts that pages do not show yet.",
}


def count(model: type[WaitingAnswer | TallyInbox]) -> Select[int]:
    """Count the rows of a table."""
    return select(func.count()).select_from(model)


def one(session: Session, name: str, kind: str, query: Select[int]) -> Family:
    """Return a single number."""
    return Family(name, kind, HELP[name], [Sample({}, int(session.scalar(query) or 0))])


def by_state(session: Session, column: Mapped[str], states: Iterable[str]) -> list[Sample]:
    """Return a number for each state."""
    query = select(column, func.count()).group_by(column)
    found = {state: int(number) for state, number in session.execute(query)}
    return [Sample({"state": state}, found.get(state, 0)) for state in states]


def noted(session: Session) -> list[Family]:
    """Return when what recurs was last done; nothing before the first time."""
    settings = select(Setting.name, Setting.value).where(Setting.name.in_([DAILY_WORK, BACKUP]))
    moments = {name: datetime.fromisoformat(value) for name, value in session.execute(settings)}
    released = session.scalar(select(func.max(Release.released_at)))
    done = {
        "release": released,
        "daily_work": moments.get(DAILY_WORK),
        "backup": moments.get(BACKUP),
    }
    return [
        Family(
            f"survey_last_{name}_timestamp_seconds",
            "gauge",
            f"When the last {name} was, in seconds since 1970.",
            [Sample({}, moment.timestamp())] if moment else [],
        )
        for name, moment in done.items()
    ]
