"""Comments become follow-ups; late ones are told to the level above; withdrawn ones end.

Every piece may be repeated and interrupted at any point.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, select, update

from survey_app.core.calendar import local_day
from survey_app.core.working_days import after_working_days
from survey_app.database import BATCH, add_rows, lock
from survey_app.directory.models import UnitParent
from survey_app.directory.queries import list_holidays, valid_on
from survey_app.feedback.models import Followup, FollowupStep
from survey_app.feedback.words import readable_texts
from survey_app.questionnaires.queries import get_version
from survey_app.responses.models import (
    Attribution,
    Response,
    ResponseContact,
    ResponseEvent,
    ResponseText,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.database import Database

#: Held while follow-ups are opened, so that two workers do not open one twice.
FOLLOWUPS: Final = b"followups"
#: Comments whose authors did not ask to be contacted wait so long, and for so many others.
WAIT: Final = timedelta(days=7)
LEAST_BATCH: Final = 5
#: Working days until the citizen should have a reply.
DUE_OPTED_IN: Final = 5
DUE_COMMENT: Final = 10
#: Longest run of days off with working days enough inside.
LOOK_AHEAD: Final = timedelta(days=60)
#: States after which an answer no longer stands.
LEFT: Final = ("withdrawn", "superseded", "quarantined", "refused")
OPEN: Final = ("received", "acknowledged", "in_progress")


def collect(database: Database, now: datetime) -> int:
    """Open what is to be opened, end what was withdrawn, escalate what is late."""
    opened = open_opted_in(database, now) + open_comments(database, now)
    with database.writing() as session:
        lock(session, FOLLOWUPS)
        close_withdrawn(session, now)
        escalate(session, now)
    return opened


def due_day(session: Session, today: date, working_days: int) -> date:
    """Return the day after so many working days."""
    return after_working_days(
        today, working_days, list_holidays(session, today, today + LOOK_AHEAD)
    )


def candidates() -> Select[*tuple[Any, ...]]:
    """Return the statement for counted answers with words that nobody follows up yet."""
    left = exists().where(ResponseEvent.response_id == Response.id, ResponseEvent.state.in_(LEFT))
    known = exists().where(Followup.response_id == Response.id)
    return (
        select(
            Response.id,
            Response.version_id,
            Attribution.unit_id,
            Attribution.procedure_code,
            ResponseText.texts,
        )
        .join(Attribution, Attribution.response_id == Response.id)
        .join(ResponseText, ResponseText.response_id == Response.id)
        .where(~known, ~left)
    )


def open_opted_in(database: Database, now: datetime) -> int:
    """Open a follow-up for everybody who asked to be contacted, at once."""
    asked = exists().where(ResponseContact.response_id == Response.id)
    with database.writing() as session:
        lock(session, FOLLOWUPS)
        rows = session.execute(candidates().where(asked).limit(BATCH)).all()
        open_followups(session, rows, now, opted_in=True)
    return len(rows)


def open_comments(database: Database, now: datetime) -> int:
    """Open the comments of units where at least five have waited for seven days."""
    with database.writing() as session:
        lock(session, FOLLOWUPS)
        waiting: dict[int, list[Any]] = {}
        for row in session.execute(old_comments(now)):
            if readable_texts(get_version(session, row.version_id).questionnaire, row.texts):
                waiting.setdefault(row.unit_id, []).append(row)
        rows = [row for batch in waiting.values() if len(batch) >= LEAST_BATCH for row in batch]
        open_followups(session, rows, now, opted_in=False)
    return len(rows)


def old_comments(now: datetime) -> Select[*tuple[Any, ...]]:
    """Return the statement for comments old enough, of people who left no contact."""
    asked = exists().where(ResponseContact.response_id == Response.id)
    first = exists().where(
        ResponseEvent.response_id == Response.id,
        ResponseEvent.seq == 1,
        ResponseEvent.at <= now - WAIT,
    )
    return candidates().where(~asked, first, ResponseText.texts != "{}").limit(10 * BATCH)


def open_followups(session: Session, rows: Sequence[Any], now: datetime, *, opted_in: bool) -> None:
    """Store follow-ups; without consent to contact nothing is kept that narrows the author down."""
    if not rows:
        return
    due_on = due_day(session, local_day(now), DUE_OPTED_IN if opted_in else DUE_COMMENT)
    fixed = {"opted_in": opted_in, "opened_at": now, "due_on": due_on}
    add_rows(
        session,
        Followup,
        *(
            {
                "response_id": row.id,
                "unit_id": row.unit_id,
                "procedure_code": row.procedure_code if opted_in else "",
                **fixed,
            }
            # In the order of random ids: nothing tells which comment came first.
            for row in sorted(rows, key=lambda row: row.id)
        ),
    )


def close_withdrawn(session: Session, now: datetime) -> None:
    """End open follow-ups whose words the citizen took back."""
    gone = ~exists().where(ResponseText.response_id == Followup.response_id)
    ids = session.scalars(select(Followup.id).where(Followup.state.in_(OPEN), gone)).all()
    note_steps(session, ids, "closed", now)
    session.execute(
        update(Followup)
        .where(Followup.id.in_(ids))
        .values(state="closed", version=Followup.version + 1)
    )


def escalate(session: Session, now: datetime) -> None:
    """Tell the level above about follow-ups that are late, and set a new day."""
    today = local_day(now)
    level = func.coalesce(Followup.escalated_to, Followup.unit_id)
    late = (
        select(Followup.id, UnitParent.parent_id)
        .join(UnitParent, UnitParent.unit_id == level)
        .where(
            Followup.state.in_(OPEN),
            Followup.due_on < today,
            UnitParent.parent_id.is_not(None),
            valid_on(UnitParent, today),
        )
        .limit(BATCH)
    )
    rows = session.execute(late).all()
    due_on = due_day(session, today, DUE_OPTED_IN)
    note_steps(session, [row.id for row in rows], "escalated", now)
    for row in rows:
        session.execute(
            update(Followup)
            .where(Followup.id == row.id)
            .values(escalated_to=row.parent_id, due_on=due_on, version=Followup.version + 1)
        )


def note_steps(session: Session, ids: Sequence[int], kind: str, now: datetime) -> None:
    """Note what the clock did."""
    if ids:
        steps = ({"followup_id": each, "kind": kind, "at": now, "note": ""} for each in ids)
        add_rows(session, FollowupStep, *steps)
