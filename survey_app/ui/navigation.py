"""The links of the staff console, as far as their pages exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

#: Endpoint of each part of the console, in the order of the bar.
PARTS: Final = (
    ("console.home", _l("What is due")),
    ("results.overview", _l("Overview")),
    ("directory.index", _l("Units and targets")),
    ("cases.index", _l("Cases")),
    ("desks.index", _l("Desks")),
    ("calls.index", _l("By telephone")),
    ("feedback.index", _l("Feedback")),
    ("campaigns.index", _l("Field work")),
    ("reports.index", _l("Reports")),
    ("questionnaires.index", _l("Questionnaires")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the bar."""

    address: str
    label: Any
    current: bool


def navigation() -> tuple[Link, ...]:
    """Return the links to the parts that this installation has."""
    here = (request.endpoint or "").partition(".")[0]
    return tuple(
        Link(url_for(endpoint), label, endpoint.partition(".")[0] == here)
        for endpoint, label in PARTS
        if endpoint in current_app.view_functions
    )
