"""The directory as staff read it: units with their days and mergers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import or_, select

from survey_app.core.text import fold
from survey_app.directory.models import Unit, UnitParent, UnitSuccession
from survey_app.sorting import Order, Sorting, read_all, read_page

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.core.paging import ListPage, ListPlace

UNITS: Final = Sorting(
    Unit.id,
    "unit",
    {
        "unit": Order(Unit.name_folded, lambda unit: fold(unit.name)),
        "code": Order(Unit.code, attrgetter("code")),
        "from": Order(Unit.valid_from, attrgetter("valid_from"), date.fromisoformat),
    },
)


@dataclass(frozen=True, slots=True)
class MergerView:
    """An old unit that went into a newer one, wholly or partly."""

    old_name: str
    partly: bool
    effective_on: date


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with its days and what it came from."""

    id: int
    code: str
    name: str
    kind: str
    valid_from: date
    valid_to: date | None
    mergers: Sequence[MergerView]

    @property
    def made_of(self) -> str:
        """The names of the units that went into it."""
        return ", ".join(each.old_name for each in self.mergers)


def ever_within(roots: Collection[int]) -> Select[int]:
    """Return a select of the ids of all units that ever hung at or below these."""
    inside = [UnitParent.path.contains(f"/{root}/") for root in roots]
    return select(UnitParent.unit_id).where(or_(*inside))


def list_directory(
    session: Session, roots: Collection[int], search: str, place: ListPlace
) -> ListPage[UnitRow]:
    """Return units by number, those of today and of before; the search finds names and codes."""
    return read_page(session, directory(roots, search), UNITS, place, units_of)


def read_directory(
    session: Session, roots: Collection[int], search: str, place: ListPlace
) -> Sequence[UnitRow]:
    """Return units, for a file."""
    return read_all(session, directory(roots, search), UNITS, place, units_of)


def directory(roots: Collection[int], search: str) -> Select[*tuple[Any, ...]]:
    """Return the statement for the units that ever stood at or below some."""
    statement = select(
        Unit.id, Unit.code, Unit.name, Unit.kind, Unit.valid_from, Unit.valid_to
    ).where(Unit.id.in_(ever_within(roots)))
    if search:
        statement = statement.where(
            Unit.name_folded.contains(fold(search), autoescape=True) | (Unit.code == search)
        )
    return statement


def units_of(session: Session, rows: Sequence[Any]) -> list[UnitRow]:
    """Return units with their mergers from what was read."""
    mergers = mergers_into(session, [row.code for row in rows])
    return [
        UnitRow(number, code, name, kind, first, last, mergers.get(code, []))
        for number, code, name, kind, first, last in rows
    ]


def mergers_into(session: Session, codes: Collection[str]) -> dict[str, list[MergerView]]:
    """Return what went into units with these codes."""
    rows = session.execute(
        select(UnitSuccession)
        .where(UnitSuccession.new_code.in_(codes))
        .order_by(UnitSuccession.old_name)
    ).scalars()
    found: dict[str, list[MergerView]] = {}
    for row in rows:
        view = MergerView(row.old_name, row.partly, row.effective_on)
        found.setdefault(row.new_code, []).append(view)
    return found
