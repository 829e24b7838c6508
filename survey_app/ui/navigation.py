"""The links of the staff console: what is built, as far as the visitor may open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

#: Endpoint of each part of the console, in the order of the bar. A new page adds its line here:
#: it shows once the endpoint exists, to whom has the permission its view names.
PARTS: Final = (
    ("console.home", _l("Work to do")),
    ("results.overview", _l("Overview")),
    ("directory.index", _l("Units and targets")),
    ("cases.index", _l("Cases")),
    ("desks.index", _l("Desks")),
    ("calls.index", _l("By telephone")),
    ("feedback.index", _l("Feedback")),
    ("campaigns.index", _l("Field work")),
    ("reports.index", _l("Reports")),
    ("questionnaires.index", _l("Questionnaires")),
    ("staff.index", _l("Accounts")),
    ("audit.index", _l("Record")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the bar."""

    address: str
    label: Any
    current: bool


def navigation() -> tuple[Link, ...]:
    """Return the links to the parts that are there and open to the visitor."""
    here = request.endpoint or ""
    open_parts = [(endpoint, label) for endpoint, label in PARTS if is_open(endpoint)]
    current = current_part(here, [endpoint for endpoint, _label in open_parts])
    return tuple(
        Link(url_for(endpoint), label, endpoint == current) for endpoint, label in open_parts
    )


def is_open(endpoint: str) -> bool:
    """Tell whether a page exists and the visitor has the permission that its view names."""
    view = current_app.view_functions.get(endpoint)
    name = getattr(view, "permission", "")
    return bool(name) and bool(current_app.extensions["survey_may"](name))


def current_part(here: str, endpoints: list[str]) -> str:
    """Return the part of a page: itself, or the first one of its blueprint."""
    blueprint = here.partition(".")[0]
    near = [endpoint for endpoint in endpoints if endpoint.partition(".")[0] == blueprint]
    return here if here in near else next(iter(near), "")
