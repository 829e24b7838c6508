"""Reading tables: any bytes give rows or one named error."""

import zipfile
from datetime import datetime
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.core.errors import UnreadableFileError
from survey_app.directory.messages import MESSAGES, sentence
from survey_app.directory.readers.numbers import (
    EPOCH_1900,
    EPOCH_1904,
    date_text,
    is_date,
    number_text,
)
from survey_app.directory.readers.opening import open_table
from survey_app.directory.readers.sheet import Columns

anything_goes = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


def read(path):
    """Return header and rows, or the words of the error."""
    try:
        with open_table(path) as table:
            rows = list(table.rows())
            assert table.position <= table.size
            return table.header, rows
    except UnreadableFileError as error:
        return sentence(MESSAGES, error).partition(" ")


def small_workbook():
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name"])
        sheet.write_row(1, 0, ["x", 1.5])
    return file.getvalue()


SMALL = small_workbook()


@anything_goes
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path, content):
    path = tmp_path / "table"
    path.write_bytes(content)

    read(path)


@settings(anything_goes, max_examples=300)
@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=20))
def test_a_workbook_with_some_bytes_overwritten(tmp_path, place, content):
    path = tmp_path / "table.xlsx"
    path.write_bytes(SMALL[:place] + content + SMALL[place + len(content) :])

    read(path)


@settings(anything_goes, max_examples=300)
@given(st.data())
def test_a_workbook_with_some_characters_of_a_part_replaced(tmp_path, data):
    path = tmp_path / "table.xlsx"
    with zipfile.ZipFile(BytesIO(SMALL)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    place = data.draw(st.integers(0, len(parts[name])))
    odd = data.draw(st.sampled_from(["<", ">", '"', "-1", "9" * 30, "&#0;", "<c/>", "x", "\ud7ff"]))
    parts[name] = parts[name][:place] + odd + parts[name][place + data.draw(st.integers(0, 3)) :]
    with zipfile.ZipFile(path, "w") as archive:
        for part, text in parts.items():
            archive.writestr(part, text)

    read(path)


@anything_goes
@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_a_workbook_gives_back_what_was_written(tmp_path, rows):
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["a", "b", "c", "d"], *rows]):
            for place, text in enumerate(row):
                sheet.write_string(number, place, text)
    with zipfile.ZipFile(path) as archive:
        if any(b"_x" in archive.read(part) for part in archive.namelist()):
            return  # characters that XML cannot hold are written as escapes

    header, found = read(path)

    assert header == ["a", "b", "c", "d"]
    assert found == [
        (number, [*as_xml(row), "", ""][:4])
        for number, row in enumerate(rows, start=2)
        if any(as_xml(row))
    ]


def as_xml(row):
    return [text.replace("\r\n", "\n").replace("\r", "\n") for text in row]


def test_two_cells_at_the_far_corners_cost_no_memory(tmp_path):
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name"])
        sheet.write(100_000, 16_383, "far")
        sheet.write(100_000, 1, "near")

    assert read(path) == (["code", "name"], [(100_001, ["", "near"])])


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("261008", "261008"),
        ("261008.0", "261008"),
        ("20261008093000", "20261008093000"),
        ("2.0261008093E13", "20261008093000"),
        ("2.0008149999999998", "2.000815"),
        ("0.1", "0.1"),
        ("-7", "-7"),
        ("1e400", "1e400"),
        ("nan", "nan"),
        ("12345678901234567890", "12345678901234567890"),
        ("1E+20", "1E+20"),
        ("x", "x"),
    ],
)
def test_number_text(written, text):
    assert number_text(written) == text


@pytest.mark.parametrize(
    ("written", "epoch", "text"),
    [
        ("46266", EPOCH_1900, "2026-09-01"),
        ("44804", EPOCH_1904, "2026-09-01"),
        ("46266.333333333336", EPOCH_1900, "2026-09-01T08:00:00"),
        ("46266.35416666", EPOCH_1900, "2026-09-01T08:30:00"),
        ("0.5", EPOCH_1900, "0.5"),
        ("3000000", EPOCH_1900, "3000000"),
        ("1e999", EPOCH_1900, "1e999"),
        ("hôm qua", EPOCH_1900, "hôm qua"),
    ],
)
def test_date_text(written, epoch, text):
    assert date_text(written, epoch) == text


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)))  # noqa: DTZ001
def test_a_moment_survives_the_spreadsheet_to_the_second(moment):
    moment = moment.replace(microsecond=0)
    days = (moment - EPOCH_1900).total_seconds() / 86_400

    assert datetime.fromisoformat(date_text(repr(days), EPOCH_1900)) == moment


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        ("14", None, True),
        ("0", None, False),
        ("x", None, False),
        ("164", "dd/mm/yyyy", True),
        ("164", "[$-42A]h:mm", True),
        ("164", "General", False),
        ("164", '0.00" đồng/m"', False),
        ("164", r"#,##0\ \d", False),
        ("164", "[Red]0.00", False),
    ],
)
def test_is_date(number, code, expected):
    assert is_date(number, code) is expected


@pytest.mark.parametrize(("letters", "place"), [("A", 0), ("Z", 25), ("AA", 26), ("XFD", 16383)])
def test_columns(letters, place):
    assert Columns()[letters] == place
