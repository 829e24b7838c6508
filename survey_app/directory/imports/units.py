"""Taking in units: new ones, changed ones, moved ones, closed ones; and codes used again.

A row belongs to the unit that has its code on ``valid_from``. When that unit is older,
the row says what changes on that day: another parent moves the unit with all below it,
and the old edge ends the day before. A code whose unit has ended is free for another.
A unit that begins before its parent has no place in the tree until the parent begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from survey_app.directory.imports.kinds import CODE_LENGTH, KINDS
from survey_app.directory.imports.nodes import Node, Nodes, load_nodes
from survey_app.directory.imports.rows import Columns, ListRow, read_list
from survey_app.directory.imports.tree_rows import store
from survey_app.directory.tree import OPEN

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from sqlalchemy.orm import Session

    from survey_app.directory.imports.upsert import Changes

COLUMNS: Final = Columns(
    ("code", "name", "kind", "parent_code", "valid_from"),
    ("valid_to", "agency_code"),
    also={
        "Mã": "code",
        "Tên": "name",
        "Cấp": "kind",
        "Mã cấp trên": "parent_code",
        "Hiệu lực từ": "valid_from",
        "Hiệu lực đến": "valid_to",
        "Mã định danh": "agency_code",
    },
)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What a row says of a unit from ``first`` on."""

    row: ListRow
    code: str
    name: str
    kind: str
    parent_code: str
    first: date
    last: date
    agency_code: str


def import_units(session: Session, path: Path, *, overwrite: bool = True) -> Changes:
    """Take in a list of units.

    Raises:
        UnreadableFileError, RefusedError: naming row and column; nothing is taken.
    """
    return store_units(session, read_list(path, COLUMNS), overwrite=overwrite)


def store_units(session: Session, given: list[ListRow], *, overwrite: bool = True) -> Changes:
    """Store what rows say of units, and the paths of all that stand below."""
    rows = [read_unit(row) for row in given]
    nodes = load_nodes(session)
    if not overwrite:
        rows = [row for row in rows if nodes.on(row.code, row.first) is None]
    rows.sort(key=lambda row: row.first)
    check_unique(rows)
    found = [place(nodes, row) for row in rows]
    for node, row in zip(found, rows, strict=True):
        move(nodes, node, row)
    check_overlaps(nodes)
    return store(session, nodes, len(rows))


def read_unit(row: ListRow) -> UnitRow:
    """Return the typed values of a row."""
    kind = row.chosen("kind", KINDS)
    first, last = row.needed_day("valid_from"), row.day("valid_to")
    if last and last < first:
        raise row.fault("list_ends_early", "valid_to")
    code = row.text("code", 40)
    return UnitRow(
        row,
        code.zfill(CODE_LENGTH.get(kind, 0)) if code.isdigit() else code,
        row.text("name", 300),
        kind,
        row.text("parent_code", 40, ""),
        first,
        last or OPEN,
        "".join(row.text("agency_code", 40, "").upper().split()),
    )


def check_unique(rows: list[UnitRow]) -> None:
    """Refuse two different rows of one code and day."""
    seen: dict[tuple[str, date], UnitRow] = {}
    for row in rows:
        other = seen.setdefault((row.code, row.first), row)
        if other.row.values != row.row.values:
            raise row.row.fault("list_duplicate", "code", other=other.row.number)


def place(nodes: Nodes, row: UnitRow) -> Node:
    """Return the unit that a row speaks of, made when it is new, with its name and dates."""
    node = nodes.on(row.code, row.first)
    following = nodes.after(row.code, row.first)
    if node is None and following and row.last >= following.first:
        node = following  # it began earlier than was known
        node.first = row.first
    if node is None:
        node = nodes.add(Node(row.code, row.name, row.kind, row.first, row.last))
    if row.first >= max(node.parents, default=row.first):
        node.name, node.kind = row.name, row.kind
        if row.last != OPEN:
            node.last = row.last
    node.row = row.row
    return node


def move(nodes: Nodes, node: Node, row: UnitRow) -> None:
    """Set parent and agency code of a unit from the row's day on."""
    node.parents[row.first] = find_parent(nodes, row) if row.parent_code else None
    if row.agency_code:
        node.agency_codes[row.first] = row.agency_code


def find_parent(nodes: Nodes, row: UnitRow) -> Node:
    """Return the parent on the row's day, else the next unit that gets its code."""
    spelled = [row.parent_code]
    if row.parent_code.isdigit():
        spelled += [row.parent_code.zfill(length) for length in (2, 5)]
    for code in spelled:
        parent = nodes.on(code, row.first) or nodes.after(code, row.first)
        if parent:
            return parent
    raise row.row.fault("list_unknown_parent", "parent_code")


def check_overlaps(nodes: Nodes) -> None:
    """Refuse a code that two units would have on one day."""
    for same in nodes.by_code.values():
        same.sort(key=lambda node: node.first)
        for earlier, later in pairwise(same):
            spoken = later.row or earlier.row
            if earlier.last >= later.first and spoken:
                raise spoken.fault("list_overlap", "valid_from")
