"""Files that cannot be read: exit status 2, one Vietnamese sentence naming the place."""

import pytest

from tests.cases.conftest import HEADER, case_row, counts

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

GOOD = ",".join(HEADER) + "\r\n" + ",".join(case_row().values()) + "\r\n"
MIB = 2**20


@pytest.fixture
def write(tmp_path):
    def write(content, name="cases.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


class TestNoTable:
    def test_missing_file(self, refuse, tmp_path):
        assert "Không mở được tệp" in refuse(tmp_path / "nowhere.csv")

    def test_folder(self, refuse, tmp_path):
        assert "Không mở được tệp" in refuse(tmp_path)

    @pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \r\n"])
    def test_empty_file(self, refuse, write, content):
        assert "không có dữ liệu" in refuse(write(content))

    @pytest.mark.parametrize(
        "content",
        [
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
            b"\x89PNG\r\n\x1a\n\0\0",
            b"<html><table><tr><td>MaHoSo</td></tr></table></html>",
            b"MaHoSo\0DonViXuLy",
            b"\x1f\x8b\x08\0",
        ],
    )
    @pytest.mark.parametrize("name", ["cases.csv", "cases.xlsx"])
    def test_something_else_renamed(self, refuse, write, content, name):
        assert "không phải bảng" in refuse(write(content, name))

    def test_old_or_locked_excel(self, refuse, write):
        assert "Excel kiểu cũ" in refuse(write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cases.xlsx"))

    @pytest.mark.parametrize("header", ["MaHoSo,MaTTHC", "DonViXuLy;MaTTHC", "một,hai", "MaHoSo"])
    def test_needed_columns_are_missing(self, refuse, write, header):
        said = refuse(write(f"{header}\r\n1,2\r\n"))

        assert "Dòng 1 thiếu cột" in said
        assert ("MaHoSo" in said) != ("MaHoSo" in header)

    def test_two_columns_for_one_field(self, refuse, write):
        said = refuse(write("MaHoSo,DonViXuLy,case_id\r\nH24-260901-0001,10972,x\r\n"))

        assert "MaHoSo, case_id" in said


class TestPersonalColumns:
    @pytest.mark.parametrize(
        "column",
        [
            "ChuHoSo",
            "HoTen",
            "TenNguoiNop",
            "DiaChi",
            "CCCD",
            "CMND",
            "SoGiayTo",
            "chuhoso",
            "Họ tên",
            "HỌ TÊN",
            "Chủ hồ sơ",
            "địa_chỉ",
            "Số giấy tờ",
            "Dia Chi",
        ],
    )
    @pytest.mark.parametrize("options", [[], ["--with-contacts"]])
    def test_always_refused(self, refuse, write_csv, column, options):
        assert column in refuse(write_csv([case_row(**{column: ""})]), *options)

    @pytest.mark.parametrize(
        "column", ["SoDienThoai", "DienThoai", "Email", "số điện thoại", "E-mail"]
    )
    def test_contacts_refused_unless_asked_for(self, refuse, run_import, write_csv, column):
        path = write_csv([case_row(**{column: ""})])

        assert column in refuse(path)
        assert run_import(path, "--with-contacts")[1] == counts(read=1, added=1)


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-16", "cp1258", "latin-1"])
    def test_another_encoding_is_refused_before_any_row_is_taken(self, refuse, write, encoding):
        good = GOOD + "".join(f"H24-260901-{n:04},,10972\r\n" for n in range(5000))
        said = refuse(write((good + "é").encode(encoding)))

        assert "không phải UTF-8" in said
        assert f"Dòng {1 if encoding == 'utf-16' else 5003} " in said

    def test_cut_inside_a_character(self, refuse, write):
        assert "Dòng 3 " in refuse(write(GOOD.encode() + "Đ".encode()[:1]))

    def test_cut_inside_a_row(self, run_import, write, tmp_path):
        path = write(GOOD + "H24.10-260901-0002,1.001193,10972,109")

        status, found, _ = run_import(path, "--rejects", tmp_path / "rejects.csv")

        assert (status, found) == (0, counts(read=2, added=1, rejected=1))
        assert '3,NoiNopHoSo,109,"dòng cuối bị cắt' in (tmp_path / "rejects.csv").read_text(
            "utf-8-sig"
        )

    def test_a_last_row_without_a_line_end_is_whole(self, run_import, write):
        assert run_import(write(GOOD.rstrip()))[:2] == (0, counts(read=1, added=1))

    def test_cut_inside_quotes_keeps_the_rows_before(self, refuse, write):
        said = refuse(write(GOOD + 'H24.10-260901-0002,"1.0011'), kept=1)

        assert "dòng 3" in said

    def test_ten_megabytes_in_one_cell(self, run_import, write_csv, tmp_path):
        rows = [
            case_row(1),
            case_row(2, MaTTHC="9" * 10 * MIB),
            case_row(3, GhiChu="x\n" * 5 * MIB),
        ]
        path = write_csv([*rows, case_row(4)], header=[*HEADER, "GhiChu"])

        status, found, _ = run_import(path, "--rejects", tmp_path / "rejects.csv")

        assert (status, found) == (0, counts(read=4, added=2, rejected=2))
        text = (tmp_path / "rejects.csv").read_text("utf-8-sig")
        assert "3,MaTTHC," in text
        assert "4,GhiChu," in text
        assert "ô dài hơn 10000 ký tự" in text
        assert len(text) < 2000

    def test_a_line_without_end(self, refuse, write):
        assert "Dòng 3 quá dài" in refuse(write(GOOD + "x" * (18 * MIB)))

    def test_more_cells_than_columns(self, run_import, write):
        row = ",".join(case_row(2).values())

        assert run_import(write(f"{GOOD}{row},thừa\r\n{row},,\r\n"))[1] == counts(
            read=3, added=2, rejected=1
        )

    def test_control_characters(self, run_import, write_csv, stored):
        rows = [
            case_row(1, MaHoSo="H24\0-260901-0001"),
            case_row(2, DonViXuLy="109\x0072"),
            case_row(3, MaTTHC="1.0\x1b[31m"),
            case_row(4, MaHoSo="H24-260901-\u202e0004"),
        ]

        assert run_import(write_csv(rows))[1] == counts(read=4, added=1, rejected=3)
        assert stored()["H24.10-260901-0003"].procedure_code == "1.0?[31M"

    @pytest.mark.parametrize("delimiter", [";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    def test_other_delimiters_and_a_byte_order_mark(
        self, run_import, write_csv, delimiter, encoding
    ):
        path = write_csv([case_row()], delimiter=delimiter, encoding=encoding)

        assert run_import(path)[:2] == (0, counts(read=1, added=1))

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_every_line_end_and_blank_lines(self, run_import, write, end, tmp_path):
        lines = [
            *GOOD.split("\r\n")[:2],
            "",
            ",,,",
            ",".join(case_row(2, KenhThucHien="7").values()),
        ]

        run_import(write(end.join(lines)), "--rejects", tmp_path / "rejects.csv")

        assert "5,KenhThucHien,7" in (tmp_path / "rejects.csv").read_text("utf-8-sig")
