"""The units while a list is taken in: what is stored, as objects that know their parents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from survey_app.core.text import fold
from survey_app.directory.models import Unit, UnitAgencyCode, UnitParent
from survey_app.directory.tree import DEEPEST, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy.orm import Session

    from survey_app.directory.imports.rows import ListRow


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """A unit; ``id`` is 0 until it is stored. Days are inclusive, OPEN stands for no end."""

    code: str
    name: str
    kind: str
    first: date
    last: date
    id: int = 0
    province_code: str = ""
    #: The days on which a parent begins (None: a root), and an agency code.
    parents: dict[date, Node | None] = field(default_factory=dict)
    agency_codes: dict[date, str] = field(default_factory=dict)
    #: The last row of the list that speaks of it.
    row: ListRow | None = None

    @property
    def parent(self) -> Node | None:
        """The parent it has last."""
        return self.parents[max(self.parents)] if self.parents else None

    def above(self) -> Iterator[Node]:
        """Yield the unit and those above it; ends after a while also where they form a circle."""
        node: Node | None = self
        for _ in range(DEEPEST):
            if node is None:
                return
            yield node
            node = node.parent

    def values(self) -> dict[str, Any]:
        """Return the columns of the stored unit."""
        return {
            "code": self.code,
            "name": self.name,
            "name_folded": fold(self.name),
            "kind": self.kind,
            "province_code": self.province_code,
            "valid_from": self.first,
            "valid_to": stored_end(self.last),
        }


class Nodes:
    """All units by code."""

    def __init__(self) -> None:
        self.by_code: dict[str, list[Node]] = {}

    def __iter__(self) -> Iterator[Node]:
        """Yield every unit."""
        for nodes in self.by_code.values():
            yield from nodes

    def add(self, node: Node) -> Node:
        """Take in a unit."""
        self.by_code.setdefault(node.code, []).append(node)
        return node

    def on(self, code: str, day: date) -> Node | None:
        """Return the unit that has this code on a day."""
        nodes = self.by_code.get(code, ())
        return next((node for node in nodes if node.first <= day <= node.last), None)

    def after(self, code: str, day: date) -> Node | None:
        """Return the next unit that gets this code after a day."""
        nodes = (node for node in self.by_code.get(code, ()) if node.first > day)
        return min(nodes, key=lambda node: node.first, default=None)


def load_nodes(session: Session) -> Nodes:
    """Return the units that are stored."""
    nodes, by_id = Nodes(), {}
    units = select(
        Unit.id,
        Unit.code,
        Unit.name,
        Unit.kind,
        Unit.province_code,
        Unit.valid_from,
        Unit.valid_to,
    )
    for number, code, name, kind, province_code, first, last in session.execute(units):
        node = Node(code, name, kind, first, last or OPEN, number, province_code)
        by_id[number] = nodes.add(node)
    edges = select(UnitParent.unit_id, UnitParent.valid_from, UnitParent.parent_id)
    for number, first, parent in session.execute(edges):
        by_id[number].parents[first] = by_id[parent] if parent else None
    codes = select(UnitAgencyCode.unit_id, UnitAgencyCode.valid_from, UnitAgencyCode.code)
    for number, first, code in session.execute(codes):
        by_id[number].agency_codes[first] = code
    return nodes


def stored_end(last: date) -> date | None:
    """Return the last day as it is stored: None where it is open."""
    return None if last == OPEN else last
