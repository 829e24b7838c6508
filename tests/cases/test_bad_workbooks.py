"""Workbooks that are damaged or made to harm."""

import zipfile

import pytest
import xlsxwriter

from tests.cases.conftest import HEADER, case_row

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

MIB = 2**20


def workbook(path, rows=(), **parts):
    """Write a workbook, then replace or add parts of it."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    if parts:
        with zipfile.ZipFile(path) as archive:
            content = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in (content | parts).items():
                archive.writestr(name, data)
    return path


def sheet_xml(rows):
    start = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{start}{rows}</sheetData></worksheet>".encode()


class TestWorkbook:
    @pytest.mark.parametrize("share", [0.3, 0.6, 0.95, 0.999])
    def test_truncated(self, refuse, tmp_path, share):
        path = workbook(tmp_path / "cases.xlsx", [HEADER, list(case_row().values())])
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

        assert "bị hỏng hoặc bị cắt" in refuse(path)

    @pytest.mark.parametrize(
        "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"]
    )
    @pytest.mark.parametrize(
        "content", [b"", b"<a>", b"\0\1\2", b"<a>&unknown;</a>", b"<worksheet/>"]
    )
    def test_damaged_part(self, refuse, tmp_path, part, content):
        path = workbook(
            tmp_path / "cases.xlsx", [HEADER, list(case_row().values())], **{part: content}
        )

        assert "Tệp" in refuse(path)

    def test_bomb(self, refuse, tmp_path):
        path = workbook(
            tmp_path / "cases.xlsx", [HEADER], **{"xl/worksheets/sheet1.xml": bytes(200 * MIB)}
        )

        assert path.stat().st_size < MIB
        assert "CSV" in refuse(path)

    def test_bomb_in_a_part_nobody_reads(self, refuse, tmp_path):
        path = workbook(tmp_path / "cases.xlsx", [HEADER], **{"xl/media/a.bin": bytes(60 * MIB)})

        assert "CSV" in refuse(path)

    def test_bomb_that_lies_about_its_size(self, refuse, tmp_path):
        path = workbook(
            tmp_path / "cases.xlsx", [HEADER], **{"xl/worksheets/sheet1.xml": bytes(60 * MIB)}
        )
        size = (60 * MIB).to_bytes(4, "little")
        path.write_bytes(path.read_bytes().replace(size, (MIB // 2).to_bytes(4, "little")))

        assert "bị hỏng" in refuse(path)

    def test_too_many_parts(self, refuse, tmp_path):
        parts = {f"xl/media/{n}.bin": b"" for n in range(201)}

        assert "CSV" in refuse(workbook(tmp_path / "cases.xlsx", [HEADER], **parts))

    def test_entities_are_not_expanded(self, refuse, tmp_path):
        entities = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        sheet = (
            f"{entities}<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
        )
        path = workbook(tmp_path / "cases.xlsx", [HEADER], **{"xl/worksheets/sheet1.xml": sheet})

        assert "bị hỏng" in refuse(path)

    def test_two_cells_far_apart(self, refuse, tmp_path):
        first = '<row r="1"><c r="A1"><v>1</v></c></row>'
        cells = sheet_xml(f'{first}<row r="200001"><c r="XFD200001"><v>2</v></c></row>')
        path = workbook(tmp_path / "cases.xlsx", **{"xl/worksheets/sheet1.xml": cells})

        assert "thiếu cột" in refuse(path)

    def test_more_than_200_000_rows(self, refuse, tmp_path):
        header = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER)
        rows = f'<row r="1">{header}</row><row r="200002"><c r="A200002"><v>1</v></c></row>'
        path = workbook(tmp_path / "cases.xlsx", **{"xl/worksheets/sheet1.xml": sheet_xml(rows)})

        said = refuse(path)

        assert "200000" in said
        assert "CSV" in said

    def test_text_that_is_not_there(self, refuse, tmp_path):
        cells = '<row r="1"><c r="A1" t="s"><v>7</v></c></row>'
        path = workbook(tmp_path / "cases.xlsx", **{"xl/worksheets/sheet1.xml": sheet_xml(cells)})

        assert "bị hỏng" in refuse(path)

    def test_no_sheet_with_anything(self, refuse, tmp_path):
        assert "không có dữ liệu" in refuse(workbook(tmp_path / "cases.xlsx"))
