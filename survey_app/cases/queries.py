"""Reading the register of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, or_, select

from survey_app.cases.models import FINISHED_STATUSES, CaseRecord
from survey_app.directory.models import Unit
from survey_app.directory.queries import UnitCard

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

UNIT: tuple[Any, ...] = (Unit.id, Unit.code, Unit.name, Unit.kind, Unit.province_code)


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case as far as others need it."""

    id: int
    case_id: str
    handling: UnitCard
    receiving_unit_id: int | None
    procedure_code: str
    channel: int
    applicant_kind: int
    status: int
    submitted_at: datetime | None
    received_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None

    @property
    def finished(self) -> bool:
        """Whether it is refused, withdrawn, stopped, done or returned."""
        return self.status in FINISHED_STATUSES

    @property
    def latest_at(self) -> datetime | None:
        """When it was finished, else its latest time."""
        times = [self.returned_at, self.received_at, self.submitted_at]
        return self.finished_at or max((each for each in times if each), default=None)


def cases() -> Select[*tuple[Any, ...]]:
    """Return the statement that all readings of cases share."""
    return select(
        CaseRecord.id,
        CaseRecord.case_id,
        CaseRecord.receiving_unit_id,
        CaseRecord.procedure_code,
        CaseRecord.channel,
        CaseRecord.applicant_kind,
        CaseRecord.status,
        CaseRecord.submitted_at,
        CaseRecord.received_at,
        CaseRecord.finished_at,
        CaseRecord.returned_at,
        *UNIT,
    ).join(Unit, Unit.id == CaseRecord.handling_unit_id)


def case_card(row: Any) -> CaseCard:  # noqa: ANN401 - a row of `cases()`
    """Return a case from its row."""
    case_record_id, case_id, *rest = row
    return CaseCard(case_record_id, case_id, UnitCard(*rest[-len(UNIT) :]), *rest[: -len(UNIT)])


def find_case(session: Session, case_id: str) -> CaseCard | None:
    """Return the case with this normalised ID."""
    row = session.execute(cases().where(CaseRecord.case_id == case_id)).one_or_none()
    return case_card(row) if row else None


def find_cases_by_tail(session: Session, unit_id: int, ymd: str, serial: str) -> list[CaseCard]:
    """Return the cases with this tail that a unit handles or received."""
    rows = session.execute(
        cases()
        .where(
            CaseRecord.ymd == ymd,
            CaseRecord.serial == serial,
            or_(CaseRecord.handling_unit_id == unit_id, CaseRecord.receiving_unit_id == unit_id),
        )
        .order_by(CaseRecord.id)
    )
    return [case_card(row) for row in rows]
