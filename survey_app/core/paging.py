"""Lists that are read page by page from where the last one ended, never by counting rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from survey_app.core.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Rows of one page, and of an exported list.
PAGE_ROWS: Final = 50
MOST_EXPORTED: Final = 10_000
_LONGEST: Final = 100
_SEPARATOR: Final = "~"

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: the sort value of the last row shown, and its id."""

    value: str
    id: int

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """Read what `__str__` wrote; None for an empty text.

        Raises:
            RefusedError: ``bad_cursor`` for anything else.
        """
        if not text:
            return None
        value, separator, number = text[:_LONGEST].rpartition(_SEPARATOR)
        if not separator or not number.isascii() or not number.isdigit():
            raise RefusedError("bad_cursor")
        return cls(value, int(number))

    def __str__(self) -> str:
        """Return the text that stands in an address."""
        return f"{self.value}{_SEPARATOR}{self.id}"


@dataclass(frozen=True, slots=True)
class ListPlace:
    """What the address says of a list: its order, "-" before it turns it around, and where."""

    sort: str = ""
    after: Cursor | None = None


#: The beginning of a list in its usual order.
START: Final = ListPlace()


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Row]):
    """Some rows of a list, and where the next ones begin; None at the end."""

    rows: Sequence[Row]
    after: Cursor | None = None
    #: The order it stands in, as the address may say it.
    sort: str = ""


def page_of(rows: Sequence[Row], cursor: Callable[[Row], Cursor], sort: str = "") -> ListPage[Row]:
    """Return a page of rows that were read with one more than `PAGE_ROWS`."""
    shown = rows[:PAGE_ROWS]
    return ListPage(shown, cursor(shown[-1]) if len(rows) > PAGE_ROWS else None, sort)
