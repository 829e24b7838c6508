"""The tree of units as it stood on a day, and pooling counts up the tree."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from sqlalchemy import String, cast, or_, select

from survey_app.core.errors import NotFoundError
from survey_app.core.text import sort_key
from survey_app.directory.models import Unit, UnitParent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy import ScalarSelect, Select
    from sqlalchemy.orm import Session


class Addable(Protocol):
    """What can be pooled."""

    def __add__(self, other: Self, /) -> Self:
        """Return both together."""
        ...


Value = TypeVar("Value", bound=Addable)


@dataclass(frozen=True, slots=True)
class Node:
    """A unit and where it hangs."""

    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None
    path: str

    @property
    def line(self) -> tuple[int, ...]:
        """Ids from the root down to the unit itself."""
        return tuple(int(part) for part in self.path.split("/") if part)


@dataclass(frozen=True, slots=True)
class Tree:
    """All units of one or more subtrees by id."""

    nodes: Mapping[int, Node]

    def children(self, unit_id: int | None) -> list[Node]:
        """Return the units directly below, by name; those nothing stands above for None."""
        found = self.families().get(unit_id, [])
        return sorted((self.nodes[each] for each in found), key=lambda node: sort_key(node.name))

    def families(self) -> dict[int | None, list[int]]:
        """Return unit ids by the unit above, in the order of their codes."""
        found: dict[int | None, list[int]] = defaultdict(list)
        for node in sorted(self.nodes.values(), key=lambda node: (node.code, node.id)):
            above = node.parent_id if node.parent_id in self.nodes else None
            found[above].append(node.id)
        return dict(found)

    def pool(self, own: Mapping[int, Value]) -> dict[int, Value]:
        """Add what each unit has itself to it and to every unit above it."""
        pooled: dict[int, Value] = {}
        for unit_id, value in own.items():
            for place in self.nodes[unit_id].line if unit_id in self.nodes else (unit_id,):
                pooled[place] = pooled[place] + value if place in pooled else value
        return pooled

    def codes_above(self, unit_id: int) -> list[str]:
        """Return the codes of the unit and of those above it, nearest first."""
        line = self.nodes[unit_id].line
        return [self.nodes[each].code for each in reversed(line) if each in self.nodes]


def path_of(unit_id: int, on: date) -> ScalarSelect[str]:
    """Return the subquery for the ids from the root to the unit, "/1/27/", on a day.

    A unit that was dissolved before stays where it hung last, so that its answers
    are not lost to the units above. There is none for a unit still to come.
    """
    return (
        select(UnitParent.path)
        .where(UnitParent.unit_id == unit_id, UnitParent.valid_from <= on)
        .order_by(UnitParent.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


def load_tree(session: Session, on: date, unit_id: int | None = None) -> Tree:
    """Return all units as they hung on a day, or one with those above and below it.

    Raises:
        NotFoundError: ``unknown_unit`` when there was no such unit by then.
    """
    edge = UnitParent
    statement = (
        select(Unit.id, Unit.code, Unit.name, Unit.kind, edge.parent_id, edge.path)
        .join(Unit, Unit.id == edge.unit_id)
        .where(edge.valid_from <= on)
        .order_by(edge.valid_from)
    )
    if unit_id is None:
        return Tree({row.id: Node(*row) for row in session.execute(statement)})
    rows = session.execute(statement.where(Unit.id.in_(relatives(unit_id, on))))
    newest = {row.id: Node(*row) for row in rows}
    if unit_id not in newest:
        raise NotFoundError("unknown_unit", code=str(unit_id))
    line = newest[unit_id].line
    return Tree(
        {node.id: node for node in newest.values() if node.id in line or unit_id in node.line}
    )


def relatives(unit_id: int, on: date) -> Select[int]:
    """Return the statement for the units that ever hung below a unit, and those above it."""
    path = path_of(unit_id, on)
    own = "/" + cast(UnitParent.unit_id, String) + "/"
    return select(UnitParent.unit_id).where(
        or_(UnitParent.path.like(path + "%"), path.like("%" + own + "%"))
    )


def load_trees(session: Session, on: date, roots: Iterable[int]) -> Tree:
    """Return the units at and below some units as they hung on a day."""
    nodes: dict[int, Node] = {}
    for root in roots:
        with suppress(NotFoundError):
            found = load_tree(session, on, root).nodes.values()
            nodes |= {node.id: node for node in found if root in node.line}
    return Tree(nodes)
