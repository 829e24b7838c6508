"""What spreadsheets make of codes and times, and still one case for one case."""

import zipfile
from datetime import datetime

import pytest
import xlsxwriter

from tests.cases.conftest import HEADER, case_row, counts

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

MOMENTS = [name for name in HEADER if name.startswith("Ngay")]


@pytest.fixture
def write_xlsx(tmp_path):
    def write(*sheets, options=None):
        path = tmp_path / "cases.xlsx"
        with xlsxwriter.Workbook(path, options or {}) as book:
            date = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
            for rows in sheets:
                sheet = book.add_worksheet()
                for number, row in enumerate(rows):
                    for place, value in enumerate(row):
                        if isinstance(value, datetime):
                            sheet.write_datetime(number, place, value, date)
                        else:
                            sheet.write(number, place, value)
        return path

    return write


def as_numbers(row):
    """Return the cells as a spreadsheet keeps them: every code and time a number."""
    return [float(value) if value.replace(".", "", 1).isdigit() else value for value in row]


class TestNumberCells:
    @pytest.mark.parametrize("options", [{}, {"constant_memory": True}])
    def test_codes_and_times_are_read_as_text(self, run_import, write_csv, write_xlsx, options):
        run_import(write_csv([case_row()]))
        path = write_xlsx([HEADER, as_numbers(case_row().values())], options=options)

        assert run_import(path)[:2] == (0, counts(read=1, unchanged=1))

    def test_a_code_that_lost_its_last_zero_is_found(self, run_import, write_xlsx, stored):
        row = case_row(MaTTHC="1.003330")
        run_import(write_xlsx([HEADER, as_numbers(row.values())]))

        assert stored()["H24.10-260901-0001"].procedure_code == "1.003330"

    @pytest.mark.parametrize("calendar", [{}, {"date_1904": True}])
    def test_date_cells_are_vietnamese_time(self, run_import, write_csv, write_xlsx, calendar):
        run_import(write_csv([case_row()]))
        row = case_row()
        for name in MOMENTS:
            row[name] = datetime.strptime(row[name], "%Y%m%d%H%M%S")  # noqa: DTZ007

        found = run_import(write_xlsx([HEADER, row.values()], options=calendar))

        assert found[:2] == (0, counts(read=1, unchanged=1))

    def test_a_case_id_of_digits_keeps_them(self, run_import, write_xlsx, stored):
        run_import(write_xlsx([HEADER, [261008, *list(case_row().values())[1:]]]))

        assert stored().keys() == {"261008"}


class TestSheets:
    def test_the_first_sheet_with_cases_is_read(self, run_import, write_xlsx):
        cover = [["Danh sách hồ sơ tháng 9"], ["Xã Đường An"]]

        assert run_import(write_xlsx([], cover, [HEADER, case_row().values()]))[1] == counts(
            read=1, added=1
        )

    def test_rows_are_counted_as_the_spreadsheet_does(self, run_import, write_xlsx, tmp_path):
        bad = case_row(2, KenhThucHien="9").values()
        path = write_xlsx([HEADER, case_row().values(), [], [""] * 13, bad])

        assert run_import(path, "--rejects", tmp_path / "r.csv")[1] == counts(
            read=2, added=1, rejected=1
        )
        assert "\n5,KenhThucHien,9," in (tmp_path / "r.csv").read_text("utf-8-sig")

    def test_cells_beyond_the_header_are_ignored(self, run_import, write_xlsx):
        row = [*case_row().values(), "", "", "ghi chú"]

        assert run_import(write_xlsx([HEADER, row]))[1] == counts(read=1, added=1)

    def test_an_error_in_a_cell_rejects_its_row(self, run_import, write_xlsx):
        rows = [case_row(1, NgayTra="=1/0").values(), case_row(2).values()]

        assert run_import(write_xlsx([HEADER, *rows]))[1]["added"] >= 1

    def test_prefixed_elements_and_formatted_pieces(self, run_import, tmp_path, write_xlsx, stored):
        path = write_xlsx([HEADER, case_row().values()])
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        texts = parts["xl/sharedStrings.xml"].replace(
            b"<t>H24.10-260901-0001</t>",
            b"<r><t>H24.10-</t></r><r><rPr><b/></rPr><t>260901-0001</t></r>",
        )
        sheet = parts["xl/worksheets/sheet1.xml"].replace(b"xmlns=", b"xmlns:x=")
        for name in (b"worksheet", b"sheetData", b"row", b"c", b"v"):
            sheet = sheet.replace(b"<" + name + b" ", b"<x:" + name + b" ")
            sheet = sheet.replace(b"<" + name + b">", b"<x:" + name + b">")
            sheet = sheet.replace(b"</" + name + b">", b"</x:" + name + b">")
        parts |= {"xl/sharedStrings.xml": texts, "xl/worksheets/sheet1.xml": sheet}
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)

        assert run_import(path)[1] == counts(read=1, added=1)
        assert stored().keys() == {"H24.10-260901-0001"}
