"""Reading the register of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, or_, select

from survey_app.cases.models import FINISHED_STATUSES, CaseRecord
from survey_app.core.errors import NotFoundError
from survey_app.directory.models import Unit
from survey_app.directory.queries import UNIT, UnitCard

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session


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
    signed_in_at: datetime | None
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
        """When it was finished, else its latest time; None when no time was told."""
        times = [self.returned_at, self.received_at, self.submitted_at, self.signed_in_at]
        return self.finished_at or max((each for each in times if each), default=None)


CASE: tuple[Any, ...] = (
    CaseRecord.receiving_unit_id,
    CaseRecord.procedure_code,
    CaseRecord.channel,
    CaseRecord.applicant_kind,
    CaseRecord.status,
    CaseRecord.signed_in_at,
    CaseRecord.submitted_at,
    CaseRecord.received_at,
    CaseRecord.finished_at,
    CaseRecord.returned_at,
)


def cases() -> Select[*tuple[Any, ...]]:
    """Return the statement that all readings of cases share."""
    return select(CaseRecord.id, CaseRecord.case_id, *UNIT, *CASE).join(
        Unit, Unit.id == CaseRecord.handling_unit_id
    )


def list_cases(session: Session, statement: Select[*tuple[Any, ...]]) -> list[CaseCard]:
    """Return the cases of a statement, oldest first."""
    return [case_card(row) for row in session.execute(statement.order_by(CaseRecord.id))]


def case_card(row: Any) -> CaseCard:  # noqa: ANN401 - a row of `cases()`
    """Return a case from its row."""
    number, case_id, *rest = row
    return CaseCard(number, case_id, UnitCard(*rest[: len(UNIT)]), *rest[len(UNIT) :])


def find_case(session: Session, case_id: str) -> CaseCard | None:
    """Return the case with this normalised ID."""
    found = list_cases(session, cases().where(CaseRecord.case_id == case_id))
    return found[0] if found else None


def get_case_by_id(session: Session, case_record_id: int) -> CaseCard:
    """Return a case by its row, or raise NotFoundError ``case_unknown``."""
    found = list_cases_by_ids(session, [case_record_id])
    if not found:
        raise NotFoundError("case_unknown")
    return found[0]


def list_cases_by_ids(session: Session, ids: Iterable[int]) -> list[CaseCard]:
    """Return cases by their rows, oldest first."""
    return list_cases(session, cases().where(CaseRecord.id.in_(set(ids))))


def find_cases_by_tail(session: Session, unit_id: int, ymd: str, serial: str) -> list[CaseCard]:
    """Return the cases with this tail that a unit handles or received, oldest first."""
    here = or_(CaseRecord.handling_unit_id == unit_id, CaseRecord.receiving_unit_id == unit_id)
    return list_cases(
        session, cases().where(CaseRecord.ymd == ymd, CaseRecord.serial == serial, here)
    )
