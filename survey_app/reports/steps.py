"""A report on its way: from the unit that wrote it, station by station, until it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import delete, func, select

from survey_app.core.errors import ConflictError, NotPermittedError, RefusedError
from survey_app.core.text import unreadable_character
from survey_app.database import lock
from survey_app.directory.queries import is_within, list_ancestors
from survey_app.reports.models import ReportRoute, ReportStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from survey_app.reports.queries import ReportCard

Deed = Literal["submitted", "returned", "accepted", "published"]

LONGEST_COMMENT: Final = 40_000
#: Who may do what: the author's right or the decider's.
BY_AUTHOR: Final = ("submitted",)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, on whose behalf: units on whose subtrees the right for the deed is held."""

    login: str
    roots: Sequence[int]
    now: datetime
    today: date
    code_version: str


def route_of(session: Session, unit_id: int, today: date) -> list[int]:
    """Return the stations of a unit's reports: those set for it, else the units above it."""
    known = session.scalars(
        select(ReportRoute.station_id)
        .where(ReportRoute.unit_id == unit_id)
        .order_by(ReportRoute.position)
    ).all()
    return list(known) or [card.id for card in list_ancestors(session, unit_id, today)]


def set_route(session: Session, unit_id: int, station_ids: Iterable[int]) -> None:
    """Set the stations of a unit's reports; none leads along the units above again."""
    session.execute(delete(ReportRoute).where(ReportRoute.unit_id == unit_id))
    session.add_all(
        ReportRoute(unit_id=unit_id, position=position, station_id=station_id)
        for position, station_id in enumerate(station_ids)
    )


def possible(report: ReportCard, route: Sequence[int]) -> dict[Deed, int]:
    """Return what may be done with a report now, with the unit at which it lies afterwards."""
    if report.draft or report.revision is None:
        return {}
    if report.state in {"draft", "returned"}:
        return {"submitted": route[0] if route else report.unit_id}
    if report.state == "submitted":
        return {"accepted": next_station(report, route), "returned": report.unit_id}
    return {"published": report.place_id} if report.state == "accepted" else {}


def next_station(report: ReportCard, route: Sequence[int]) -> int:
    """Return where an accepted report goes; the last station keeps it."""
    after = list(route).index(report.place_id) + 1 if report.place_id in route else len(route)
    return route[after] if after < len(route) else report.place_id


def take_step(
    session: Session, report: ReportCard, deed: Deed, actor: Actor, comment: str = ""
) -> None:
    """Take one step with a report, as whoever holds it may.

    Raises:
        ConflictError: ``step_taken`` when the report is not where this deed is possible.
        NotPermittedError: the right is not held where the report lies.
        RefusedError: ``comment_needed`` to return it, ``unreadable_comment``.
    """
    lock(session, b"step" + report.id.to_bytes(4, "big"))
    route = route_of(session, report.unit_id, actor.today)
    steps = possible(report, route)
    if deed not in steps or last_seq(session, report.id) != report.steps:
        raise ConflictError("step_taken")
    holder = report.unit_id if deed in BY_AUTHOR else report.place_id
    if not any(is_within(session, holder, root, actor.today) for root in actor.roots):
        raise NotPermittedError
    check_comment(deed, comment)
    session.add(
        ReportStep(
            report_id=report.id,
            seq=report.steps + 1,
            deed=onward(deed, report, steps),
            revision=report.revision,
            unit_id=steps[deed],
            actor=actor.login,
            at=actor.now,
            code_version=actor.code_version,
            comment=comment,
        )
    )


def onward(deed: Deed, report: ReportCard, steps: dict[Deed, int]) -> Deed:
    """Return the deed to store: what one station accepts is submitted to the next."""
    return "submitted" if deed == "accepted" and steps[deed] != report.place_id else deed


def check_comment(deed: Deed, comment: str) -> None:
    """Raise RefusedError unless the comment may stand."""
    if deed == "returned" and not comment:
        raise RefusedError("comment_needed")
    if unreadable_character(comment) or len(comment) > LONGEST_COMMENT:
        raise RefusedError("unreadable_comment")


def last_seq(session: Session, report_id: int) -> int:
    """Return how many steps were taken."""
    return session.scalar(select(func.count()).where(ReportStep.report_id == report_id)) or 0
