"""Rows of any text: values, or errors that name the column; nothing else."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.cases.columns import PROVINCIAL, REFUSED, Columns
from survey_app.cases.messages import REASONS, reason, shown
from survey_app.cases.parse import parse
from survey_app.cases.readings import Reading
from survey_app.core.text import unreadable_character
from survey_app.directory.procedure_codes import normalise_procedure_code
from tests.cases.conftest import case_row

COLUMNS = Columns(with_contacts=True)
UNITS = {"10972": 1, "Xã Đường An": 1}
ENGLISH = dict(zip(case_row(), PROVINCIAL.values(), strict=True))
MOMENT = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)

TEXTS = st.text(st.characters(exclude_categories=()), max_size=30) | st.sampled_from(
    ["1", "2", "10", "10972", "20260901080000", "01/09/2026 08:00", "H24-260901-0001", "2.000815"]
)
ROWS = st.dictionaries(
    st.sampled_from([*case_row(), *ENGLISH.values(), *REFUSED, "Email", "ghi chú"]), TEXTS
)


def read(row):
    return parse(row, COLUMNS, lambda text, _at: UNITS.get(text))


@given(ROWS)
def test_a_row_is_read_or_told_what_is_wrong(row):
    result = read(row)

    if isinstance(result, Reading):
        assert result.case_id
        assert unreadable_character(result.case_id + result.procedure_code) is None
        assert result.channel in (None, 1, 2, 3)
        assert result == read(row)
    else:
        for error in result:
            assert error.column in row or error.column == "case_id"
            assert error.code in REASONS
            assert unreadable_character(shown(error.value)) is None
            assert all(reason(error, language) for language in ("vi", "en"))


@given(ROWS)
def test_both_spellings_of_the_columns_read_alike(row):
    english = {ENGLISH.get(name, name): text for name, text in row.items()}
    if len(english) == len(row):
        result, other = read(row), read(english)
        assert isinstance(result, Reading) == isinstance(other, Reading)
        assert result == other or not isinstance(result, Reading)


@pytest.mark.parametrize(
    "written",
    [
        "20260901080000",
        "2026-09-01T08:00:00",
        "2026-09-01T01:00Z",
        "01/09/2026 08:00",
        " 2026-09-01 08:00:00+07:00 ",
    ],
)
@pytest.mark.parametrize("column", [name for name in case_row() if name.startswith("Ngay")])
def test_moments_in_three_forms(written, column):
    assert getattr(read(case_row(**{column: written})), PROVINCIAL[column]) == MOMENT


@pytest.mark.parametrize(
    "written", ["20261301080000", "2026-02-30", "32/01/2026", "08:00", "1e9", "0"]
)
def test_what_is_no_moment(written):
    [error] = read(case_row(NgayTiepNhan=written))

    assert (error.column, error.value, error.code) == ("NgayTiepNhan", written, "bad_moment")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2.000815", "2.000815"),
        ("2.000815.01", "2.000815"),
        ("2.000815.000.00.00.H55", "2.000815"),
        ("2.000815.000.00.00.H55.02", "2.000815"),
        ("1.00333", "1.003330"),
        (" 1. 003330", "1.003330"),
        ("2.000815.000.00", "2.000815.000.00"),
        ("abc", "ABC"),
        ("", ""),
    ],
)
def test_procedure_codes(written, code):
    assert normalise_procedure_code(written) == code


@given(st.text())
def test_procedure_codes_are_normalised_once(text):
    assert normalise_procedure_code(normalise_procedure_code(text)) == normalise_procedure_code(
        text
    )
