"""Stations of reports: which are set, and setting them with the checks a person needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from survey_app.core.errors import RefusedError
from survey_app.directory.models import Unit
from survey_app.directory.queries import find_unit, list_units_by_id
from survey_app.directory.scope import units_within
from survey_app.reports.models import ReportRoute
from survey_app.reports.steps import route_of, set_route

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from survey_app.directory.queries import UnitCard


@dataclass(frozen=True, slots=True)
class RouteView:
    """The way of a unit's reports."""

    #: Codes that were set; none where reports go along the units above.
    own: Sequence[str]
    #: Names of the stations in order.
    names: Sequence[str]


def show_route(session: Session, unit_id: int, today: date) -> RouteView:
    """Return the way of a unit."""
    ids = route_of(session, unit_id, today)
    cards = {card.id: card for card in list_units_by_id(session, ids)}
    is_set = session.scalar(select(ReportRoute.id).where(ReportRoute.unit_id == unit_id).limit(1))
    own = [cards[each].code for each in ids] if is_set else []
    return RouteView(own, [cards[each].name for each in ids])


def list_routes(
    session: Session, roots: Collection[int], today: date
) -> dict[tuple[str, str], list[str]]:
    """Return the ways that were set for some units and those below: code and name to stations."""
    station = aliased(Unit)
    rows = session.execute(
        select(Unit.code, Unit.name, station.name)
        .join(ReportRoute, ReportRoute.unit_id == Unit.id)
        .join(station, station.id == ReportRoute.station_id)
        .where(Unit.id.in_(units_within(roots, today)))
        .order_by(Unit.code, ReportRoute.position)
    )
    found: dict[tuple[str, str], list[str]] = {}
    for code, name, place in rows:
        found.setdefault((code, name), []).append(place)
    return found


def change_route(session: Session, unit_id: int, codes: Sequence[str], today: date) -> list[str]:
    """Set the stations of a unit's reports by their codes and return those.

    Raises:
        RefusedError: ``unknown_station``, ``station_twice``, or ``station_is_author``.
    """
    stations = [station_of(session, code, today) for code in codes]
    ids = [card.id for card in stations]
    if unit_id in ids:
        raise RefusedError("station_is_author")
    if len(set(ids)) < len(ids):
        raise RefusedError("station_twice")
    set_route(session, unit_id, ids)
    return [card.code for card in stations]


def station_of(session: Session, code: str, today: date) -> UnitCard:
    """Return a station; raise RefusedError where there is no such unit today."""
    found = find_unit(session, code, today)
    if found is None:
        raise RefusedError("unknown_station", code=code)
    return found
