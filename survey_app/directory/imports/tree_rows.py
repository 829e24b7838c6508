"""Storing the units of a list with their dated edges, paths and agency codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from survey_app.core.errors import RefusedError
from survey_app.directory.imports.nodes import Node, Nodes, stored_end
from survey_app.directory.imports.upsert import Changes
from survey_app.directory.models import Unit, UnitAgencyCode, UnitParent
from survey_app.directory.tree import ONE_DAY, Paths, TreeError, edges_of

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from survey_app.directory.imports.rows import ListRow

#: (unit, first day) to the other columns of a dated row.
Dated = dict[tuple[int, "date"], dict[str, Any]]


def store(session: Session, nodes: Nodes, count: int) -> Changes:
    """Bring the tables in line with the units; ``count`` is the number of rows read."""
    for node in nodes:
        *_, top = node.above()
        node.province_code = top.code
    added = add_units(session, [node for node in nodes if not node.id])
    touched = change_units(session, nodes)
    touched |= align(session, UnitParent, edge_rows(nodes))
    touched |= align(session, UnitAgencyCode, agency_rows(nodes))
    told = {node.id for node in nodes if node.row}
    updated = len(touched & told - added)
    return Changes(len(added), updated, count - len(added) - updated)


def add_units(session: Session, new: list[Node]) -> set[int]:
    """Store new units and return their ids."""
    if not new:
        return set()
    statement = insert(Unit).returning(Unit.id, sort_by_parameter_order=True)
    ids = session.scalars(statement, [node.values() for node in new]).all()
    for node, number in zip(new, ids, strict=True):
        node.id = number
    return set(ids)


def change_units(session: Session, nodes: Nodes) -> set[int]:
    """Store what differs in known units and return their ids."""
    found = session.execute(select(*Unit.__table__.columns)).mappings()
    known = {row["id"]: dict(row) for row in found}
    changed = [node for node in nodes if not node.values().items() <= known[node.id].items()]
    for node in changed:
        session.execute(update(Unit).where(Unit.id == node.id).values(node.values()))
    return {node.id for node in changed}


def edge_rows(nodes: Nodes) -> Dated:
    """Return the edges of all units with the paths that result from them.

    Raises:
        RefusedError: ``list_cycle``, ``list_path_too_long`` or ``list_parent_ends``.
    """
    by_id = {node.id: node for node in nodes}
    paths = Paths({number: node_edges(node) for number, node in by_id.items()})
    rows: Dated = {}
    try:
        for number in by_id:
            for segment in paths.of(number):
                rows[number, segment.first] = {
                    "parent_id": segment.parent,
                    "valid_to": stored_end(segment.last),
                    "path": segment.path,
                }
    except TreeError as error:
        raise tree_fault(by_id[error.unit], error.code) from None
    return rows


def node_edges(node: Node) -> list[Any]:
    """Return the edges of one unit, parents by id."""
    starts = {first: parent.id if parent else None for first, parent in node.parents.items()}
    return edges_of(starts, node.last)


def tree_fault(node: Node, code: str) -> RefusedError:
    """Return the error at the row that speaks of a unit, or of the nearest one above it."""
    spoken: ListRow | None = next((each.row for each in node.above() if each.row), None)
    if spoken is None:
        return RefusedError(f"list_{code}", row=0, column="parent_code", unit=node.code)
    return spoken.fault(f"list_{code}", "parent_code", unit=node.code)


def agency_rows(nodes: Nodes) -> Dated:
    """Return the agency codes of all units with their days."""
    rows: Dated = {}
    for node in nodes:
        previous: dict[str, Any] = {}
        for first, code in sorted(node.agency_codes.items()):
            if previous.get("code") == code:
                continue
            if previous:
                previous["valid_to"] = first - ONE_DAY
            previous = rows[node.id, first] = {"code": code, "valid_to": stored_end(node.last)}
    return rows


def align(session: Session, table: type[UnitParent | UnitAgencyCode], wanted: Dated) -> set[int]:
    """Bring a dated table in line with the rows and return the units that changed."""
    found = session.execute(select(*table.__table__.columns)).mappings()
    stored = {(row["unit_id"], row["valid_from"]): dict(row) for row in found}
    gone = [row["id"] for key, row in stored.items() if key not in wanted]
    added = [key for key in wanted if key not in stored]
    changed = [
        key for key in wanted.keys() & stored if not wanted[key].items() <= stored[key].items()
    ]
    if gone:
        session.execute(delete(table).where(table.id.in_(gone)))
    for key in changed:
        session.execute(update(table).where(table.id == stored[key]["id"]).values(wanted[key]))
    if added:
        session.execute(
            insert(table),
            [{"unit_id": key[0], "valid_from": key[1], **wanted[key]} for key in added],
        )
    removed = {row["unit_id"] for key, row in stored.items() if key not in wanted}
    return removed | {unit for unit, _ in added} | {unit for unit, _ in changed}
