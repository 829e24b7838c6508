"""Taking a whole import out again, as long as nothing has been built on it.

Only an import that did nothing but add cases can be undone, and only whole: none of its cases
was changed since, and no link was made for any. So nobody's answer loses its case, and a
refusal tells nothing about answers: links are refused alike, answered or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from survey_app.cases.batch import REGISTER
from survey_app.cases.models import CaseChange, CaseRecord, CaseUpload, Contact, ImportBatch
from survey_app.core.errors import RefusedError
from survey_app.database import lock

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

#: Cases taken out in one transaction, in which citizens wait.
MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class ImportCard:
    """An import that may be undone."""

    id: int
    finished_at: datetime | None
    undone_at: datetime | None
    #: Cases of the register that it brought.
    cases: int
    #: Cases known before that it changed.
    changed: int
    #: Changes that later imports made to its cases.
    overtaken: int

    @property
    def obstacle(self) -> str:
        """Why it cannot be undone, as the code of an error; empty when it may be tried."""
        reasons = {
            "import_undone": self.undone_at is not None,
            "import_unfinished": self.finished_at is None,
            "import_empty": not self.cases,
            "import_changed": self.changed > 0,
            "import_overtaken": self.overtaken > 0,
            "import_too_large": self.cases > MOST,
        }
        return next((code for code, applies in reasons.items() if applies), "")


def find_import(session: Session, upload_id: int) -> ImportCard | None:
    """Return the import of a file; None before it was taken in."""
    cases = select(func.count()).where(CaseRecord.import_id == ImportBatch.id)
    changes = select(func.count()).where(CaseChange.import_id == ImportBatch.id)
    later = (
        select(func.count())
        .select_from(CaseChange)
        .join(CaseRecord, CaseRecord.id == CaseChange.case_record_id)
        .where(CaseRecord.import_id == ImportBatch.id)
    )
    row = session.execute(
        select(
            ImportBatch.id,
            ImportBatch.finished_at,
            ImportBatch.undone_at,
            *(each.correlate(ImportBatch).scalar_subquery() for each in (cases, changes, later)),
        )
        .join(CaseUpload, CaseUpload.import_id == ImportBatch.id)
        .where(CaseUpload.id == upload_id)
    ).one_or_none()
    return ImportCard(*row) if row else None


def undo(session: Session, upload_id: int, now: datetime) -> int:
    """Take all cases of an import out of the register and return how many they were.

    Raises:
        RefusedError: saying why it stays as it is; then nothing is changed.
    """
    lock(session, REGISTER)
    card = find_import(session, upload_id)
    if card is None or card.obstacle:
        raise RefusedError(card.obstacle if card else "import_unfinished")
    own = CaseRecord.import_id == card.id
    session.execute(
        delete(Contact).where(Contact.case_record_id.in_(select(CaseRecord.id).where(own)))
    )
    try:
        session.execute(delete(CaseRecord).where(own))
    except IntegrityError:  # a link, or what later features tie to a case
        raise RefusedError("import_in_use") from None
    session.execute(update(ImportBatch).where(ImportBatch.id == card.id).values(undone_at=now))
    return card.cases
