"""Finding the units that a file or call names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from survey_app.core.calendar import local_day
from survey_app.core.text import nfc, unreadable_character
from survey_app.directory.models import Unit, UnitAgencyCode
from survey_app.directory.queries import is_within

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.database import Database

LONGEST_NAME = 300
#: Texts remembered; a file names few units, but may hold any number of mistakes.
MOST_REMEMBERED = 10_000


class Candidate(NamedTuple):
    """A unit that has a code or name from one day to another."""

    unit_id: int
    first: date
    last: date | None


class UnitFinder:
    """Finds units by code, then agency code, then exact name, inside one subtree."""

    def __init__(self, database: Database, scope_id: int | None, today: date) -> None:
        self._database = database
        self._scope_id = scope_id
        self._today = today
        self._known: dict[str, list[Candidate]] = {}

    def find(self, text: str, at: datetime | None) -> int | None:
        """Return the id of the unit that had this code or name at a moment, today without one.

        None for a text that no unit has, that several have, or whose unit stands
        outside the subtree. A unit that was not valid then is taken when it is
        the only one.
        """
        if len(text) > LONGEST_NAME:
            return None
        candidates = self._known.get(text)
        if candidates is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            candidates = self._known[text] = self._look_up(text)
        if len(candidates) == 1:
            return candidates[0].unit_id
        return choose(candidates, local_day(at) if at else self._today)

    def _look_up(self, text: str) -> list[Candidate]:
        name = " ".join(nfc(text).split())
        if unreadable_character(name):
            return []
        with self._database.reading() as session:
            for query in (by_code(name), by_agency_code(name.upper()), by_name(name)):
                found = [Candidate(*row) for row in session.execute(query)]
                inside = [each for each in found if self._in_scope(session, each.unit_id)]
                if inside:
                    return inside
        return []

    def _in_scope(self, session: Session, unit_id: int) -> bool:
        scope_id = self._scope_id
        return scope_id is None or is_within(session, unit_id, scope_id, self._today)


def choose(candidates: list[Candidate], day: date) -> int | None:
    """Return the one unit among several that is meant on a day, or None."""
    valid = {
        each.unit_id
        for each in candidates
        if each.first <= day and (each.last is None or each.last >= day)
    }
    found = valid or {each.unit_id for each in candidates}
    return found.pop() if len(found) == 1 else None


def by_code(code: str) -> Select[int, date, date | None]:
    """Return the query for units by code."""
    return select(Unit.id, Unit.valid_from, Unit.valid_to).where(Unit.code == code)


def by_agency_code(code: str) -> Select[int, date, date | None]:
    """Return the query for units by the code that case IDs carry."""
    table = UnitAgencyCode
    return select(table.unit_id, table.valid_from, table.valid_to).where(table.code == code)


def by_name(name: str) -> Select[int, date, date | None]:
    """Return the query for units by exact name."""
    return select(Unit.id, Unit.valid_from, Unit.valid_to).where(Unit.name == name)
