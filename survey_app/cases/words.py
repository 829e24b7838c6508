"""Words for what a case says in numbers and codes."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import lazy_gettext as _l

STATUS_WORDS: Final[dict[int, Any]] = {
    1: _l("New"),
    2: _l("Taken in"),
    3: _l("Refused"),
    4: _l("In work"),
    5: _l("Supplement asked for"),
    6: _l("Fee asked for"),
    7: _l("Withdrawn"),
    8: _l("Stopped"),
    9: _l("Done"),
    10: _l("Returned"),
}
CHANNEL_WORDS: Final[dict[int, Any]] = {1: _l("Desk"), 2: _l("Online"), 3: _l("Post")}
FLAG_WORDS: Final[dict[str, Any]] = {
    "case_id_form": _l("case ID of unknown form"),
    "unknown_procedure": _l("unknown procedure"),
    "unknown_receiving_unit": _l("unknown receiving unit"),
    "due_before_received": _l("due before taken in"),
    "contact_unreadable": _l("contact unreadable"),
}
FIELD_WORDS: Final[dict[str, Any]] = {
    "case_id": _l("Case ID"),
    "procedure_code": _l("Procedure"),
    "handling_unit": _l("Handling unit"),
    "receiving_unit": _l("Receiving unit"),
    "channel": _l("Channel"),
    "applicant_kind": _l("Applicant kind"),
    "signed_in_at": _l("Signed in at"),
    "submitted_at": _l("Submitted at"),
    "received_at": _l("Taken in at"),
    "due_at": _l("Due at"),
    "finished_at": _l("Finished at"),
    "returned_at": _l("Returned at"),
    "status": _l("State of the case"),
    "": _l("ignored"),
}
