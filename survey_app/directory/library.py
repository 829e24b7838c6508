"""The lists that ship: units and their mergers, procedures, targets, holidays.

Units, codes and mergers: National Statistics Office, edition of 9/2026. Procedures:
national portal, 7/2026. Holidays: PyPI package ``holidays`` 0.109, with the working days
that were exchanged. Targets: Decision 1565/QĐ-TTg.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, select

from survey_app.directory.imports.lists import (
    import_holidays,
    import_procedures,
    import_tags,
    import_targets,
)
from survey_app.directory.imports.rows import Columns, read_list
from survey_app.directory.imports.units import import_units
from survey_app.directory.imports.upsert import Changes, Destination, Values, upsert
from survey_app.directory.models import Setting, UnitSuccession

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from survey_app.directory.imports.rows import ListRow

FOLDER: Final = Path(__file__).parent / "shipped"
DIGEST: Final = "shipped_directory"


def load(session: Session) -> None:
    """Add what ships and is not there; what an operator changed stays as it is.

    Nothing is read but the files' bytes when they are those of the last time.
    """
    digest = digest_of_files()
    stored = session.scalar(select(Setting).where(Setting.name == DIGEST))
    if stored and stored.value == digest:
        return
    import_units(session, FOLDER / "units.csv", overwrite=False)
    import_procedures(session, FOLDER / "procedures.csv", overwrite=False)
    import_tags(session, FOLDER / "tags.csv", overwrite=False)
    import_targets(session, FOLDER / "targets.csv", overwrite=False)
    import_holidays(session, FOLDER / "holidays.csv", overwrite=False)
    load_successions(session)
    if stored:
        stored.value = digest
    else:
        session.execute(insert(Setting), {"name": DIGEST, "value": digest})
    session.flush()


def digest_of_files() -> str:
    """Return the SHA-256 over names and bytes of all files that ship."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.csv")):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def load_successions(session: Session) -> Changes:
    """Add which old commune went where on 1/7/2025."""
    columns = Columns(("old_code", "old_name", "new_code", "partly", "effective"))
    rows = read_list(FOLDER / "successions.csv", columns)
    key = ("old_code", "old_name", "new_code", "effective_on")
    destination = Destination(UnitSuccession, key, {}, overwrite=False)
    return upsert(session, destination, [(row, succession(row)) for row in rows])


def succession(row: ListRow) -> Values:
    """Return the columns of one merger."""
    return {
        "old_code": row.text("old_code", 40),
        "old_name": row.text("old_name", 300, ""),
        "new_code": row.text("new_code", 40),
        "partly": row.yes("partly"),
        "effective_on": row.needed_day("effective"),
    }
