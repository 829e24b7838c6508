"""Cases as provincial systems send them, and ways to hand them in."""

import csv
import json
from functools import partial

import pytest
from sqlalchemy import select

from survey_app.cases.columns import Columns
from survey_app.cases.models import CaseRecord
from survey_app.cases.readers import open_cases
from survey_app.cases.service import register
from survey_app.core.codes import Keyring
from tests.support.settings import LINK_KEY

HEADER = [
    "MaHoSo",
    "MaTTHC",
    "DonViXuLy",
    "NoiNopHoSo",
    "KenhThucHien",
    "LoaiDoiTuong",
    "NgayDangNhap",
    "NgayNopHoSo",
    "NgayTiepNhan",
    "NgayHenTra",
    "NgayKetThucXuLy",
    "NgayTra",
    "TrangThaiHoSo",
]


def case_row(serial=1, **changes):
    """Return one case of xã Đường An, given on 1/9/2026 and returned a week later."""
    row = dict(
        zip(
            HEADER,
            [
                f"H24.10-260901-{serial:04}",
                "1.001193",
                "10972",
                "10972",
                "2",
                "1",
                "20260901074500",
                "20260901080000",
                "20260901083000",
                "20260908170000",
                "20260907100000",
                "20260907140000",
                "10",
            ],
            strict=True,
        )
    )
    return row | changes


@pytest.fixture
def write_csv(tmp_path):
    """Write rows as a CSV file; ``header`` and how the file is written may be chosen."""

    def write(rows, name="cases.csv", header=None, delimiter=",", encoding="utf-8"):
        path = tmp_path / name
        header = header or list(rows[0])
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow(header)
            writer.writerows([row.get(column, "") for column in header] for row in rows)
        return path

    return write


@pytest.fixture
def run_import(runner):
    """Run ``flask cases import`` and return the exit status, the counts, and what it said."""

    def run(path, *options):
        result = runner.invoke(args=["cases", "import", str(path), *map(str, options)])
        counts = json.loads(result.stdout.splitlines()[-1]) if result.stdout else None
        return result.exit_code, counts, result.stderr

    return run


@pytest.fixture
def refuse(run_import, stored):
    """Import a file that must be refused and return what was said."""

    def refuse(path, *options, kept=0):
        status, found, said = run_import(path, *options)
        assert (status, found, len(stored())) == (2, None, kept)
        assert "Traceback" not in said
        return said

    return refuse


@pytest.fixture
def take(database, now):
    """Register a file through the service and return the result of each row."""

    def take(path, *, at=now, match=lambda *_: None, with_contacts=False, **options):
        results = []
        with open_cases(path, Columns(with_contacts=with_contacts)) as file:
            register(
                database,
                file.rows(),
                scope_id=None,
                file_name=path.name,
                actor="test",
                now=at,
                match=match,
                keyring=Keyring(LINK_KEY),
                with_contacts=with_contacts,
                on_row=results.append,
                **options,
            )
        return results

    return take


@pytest.fixture
def stored(database):
    """Return the register as a dict from case ID to row."""
    return partial(read_register, database)


def read_register(database):
    with database.reading() as session:
        return {case.case_id: case for case in session.scalars(select(CaseRecord))}


def counts(read=0, added=0, updated=0, unchanged=0, rejected=0):
    return {
        "read": read,
        "added": added,
        "updated": updated,
        "unchanged": unchanged,
        "rejected": rejected,
    }
