"""What an import reads from one row, before the register is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class RowError(NamedTuple):
    """What is wrong with a row: the column as the sender spells it, the value, a stable code."""

    column: str
    value: str
    code: str
    details: Mapping[str, Any] = {}


class Reading(NamedTuple):
    """A readable row; None and "" stand for a field that is absent or empty."""

    case_id: str
    ymd: str
    serial: str
    handling_unit_id: int | None
    receiving_unit_id: int | None
    #: A receiving unit was named that nobody knows.
    receiving_unknown: bool
    procedure_code: str
    channel: int | None
    applicant_kind: int | None
    status: int | None
    signed_in_at: datetime | None
    submitted_at: datetime | None
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    phone: str = ""
    email: str = ""
    #: A phone number or address was given that is none.
    contact_unreadable: bool = False
