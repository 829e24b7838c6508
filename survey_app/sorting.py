"""Lists in the order that the address asks for, read on from where the last page ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from sqlalchemy import literal, tuple_

from survey_app.core.errors import RefusedError
from survey_app.core.paging import MOST_EXPORTED, PAGE_ROWS, Cursor, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.core.paging import ListPage, ListPlace

Row = TypeVar("Row")
Maker: TypeAlias = "Callable[[Session, Sequence[Any]], Sequence[Row]]"
_HIGHEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Order:
    """A column by which a list can be sorted; it is never empty."""

    column: Any
    #: Returns its value from a row that is handed out.
    value: Callable[[Any], Any]
    #: Reads that value from an address.
    read: Callable[[str], Any] = str


def moment(text: str) -> datetime:
    """Return the moment that an address names."""
    return datetime.fromisoformat(text).astimezone(UTC)


def row_number(number: int) -> int:
    """Return the number of a row; raise ValueError for one that no row can have."""
    if number > _HIGHEST:
        raise ValueError(number)
    return number


@dataclass(frozen=True, slots=True)
class Sorting:
    """By what a list can be sorted; between equals its number decides."""

    number: Any
    #: The order of an address that names none.
    first: str
    orders: Mapping[str, Order]
    read_number: Callable[[int], Any] = row_number
    #: Where the rows that are handed out hold the number.
    name: str = "id"

    def chosen(self, sort: str) -> tuple[Order, bool]:
        """Return by what to sort, and whether downwards.

        Raises:
            RefusedError: ``bad_filter`` for an order that the list does not have.
        """
        name = sort or self.first
        order = self.orders.get(name.removeprefix("-"))
        if order is None:
            raise RefusedError("bad_filter")
        return order, name.startswith("-")

    def apply(self, statement: Select[Any], place: ListPlace) -> Select[Any]:
        """Return the statement in its order, from where the last page ended."""
        order, down = self.chosen(place.sort)
        keys = (order.column, self.number)
        statement = statement.order_by(*(key.desc() if down else key for key in keys))
        if place.after is None:
            return statement
        here, there = tuple_(*keys), tuple_(*self.place_of(order, place.after))
        return statement.where(here < there if down else here > there)

    def place_of(self, order: Order, after: Cursor) -> tuple[Any, Any]:
        """Return the values of the last row shown, or raise RefusedError ``bad_cursor``."""
        try:
            value, number = order.read(after.value), self.read_number(after.id)
        except (ValueError, OverflowError):
            raise RefusedError("bad_cursor") from None
        return literal(value, order.column.type), literal(number, self.number.type)

    def cursor(self, sort: str, row: Any) -> Cursor:  # noqa: ANN401 - any row of a list
        """Return where the page after a row begins."""
        order, _down = self.chosen(sort)
        value = order.value(row)
        text = value.isoformat() if isinstance(value, date) else str(value)
        return Cursor(text, int(getattr(row, self.name)))


def read_page(
    session: Session, statement: Select[Any], sorting: Sorting, place: ListPlace, make: Maker[Row]
) -> ListPage[Row]:
    """Return a page of a list; ``make`` turns what was read into what is handed out."""
    found = session.execute(sorting.apply(statement, place).limit(PAGE_ROWS + 1)).all()
    sort = place.sort or sorting.first
    return page_of(make(session, found), lambda row: sorting.cursor(sort, row), sort)


def read_all(
    session: Session, statement: Select[Any], sorting: Sorting, place: ListPlace, make: Maker[Row]
) -> Sequence[Row]:
    """Return a list from a place on, as far as a file holds it."""
    found = session.execute(sorting.apply(statement, place).limit(MOST_EXPORTED)).all()
    return make(session, found)


def each(make: Callable[..., Row]) -> Maker[Row]:
    """Return the maker that calls a class with the columns of each row."""
    return lambda _session, rows: [make(*row) for row in rows]
