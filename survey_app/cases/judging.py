"""Judging readable rows against the register: what each of them adds, changes or repeats."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from survey_app.cases import contacts
from survey_app.cases.comparing import changes_of, new_case
from survey_app.cases.outcome import RowResult
from survey_app.cases.readings import Reading, RowError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey_app.cases.columns import Columns
    from survey_app.cases.comparing import KnowsProcedure, Stored
    from survey_app.cases.outcome import Outcome
    from survey_app.cases.seen import Claim


class Readable(NamedTuple):
    """A row that could be read: its number, its texts by column, its values."""

    row: int
    spelled: Mapping[str, str]
    reading: Reading


@dataclass(slots=True, kw_only=True)
class Judge:
    """Judges the rows of one batch, and collects what is to be written."""

    columns: Columns
    knows_procedure: KnowsProcedure
    #: The cases of the batch that are in the register, and their contacts.
    known: Mapping[str, Stored]
    contacts: Mapping[contacts.Key, str]
    #: The first row of each case ID; a row without a place in the register has none.
    firsts: Mapping[str, Claim]
    new: list[dict[str, Any]] = field(default_factory=list)
    changes: list[tuple[Stored, dict[str, Any]]] = field(default_factory=list)
    #: Rows that bring a contact that is new or another.
    reached: list[Reading] = field(default_factory=list)

    def judge(self, each: Readable) -> RowResult:
        """Return what becomes of a row."""
        first = self.firsts.get(each.reading.case_id)
        if first is None:
            return self._refuse(each, "handling_unit", "no_handling_unit")
        if first.row == each.row:
            stored = self.known.get(each.reading.case_id)
            return self._judge_known(each, stored) if stored else self._judge_new(each)
        if first.digest == hash(each.reading):
            return RowResult(each.row, each.reading.case_id, "unchanged")
        return self._refuse(each, "case_id", "duplicate", row=first.row)

    def _judge_new(self, each: Readable) -> RowResult:
        case = new_case(each.reading, self.knows_procedure)
        self.new.append(case)
        if each.reading.phone or each.reading.email:
            self.reached.append(each.reading)
        return RowResult(each.row, each.reading.case_id, "added", case["flags"])

    def _judge_known(self, each: Readable, stored: Stored) -> RowResult:
        changes = changes_of(stored, each.reading, self.knows_procedure)
        if changes:
            self.changes.append((stored, changes))
        told = contacts.told(stored["id"], each.reading)
        reached = not told.items() <= self.contacts.items()
        if reached:
            self.reached.append(each.reading)
        flags = str(changes.get("flags", stored["flags"]))
        outcome: Outcome = "updated" if changes or reached else "unchanged"
        return RowResult(each.row, each.reading.case_id, outcome, flags)

    def _refuse(self, each: Readable, field: str, code: str, **details: int) -> RowResult:
        name, value = written(each.spelled, self.columns, field)
        error = RowError(name, value, code, details)
        return RowResult(each.row, each.reading.case_id, "rejected", "", (error,))


def written(row: Mapping[str, str], columns: Columns, field: str) -> tuple[str, str]:
    """Return the column and the text of a field as the sender wrote them."""
    return next(((name, row[name]) for name in row if columns[name] == field), (field, ""))
