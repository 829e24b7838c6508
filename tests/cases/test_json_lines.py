"""JSONL: one object a line, strings or integers."""

import json

import pytest

from tests.cases.conftest import case_row, counts

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def write_lines(tmp_path):
    def write(*lines):
        path = tmp_path / "cases.jsonl"
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts), "utf-8")
        return path

    return write


def test_it_is_read_as_csv_is(run_import, write_csv, write_lines):
    run_import(write_csv([case_row()]))

    assert run_import(write_lines(case_row()))[:2] == (0, counts(read=1, unchanged=1))


def test_integers_numbers_and_null(run_import, write_lines, stored):
    item = case_row(KenhThucHien=2, TrangThaiHoSo=10, NgayTra=20260907140000, NgayNopHoSo=None)
    line = json.dumps(item | {"MaTTHC": 0}).replace('"MaTTHC": 0', '"MaTTHC": 2.000815')

    assert run_import(write_lines(line, ""))[:2] == (0, counts(read=1, added=1))
    case = stored()["H24.10-260901-0001"]
    assert (case.channel, case.status, case.procedure_code) == (2, 10, "2.000815")
    assert case.submitted_at is None


def test_bad_lines_are_rejected_at_their_place(run_import, write_lines, tmp_path):
    lines = [
        case_row(1),
        "{" + "[" * 100_000,
        '{"MaHoSo": "x", "DonViXuLy": NaN}',
        "[1, 2]",
        case_row(5, DonViXuLy=["10972"]),
        case_row(6, KenhThucHien=True),
        case_row(7, MaHoSo="\ud800"),
        json.dumps(case_row(8, TrangThaiHoSo=0)).replace(
            '"TrangThaiHoSo": 0', f'"TrangThaiHoSo": {"9" * 5000}'
        ),
        json.dumps(case_row(9))[:-20],
        case_row(10),
    ]

    status, found, _ = run_import(write_lines(*lines), "--rejects", tmp_path / "rejects.csv")

    assert (status, found) == (0, counts(read=10, added=2, rejected=8))
    rows = (tmp_path / "rejects.csv").read_text("utf-8-sig").splitlines()[1:]
    assert [row.split(",")[:2] for row in rows] == [
        ["2", ""],
        ["3", ""],
        ["4", ""],
        ["5", "DonViXuLy"],
        ["6", "KenhThucHien"],
        ["7", "MaHoSo"],
        ["8", "TrangThaiHoSo"],
        ["9", ""],
    ]


def test_a_refused_field_in_the_last_line_refuses_the_file(run_import, write_lines, stored):
    path = write_lines(*[case_row(n) for n in range(1, 1200)], case_row(1) | {"Họ tên": "A"})

    status, _, said = run_import(path)

    assert (status, len(stored())) == (2, 0)
    assert "Họ tên" in said


@pytest.mark.parametrize("line", ['{"a": 1}', "{}", '{"MaHoSo": "x"}', "{not json"])
def test_no_line_has_the_needed_fields(run_import, write_lines, line):
    status, _, said = run_import(write_lines(line))

    assert status == 2
    assert "thiếu cột" in said


def test_a_nested_value_in_an_ignored_field_is_ignored(run_import, write_lines):
    assert run_import(write_lines(case_row() | {"extra": {"a": [1]}}))[1] == counts(read=1, added=1)


def test_a_field_given_in_both_spellings_is_rejected(run_import, write_lines):
    assert run_import(write_lines(case_row() | {"case_id": "H24-260901-0009"}))[1] == counts(
        read=1, rejected=1
    )
