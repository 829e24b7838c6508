"""Imports that are killed, that break off, and that run at the same time."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from survey_app.cases.models import CaseChange, CaseRecord, ImportBatch
from survey_app.cases.service import register
from survey_app.core.errors import UnreadableFileError
from survey_app.database import Database
from tests.cases.conftest import case_row

ROOT = Path(__file__).parents[2]
ROWS = 3500
KILLED_IN_BATCH = 3

KILLED_IMPORT = """
import itertools, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from survey_app.cases.columns import Columns
from survey_app.cases.readers import open_cases
from survey_app.cases.service import register
from survey_app.database import Database

batches = itertools.count(1)

def match(session, ids, now):
    if next(batches) == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

with open_cases(Path(sys.argv[2]), Columns(with_contacts=False)) as file:
    register(Database(sys.argv[1]), file.rows(), scope_id=None, file_name="killed", actor="test",
             now=datetime.now(UTC), match=match)
"""


@pytest.fixture
def big_file(write_csv):
    return write_csv([case_row(n) for n in range(1, ROWS + 1)])


def count_of(database, column):
    with database.reading() as session:
        return session.scalar(select(func.count(column)))


def test_a_killed_import_is_completed_by_running_it_again(database, database_url, big_file, take):
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_IMPORT, database_url, big_file, str(KILLED_IN_BATCH)],
        cwd=ROOT,
        check=False,
    )
    assert killed.returncode == -9
    assert count_of(database, CaseRecord.id) == 1000 * (KILLED_IN_BATCH - 1)
    with database.reading() as session:
        batch = session.scalar(select(ImportBatch))
    assert (batch.read, batch.added, batch.finished_at) == (2000, 2000, None)

    outcomes = [result.outcome for result in take(big_file)]

    assert (outcomes.count("unchanged"), outcomes.count("added")) == (2000, ROWS - 2000)
    assert count_of(database, CaseRecord.id) == ROWS
    assert count_of(database, CaseChange.id) == 0


def test_a_file_that_breaks_off_keeps_the_rows_before(database, now):
    def rows():
        for number in range(2, 1502):
            yield number, case_row(number)
        raise UnreadableFileError("damaged", place="sheet1.xml")

    with pytest.raises(UnreadableFileError):
        register(
            database,
            rows(),
            scope_id=None,
            file_name="broken",
            actor="test",
            now=now,
            match=lambda *_: None,
        )
    assert count_of(database, CaseRecord.id) == 1500


def test_two_imports_of_the_same_cases_at_once(database_url, database, now):
    """One file forwards, one backwards, and they disagree on every status."""
    rows = [(number, case_row(number)) for number in range(2, 2502)]
    other = [(number, row | {"TrangThaiHoSo": "9"}) for number, row in rows[::-1]]
    start = Barrier(2)

    def run(given, at):
        mine = Database(database_url)
        start.wait()
        try:
            return register(
                mine,
                given,
                scope_id=None,
                file_name="parallel",
                actor="test",
                now=at,
                match=lambda *_: None,
            )
        finally:
            mine.dispose()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, (rows, other), (now, now + timedelta(seconds=1))))

    assert all(result.read == 2500 and result.rejected == 0 for result in results)
    assert sum(result.added for result in results) == 2500
    assert sum(result.updated for result in results) == 2500
    assert count_of(database, CaseRecord.id) == 2500
    assert count_of(database, CaseChange.id) == 2500
