"""Procedures, tags, targets and holidays from lists; and what ships."""

from datetime import date

import pytest
import xlsxwriter
from sqlalchemy import func, select

from survey_app.directory import library, queries
from survey_app.directory.imports.lists import import_procedures, import_targets
from survey_app.directory.imports.units import import_units
from survey_app.directory.models import (
    Holiday,
    Procedure,
    ProcedureTag,
    Setting,
    Target,
    Unit,
    UnitSuccession,
)
from survey_app.directory.service import load_shipped
from tests.directory.conftest import UNIT_HEADER, counts

PROCEDURE = ["code", "name", "short_name", "field", "level", "decision"]
TARGET = ["criterion", "year", "direction", "value", "block", "unit_code", "source"]
TABLES = (Unit, UnitSuccession, Procedure, ProcedureTag, Target, Holiday)


@pytest.fixture
def target_of(database):
    def target_of(code, year, block="online", criterion="c4"):
        with database.reading() as session:
            unit = queries.get_unit(session, code)
            found = queries.get_target(session, criterion, year, block, unit.id)
        return found and (found.value, found.carried, found.reference)

    return target_of


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
class TestProcedures:
    def test_new_ones_are_added_and_known_ones_changed(self, run, write_csv, database):
        rows = [
            ["9.000001", "Thủ tục mới", "", "Đất đai", "commune", "1/QĐ"],
            ["2.000815.000.00.00.H24", "Tên khác", "Sao y", "Chứng thực", "commune", ""],
        ]

        status, out, _ = run("import-procedures", write_csv(PROCEDURE, *rows))

        assert (status, counts(out)) == (0, {"added": 1, "updated": 1, "unchanged": 0})
        with database.reading() as session:
            cards = queries.procedure_cards(session, ["9.000001", "2.000815", "0"])
        assert cards["9.000001"].short_name == "Thủ tục mới"
        assert cards["2.000815"].short_name == "Sao y"
        assert run("import-procedures", write_csv(PROCEDURE, *rows))[1:2] != out

    def test_a_column_that_is_absent_leaves_what_is_stored(self, run, write_csv, database):
        run("import-procedures", write_csv(["code", "name"], ["2.000815", "Tên khác"]))

        with database.reading() as session:
            assert queries.procedure_cards(session, ["2.000815"])["2.000815"].field == "Chứng thực"

    def test_what_the_project_ships_can_be_imported_again(self, run):
        status, out, _ = run("import-procedures", library.FOLDER / "procedures.csv")

        assert (status, counts(out)) == (0, {"added": 0, "updated": 0, "unchanged": 267})

    def test_two_rows_that_contradict_each_other(self, run, write_csv):
        rows = [["9.000001", "Một"], ["9.000001.01", "Hai"]]

        status, _, err = run("import-procedures", write_csv(["code", "name"], *rows))

        assert status == 2
        assert "Dòng 3, cột code" in err
        assert "duplicate of row 2" in err

    def test_tags(self, run, write_csv, database):
        path = write_csv(["code", "tag"], ["2.000815", "list_25"], ["2.000815", "list_25"])

        assert counts(run("import-tags", path)[1]) == {"added": 1, "updated": 0, "unchanged": 1}
        assert counts(run("import-tags", path)[1]) == {"added": 0, "updated": 0, "unchanged": 2}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
class TestTargets:
    def test_what_ships(self, target_of):
        assert [target_of("10972", year) for year in (2024, 2025, 2026, 2027)] == [
            None,
            (90, False, False),
            (95, False, False),
            (95, True, False),
        ]
        assert target_of("10972", 2026, "all") == (95, False, True)
        assert target_of("10972", 2026, criterion="c2") == (5, False, False)
        assert target_of("10972", 2026, criterion="c1") is None

    def test_a_local_one_binds_its_subtree(self, run, write_csv, target_of):
        rows = [
            ["c4", "2026", "≥", "97 %", "", "31", "Kế hoạch của thành phố"],
            ["c4", "2026", "at_least", "93", "all", "10972", "Kế hoạch của xã"],
        ]

        assert run("import-targets", write_csv(TARGET, *rows))[0] == 0
        assert target_of("31", 2026) == (97, False, False)
        assert target_of("10972", 2026) == (97, False, False)
        assert target_of("10972", 2026, "all") == (93, False, False)
        assert target_of("11761", 2026, "all") == (97, False, True)
        assert target_of("00004", 2026) == (95, False, False)

    @pytest.mark.parametrize(
        ("row", "column"),
        [
            (["c9", "2026", "below", "5"], "criterion"),
            (["c4", "26", "below", "5"], "year"),
            (["c4", "2026", "above", "5"], "direction"),
            (["c4", "2026", "below", "-5"], "value"),
            (["c4", "2026", "below", "9" * 5000], "value"),
            (["c4", "2026", "below", "5", "desk"], "block"),
            (["c4", "2026", "below", "5", "all", "99999"], "unit_code"),
        ],
    )
    def test_a_bad_value_is_named(self, run, write_csv, row, column):
        status, _, err = run("import-targets", write_csv(TARGET, row))

        assert status == 2
        assert f"Dòng 2, cột {column}" in err


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
class TestHolidays:
    def test_a_workbook_with_date_cells(self, run, tmp_path, database):
        path = tmp_path / "holidays.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["Day", "name", "working"])
            date_format = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write_datetime(1, 0, date(2028, 1, 3), date_format)
            sheet.write_row(1, 1, ["Nghỉ bù", 0])
            sheet.write_row(2, 0, ["08/01/2028", "Làm bù", "x"])

        assert counts(run("import-holidays", path)[1])["added"] == 2
        with database.reading() as session:
            assert queries.list_holidays(session, date(2028, 1, 1), date(2028, 12, 31)) == {
                date(2028, 1, 3): False,
                date(2028, 1, 8): True,
            }

    def test_what_ships_covers_three_years(self, database):
        with database.reading() as session:
            days = queries.list_holidays(session, date(2025, 1, 1), date(2027, 12, 31))
        assert {day.year for day in days} == {2025, 2026, 2027}
        assert days[date(2026, 9, 2)] is False
        assert days[date(2026, 8, 22)] is True


class TestShipped:
    def test_everything_is_there(self, database):
        with database.reading() as session:
            found = [session.scalar(select(func.count()).select_from(table)) for table in TABLES]
        assert found == [3355, 10565, 267, 22, 6, 44]

    def test_nothing_is_read_again_while_it_is_the_same(self, database, monkeypatch):
        monkeypatch.setattr(library, "read_list", None)
        with database.writing() as session:
            load_shipped(session)

    def test_another_edition_leaves_alone_what_an_operator_changed(self, database, write_csv):
        renamed = ["10972", "Xã Tên Mới", "commune", "31", "2025-07-01"]
        with database.writing() as session:
            import_units(session, write_csv(UNIT_HEADER[:5], renamed))
            target = ["c4", "2026", "at_least", "99", "online", "", "Địa phương"]
            import_targets(session, write_csv(TARGET, target))
            import_procedures(session, write_csv(["code", "name"], ["2.000815", "Tên khác"]))
            session.get(Setting, library.DIGEST).value = "an older edition"

            load_shipped(session)

            unit = queries.get_unit(session, "10972")
            assert unit.name == "Xã Tên Mới"
            assert queries.get_target(session, "c4", 2026, "online", unit.id).value == 99
            cards = queries.procedure_cards(session, ["2.000815"])
            assert cards["2.000815"].name == "Tên khác"
            assert session.scalar(select(func.count(Unit.id))) == 3355
