"""From the texts of a row to typed values, or to what is wrong with them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from survey_app.cases.columns import FORBIDDEN, IGNORED, Columns
from survey_app.cases.readings import Reading, RowError
from survey_app.core.calendar import parse_moment
from survey_app.core.case_id import normalise_case_id, parse_case_id
from survey_app.core.text import unreadable_character
from survey_app.directory.procedure_codes import normalise_procedure_code
from survey_app.directory.readers.table import LONGEST_CELL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    #: Finds a unit by what is written and when the case came in.
    FindUnit = Callable[[str, datetime | None], int | None]

LONGEST_CASE_ID: Final = 100
LONGEST_PROCEDURE_CODE: Final = 40
CHANNELS, KINDS, STATUSES = range(1, 4), range(1, 5), range(1, 11)
NUMBERS: Final = {text: n for n in STATUSES for text in (f"{n}", f"{n:02}")}
#: Half of the moments of a file are those of other rows: ends of working days, days alone.
known_moment: Final = lru_cache(maxsize=10_000)(parse_moment)

_PHONE: Final = re.compile(r"(?:\+?84|0)([0-9]{9,10})")
_NOT_DIALLED: Final = re.compile(r"[\s.()\-]")
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(?:\.[^@\s.]{1,63}){1,5}")


def parse(
    row: Mapping[str, str], columns: Columns, find_unit: FindUnit
) -> Reading | list[RowError]:
    """Return the typed values of a row given by column, or everything that is wrong with it."""
    fields = Fields(row, columns)
    if fields.errors:
        return fields.errors
    case_id, ymd, serial = fields.case_id()
    submitted_at, received_at = fields.moment("submitted_at"), fields.moment("received_at")
    came_in = received_at or submitted_at
    handling_id = fields.unit("handling_unit", find_unit, came_in)
    receiving = fields.values.get("receiving_unit")
    receiving_id = find_unit(receiving, came_in) if receiving else None
    reading = Reading(
        case_id,
        ymd,
        serial,
        handling_id,
        receiving_id,
        receiving is not None and receiving_id is None,
        fields.procedure_code(),
        fields.number("channel", CHANNELS),
        fields.number("applicant_kind", KINDS),
        fields.number("status", STATUSES),
        fields.moment("signed_in_at"),
        submitted_at,
        received_at,
        fields.moment("due_at"),
        fields.moment("finished_at"),
        fields.moment("returned_at"),
        *contacts(fields.values),
    )
    return fields.errors or reading


class Fields:
    """The texts of one row by field, and what is wrong with them."""

    __slots__ = ("_columns", "_row", "errors", "values")

    def __init__(self, row: Mapping[str, str], columns: Columns) -> None:
        self._row = row
        self._columns = columns
        self.values: dict[str, str] = {}
        self.errors: list[RowError] = []
        for name, text in row.items():
            field = columns[name]
            if len(text) > LONGEST_CELL:
                self.errors.append(RowError(name, text, "cell_too_long", {"longest": LONGEST_CELL}))
            elif field == FORBIDDEN:
                self.errors.append(RowError(name, "", "refused_column"))
            elif field != IGNORED and (stripped := text.strip()):
                if field in self.values:
                    self.errors.append(RowError(name, text, "repeated_column"))
                self.values[field] = stripped

    def fail(self, field: str, code: str) -> None:
        """Note what is wrong with a field, under the name the sender gave it."""
        names = (name for name in self._row if self._columns[name] == field)
        self.errors.append(RowError(next(names, field), self.values.get(field, ""), code))

    def case_id(self) -> tuple[str, str, str]:
        """Return the normalised case ID with day and serial, "" each where its form is unknown."""
        case_id = normalise_case_id(self.values.get("case_id", ""))
        if not case_id:
            self.fail("case_id", "no_case_id")
        elif len(case_id) > LONGEST_CASE_ID or unreadable_character(case_id):
            self.fail("case_id", "bad_case_id")
        known = parse_case_id(case_id)
        return (case_id, known.ymd, known.serial) if known else (case_id, "", "")

    def moment(self, field: str) -> datetime | None:
        """Return the moment in UTC; None when absent."""
        text = self.values.get(field)
        if text is None:
            return None
        try:
            return known_moment(text)
        except ValueError:
            self.fail(field, "bad_moment")
            return None

    def number(self, field: str, allowed: range) -> int | None:
        """Return the number of a channel, kind or status; None when absent."""
        text = self.values.get(field)
        if text is None:
            return None
        number = NUMBERS.get(text)
        if number is None or number not in allowed:
            self.fail(field, f"unknown_{field}")
            return None
        return number

    def unit(self, field: str, find_unit: FindUnit, came_in: datetime | None) -> int | None:
        """Return the unit's id; None when absent."""
        text = self.values.get(field)
        if text is None:
            return None
        unit_id = find_unit(text, came_in)
        if unit_id is None:
            self.fail(field, f"unknown_{field}")
        return unit_id

    def procedure_code(self) -> str:
        """Return the code as the catalogue writes it; an unknown one is kept, cut and cleaned."""
        code = normalise_procedure_code(self.values.get("procedure_code", ""))
        code = code[:LONGEST_PROCEDURE_CODE]
        while (odd := unreadable_character(code)) is not None:
            code = code.replace(odd, "?")
        return code


def contacts(values: Mapping[str, str]) -> tuple[str, str, bool]:
    """Return phone (digits, 0 first), e-mail, and whether one of them was given but is none."""
    written, email = values.get("phone", ""), values.get("email", "")
    found = _PHONE.fullmatch(_NOT_DIALLED.sub("", written))
    phone = f"0{found[1]}" if found else ""
    fits = bool(_EMAIL.fullmatch(email)) and unreadable_character(email) is None
    unreadable = bool(written and not phone) or bool(email and not fits)
    return phone, email if fits else "", unreadable
