"""Undoing an import that was a mistake, and going on with one whose worker died."""

import pytest
from sqlalchemy import func, select

from survey_app.accounts.models import Account
from survey_app.cases.models import CaseChange, CaseRecord, CaseUpload, Contact, ImportBatch
from survey_app.cases.undoing import find_import, undo
from survey_app.core.errors import RefusedError
from survey_app.directory.queries import get_unit
from tests.cases.conftest import case_row
from tests.support.register import link_of


class WorkerDiedError(Exception):
    """Stands for a worker that is gone in the middle of its work."""


@pytest.fixture
def upload_id(database, now):
    """Number of a file that somebody sent."""
    with database.writing() as session:
        account = Account(login="an", password_hash="x", created_at=now)
        session.add(account)
        session.flush()
        unit_id = get_unit(session, "10972").id
        upload = CaseUpload(
            account_id=account.id, unit_id=unit_id, file_name="x.csv", created_at=now
        )
        session.add(upload)
        session.flush()
        return upload.id


@pytest.fixture
def take_back(database, now):
    def take_back(upload_id):
        with database.writing() as session:
            return undo(session, upload_id, now)

    return take_back


def count(database, column):
    with database.reading() as session:
        return session.scalar(select(func.count(column)))


def test_whole_import_is_undone_and_history_shows_it(
    database, write_csv, take, take_back, upload_id, now
):
    take(write_csv([case_row(1)]))
    take(write_csv([case_row(n) for n in (2, 3)]), upload_id=upload_id)

    assert take_back(upload_id) == 2
    assert count(database, CaseRecord.id) == 1
    with database.reading() as session:
        assert find_import(session, upload_id).undone_at == now
        assert session.scalars(select(ImportBatch.added)).all() == [1, 2]
    assert [each.outcome for each in take(write_csv([case_row(2)]))] == ["added"]


def test_contacts_go_with_their_cases(database, write_csv, take, take_back, upload_id):
    rows = [case_row(1) | {"SoDienThoai": "0912345678"}]
    take(write_csv(rows), upload_id=upload_id, with_contacts=True)
    assert count(database, Contact.case_record_id) == 1

    take_back(upload_id)
    assert count(database, Contact.case_record_id) == 0


def refused(take_back, upload_id):
    with pytest.raises(RefusedError) as refusal:
        take_back(upload_id)
    return refusal.value.code


def test_import_that_changed_known_cases_stays(database, write_csv, take, take_back, upload_id):
    take(write_csv([case_row(1)]))
    take(write_csv([case_row(1, TrangThaiHoSo="9"), case_row(2)]), upload_id=upload_id)

    assert refused(take_back, upload_id) == "import_changed"
    assert count(database, CaseRecord.id) == 2


def test_import_that_a_later_one_changed_stays(database, write_csv, take, take_back, upload_id):
    take(write_csv([case_row(1)]), upload_id=upload_id)
    take(write_csv([case_row(1, TrangThaiHoSo="9")]))

    assert refused(take_back, upload_id) == "import_overtaken"
    assert count(database, CaseRecord.id) == 1


def test_import_with_a_link_stays_whole(database, write_csv, take, take_back, upload_id, now):
    take(write_csv([case_row(1), case_row(2)]), upload_id=upload_id)
    link_of(database, case_row(2)["MaHoSo"], now)

    assert refused(take_back, upload_id) == "import_in_use"
    assert count(database, CaseRecord.id) == 2
    with database.reading() as session:
        assert find_import(session, upload_id).undone_at is None


def test_second_undoing_says_so(write_csv, take, take_back, upload_id):
    take(write_csv([case_row(1)]), upload_id=upload_id)
    take_back(upload_id)

    assert refused(take_back, upload_id) == "import_undone"


def test_second_attempt_after_a_crash_goes_on_with_the_same_import(
    database, write_csv, take, upload_id
):
    take(write_csv([case_row(1)]))
    rows = [case_row(1, TrangThaiHoSo="9"), *(case_row(n) for n in range(2, 1502)), case_row(2)]
    file, batches = write_csv(rows), iter(range(2))

    def die_in_the_second(*_):
        if next(batches) == 1:
            raise WorkerDiedError

    with pytest.raises(WorkerDiedError):
        take(file, upload_id=upload_id, match=die_in_the_second)
    assert count(database, CaseRecord.id) == 1000

    take(file, upload_id=upload_id)

    assert count(database, CaseRecord.id) == 1501
    assert count(database, CaseChange.id) == 1
    with database.reading() as session:
        batch = session.scalars(select(ImportBatch).order_by(ImportBatch.id)).all()
    assert len(batch) == 2
    assert batch[1].finished_at
    told = (batch[1].read, batch[1].added, batch[1].updated, batch[1].unchanged)
    assert told == (1502, 1500, 1, 1)
