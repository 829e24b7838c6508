"""What a row adds to a case or changes in it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from survey_app.cases.readings import Reading

    KnowsProcedure = Callable[[str], bool]
    #: A stored case by column.
    Stored = Mapping[str, Any]

CASE_ID_FORM: Final = "case_id_form"
UNKNOWN_PROCEDURE: Final = "unknown_procedure"
UNKNOWN_RECEIVING_UNIT: Final = "unknown_receiving_unit"
DUE_BEFORE_RECEIVED: Final = "due_before_received"
CONTACT_UNREADABLE: Final = "contact_unreadable"

#: What a row may change; an absent value leaves what is stored.
FIELDS: Final = (
    "handling_unit_id",
    "receiving_unit_id",
    "procedure_code",
    "channel",
    "applicant_kind",
    "status",
    "signed_in_at",
    "submitted_at",
    "received_at",
    "due_at",
    "finished_at",
    "returned_at",
)
DESK, NOT_TOLD, NEW = 1, 0, 1


def new_case(reading: Reading, knows_procedure: KnowsProcedure) -> dict[str, Any]:
    """Return the columns of a case that is not in the register yet."""
    case = {
        "case_id": reading.case_id,
        "ymd": reading.ymd,
        "serial": reading.serial,
        "handling_unit_id": reading.handling_unit_id,
        "receiving_unit_id": reading.receiving_unit_id,
        "procedure_code": reading.procedure_code,
        "channel": reading.channel or DESK,
        "applicant_kind": reading.applicant_kind or NOT_TOLD,
        "status": reading.status or NEW,
        "signed_in_at": reading.signed_in_at,
        "submitted_at": reading.submitted_at,
        "received_at": reading.received_at,
        "due_at": reading.due_at,
        "finished_at": reading.finished_at,
        "returned_at": reading.returned_at,
        "flags": "",
    }
    case["flags"] = flags_of(reading, case, knows_procedure)
    return case


def changes_of(stored: Stored, reading: Reading, knows_procedure: KnowsProcedure) -> dict[str, Any]:
    """Return the columns of a known case that a row changes, with their new values."""
    told = reading._asdict()
    changes = {
        field: told[field]
        for field in FIELDS
        if told[field] not in (None, "") and told[field] != stored[field]
    }
    flags = flags_of(reading, {**stored, **changes}, knows_procedure)
    return changes if flags == stored["flags"] else {**changes, "flags": flags}


def flags_of(reading: Reading, case: Stored, knows_procedure: KnowsProcedure) -> str:
    """Return what is odd about a case as it stands after a row.

    What the row does not speak of keeps the flag it had.
    """
    before = case.get("flags") or ""
    code, due_at, received_at = case["procedure_code"], case["due_at"], case["received_at"]
    receiving = reading.receiving_unit_id is None and UNKNOWN_RECEIVING_UNIT in before
    contact = not (reading.phone or reading.email) and CONTACT_UNREADABLE in before
    found = {
        CASE_ID_FORM: not reading.ymd,
        UNKNOWN_PROCEDURE: bool(code) and not knows_procedure(code),
        UNKNOWN_RECEIVING_UNIT: reading.receiving_unknown or receiving,
        DUE_BEFORE_RECEIVED: bool(due_at and received_at and due_at < received_at),
        CONTACT_UNREADABLE: reading.contact_unreadable or contact,
    }
    return ",".join(flag for flag, is_so in found.items() if is_so)


def as_text(value: object) -> str:
    """Return a value as the list of changes keeps it: moments in UTC, "" for none."""
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)
