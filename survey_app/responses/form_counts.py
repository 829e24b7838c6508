"""Counting what happens in forms: where people stop, and what hidden questions were answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from survey_app.responses.models import FormCount

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy.orm import Session

    from survey_app.invitations.queries import LinkCard

PASSED = "passed"
DROPPED = "dropped"
#: Stands for a question where the form was sent.
SENT = ""


def add(session: Session, link: LinkCard, what: str, questions: Iterable[str], day: date) -> None:
    """Count once more at each of these questions; always in the same order, so none waits."""
    on_sqlite = session.connection().dialect.name == "sqlite"
    insert = (sqlite if on_sqlite else postgresql).insert(FormCount)
    statement = insert.on_conflict_do_update(
        index_elements=[each.name for each in FormCount.__table__.primary_key],
        set_={"count": FormCount.count + 1},
    )
    place = {"version_id": link.version_id, "moment": link.moment, "what": what, "count": 1}
    rows = [
        {**place, "month": day.replace(day=1), "question": question}
        for question in sorted(questions)
    ]
    session.execute(statement, rows)


def counts(session: Session, version_id: int, what: str) -> dict[tuple[str, str], int]:
    """Return how often by (moment, question), over all months."""
    query = (
        select(FormCount.moment, FormCount.question, func.sum(FormCount.count))
        .where(FormCount.version_id == version_id, FormCount.what == what)
        .group_by(FormCount.moment, FormCount.question)
    )
    return {(moment, question): int(count) for moment, question, count in session.execute(query)}
