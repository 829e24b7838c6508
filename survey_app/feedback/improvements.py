"""What was changed because of comments: written, published, and shown with the rates around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from survey_app.core.calendar import Period
from survey_app.core.errors import NotFoundError
from survey_app.core.scoring import share_text
from survey_app.core.text import fold, nfc
from survey_app.directory.models import Unit
from survey_app.directory.scope import units_within
from survey_app.feedback.models import Followup, Improvement, ImprovementFollowup
from survey_app.results.published import published_figures
from survey_app.sorting import Order, Sorting, each, read_all, read_page

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.core.paging import ListPage, ListPlace
    from survey_app.core.scoring import Counts

#: As many as the public page of a unit shows.
MOST_PUBLIC: Final = 5
SORTING: Final = Sorting(
    Improvement.id,
    "-since",
    {
        "since": Order(Improvement.since, attrgetter("since"), date.fromisoformat),
        "unit": Order(Unit.name_folded, lambda card: fold(card.unit_name)),
        "problem": Order(Improvement.problem, attrgetter("problem")),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an officer writes about an improvement."""

    unit_id: int
    problem: str
    text_vi: str
    text_en: str
    since: date


@dataclass(frozen=True, slots=True)
class ImprovementCard:
    """An improvement as staff see it."""

    id: int
    unit_id: int
    unit_name: str
    problem: str
    text_vi: str
    text_en: str
    since: date
    published_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class QuarterRate:
    """The published rate of a quarter; ``counts`` is None where it is withheld or still to come."""

    title: str
    counts: Counts | None

    def __str__(self) -> str:
        """Return quarter and rate for the public page; the quarter alone without a figure."""
        if self.counts is None:
            return self.title
        return f"{self.title}: {share_text(self.counts.satisfied, self.counts.n)}"


def improvements() -> Select[*tuple[Any, ...]]:
    """Return the statement that all readings share."""
    return select(
        Improvement.id,
        Improvement.unit_id,
        Unit.name,
        Improvement.problem,
        Improvement.text_vi,
        Improvement.text_en,
        Improvement.since,
        Improvement.published_at,
        Improvement.version,
    ).join(Unit, Unit.id == Improvement.unit_id)


def list_improvements(
    session: Session, roots: Collection[int], today: date, place: ListPlace
) -> ListPage[ImprovementCard]:
    """Return a page of improvements within some units, newest first unless asked otherwise."""
    return read_page(session, within(roots, today), SORTING, place, each(ImprovementCard))


def read_improvements(
    session: Session, roots: Collection[int], today: date, place: ListPlace
) -> Sequence[ImprovementCard]:
    """Return improvements within some units, for a file."""
    return read_all(session, within(roots, today), SORTING, place, each(ImprovementCard))


def within(roots: Collection[int], today: date) -> Select[*tuple[Any, ...]]:
    """Return the statement for the improvements of some units and those below."""
    return improvements().where(Improvement.unit_id.in_(units_within(roots, today)))


def get_improvement(
    session: Session, improvement_id: int, roots: Collection[int], today: date
) -> ImprovementCard:
    """Return an improvement, or raise NotFoundError, also for one of other units."""
    found = within(roots, today).where(Improvement.id == improvement_id)
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFoundError("unknown_improvement")
    return ImprovementCard(*row)


def add_improvement(session: Session, change: Change, now: datetime) -> int:
    """Keep a draft and return its id; nobody outside sees it."""
    improvement = Improvement(created_at=now, **stored(change))
    session.add(improvement)
    session.flush()
    return improvement.id


def change_improvement(session: Session, improvement_id: int, seen: int, change: Change) -> bool:
    """Change a draft that nobody changed or published since it was seen."""
    return touch(session, improvement_id, seen, stored(change))


def stored(change: Change) -> dict[str, Any]:
    """Return the columns of what was written."""
    texts = {name: nfc(getattr(change, name)).strip() for name in ("text_vi", "text_en")}
    return {
        "unit_id": change.unit_id,
        "problem": change.problem,
        "since": change.since,
        **texts,
    }


def touch(session: Session, improvement_id: int, seen: int, values: dict[str, Any]) -> bool:
    """Change a draft as it was seen; False when somebody was quicker."""
    done = session.execute(
        update(Improvement)
        .where(
            Improvement.id == improvement_id,
            Improvement.version == seen,
            Improvement.published_at.is_(None),
        )
        .values(**values, version=Improvement.version + 1)
        .returning(Improvement.id)
    )
    return done.one_or_none() is not None


def publish(session: Session, card: ImprovementCard, seen: int, now: datetime) -> bool:
    """Publish an improvement, and tell the authors of the comments it answers.

    Those are the follow-ups of the unit and those below that are about its problem.
    """
    if not touch(session, card.id, seen, {"published_at": now}):
        return False
    answered = session.scalars(
        select(Followup.id).where(
            Followup.problem == card.problem,
            Followup.state != "closed",
            Followup.unit_id.in_(units_within([card.unit_id], card.since)),
        )
    ).all()
    if answered:
        links = [{"improvement_id": card.id, "followup_id": each} for each in answered]
        session.execute(insert(ImprovementFollowup), links)
    return True


def rates_around(session: Session, unit_id: int, since: date) -> tuple[QuarterRate, QuarterRate]:
    """Return the published rates of the whole quarters before and after a change."""
    quarter = Period.quarter_of(since)
    after = Period.quarter_of(quarter.last + timedelta(days=1))
    return quarter_rate(session, unit_id, quarter.previous()), quarter_rate(session, unit_id, after)


def quarter_rate(session: Session, unit_id: int, quarter: Period) -> QuarterRate:
    """Return the rate of all cases as anybody may see it: no new figure comes of it."""
    try:
        (found,) = published_figures(session, quarter, unit_id)
    except NotFoundError:  # the unit did not exist yet
        return QuarterRate(quarter.title, None)
    counts = found.all.counts
    return QuarterRate(quarter.title, counts if counts.n else None)


def public_improvements(session: Session, unit_id: int) -> list[dict[str, Any]]:
    """Return what a unit published, newest first, for the public results."""
    rows: Sequence[Any] = session.execute(
        select(Improvement.text_vi, Improvement.text_en, Improvement.since)
        .where(Improvement.unit_id == unit_id, Improvement.published_at.is_not(None))
        .order_by(Improvement.since.desc(), Improvement.id.desc())
        .limit(MOST_PUBLIC)
    ).all()
    known: dict[Period, tuple[QuarterRate, QuarterRate]] = {}
    found = []
    for vi, en, since in rows:
        quarter = Period.quarter_of(since)
        if quarter not in known:
            known[quarter] = rates_around(session, unit_id, since)
        before, after = known[quarter]
        figures = {"before": before, "after": after} if before.counts and after.counts else {}
        texts = {"vi": vi, "en": en or vi, "since": since}
        found.append({"before": None, "after": None, **texts, **figures})
    return found
