"""flask cases import, as the contract describes it."""

import csv
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from survey_app.cases.models import CaseChange, CaseRecord, ImportBatch
from tests.cases.conftest import HEADER, case_row, counts

ENGLISH = [
    "case_id",
    "procedure_code",
    "handling_unit",
    "receiving_unit",
    "channel",
    "applicant_kind",
    "signed_in_at",
    "submitted_at",
    "received_at",
    "due_at",
    "finished_at",
    "returned_at",
    "status",
]


def rejects_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class TestImport:
    def test_new_cases_are_added_and_the_last_line_counts_them(self, run_import, write_csv, stored):
        path = write_csv([case_row(1), case_row(2, KenhThucHien="", TrangThaiHoSo="")])

        status, found, _ = run_import(path)

        assert (status, found) == (0, counts(read=2, added=2))
        first, second = stored()["H24.10-260901-0001"], stored()["H24.10-260901-0002"]
        assert (first.channel, first.status, first.applicant_kind) == (2, 10, 1)
        assert (second.channel, second.status) == (1, 1)
        assert (first.ymd, first.serial, first.flags) == ("260901", "0001", "")
        assert first.received_at == datetime(2026, 9, 1, 1, 30, tzinfo=UTC)

    def test_the_same_file_again_changes_nothing(self, run_import, write_csv, database):
        path = write_csv([case_row(n) for n in range(1, 6)])
        run_import(path)

        status, found, _ = run_import(path)

        assert (status, found) == (0, counts(read=5, unchanged=5))
        with database.reading() as session:
            assert session.scalar(select(func.count(CaseChange.id))) == 0

    def test_english_headers_and_iso_times_say_the_same(self, run_import, write_csv, stored):
        run_import(write_csv([case_row()]))
        english = dict(zip(ENGLISH, case_row().values(), strict=True))
        english["submitted_at"] = "2026-09-01T08:00:00+07:00"
        english["received_at"] = "01/09/2026 08:30"

        assert run_import(write_csv([english]))[1] == counts(read=1, unchanged=1)

    def test_what_an_import_changed_is_recorded(self, run_import, write_csv, database):
        run_import(write_csv([case_row(TrangThaiHoSo="4", NgayTra="", MaTTHC="2.000815")]))

        status, found, _ = run_import(write_csv([case_row()]))

        assert (status, found) == (0, counts(read=1, updated=1))
        with database.reading() as session:
            changes = session.execute(select(CaseChange.field, CaseChange.old, CaseChange.new))
            assert set(map(tuple, changes)) == {
                ("status", "4", "10"),
                ("procedure_code", "2.000815", "1.001193"),
                ("returned_at", "", "2026-09-07T07:00:00+00:00"),
            }

    @pytest.mark.parametrize("kept", [column for column in HEADER if column != "MaHoSo"])
    def test_an_empty_field_of_a_known_case_leaves_what_is_stored(
        self, run_import, write_csv, stored, kept
    ):
        run_import(write_csv([case_row()]))
        before = stored()["H24.10-260901-0001"]

        assert run_import(write_csv([case_row(**{kept: ""})]))[1] == counts(read=1, unchanged=1)
        assert vars(stored()["H24.10-260901-0001"]).keys() == vars(before).keys()

    def test_an_absent_column_leaves_what_is_stored(self, run_import, write_csv, stored):
        run_import(write_csv([case_row()]))

        run_import(
            write_csv([case_row(TrangThaiHoSo="9")], header=[HEADER[0], HEADER[2], HEADER[-1]])
        )

        case = stored()["H24.10-260901-0001"]
        assert (case.status, case.channel, case.procedure_code) == (9, 2, "1.001193")

    def test_good_rows_survive_bad_neighbours(self, run_import, write_csv, tmp_path):
        rows = [
            case_row(1),
            case_row(2, NgayTiepNhan="20261301080000"),
            case_row(3, KenhThucHien="4"),
            case_row(4, TrangThaiHoSo="0"),
            case_row(5, LoaiDoiTuong="9"),
            case_row(6, DonViXuLy="99999"),
            case_row(7, MaHoSo="  "),
            case_row(8, NgayTra="hôm qua", KenhThucHien="x"),
            case_row(9),
        ]

        status, found, _ = run_import(write_csv(rows), "--rejects", tmp_path / "rejects.csv")

        assert (status, found) == (0, counts(read=9, added=2, rejected=7))
        places = [
            (each["row"], each["column"], each["value"])
            for each in rejects_of(tmp_path / "rejects.csv")
        ]
        assert places == [
            ("3", "NgayTiepNhan", "20261301080000"),
            ("4", "KenhThucHien", "4"),
            ("5", "TrangThaiHoSo", "0"),
            ("6", "LoaiDoiTuong", "9"),
            ("7", "DonViXuLy", "99999"),
            ("8", "MaHoSo", ""),
            ("9", "KenhThucHien", "x"),
            ("9", "NgayTra", "hôm qua"),
        ]

    def test_the_first_row_of_a_case_wins(self, run_import, write_csv, tmp_path, stored):
        rows = [case_row(1), case_row(2), case_row(1, KenhThucHien="1"), case_row(2)]

        _, found, _ = run_import(write_csv(rows), "--rejects", tmp_path / "rejects.csv")

        assert found == counts(read=4, added=2, unchanged=1, rejected=1)
        assert stored()["H24.10-260901-0001"].channel == 2
        [reject] = rejects_of(tmp_path / "rejects.csv")
        assert (reject["row"], reject["column"]) == ("4", "MaHoSo")
        assert "duplicate of row 2" in reject["reason"]

    def test_a_rejected_row_does_not_take_the_place_of_a_good_one(self, run_import, write_csv):
        rows = [case_row(1, DonViXuLy=""), case_row(1, NgayTra="?"), case_row(1)]

        assert run_import(write_csv(rows))[1] == counts(read=3, added=1, rejected=2)

    def test_a_file_longer_than_one_batch_knows_its_duplicates(
        self, run_import, write_csv, tmp_path
    ):
        rows = [case_row(n) for n in range(1, 1501)] + [case_row(1), case_row(3, KenhThucHien="1")]

        _, found, _ = run_import(write_csv(rows), "--rejects", tmp_path / "rejects.csv")

        assert found == counts(read=1502, added=1500, unchanged=1, rejected=1)
        assert "duplicate of row 4" in rejects_of(tmp_path / "rejects.csv")[0]["reason"]

    def test_a_dry_run_tells_the_same_and_writes_nothing(
        self, run_import, write_csv, stored, database
    ):
        run_import(write_csv([case_row(1)]))
        path = write_csv(
            [case_row(1, KenhThucHien="1"), case_row(2), case_row(2), case_row(3, DonViXuLy="?")]
        )

        dry = run_import(path, "--dry-run")

        assert dry[:2] == (0, counts(read=4, added=1, updated=1, unchanged=1, rejected=1))
        assert stored().keys() == {"H24.10-260901-0001"}
        with database.reading() as session:
            assert session.scalar(select(func.count(ImportBatch.id))) == 1
        assert run_import(path)[:2] == dry[:2]

    def test_odd_rows_are_flagged_and_kept(self, run_import, write_csv, stored):
        rows = [
            case_row(1, MaHoSo="HS số 12/2026"),
            case_row(2, MaTTHC="9.999999"),
            case_row(3, NoiNopHoSo="Bưu điện"),
            case_row(4, NgayHenTra="20260801080000"),
            case_row(5, MaHoSo="H24-261332-0001", MaTTHC="", NoiNopHoSo=""),
        ]

        assert run_import(write_csv(rows))[1] == counts(read=5, added=5)
        assert {case_id: case.flags for case_id, case in stored().items()} == {
            "HSSỐ12/2026": "case_id_form",
            "H24.10-260901-0002": "unknown_procedure",
            "H24.10-260901-0003": "unknown_receiving_unit",
            "H24.10-260901-0004": "due_before_received",
            "H24-261332-0001": "case_id_form",
        }
        assert stored()["H24.10-260901-0002"].procedure_code == "9.999999"
        assert run_import(write_csv(rows))[1] == counts(read=5, unchanged=5)

    def test_a_flag_goes_when_its_reason_goes(self, run_import, write_csv, stored):
        run_import(write_csv([case_row(NgayHenTra="20260801080000", NoiNopHoSo="Bưu điện")]))

        run_import(write_csv([case_row(NoiNopHoSo="")]))
        assert stored()["H24.10-260901-0001"].flags == "unknown_receiving_unit"

        run_import(write_csv([case_row()]))
        assert stored()["H24.10-260901-0001"].flags == ""

    @pytest.mark.parametrize(
        "spelled",
        [
            "2.000815",
            "2.000815.01",
            "2.000815.000.00.00.H55",
            "2.000815.000.00.00.h55.02",
            " 2.000815 ",
        ],
    )
    def test_suffixes_of_procedure_codes_are_stripped(self, run_import, write_csv, stored, spelled):
        run_import(write_csv([case_row(MaTTHC=spelled)]))

        case = stored()["H24.10-260901-0001"]
        assert (case.procedure_code, case.flags) == ("2.000815", "")

    def test_every_spelling_of_a_case_id_is_one_case(self, run_import, write_csv):
        spelled = ["H24.10-260901-0001", "h24.10-260901-0001", "H24.10 – 260901 – 0001"]
        rows = [case_row(MaHoSo=each) for each in spelled]

        assert run_import(write_csv(rows))[1] == counts(read=3, added=1, unchanged=2)

    def test_counts_are_kept_beside_the_name_of_the_file(self, run_import, write_csv, database):
        run_import(write_csv([case_row(1), case_row(2, DonViXuLy="?")], name="tháng 9.csv"))

        with database.reading() as session:
            batch = session.scalar(select(ImportBatch))
        assert (batch.file_name, batch.read, batch.added, batch.rejected) == (
            "tháng 9.csv",
            2,
            1,
            1,
        )
        assert batch.finished_at is not None

    def test_rejects_are_harmless_in_a_spreadsheet(self, run_import, write_csv, tmp_path):
        path = write_csv([case_row(DonViXuLy='=HYPERLINK("http://x")')])

        run_import(path, "--rejects", tmp_path / "rejects.csv")

        [reject] = rejects_of(tmp_path / "rejects.csv")
        assert reject["value"].startswith("'=")

    def test_other_columns_are_ignored(self, run_import, write_csv, database):
        rows = [case_row(GhiChu="x" * 500, TenTTHC="Khai sinh")]

        assert run_import(write_csv(rows))[1] == counts(read=1, added=1)
        with database.reading() as session:
            assert session.scalar(select(func.count(CaseRecord.id))) == 1

    def test_stdout_carries_the_result_only(self, runner, write_csv):
        result = runner.invoke(args=["cases", "import", str(write_csv([case_row()]))])

        assert json.loads(result.stdout) == counts(read=1, added=1)
        assert result.stderr == ""
