"""One committed step of an import, in a few statements whatever the number of rows."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Table, bindparam, column, insert, select, table, update

from survey_app.cases.columns import MOMENTS
from survey_app.cases.comparing import as_text
from survey_app.cases.models import CaseChange, CaseRecord, CaseUpload, ImportBatch
from survey_app.database import dialect_name
from survey_app.directory.models import Procedure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from survey_app.cases.comparing import Stored
    from survey_app.cases.importing import Job
    from survey_app.cases.outcome import ImportResult, Outcome

# Plain tables: statements on mapped classes cost several times as much for each row.
CASES: Final = cast("Table", CaseRecord.__table__)
CHANGES: Final = cast("Table", CaseChange.__table__)
#: The same without types: converting the moments of a new case is half the cost of adding it.
UNTYPED: Final = table("case_record", *(column(each.name) for each in CASES.columns))
#: Held while the register is written, so that two imports of one case queue up.
REGISTER: Final = b"register"
STORED_MOMENTS: Final = (*MOMENTS, "first_seen_at")

_WITHOUT_ZONE: Final = len("2026-09-15 03:00:00.000000")

Values = dict[str, Any]
#: A known case and what a row changes in it.
Change = tuple["Stored", Values]


def load_cases(session: Session, case_ids: Collection[str]) -> dict[str, Stored]:
    """Return the cases that are in the register already, by case ID."""
    rows = session.execute(select(CASES).where(CASES.c.case_id.in_(case_ids)))
    return {row["case_id"]: row for row in map(dict, rows.mappings())}


def add_cases(
    session: Session, cases: Iterable[Values], import_id: int, now: datetime
) -> dict[str, int]:
    """Store new cases and return their ids by case ID."""
    rows = [{**case, "import_id": import_id, "first_seen_at": now} for case in cases]
    if not rows:
        return {}
    if dialect_name(session) == "sqlite":
        for row in rows:
            row |= {name: sqlite_moment(row[name]) for name in STORED_MOMENTS}
    added = session.execute(insert(UNTYPED).returning(UNTYPED.c.case_id, UNTYPED.c.id), rows)
    return {row.case_id: row.id for row in added}


@lru_cache(maxsize=10_000)
def sqlite_moment(moment: datetime | None) -> str | None:
    """Return a moment in UTC as SQLAlchemy's DateTime stores it in SQLite."""
    if moment is None:
        return None
    return moment.isoformat(" ", "microseconds")[:_WITHOUT_ZONE]


def change_cases(
    session: Session, changes: Iterable[Change], import_id: int, now: datetime
) -> None:
    """Store what differs in known cases, and that it was changed."""
    by_columns: dict[tuple[str, ...], list[Values]] = {}
    log: list[Values] = []
    for stored, values in changes:
        by_columns.setdefault(tuple(values), []).append({"row_id": stored["id"], **values})
        log += [
            {
                "case_record_id": stored["id"],
                "import_id": import_id,
                "field": field,
                "old": as_text(stored[field]),
                "new": as_text(value),
                "changed_at": now,
            }
            for field, value in values.items()
        ]
    for columns, rows in by_columns.items():
        statement = update(CASES).where(CASES.c.id == bindparam("row_id"))
        session.connection().execute(
            statement.values({column: bindparam(column) for column in columns}), rows
        )
    if log:
        session.execute(insert(CHANGES), log)


def begin_import(session: Session, job: Job) -> int:
    """Note that a file or call began and return its id; a file that broke off goes on with its."""
    upload = session.get(CaseUpload, job.upload_id) if job.upload_id else None
    if upload and upload.import_id:
        return upload.import_id
    batch = ImportBatch(file_name=job.file_name[:300], actor=job.actor[:100], started_at=job.now)
    session.add(batch)
    session.flush()
    if upload:
        upload.import_id = batch.id
    return batch.id


def load_done(session: Session, import_id: int, known: Mapping[str, Stored]) -> dict[str, Outcome]:
    """Return what an import has done already with some of these cases."""
    numbers = {stored["id"]: case_id for case_id, stored in known.items()}
    changed = select(CaseChange.case_record_id).where(
        CaseChange.import_id == import_id, CaseChange.case_record_id.in_(numbers)
    )
    updated: dict[str, Outcome] = {numbers[each]: "updated" for each in session.scalars(changed)}
    added: dict[str, Outcome] = {
        case_id: "added" for case_id, stored in known.items() if stored["import_id"] == import_id
    }
    return updated | added


def note_progress(
    session: Session, import_id: int, result: ImportResult, finished_at: datetime | None
) -> None:
    """Note how many rows are committed; an import without an end was interrupted."""
    session.execute(
        update(ImportBatch)
        .where(ImportBatch.id == import_id)
        .values(finished_at=finished_at, **result.counts())
    )


class Catalogue:
    """Which procedure codes are known; remembers them for one import."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {"": True}

    def learn(self, session: Session, codes: Iterable[str]) -> None:
        """Look up the codes that are new to it."""
        new = {code for code in codes if code not in self._known}
        if new:
            found = set(session.scalars(select(Procedure.code).where(Procedure.code.in_(new))))
            self._known |= {code: code in found for code in new}

    def knows(self, code: str) -> bool:
        """Tell whether a code that was learned is in the catalogue."""
        return self._known[code]
