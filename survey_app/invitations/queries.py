"""Reading invitations: one row tells all that the citizen's page needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, select

from survey_app.cases.models import CaseRecord
from survey_app.directory.models import Desk, Procedure, Unit
from survey_app.invitations.models import Invitation
from survey_app.questionnaires.models import QuestionnaireVersion

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class LinkCard:
    """One invitation with the words its page shows."""

    id: uuid.UUID
    version_id: int
    version_sha256: str
    moment: str
    mode: str
    state: str
    nonce: bytes
    expires_at: datetime
    reopened_until: datetime | None
    desk_id: int | None
    desk_code: str | None
    #: Whom to call for help, where the desk says so; None or empty for the central number.
    desk_telephone: str | None
    waiting_key: bytes | None
    unit_id: int
    unit_name: str
    procedure_code: str
    procedure_name: str | None
    case_record_id: int | None
    case_id: str | None
    submitted_at: datetime | None
    received_at: datetime | None

    @property
    def valid_until(self) -> datetime:
        """The end of its life; later than the expiry when it was opened again."""
        return max(self.expires_at, self.reopened_until or self.expires_at)

    def gone_reason(self, now: datetime) -> str:
        """Return why it may no longer be used: a stable code; empty while it may."""
        return gone_reason(self.state, self.valid_until, now)


def gone_reason(state: str, valid_until: datetime, now: datetime) -> str:
    """Return why a link of this state may no longer be used; empty while it may."""
    if state != "open":
        return f"{state}_code"
    return "" if now < valid_until else "expired_code"


COLUMNS: tuple[Any, ...] = (
    Invitation.id,
    Invitation.version_id,
    QuestionnaireVersion.sha256,
    Invitation.moment,
    Invitation.mode,
    Invitation.state,
    Invitation.nonce,
    Invitation.expires_at,
    Invitation.reopened_until,
    Invitation.desk_id,
    Desk.code,
    Desk.telephone,
    Invitation.waiting_key,
    Invitation.unit_id,
    Unit.name,
    Invitation.procedure_code,
    Procedure.short_name,
    Invitation.case_record_id,
    CaseRecord.case_id,
    CaseRecord.submitted_at,
    CaseRecord.received_at,
)


def links() -> Select[*tuple[Any, ...]]:
    """Return the statement that all readings of links share."""
    return (
        select(*COLUMNS)
        .join(Unit, Unit.id == Invitation.unit_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Invitation.version_id)
        .outerjoin(Desk, Desk.id == Invitation.desk_id)
        .outerjoin(Procedure, Procedure.code == Invitation.procedure_code)
        .outerjoin(CaseRecord, CaseRecord.id == Invitation.case_record_id)
    )


BY_CODE = links().where(Invitation.code_mac == bindparam("code_mac"))
BY_ID = links().where(Invitation.id == bindparam("id"))
OF_CASE = (
    links()
    .where(Invitation.case_record_id == bindparam("case_record_id"))
    .order_by(Invitation.issued_at.desc())
)
OF_WAITING = (
    links()
    .where(Invitation.waiting_key == bindparam("waiting_key"))
    .order_by(Invitation.issued_at.desc())
)


def find_link(connection: Connection, code_mac: bytes) -> LinkCard | None:
    """Return the invitation behind a code, whatever its state."""
    row = connection.execute(BY_CODE, {"code_mac": code_mac}).one_or_none()
    return LinkCard(*row) if row else None


def find_link_by_id(session: Session, invitation_id: uuid.UUID) -> LinkCard | None:
    """Return an invitation by its id."""
    row = session.connection().execute(BY_ID, {"id": invitation_id}).one_or_none()
    return LinkCard(*row) if row else None


def list_links(session: Session, case_record_id: int) -> list[LinkCard]:
    """Return all invitations of a case, the newest first."""
    return [LinkCard(*row) for row in session.execute(OF_CASE, {"case_record_id": case_record_id})]


def list_waiting_links(session: Session, waiting_key: bytes) -> list[LinkCard]:
    """Return the invitations of a case that has not arrived, the newest first."""
    return [LinkCard(*row) for row in session.execute(OF_WAITING, {"waiting_key": waiting_key})]
