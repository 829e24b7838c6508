"""Vietnamese text: composed, searched, sorted, masked, and what may not be stored."""

import unicodedata
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.text import (
    fold,
    formula_safe,
    mask_personal,
    nfc,
    person_sort_key,
    sort_key,
    unreadable_character,
)

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèéẹềếệìíòóọồốộờớợùúừứữỳý ĐÂĂ", max_size=20
)


class TestNfc:
    def test_decomposed_text_is_composed(self):
        assert nfc(unicodedata.normalize("NFD", "Đường Ấn")) == "Đường Ấn"


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Đường An", "duong an"),
            ("Thuỷ", "thuy"),
            ("thủy", "thuy"),
            ("HOÀ  BÌNH", "hoa binh"),
            ("hòa\u00a0bình\n", "hoa binh"),
            ("Quý I/2026", "quy i/2026"),
            ("ỨNG HOÈ, Mỹ Đức", "ung hoe, my duc"),
            ("", ""),
        ],
    )
    def test_known(self, text, folded):
        assert fold(text) == folded

    def test_duong_an_finds_duong_an(self):
        assert fold("duong an") in fold("Xã Đường An, thành phố Hải Phòng")

    @settings(deadline=None)
    @given(st.text())
    def test_nfd_equals_nfc(self, text):
        assert fold(unicodedata.normalize("NFD", text)) == fold(nfc(text))

    @settings(deadline=None)
    @given(VIETNAMESE)
    def test_vietnamese_becomes_ascii_and_stays(self, text):
        assert fold(text).isascii()
        assert fold(fold(text)) == fold(text)


class TestSortKey:
    # "đ" after "d" whatever the tone
    def test_letters_of_the_alphabet(self):
        alphabet = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")

        assert sorted(set(alphabet), key=sort_key) == alphabet

    def test_tones_decide_between_equal_letters(self):
        tones = ["ma", "mà", "mả", "mã", "má", "mạ"]

        assert sorted(set(tones), key=sort_key) == tones

    @pytest.mark.parametrize(
        "ordered",
        [
            ["An", "Ăn", "Ân"],
            ["Dũng", "Đặng"],
            ["ả", "an", "ạn", "anh"],
            ["mạ", "man", "mãn"],
            ["Đặng", "Đông", "Đống Đa", "Em"],
            ["Hà Bắc", "Hạ Long", "Hà Nội", "Hải Phòng"],
            ["An Dương", "An Lão", "Anh Sơn", "Ân Thi"],
            ["Phường 2", "Phường 3", "Phường An Hải"],
            ["tham", "thảm", "thạm", "thăm", "thắm", "thâm", "thẫm"],
        ],
    )
    def test_words(self, ordered):
        assert sorted(set(ordered), key=sort_key) == ordered

    def test_case_form_and_place_of_the_tone_do_not_matter(self):
        spellings = ["hòa bình", "Hoà  Bình", unicodedata.normalize("NFD", "HÒA BÌNH")]

        assert len({sort_key(text) for text in spellings}) == 1

    @settings(deadline=None)
    @given(VIETNAMESE, VIETNAMESE)
    def test_a_beginning_comes_before_the_whole(self, start, rest):
        assert sort_key(start) <= sort_key(start + rest)

    @settings(deadline=None)
    @given(st.text())
    def test_any_text_has_a_key(self, text):
        assert isinstance(sort_key(text), str)


class TestPersonSortKey:
    def test_given_name_then_family_then_middle(self):
        ordered = [
            "Nguyễn Văn An",
            "Nguyễn Thị Ân",
            "Lê Văn Bình",
            "Nguyễn Thị Bình",
            "Nguyễn Văn Bình",
            "Bùi Dũng",
            "Đặng Đạt",
        ]

        assert sorted(set(ordered), key=person_sort_key) == ordered

    def test_the_tone_of_the_given_name_goes_before_the_family(self):
        ordered = ["Vũ Hoa", "Bùi Hoà", "An Hoá"]

        assert sorted(set(ordered), key=person_sort_key) == ordered

    def test_one_word_and_no_word(self):
        assert person_sort_key("") < person_sort_key("An") < person_sort_key("Bùi An")


class TestUnreadableCharacter:
    @pytest.mark.parametrize(
        "text",
        ["", "Góp ý:\r\n\tcảm ơn", "đ\u0303", "\u200b", "👍🏽", "\ufeff", "\u2028", "\U0010fffd"],
    )
    def test_ordinary_text_has_none(self, text):
        assert unreadable_character(text) is None

    @pytest.mark.parametrize(
        "char",
        [
            *map(chr, range(9)),
            "\x0b",
            "\x0c",
            "\x0e",
            "\x1b",
            "\x1f",
            "\x7f",
            "\x80",
            "\x85",
            "\x9f",
            "\ud800",
            pytest.param("\udfff", id="last surrogate"),
            pytest.param("\ufffd", id="replacement"),
            "\ufffe",
            "\uffff",
            "\ufdd0",
            "\ufdef",
            "\U0001fffe",
            "\U0010ffff",
            "\u202a",
            "\u202e",
            "\u2066",
            "\u2069",
        ],
    )
    def test_is_found_anywhere(self, char):
        assert unreadable_character(f"cảm ơn{char}\0") == char

    def test_agrees_with_unicode_on_every_character(self):
        for number in range(0x110000):
            char = chr(number)
            category = unicodedata.category(char)
            refused = (
                (category == "Cc" and char not in "\n\r\t")
                or category == "Cs"
                or number & 0xFFFE == 0xFFFE
                or 0xFDD0 <= number <= 0xFDEF
                or char == "\ufffd"
                or unicodedata.bidirectional(char)
                in {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
            )
            assert (unreadable_character(char) == char) == refused, hex(number)


class TestMaskPersonal:
    @pytest.mark.parametrize(
        "personal",
        [
            "0912345678",
            "0912 345 678",
            "091.234.56.78",
            "0912-345-678",
            "(0225) 3.123.456",
            "02253123456",
            "+84912345678",
            "+84 912 345 678",
            "+84.912.345.678",
            "(+84) 912345678",
            "84912345678",
            "0\u00a0912\u00a0345\u00a0678",
            "031098001234",
            "031 098 001 234",
            "123456789",
            "123456789012",
            "H44.100-260926-0001",
            "h15.50.05.13-261008-0975",
            "000.00.16.H56-200101-0001",
            "H24 - 261008 - 1512345",
            "H44.100\u2013260926\u20130001",
            "260926-0001",
        ],
    )
    def test_hides_every_digit_of_it(self, personal):
        masked = mask_personal(f"Tôi là Lan, số {personal}, xin cảm ơn.")

        assert "•••" in masked
        assert not any(char.isdigit() for char in masked)
        assert masked.startswith("Tôi là Lan, số ")
        assert masked.endswith(", xin cảm ơn.")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Chờ 45 phút, đến lần 3 mới xong.",
            "Lệ phí 1.000.000 đồng, thu 1.250.000.000 đồng",
            "Ngày 08/10/2026 lúc 09:15",
            "Quyết định 1565/QĐ-TTg năm 2025, tổng đài 1022, 19001096",
            "Thủ tục 2.000815, mã đơn vị 11689",
            "100000-200000 đồng",
            "12345678",
            "1234567890",
        ],
    )
    def test_leaves_other_numbers(self, text):
        assert mask_personal(text) == text

    def test_two_numbers_side_by_side(self):
        assert mask_personal("0912345678 0987654321") == "••• •••"

    @settings(deadline=None)
    @given(st.text(alphabet="0123456789 .-+()Hh\n", max_size=60))
    def test_no_run_of_nine_or_twelve_digits_is_left(self, text):
        runs = "".join(char if char.isdigit() else " " for char in mask_personal(text)).split()

        assert not {9, 12} & {len(run) for run in runs}

    @pytest.mark.parametrize(
        "text",
        ["0" * 50_000, "0 " * 25_000, "H44" + ".1" * 25_000, "+ " * 25_000, "260926 - " * 6_000],
    )
    def test_fifty_kilobytes_take_no_time(self, text):
        start = perf_counter()
        mask_personal(text)

        assert perf_counter() - start < 1


class TestFormulaSafe:
    @pytest.mark.parametrize(
        "text",
        [
            "=1+1",
            "+84912345678",
            "-1",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "\nx",
            "\0x",
            "  =1",
            "\ufeff=1",
            '"=1',
            "'=1",
            "\u00a0“=cmd|' /C calc'!A0",
            "\uff1d1",
            "\uff0b1",
            "\uff0d1",
            "\uff201",
        ],
    )
    def test_a_formula_gets_an_apostrophe(self, text):
        assert formula_safe(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["", " ", "'", "Tốt", "1-2", "a=b", "0912", "'tốt'"])
    def test_other_text_stays(self, text):
        assert formula_safe(text) == text

    @settings(deadline=None)
    @given(st.text(alphabet="'\" =+-@a\t\ufeff", max_size=6))
    def test_the_apostrophe_can_be_taken_away_again(self, text):
        safe = formula_safe(text)
        undone = safe[1:] if safe[:1] == "'" and formula_safe(safe[1:]) == safe else safe

        assert undone == text
