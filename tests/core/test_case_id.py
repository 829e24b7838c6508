"""Case IDs: what is one, and what is not."""

import unicodedata
from datetime import date
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.case_id import CaseId, Tail, normalise_case_id, parse_case_id, parse_tail

# fmt: off
KNOWN = [
    ("H44.100-260926-0001",        CaseId("H44.100", date(2026, 9, 26), "0001")),
    ("H15.50.05.13-261008-0975",   CaseId("H15.50.05.13", date(2026, 10, 8), "0975")),
    ("000.00.16.H56-200101-0001",  CaseId("000.00.16.H56", date(2020, 1, 1), "0001")),
    ("H24-261008-1512345",         CaseId("H24", date(2026, 10, 8), "1512345")),
    ("G15-261008-54321",           CaseId("G15", date(2026, 10, 8), "54321")),
    ("H15.50.05.13.7-240229-0975", CaseId("H15.50.05.13.7", date(2024, 2, 29), "0975")),
]
# fmt: on
UNKNOWN = [
    "",
    "-",
    "H44-261332-0001",  # month 13
    "H44-260230-0001",  # no such day
    "H44-260000-0001",
    "44.100-260926-0001",  # no letter
    "H44.100-260926-001",  # serial too short
    "H44.100-260926-00000001",  # serial too long
    "H44.100-26926-0001",
    "H44.1000-260926-0001",
    "H44.1.2.3.4.5-260926-0001",
    "H44.100.-260926-0001",
    "000.00.16.56-200101-0001",
    "H44.100-260926-0001X",
    "H44.100-260926",
    "H44.100_260926_0001",
    "H44.100-٢٦٠٩٢٦-0001",
    "Chứng thực bản sao",
    "H44.100-260926-0001" * 1_000,
]


class TestNormaliseCaseId:
    @pytest.mark.parametrize(
        "text",
        [
            " h44.100-260926-0001 ",
            "H44.100 - 260926 - 0001",
            "H44.100\u00a0-\u202f260926-0001\r\n",
            "H44.100\u2013260926\u20130001",
            "H44.100\u2014260926\u20120001",
            "H44.100\u2212260926\u20110001",
            "\ufeffH44.100-260926\u200b-0001",
        ],
    )
    def test_every_spelling_gives_one(self, text):
        assert normalise_case_id(text) == "H44.100-260926-0001"

    def test_free_text_in_nfd_equals_nfc(self):
        text = "hồ sơ bà Thuỷ"

        assert normalise_case_id(unicodedata.normalize("NFD", text)) == normalise_case_id(text)
        assert normalise_case_id(text) == "HỒSƠBÀTHUỶ"

    def test_nothing_stays_nothing(self):
        assert normalise_case_id("") == ""

    @settings(deadline=None, max_examples=1_000)
    @given(st.text())
    def test_a_second_time_changes_nothing(self, text):
        once = normalise_case_id(text)

        assert normalise_case_id(once) == once


class TestParseCaseId:
    @pytest.mark.parametrize(("text", "expected"), KNOWN)
    def test_known_forms(self, text, expected):
        assert parse_case_id(text) == expected

    @pytest.mark.parametrize("text", UNKNOWN)
    def test_unknown_forms(self, text):
        assert parse_case_id(text) is None

    @pytest.mark.parametrize("text", [text for text, _ in KNOWN])
    def test_str_gives_the_normalised_text_back(self, text):
        assert str(parse_case_id(f" {text.lower()} ")) == text

    @settings(deadline=None)
    @given(
        st.from_regex(r"[A-Z][0-9]{2}(\.[0-9]{1,3}){0,4}", fullmatch=True),
        st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        st.from_regex(r"[0-9]{4,7}", fullmatch=True),
    )
    def test_any_agency_day_and_serial_read_back(self, agency, day, serial):
        case_id = CaseId(agency, day, serial)

        assert parse_case_id(str(case_id)) == case_id

    def test_its_tail_is_what_a_citizen_reads_out(self):
        case_id = CaseId("H44.100", date(2026, 9, 6), "0001")

        assert case_id.tail == "260906-0001"
        assert parse_tail(case_id.tail) == Tail(date(2026, 9, 6), case_id.ymd, "0001")


class TestParseTail:
    @pytest.mark.parametrize(
        "text", ["260926-0001", "2609260001", " 260926 \u2013 0001 ", "260926\u22120001"]
    )
    def test_hyphen_and_spaces_are_free(self, text):
        tail = parse_tail(text)

        assert tail == Tail(date(2026, 9, 26), "260926", "0001")
        assert str(tail) == "260926-0001"

    @pytest.mark.parametrize("text", ["260926-1512345", "2609261512345"])
    def test_serials_of_seven_digits(self, text):
        assert parse_tail(text) == Tail(date(2026, 9, 26), "260926", "1512345")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "261326-0001",
            "260231-0001",
            "260926-001",
            "260926-12345678",
            "260926--0001",
            "26-0926-0001",
            "H44.100-260926-0001",
            "2609260001" * 1_000,
        ],
    )
    def test_anything_else_is_none(self, text):
        assert parse_tail(text) is None


class TestHostileLength:
    @pytest.mark.parametrize("text", ["H44" + ".1" * 25_000, "1" * 50_000, "-" * 50_000])
    def test_fifty_kilobytes_are_refused_at_once(self, text):
        start = perf_counter()

        assert parse_case_id(text) is None
        assert parse_tail(text) is None
        assert perf_counter() - start < 1
