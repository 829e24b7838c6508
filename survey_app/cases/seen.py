"""Which case IDs a file has had so far, in constant memory."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType


class Claim(NamedTuple):
    """A case ID in a row of the file, with a digest of what the row says."""

    case_id: str
    row: int
    digest: int


class SeenCases:
    """The first row of each case ID; kept in a nameless file that goes with the process."""

    def __init__(self) -> None:
        # An empty name: SQLite keeps a small cache and puts the rest on the disk.
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(
            "CREATE TABLE seen"
            " (case_id TEXT PRIMARY KEY, row INTEGER, digest INTEGER) WITHOUT ROWID"
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give the disk space back."""
        self._connection.close()

    def claim(self, claims: Sequence[Claim]) -> dict[str, Claim]:
        """Note the case IDs of some rows and return the first row of each."""
        self._connection.execute("BEGIN")
        cursor = self._connection.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", claims)
        self._connection.execute("COMMIT")
        if cursor.rowcount == len(claims):
            return {claim.case_id: claim for claim in claims}
        marks = ", ".join("?" * len(claims))
        found = self._connection.execute(
            f"SELECT case_id, row, digest FROM seen WHERE case_id IN ({marks})",  # noqa: S608 - question marks only
            [claim.case_id for claim in claims],
        )
        return {row[0]: Claim(*row) for row in found}
