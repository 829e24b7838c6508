"""Targets as staff keep them: listed, set for units, taken away."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select

from survey_app.core.errors import NotFoundError
from survey_app.directory.imports.lists import store_targets
from survey_app.directory.imports.rows import ListRow
from survey_app.directory.models import Target, Unit
from survey_app.directory.scope import units_within
from survey_app.sorting import Order, Sorting, each, read_all, read_page

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.core.paging import ListPage, ListPlace

TARGETS: Final = Sorting(
    Target.id,
    "-year",
    {
        "year": Order(Target.year, attrgetter("year"), int),
        "criterion": Order(Target.criterion, attrgetter("criterion")),
    },
)
#: Criteria that must stay below their target; the others must reach it.
BELOW: Final = frozenset({"c2"})


@dataclass(frozen=True, slots=True)
class TargetRow:
    """What a criterion must reach in a year, for whom, from which source."""

    id: int
    criterion: str
    year: int
    direction: str
    value: int
    block: str
    unit_code: str
    source: str


def list_targets(session: Session, place: ListPlace) -> ListPage[TargetRow]:
    """Return targets, the newest year first unless asked otherwise."""
    return read_page(session, targets(), TARGETS, place, each(TargetRow))


def read_targets(session: Session, place: ListPlace) -> Sequence[TargetRow]:
    """Return targets, for a file."""
    return read_all(session, targets(), TARGETS, place, each(TargetRow))


def targets() -> Select[*tuple[Any, ...]]:
    """Return the statement for all targets."""
    return select(
        Target.id,
        Target.criterion,
        Target.year,
        Target.direction,
        Target.value,
        Target.block,
        Target.unit_code,
        Target.source,
    )


def get_local(session: Session, target_id: int, roots: Collection[int], today: date) -> TargetRow:
    """Return a target that binds a unit within some, or raise NotFoundError."""
    codes = select(Unit.code).where(Unit.id.in_(units_within(roots, today)))
    found = targets().where(Target.id == target_id, Target.unit_code.in_(codes))
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFoundError
    return TargetRow(*row)


def set_target(session: Session, values: Mapping[str, str]) -> None:
    """Set what a criterion must reach in a year for a unit and all below it."""
    direction = "below" if values["criterion"] in BELOW else "at_least"
    store_targets(session, [ListRow(1, {**values, "direction": direction})])


def remove_target(session: Session, target: TargetRow) -> None:
    """Take a target away; then the one of the unit above, or everybody's, is in force again."""
    session.execute(delete(Target).where(Target.id == target.id))
