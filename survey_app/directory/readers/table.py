"""What every table offers, whatever file it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A longer cell is somebody's picture or mistake; its row is refused.
LONGEST_CELL: Final = 10_000
#: Wider tables are not lists of units or cases.
MOST_COLUMNS: Final = 1_000


class Table(Protocol):
    """The header and the rows below it; the header is row 1, as a spreadsheet counts."""

    header: list[str]
    #: How much there is to read, in bytes; `position` grows up to it.
    size: int
    #: The number of a last row that the end of the file cut off; 0 for none.
    cut_row: int

    @property
    def position(self) -> int:
        """How much was read so far, in bytes."""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the number and the cells of each row that is not empty, once."""
