"""Units through time: new, renamed, moved, closed, and codes used again."""

import pytest
from sqlalchemy import select

from survey_app.core.errors import RefusedError
from survey_app.directory import queries
from survey_app.directory.models import Unit, UnitAgencyCode
from tests.directory.conftest import UNIT_HEADER, counts, day

DIVISION = ["10972.VH", "Phòng Văn hóa - Xã hội", "division", "10972", "2025-07-01"]
TEAM = ["10972.VH.1", "Tổ Một", "team", "10972.VH", "2025-07-01"]


class TestNew:
    def test_divisions_stand_below_communes(self, take_units, tree, database):
        assert take_units(TEAM, DIVISION) == (2, 0, 0)
        assert tree("10972.VH", "10972.VH.1") == [
            ("10972.VH", "10972", "2025-07-01", None, "31/10972/10972.VH"),
            ("10972.VH.1", "10972.VH", "2025-07-01", None, "31/10972/10972.VH/10972.VH.1"),
        ]
        with database.reading() as session:
            assert queries.get_unit(session, "10972.VH.1").province_code == "31"

    def test_the_same_list_again_changes_nothing(self, take_units, tree):
        take_units(DIVISION, TEAM)
        before = tree("10972.VH", "10972.VH.1")

        assert take_units(DIVISION, TEAM) == (0, 0, 2)
        assert tree("10972.VH", "10972.VH.1") == before

    def test_a_ministry_is_a_root(self, take_units, tree):
        take_units(["G15", "Bộ Tư pháp", "Bộ", "", "01/07/2025"])

        assert tree("G15") == [("G15", None, "2025-07-01", None, "G15")]

    def test_the_same_row_twice_counts_once(self, take_units):
        assert take_units(DIVISION, DIVISION) == (1, 0, 1)

    def test_leading_zeros_that_a_spreadsheet_dropped_come_back(self, take_units):
        assert take_units(["4", "Phường Ba Đình", "ward", "1", "2025-07-01"]) == (0, 0, 1)

    def test_one_that_begins_before_its_parent_waits_for_it(self, take_units, tree):
        take_units(["X1", "Trung tâm", "service_centre", "10972", "2025-01-01"])

        assert tree("X1") == [("X1", "10972", "2025-07-01", None, "31/10972/X1")]
        assert take_units(["X1", "Trung tâm", "service_centre", "10972", "2025-01-01"]) == (0, 0, 1)

    @pytest.mark.parametrize("kind", ["service_centre", "Service Centre", "Trung tâm", "trung tam"])
    def test_kinds_have_spellings(self, take_units, database, kind):
        take_units(["X1", "Trung tâm", kind, "10972", "2025-07-01"])

        with database.reading() as session:
            assert queries.get_unit(session, "X1").kind == "service_centre"


class TestChanges:
    def test_another_name(self, take_units, database):
        take_units(DIVISION)

        assert take_units([DIVISION[0], "Phòng Văn hóa", *DIVISION[2:]]) == (0, 1, 0)
        with database.reading() as session:
            assert queries.get_unit(session, "10972.VH").name == "Phòng Văn hóa"

    def test_a_move_closes_the_edge_and_takes_everything_below_along(
        self, take_units, tree, database
    ):
        take_units(DIVISION, TEAM)

        assert take_units([*DIVISION[:3], "11761", "2026-04-01"]) == (0, 1, 0)
        assert tree("10972.VH", "10972.VH.1") == [
            ("10972.VH", "10972", "2025-07-01", "2026-03-31", "31/10972/10972.VH"),
            ("10972.VH.1", "10972.VH", "2025-07-01", "2026-03-31", "31/10972/10972.VH/10972.VH.1"),
            ("10972.VH", "11761", "2026-04-01", None, "31/11761/10972.VH"),
            ("10972.VH.1", "10972.VH", "2026-04-01", None, "31/11761/10972.VH/10972.VH.1"),
        ]
        with database.reading() as session:
            team, old, new = (
                queries.get_unit(session, code).id for code in ("10972.VH.1", "10972", "11761")
            )
            assert queries.is_within(session, team, old, day("2026-03-31"))
            assert not queries.is_within(session, team, old, day("2026-04-01"))
            assert team in queries.subtree_ids(session, new, day("2026-04-01"))
            assert team not in queries.subtree_ids(session, new, day("2026-03-31"))

    def test_a_list_with_the_whole_history_again_changes_nothing(self, take_units, tree):
        rows = [DIVISION, TEAM, [*DIVISION[:3], "11761", "2026-04-01"]]
        rows += [["10972.VH", "Phòng VH", "division", "11689", "2026-07-01"]]
        take_units(*rows)
        before = tree("10972.VH", "10972.VH.1")

        assert take_units(*rows)[:2] == (0, 0)
        assert take_units(*rows[::-1])[:2] == (0, 0)
        assert tree("10972.VH", "10972.VH.1") == before

    def test_history_may_arrive_in_any_order(self, take_units, tree):
        take_units([*DIVISION[:3], "11689", "2026-07-01"])
        take_units([*DIVISION[:3], "11761", "2026-04-01"])
        take_units(DIVISION)

        assert [row[1:4] for row in tree("10972.VH")] == [
            ("10972", "2025-07-01", "2026-03-31"),
            ("11761", "2026-04-01", "2026-06-30"),
            ("11689", "2026-07-01", None),
        ]

    def test_a_commune_moves_to_another_province(self, take_units, database):
        take_units(DIVISION)

        take_units(["10972", "Xã Đường An", "commune", "01", "2027-01-01"])

        with database.reading() as session:
            division = queries.get_unit(session, "10972.VH")
            assert division.province_code == "01"
            codes = [
                [card.code for card in queries.list_ancestors(session, division.id, on)]
                for on in (day("2026-12-31"), day("2027-01-01"))
            ]
        assert codes == [["10972", "31"], ["10972", "01"]]

    def test_a_closed_unit_leaves_its_code_to_another(self, take_units, database, tree):
        take_units([*DIVISION, "2026-06-30"])

        assert take_units(["10972.VH", "Phòng mới", "division", "11761", "2026-07-01"]) == (1, 0, 0)
        with database.reading() as session:
            assert queries.get_unit(session, "10972.VH", day("2026-06-30")).name == DIVISION[1]
            assert queries.get_unit(session, "10972.VH", day("2026-07-01")).name == "Phòng mới"
            assert queries.get_unit(session, "10972.VH").name == "Phòng mới"
        assert [row[1:4] for row in tree("10972.VH")] == [
            ("10972", "2025-07-01", "2026-06-30"),
            ("11761", "2026-07-01", None),
        ]
        assert take_units([*DIVISION, "2026-06-30"]) == (0, 0, 1)

    def test_agency_codes_are_dated(self, take_units, database):
        take_units([*DIVISION, "", "h24.10"])
        take_units([*DIVISION, "", ""])
        take_units([*DIVISION[:4], "2026-01-01", "", "H24.10.1"])

        with database.reading() as session:
            rows = session.scalars(select(UnitAgencyCode).order_by(UnitAgencyCode.valid_from))
            found = [(row.code, row.valid_from, row.valid_to) for row in rows]
        assert found == [
            ("H24.10", day("2025-07-01"), day("2025-12-31")),
            ("H24.10.1", day("2026-01-01"), None),
        ]


class TestRefused:
    @pytest.mark.parametrize(
        ("row", "column", "code"),
        [
            (["", *DIVISION[1:]], "code", "list_missing_value"),
            ([DIVISION[0], "", *DIVISION[2:]], "name", "list_missing_value"),
            ([DIVISION[0], "x" * 301, *DIVISION[2:]], "name", "list_too_long"),
            ([DIVISION[0], "a\0b", *DIVISION[2:]], "name", "list_bad_character"),
            ([*DIVISION[:2], "planet", *DIVISION[3:]], "kind", "list_unknown_choice"),
            ([*DIVISION[:3], "99999", DIVISION[4]], "parent_code", "list_unknown_parent"),
            ([*DIVISION[:3], DIVISION[0], DIVISION[4]], "parent_code", "list_cycle"),
            ([*DIVISION[:4], "2025-13-01"], "valid_from", "list_bad_day"),
            ([*DIVISION[:4], ""], "valid_from", "list_missing_value"),
            ([*DIVISION, "2025-06-30"], "valid_to", "list_ends_early"),
            (
                ["31", "Hải Phòng", "central_city", "10972", "2025-07-01"],
                "parent_code",
                "list_cycle",
            ),
            (
                ["10972", "Xã", "commune", "31", "2025-07-01", "2026-01-01"],
                "parent_code",
                "list_parent_ends",
            ),
        ],
    )
    def test_one_bad_row_refuses_the_list_at_its_place(
        self, take_units, database, row, column, code
    ):
        take_units(TEAM, DIVISION)
        with pytest.raises(RefusedError) as caught:
            take_units(["X1", "Tổ khác", "team", "11761", "2025-07-01"], row)

        assert caught.value.code == code
        assert caught.value.details["column"] == column
        assert caught.value.details["row"] == 3
        with database.reading() as session:
            assert session.scalar(select(Unit.id).where(Unit.code == "X1")) is None

    def test_two_rows_that_contradict_each_other(self, take_units):
        with pytest.raises(RefusedError) as caught:
            take_units(DIVISION, TEAM, [DIVISION[0], "Tên khác", *DIVISION[2:]])

        assert (caught.value.code, caught.value.details["other"]) == ("list_duplicate", 2)

    def test_a_tree_without_end(self, take_units):
        rows = [
            [f"T{n}", f"T{n}", "team", f"T{n - 1}" if n else "31", "2025-07-01"] for n in range(60)
        ]

        with pytest.raises(RefusedError) as caught:
            take_units(*rows)
        assert caught.value.code == "list_path_too_long"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
class TestCommand:
    def test_it_prints_the_counts(self, run, write_csv):
        status, out, _ = run("import-units", write_csv(UNIT_HEADER[:5], DIVISION, TEAM))

        assert (status, counts(out)) == (0, {"added": 2, "updated": 0, "unchanged": 0})

    def test_it_says_in_vietnamese_where_a_row_is_wrong(self, run, write_csv):
        bad = [*DIVISION[:3], "99999", DIVISION[4]]

        status, out, err = run("import-units", write_csv(UNIT_HEADER[:5], DIVISION, bad))

        assert (status, out) == (2, "")
        assert "Dòng 3, cột parent_code" in err or "Dòng 3, cột code" in err

    def test_vietnamese_headers_and_a_byte_order_mark(self, run, write_csv):
        header = ["Mã", "Tên", "Cấp", "Mã cấp trên", "Hiệu lực từ"]

        assert run("import-units", write_csv(header, DIVISION, encoding="utf-8-sig"))[0] == 0

    def test_missing_columns_are_named(self, run, write_csv):
        status, _, err = run("import-units", write_csv(["code", "name"], DIVISION))

        assert status == 2
        assert "kind, parent_code, valid_from" in err
