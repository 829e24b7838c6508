"""What an import needs does not grow with the file."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.cases.conftest import HEADER, case_row
from tests.support.settings import environment

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

ROOT = Path(__file__).parents[2]
SHEET = "xl/worksheets/sheet1.xml"

#: Runs a command and prints the highest memory it ever had, in KiB. The kernel's own count:
#: ru_maxrss would begin with what the process that started this one had.
MEASURED = """
import re, sys
from pathlib import Path
from survey_app import create_app

result = create_app().test_cli_runner().invoke(args=sys.argv[1:])
print(result.stdout, *re.findall(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()))
sys.exit(result.exit_code)
"""


@pytest.fixture
def peak(settings):
    """Import a file in a process of its own and return its highest memory in MiB."""

    def peak(path, rows, *options):
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, "cases", "import", path, *options],
            cwd=ROOT,
            env=environment(settings),
            capture_output=True,
            text=True,
            check=True,
        )
        assert f'"added": {rows}' in done.stdout
        return int(done.stdout.split()[-1]) / 1024

    return peak


def write_cases(path, agency, rows):
    with path.open("w", encoding="utf-8") as file:
        print(*HEADER, sep=",", file=file)
        rest = ",".join(list(case_row().values())[1:])
        for number in range(rows):
            print(f"{agency}-260901-{number:06}", rest, sep=",", file=file)
    return path


def test_ten_times_the_rows_need_no_more_memory(peak, tmp_path):
    small = peak(write_cases(tmp_path / "small.csv", "H24.10", 5_000), 5_000)
    large = peak(write_cases(tmp_path / "large.csv", "H24.11", 50_000), 50_000)

    assert large <= small + 15


def test_a_workbook_of_100_000_rows_needs_at_most_250_mib(peak, tmp_path):
    path = write_workbook(tmp_path / "cases.xlsx", 100_000)

    assert peak(path, 100_000, "--dry-run") <= 250


def write_workbook(path, rows):
    """Write a sheet as XML, one text for each case ID; a writer would take longer than the test."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[SHEET] = re.sub(rb"<sheetData */>", b"", parts[SHEET])
    before, after = parts[SHEET].split(b"</worksheet>")
    cells = "".join(f"<c><v>{value}</v></c>" for value in list(case_row().values())[1:])
    texts = "".join(f"<c t='inlineStr'><is><t>{name}</t></is></c>" for name in HEADER)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            if name != SHEET:
                archive.writestr(name, data)
        with archive.open(SHEET, "w") as sheet:
            sheet.write(before + f"<sheetData><row>{texts}</row>".encode())
            for number in range(rows):
                case_id = f"<c t='inlineStr'><is><t>H24.10-260901-{number:06}</t></is></c>"
                sheet.write(f"<row>{case_id}{cells}</row>".encode())
            sheet.write(b"</sheetData></worksheet>" + after)
    return path
