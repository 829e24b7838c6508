"""Files for statisticians: every answer once, nothing about persons, labels in Vietnamese."""

import csv
import io
import zipfile

import pyreadstat
import pytest

from survey_app.core.calendar import Period
from survey_app.reports.columns import BESIDE_COLUMNS, UNIT_COLUMNS
from survey_app.reports.frozen import Frozen
from survey_app.reports.microdata import COLUMNS, write_microdata
from survey_app.reports.spss import write_sav

Q3 = Period.parse("2026-Q3")


@pytest.fixture
def answers(town, communes):
    one, two, division = communes
    town.answers(one, 8, 2, answers={"problems": ["login", "upload"]})
    town.answers(two, 3, procedure="=1+1")
    withdrawn = town.answer(division)
    town.leave(withdrawn)


def table(path, name):
    with zipfile.ZipFile(path) as archive:
        text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def write(database, unit, path):
    reports = []
    with database.reading() as session:
        count = write_microdata(session, unit, Q3, path, lambda *done: reports.append(done))
    return count, reports


@pytest.mark.usefixtures("answers")
def test_every_counted_answer_once(database, province, tmp_path):
    path = tmp_path / "m.zip"

    count, reports = write(database, province, path)

    rows = table(path, "phieu.csv")
    assert count == len(rows) == 13
    assert reports[-1] == (13, 13)
    assert sorted(row["overall"] for row in rows) == ["2"] * 2 + ["4"] * 11
    assert {row["problems"] for row in rows} == {"", "login upload"}


@pytest.mark.usefixtures("answers")
def test_only_columns_on_the_list(database, province, tmp_path):
    path = tmp_path / "m.zip"
    write(database, province, path)

    rows = table(path, "phieu.csv")
    known = {row["bien"] for row in table(path, "danh_muc_bien.csv")}

    assert list(rows[0])[: len(COLUMNS)] == list(COLUMNS)
    assert set(rows[0]) <= known
    assert not {"id", "response_id", "client_id", "receipt_mac"} & set(rows[0])


@pytest.mark.usefixtures("answers")
def test_small_groups_are_not_told_apart(database, province, tmp_path):
    path = tmp_path / "m.zip"
    write(database, province, path)

    rows = table(path, "phieu.csv")

    assert {row["unit_code"] for row in rows} == {"", "90001"}
    assert {row["procedure_code"] for row in rows} == {"", "1.001193"}


@pytest.mark.usefixtures("answers")
def test_one_unit_has_its_own_answers_only(database, communes, tmp_path):
    assert write(database, communes[1], tmp_path / "m.zip")[0] == 3


@pytest.mark.usefixtures("answers")
def test_spss_has_labels_and_the_same_counts(office, tmp_path):
    office.close()
    path = tmp_path / "t.sav"

    assert write_sav(Frozen(office.revisions()), path) == 3

    rows, told = pyreadstat.read_sav(str(path), output_format="dict")
    assert rows["unit_code"] == ["90", "90001", "90002"]
    assert rows["all_n"] == [13, 10, 3]
    assert told.column_names_to_labels["unit_name"] == "Cơ quan, đơn vị"
    assert "Chưa đạt" in told.variable_value_labels["online_verdict"].values()
    assert list(rows) == [each.code for each in UNIT_COLUMNS + BESIDE_COLUMNS]
