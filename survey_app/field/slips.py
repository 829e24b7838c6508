"""The case behind an appointment slip that a household shows: its link's code or its case ID.

Only the procedure and how the case was submitted go to the answer; the slip itself is kept nowhere,
and its link stays open for the citizen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey_app.cases.queries import find_case, get_case_by_id
from survey_app.core.case_id import normalise_case_id
from survey_app.core.codes import normalise_code
from survey_app.invitations.queries import find_link

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from survey_app.cases.queries import CaseCard
    from survey_app.core.codes import Keyring


@dataclass(frozen=True, slots=True)
class SlipCase:
    """What an answer learns of a case."""

    procedure_code: str
    channel: int
    applicant_kind: int


def find_slip(session: Session, keyring: Keyring, slip: str, unit_id: int) -> SlipCase | None:
    """Return the case of a slip if this unit handles it; None for anything else."""
    case = case_of(session, keyring, slip) if slip else None
    if case is None or case.handling.id != unit_id:
        return None
    return SlipCase(case.procedure_code, case.channel, case.applicant_kind)


def case_of(session: Session, keyring: Keyring, slip: str) -> CaseCard | None:
    """Return the case that a link's address, its code, or a case ID names."""
    code = normalise_code(slip.rstrip("/").rpartition("/")[2])
    link = find_link(session.connection(), keyring.code_mac(code)) if code else None
    if link and link.case_record_id:
        return get_case_by_id(session, link.case_record_id)
    return find_case(session, normalise_case_id(slip))
