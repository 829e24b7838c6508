"""LibreOffice opens the workbook and reads the same integers."""

import csv
import shutil
import subprocess

import pypdfium2
import pytest

from survey_app.reports.columns import UNIT_COLUMNS
from tests.reports.conftest import Office
from tests.results.town import DAY, Town

pytestmark = [
    pytest.mark.office,
    pytest.mark.parametrize("dialect", ["sqlite"], indirect=True),
]

#: Comma, quotes, UTF-8, from line 1, all as shown; last: every sheet into its own file.
FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


@pytest.fixture
def office(database):
    town = Town(database)
    province = town.unit("T1", name="Tỉnh Thử")
    for code, satisfied, dissatisfied in (("00009", 1203, 17), ("T1002", 6, 1)):
        unit = town.unit(code, province)
        with database.writing() as session:
            town.fill_tally(session, unit, DAY, satisfied=satisfied, n=satisfied + dissatisfied)
    return Office(database, province)


def read_by_libreoffice(workbook, folder):
    """Return the sheets of a workbook as LibreOffice shows them."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is missing: make office installs it"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", FILTER, "--outdir", folder, workbook],
        check=True,
        capture_output=True,
        timeout=180,
    )
    found = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem.removeprefix(f"{workbook.stem}-")] = list(csv.reader(file))
    return found


def number(text):
    """Read a whole number as a spreadsheet shows it, with marks between thousands."""
    return int(text.replace(",", "").replace(".", ""))


def test_integers_and_codes_are_the_same(office, tmp_path):
    card = office.close()
    workbook = tmp_path / "report.xlsx"
    workbook.write_bytes(office.export("xlsx"))

    sheets = read_by_libreoffice(workbook, tmp_path)

    assert {"tong_hop", "don_vi", "thu_tuc", "van_de", "phuong_phap"} <= set(sheets)
    rows = {row[0]: row for row in sheets["don_vi"][2:]}
    assert "00009" in rows
    counted = [place for place, column in enumerate(UNIT_COLUMNS) if column.kind == "count"]
    for unit in card.document()["units"]:
        for place in counted:
            value = UNIT_COLUMNS[place].value(unit)
            assert number(rows[unit["code"]][place] or "0") == (value or 0)


def counts(unit):
    """Return all counts of a frozen row."""
    return [column.value(unit) or 0 for column in UNIT_COLUMNS if column.kind == "count"]


def test_the_letter_opens_as_a_document(office, tmp_path):
    card = office.close()
    path = tmp_path / "letter.docx"
    path.write_bytes(office.export("docx"))

    program = shutil.which("soffice")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path],
        check=True,
        capture_output=True,
        timeout=180,
    )

    with pypdfium2.PdfDocument(tmp_path / "letter.pdf") as document:
        text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    assert "BÁO CÁO" in text
    most = max(number for unit in card.document()["units"] for number in counts(unit))
    assert f"{most:,}".replace(",", ".") in text
