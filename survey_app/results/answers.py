"""Single answers for statisticians: released ones only, nothing about persons, cases or days.

They come month by month in the order of random numbers, which tell nothing. What may still grow,
the present month and those with answers not yet released, is given again at every call; each row
carries a number of its own by which it is known again.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from survey_app import sealing
from survey_app.core.calendar import Period
from survey_app.core.errors import RefusedError
from survey_app.directory.models import Unit
from survey_app.directory.queries import subtree_ids
from survey_app.questionnaires.queries import get_version
from survey_app.responses.models import Attribution, Response, ResponseEvent, TallyInbox
from survey_app.results.suppression import INSIDE_K

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.core.codes import Keyring
    from survey_app.core.questionnaire import Questionnaire

PAGE: Final = 500
#: Purposes of the keys that seal where a page ends, and that number the rows.
CURSOR, ROW = "answers-cursor", "answers-row"
#: No answer has this number or a smaller one.
FIRST: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind this answer of this month."""

    month: Period
    after: UUID = FIRST

    def sealed(self, keyring: Keyring) -> str:
        """Return the cursor that stands for this place."""
        text = f"{self.month}/{self.after.hex}"
        return urlsafe_b64encode(sealing.seal(keyring, CURSOR, text)).decode()

    @classmethod
    def unsealed(cls, keyring: Keyring, cursor: str) -> Place:
        """Read a cursor; raise RefusedError ``bad_cursor`` for one that we did not make."""
        try:
            text = sealing.unseal(keyring, CURSOR, urlsafe_b64decode(cursor.encode()))
        except (ValueError, sealing.SealBrokenError):
            raise RefusedError("bad_cursor") from None
        month, _slash, after = text.partition("/")
        return cls(Period.parse(month), UUID(hex=after))


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """Some answers; ``next`` leads on, and at the end to where new ones will be."""

    rows: list[dict[str, Any]]
    next: str
    more: bool


def answers_page(
    session: Session, keyring: Keyring, unit_id: int, since: str, today: date
) -> AnswersPage:
    """Return the answers of a subtree behind a cursor, or from the beginning."""
    reach = subtree_ids(session, unit_id, today)
    place = Place.unsealed(keyring, since) if since else None
    rows: list[dict[str, Any]] = []
    for month in months_from(session, reach, place, today):
        after = place.after if place and place.month == month else FIRST
        found = session.execute(page_of(month, reach, after, PAGE + 1 - len(rows))).all()
        shown = found[: PAGE - len(rows)]
        rows += rows_of(session, keyring, month, reach, shown)
        if len(found) > len(shown):
            return AnswersPage(rows, Place(month, shown[-1].id).sealed(keyring), more=True)
    return AnswersPage(rows, Place(open_month(session, reach, today)).sealed(keyring), more=False)


def months_from(
    session: Session, reach: list[int], place: Place | None, today: date
) -> list[Period]:
    """Return the months that may hold answers, from a place or the first one on."""
    oldest = select(func.min(Attribution.counted_on)).where(Attribution.unit_id.in_(reach))
    first = place.month.first if place else session.scalar(oldest)
    begin = min(first or today, today).replace(day=1)
    span = Period("range", begin, Period.month_of(today).last)
    return [Period.month_of(each) for each in span.months()]


def open_month(session: Session, reach: list[int], today: date) -> Period:
    """Return the first month to which answers may still be added."""
    waiting = select(func.min(TallyInbox.day)).where(TallyInbox.unit_id.in_(reach))
    return Period.month_of(min(session.scalar(waiting) or today, today))


def released(month: Period, reach: list[int]) -> Select[*tuple[Any, ...]]:
    """Return the statement of the answers of a month that count and were shown in the figures."""
    later = aliased(ResponseEvent)
    newest = select(func.max(later.seq)).where(later.response_id == Response.id).scalar_subquery()
    hidden = select(TallyInbox.id).where(TallyInbox.response_id == Response.id).exists()
    return (
        select(Response, Attribution)
        .join(Attribution, Attribution.response_id == Response.id)
        .join(ResponseEvent, ResponseEvent.response_id == Response.id)
        .where(
            ResponseEvent.seq == newest,
            ResponseEvent.state == "counted",
            Attribution.counted_on.between(month.first, month.last),
            Attribution.unit_id.in_(reach),
            ~hidden,
        )
    )


def page_of(month: Period, reach: list[int], after: UUID, most: int) -> Select[*tuple[Any, ...]]:
    """Return the statement of the next answers of a month."""
    return (
        released(month, reach)
        .with_only_columns(
            Response.id,
            Response.version_id,
            Response.mode,
            Response.moment,
            Response.overall,
            Response.answers,
            Attribution.unit_id,
            Attribution.procedure_code,
            Attribution.channel,
            Attribution.submitted_by,
            Attribution.applicant_kind,
            Attribution.verification,
            maintain_column_froms=True,
        )
        .where(Response.id > after)
        .order_by(Response.id)
        .limit(most)
    )


def rows_of(
    session: Session, keyring: Keyring, month: Period, reach: list[int], found: Iterable[Any]
) -> list[dict[str, Any]]:
    """Return answers as they leave the house; small groups of the month have no name."""
    shown = list(found)
    if not shown:
        return []
    units = large(session, month, reach, Attribution.unit_id)
    procedures = large(session, month, reach, Attribution.procedure_code)
    named = select(Unit.id, Unit.code).where(Unit.id.in_({each.unit_id for each in shown} & units))
    codes = {each.id: each.code for each in session.execute(named)}
    rows = []
    for each in shown:
        version = get_version(session, each.version_id)
        rows.append(
            {
                "id": keyring.sign(ROW, each.id.bytes),
                "month": str(month),
                "unit": codes.get(each.unit_id, ""),
                "procedure_code": each.procedure_code if each.procedure_code in procedures else "",
                "channel": each.channel,
                "mode": each.mode,
                "moment": each.moment,
                "submitted_by": each.submitted_by,
                "applicant_kind": each.applicant_kind,
                "verification": each.verification,
                "questionnaire": f"{version.key}/{version.number}",
                "overall": each.overall,
                "answers": listed(version.questionnaire, json.loads(each.answers)),
            }
        )
    return rows


def large(session: Session, month: Period, reach: list[int], column: Any) -> set[Any]:  # noqa: ANN401 - a column of either type
    """Return the values that at least five answers of a month have."""
    counts = (
        released(month, reach)
        .with_only_columns(column, maintain_column_froms=True)
        .group_by(column)
        .having(func.count() >= INSIDE_K)
    )
    return set(session.scalars(counts))


def listed(questionnaire: Questionnaire, answers: dict[str, Any]) -> dict[str, list[str]]:
    """Return what was chosen where there was something to choose; never what was written."""
    return {
        question.id: [str(each) for each in answer] if isinstance(answer, list) else [str(answer)]
        for question in questionnaire.questions
        if question.options and (answer := answers.get(question.id)) not in (None, "", [])
    }
