"""What every list page shares: its place in the address, the links of its columns, its file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from flask import Response, request, url_for

from survey_app.core.paging import Cursor, ListPlace
from survey_app.core.text import formula_safe
from survey_app.ui.filters import ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask import Flask

LONGEST = 100


@dataclass(frozen=True, slots=True)
class ColumnLink:
    """The link of a column's head: where it leads, and how the list is sorted by it now."""

    address: str
    #: "ascending", "descending", or empty when it is sorted by something else.
    sorted: str


def init_app(app: Flask) -> None:
    """Give every template the addresses of a list."""
    app.jinja_env.globals.update(column_link=column_link, here_with=here_with)


def wanted(name: str) -> str:
    """Return what the address says under a name, trimmed."""
    return request.args.get(name, "").strip()[:LONGEST]


def list_place() -> ListPlace:
    """Return the order and the place of a list that the address asks for."""
    return ListPlace(wanted("sort"), Cursor.parse(request.args.get("after", "")))


def here_with(endpoint: str = "", **changes: object) -> str:
    """Return the address of this list, or of its file, with the same filters."""
    kept = {name: value for name, value in request.args.items() if name != "after"}
    values = {**kept, **(request.view_args or {}), **changes}
    return url_for(endpoint or str(request.endpoint), **values)


def column_link(key: str, sort: str) -> ColumnLink:
    """Return the link of a column in a list that stands in some order."""
    if sort == key:
        return ColumnLink(here_with(sort=f"-{key}"), "ascending")
    return ColumnLink(here_with(sort=key), "descending" if sort == f"-{key}" else "")


def csv_file(name: str, columns: Mapping[str, str], rows: Iterable[object]) -> Response:
    """Return rows as a file that spreadsheets open; columns name the values of a row."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(attrgetter(value)(row)) for value in columns.values()])
    response = Response("\ufeff" + file.getvalue(), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def cell(value: Any) -> str | int:  # noqa: ANN401 - whatever a row holds
    """Return a value as a cell that no spreadsheet runs as a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}"
    return "" if value is None else formula_safe(str(value))
