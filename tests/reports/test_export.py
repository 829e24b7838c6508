"""Files of a frozen report: the same integers, the same bytes, nothing that runs."""

import csv
import hashlib
import json
import re
import zipfile
from datetime import date
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from survey_app.core.calendar import Period
from survey_app.directory.models import Setting, Unit
from survey_app.reports.columns import UNIT_COLUMNS
from survey_app.results.document import exact_document
from survey_app.results.queries import snapshot

SHEETS = ["tong_hop", "don_vi", "thu_tuc", "van_de", "phuong_phap", "cai_tien", "noi_dung"]
FIRST_COLUMNS = [
    "unit_code",
    "unit_name",
    "online_n",
    "online_satisfied",
    "online_self_n",
    "online_self_satisfied",
    "all_n",
    "all_satisfied",
]
FORMULAS = ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", '"=cmd|x', "\uff1d1+1"]


@pytest.fixture
def closed(office, town, communes):
    """A closed quarter with a little of everything."""
    one, two, division = communes
    town.procedure("1.001193", "Đăng ký khai sinh")
    town.answers(one, 20, 3, answers={"problems": ["login"]})
    town.answers(two, 6, 1, channel=1, questionnaire="inperson_short", mode="desk")
    town.answers(division, 4, 2, submitted_by="staff")
    town.case(one)
    office.close()
    return office


def sheets(content):
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def csv_rows(content):
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def words(content):
    """Return all texts of a workbook."""
    return "\n".join(str(cell) for rows in sheets(content).values() for row in rows for cell in row)


class TestSameIntegers:
    def test_sheet_csv_and_json_say_what_results_show_says(self, closed, database):
        with snapshot(database) as session:
            units = exact_document(session, closed.period)["units"]
        rows = {row[0]: row for row in sheets(closed.export("xlsx"))["don_vi"][2:]}
        lines = {line["unit_code"]: line for line in csv_rows(closed.export("csv"))}
        metrics = {
            (each["unit_code"], each["code"]): each
            for each in json.loads(closed.export("json"))["metrics"]
        }

        for unit in units:
            wanted = [
                unit[block][name]
                for block in ("online", "online_self", "all")
                for name in ("n", "satisfied")
            ]
            assert rows[unit["unit"]][2:8] == wanted
            assert [int(lines[unit["unit"]][code]) for code in FIRST_COLUMNS[2:]] == wanted
            record = metrics[unit["unit"], "SATISFACTION_ONLINE_SELF"]
            assert [record["denominator"], record["numerator"]] == wanted[2:4]
            assert record["ratio"] == unit["online_self"]["rate"]

    def test_columns_of_the_contract_come_first(self, closed):
        sheet = sheets(closed.export("xlsx"))["don_vi"]

        assert sheet[0][:2] == ["Mã đơn vị", "Cơ quan, đơn vị"]
        assert sheet[1][:8] == FIRST_COLUMNS
        assert list(csv_rows(closed.export("csv"))[0])[:8] == FIRST_COLUMNS
        assert len({column.code for column in UNIT_COLUMNS}) == len(UNIT_COLUMNS)

    def test_every_sheet_is_there(self, closed):
        found = sheets(closed.export("xlsx"))

        assert list(found) == SHEETS
        assert found["thu_tuc"][2][:2] == ["1.001193", "Đăng ký khai sinh"]
        assert found["van_de"][2][2:6] == ["login", "Đăng nhập VNeID", 23, 23]
        assert "Khoảng Wilson." in words(closed.export("xlsx"))


class TestSameBytes:
    @pytest.mark.parametrize("file_format", ["xlsx", "csv", "json", "docx", "pdf"])
    def test_two_exports_are_equal(self, closed, file_format):
        first, again = (hashlib.sha256(closed.export(file_format)).digest() for _ in range(2))

        assert first == again

    def test_json_is_the_document_of_the_contract(self, closed):
        document = json.loads(closed.export("json"))

        assert {name: document[name] for name in document if name != "metrics"} == {
            "period": "2026-Q3",
            "unit": "90",
            "revision": 1,
            "draft": False,
        }
        assert document["metrics"][0] == {
            "code": "SATISFACTION_ONLINE",
            "name": "Tỷ lệ hài lòng khi dùng dịch vụ công trực tuyến",
            "unit_code": "90",
            "unit_name": "Tỉnh Thử",
            "numerator": 24,
            "denominator": 29,
            "ratio": 24 / 29,
            "score": None,
            "maxScore": None,
            "target": 95,
            "administrative_verdict": "not_met",
        }

    def test_what_is_not_known_is_null(self, office):
        office.close()

        metric = json.loads(office.export("json"))["metrics"][0]

        assert (metric["numerator"], metric["denominator"], metric["ratio"]) == (0, 0, None)


class TestHonestPercentages:
    def test_899_of_1000_is_89_9_everywhere(self, office, database, town, communes):
        with database.writing() as session:
            town.fill_tally(session, communes[0], date(2025, 10, 6), satisfied=8995, n=10000)
        office.period = Period.parse("2025-Q4")
        office.close()

        row = sheets(office.export("xlsx"))["don_vi"][2]
        line = csv_rows(office.export("csv"))[0]

        place = [column.code for column in UNIT_COLUMNS].index("online_rate")
        assert row[place] == 89.9
        assert line["online_rate"] == "89.9"
        assert line["online_verdict"] == "Chưa đạt"

    def test_no_answers_leave_the_cell_empty(self, office):
        office.close()

        line = csv_rows(office.export("csv"))[0]

        assert line["online_rate"] == line["online_low"] == ""
        assert line["online_verdict"] == "Chưa có dữ liệu"


class TestMarks:
    def test_a_draft_says_so(self, office, town, communes):
        office.draft()

        assert "BẢN NHÁP" in words(office.export("xlsx"))
        assert csv_rows(office.export("csv"))[0]["marks"] == "BẢN NHÁP"
        assert json.loads(office.export("json"))["draft"] is True

    def test_sample_data_say_so(self, office, database):
        with database.writing() as session:
            session.add(Setting(name="demo_data", value="1"))
        office.close()

        assert "DỮ LIỆU MẪU" in words(office.export("xlsx"))
        assert csv_rows(office.export("csv"))[0]["marks"] == "DỮ LIỆU MẪU"
        assert json.loads(office.export("json"))["demo"] == "DỮ LIỆU MẪU"

    def test_others_say_nothing(self, closed):
        assert "NHÁP" not in words(closed.export("xlsx"))
        assert csv_rows(closed.export("csv"))[0]["marks"] == ""

    def test_old_figures_stay_beside_new_ones(self, closed, town, communes):
        town.answer(communes[0])
        closed.close(reason="bổ sung")

        text = words(closed.export("xlsx"))

        assert "Các bản chốt số liệu" in text
        assert "bổ sung" in text
        rows = sheets(closed.export("xlsx"))["tong_hop"]
        start = next(number for number, row in enumerate(rows) if row[0] == "Bản chốt")
        assert [row[4] for row in rows[start + 1 : start + 3]] == [36, 37]


class TestNothingRuns:
    @pytest.mark.parametrize("name", FORMULAS)
    def test_a_name_is_never_a_formula(self, office, database, town, communes, name):
        with database.writing() as session:
            session.get(Unit, communes[0]).name = name
        town.answers(communes[0], 5)
        office.close()

        content = office.export("xlsx")

        with zipfile.ZipFile(BytesIO(content)) as book:
            for part in book.namelist():
                assert not re.search(rb"<f[ >]|<hyperlink", book.read(part)), part
        assert csv_rows(office.export("csv"))[1]["unit_name"] == f"'{name}"

    def test_codes_are_text_and_counts_are_numbers(self, closed):
        row = sheets(closed.export("xlsx"))["don_vi"][3]

        assert row[0] == "90001"
        assert all(isinstance(cell, float | int) for cell in row[2:8])
