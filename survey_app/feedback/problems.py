"""The problems that comments are about: those the questionnaires offer, in one list."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import lazy_gettext as _l

#: Code to words; codes are the values of the shipped questions `reasons` and `problems`.
PROBLEMS: Final[dict[str, Any]] = {
    "late": _l("Slow"),
    "extra_docs": _l("Papers requested beyond the rules"),
    "repeat_docs": _l("Papers the State already has"),
    "many_trips": _l("Too many trips"),
    "attitude": _l("Poor attitude"),
    "unclear": _l("Unclear or inconsistent guidance"),
    "waiting": _l("Long wait, poor waiting area"),
    "fee": _l("Unclear fees"),
    "result_error": _l("Result had errors"),
    "system": _l("Network or software fault"),
    "login": _l("VNeID sign-in"),
    "find_service": _l("Finding the right procedure"),
    "form_long": _l("Long or unclear form"),
    "prefill_wrong": _l("Prefilled data wrong or missing"),
    "upload": _l("Scanning or uploading papers"),
    "signing": _l("Digital signature"),
    "payment": _l("Payment"),
    "outage": _l("Site slow or failing"),
    "returned": _l("Returned several times"),
    "no_help": _l("Nobody to ask"),
    "no_status": _l("Could not see the case status"),
    "praise": _l("Praise, nothing to mend"),
    "other": _l("Something else"),
}


def problem_words(code: str) -> str:
    """Return the words of a problem; the code itself for one that is not on the list."""
    return str(PROBLEMS.get(code, code))
