"""What is said of files and lists that cannot be taken in: code to Vietnamese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey_app.core.errors import SurveyError

Words = dict[str, str]

#: A file that cannot be read.
FILES: Final[Mapping[str, Words]] = {
    "no_file": {
        "vi": "Không mở được tệp %(path)s.",
        "en": "The file %(path)s cannot be opened.",
    },
    "empty_file": {
        "vi": "Tệp không có dữ liệu.",
        "en": "The file is empty.",
    },
    "not_a_table": {
        "vi": "Tệp không phải bảng CSV hoặc XLSX (có thể là PDF, ảnh hoặc trang web đổi tên).",
        "en": "The file is no CSV or XLSX table (perhaps a renamed PDF, picture or web page).",
    },
    "old_excel": {
        "vi": "Tệp là Excel kiểu cũ (.xls) hoặc có mật khẩu; hãy lưu thành XLSX hoặc CSV UTF-8.",
        "en": "This is an old Excel file (.xls) or has a password; save it as XLSX or CSV UTF-8.",
    },
    "not_utf8": {
        "vi": "Dòng %(line)s của tệp không phải UTF-8; hãy lưu lại thành CSV UTF-8.",
        "en": "Line %(line)s of the file is not UTF-8; save it as CSV UTF-8.",
    },
    "damaged": {
        "vi": "Tệp bị hỏng hoặc bị cắt (tại %(place)s).",
        "en": "The file is damaged or truncated (at %(place)s).",
    },
    "open_quote": {
        "vi": "Tệp bị cắt hoặc thiếu dấu nháy kép: ô bắt đầu ở dòng %(row)s không kết thúc."
        " Các dòng trước đó đã được đọc.",
        "en": "The file is truncated or lacks a quote: a cell begun in row %(row)s never ends."
        " The rows before it were read.",
    },
    "line_too_long": {
        "vi": "Dòng %(row)s quá dài để đọc.",
        "en": "Line %(row)s is too long to be read.",
    },
    "too_large": {
        "vi": "Tệp XLSX lớn hơn %(limit)s MB khi giải nén; hãy lưu thành CSV UTF-8.",
        "en": "The XLSX file is larger than %(limit)s MB when unpacked; save it as CSV UTF-8.",
    },
    "too_many_rows": {
        "vi": "Tệp XLSX có hơn %(limit)s dòng; hãy lưu thành CSV UTF-8.",
        "en": "The XLSX file has more than %(limit)s rows; save it as CSV UTF-8.",
    },
    "too_many_columns": {
        "vi": "Bảng có hơn %(limit)s cột.",
        "en": "The table has more than %(limit)s columns.",
    },
    "list_too_many": {
        "vi": "Danh sách có hơn %(most)s dòng.",
        "en": "The list has more than %(most)s rows.",
    },
    "missing_columns": {
        "vi": "Dòng 1 thiếu cột: %(columns)s.",
        "en": "Row 1 lacks the columns: %(columns)s.",
    },
}

_PLACE: Final = {"vi": "Dòng %(row)s, cột %(column)s: ", "en": "Row %(row)s, column %(column)s: "}

#: A value of a list; the whole list is refused.
VALUES: Final[Mapping[str, Words]] = {
    "list_missing_value": {"vi": "không được để trống.", "en": "must not be empty."},
    "list_bad_character": {
        "vi": "có ký tự không được phép.",
        "en": "has a character that is not allowed.",
    },
    "list_too_long": {
        "vi": "dài hơn %(longest)s ký tự.",
        "en": "is longer than %(longest)s characters.",
    },
    "list_unknown_choice": {
        "vi": "“%(value)s” không hợp lệ; chọn một trong: %(allowed)s.",
        "en": "“%(value)s” is none of: %(allowed)s.",
    },
    "list_bad_number": {
        "vi": "“%(value)s” không phải số nguyên từ %(low)s đến %(high)s.",
        "en": "“%(value)s” is no whole number from %(low)s to %(high)s.",
    },
    "list_bad_day": {
        "vi": "“%(value)s” không phải ngày (ví dụ 2025-07-01 hoặc 01/07/2025).",
        "en": "“%(value)s” is no day (such as 2025-07-01 or 01/07/2025).",
    },
    "list_duplicate": {
        "vi": "“%(value)s” khác với dòng %(other)s có cùng mã (duplicate of row %(other)s).",
        "en": "“%(value)s” differs from row %(other)s with the same code"
        " (duplicate of row %(other)s).",
    },
    "list_bad_period": {
        "vi": "“%(value)s” không phải kỳ; viết 2026-Q3, 2026-11 hoặc 2026.",
        "en": "“%(value)s” is no period; write 2026-Q3, 2026-11 or 2026.",
    },
    "list_twice": {
        "vi": "“%(value)s” đã có ở dòng trên.",
        "en": "“%(value)s” stands above already.",
    },
    "list_unknown_unit": {
        "vi": "không có đơn vị “%(value)s”.",
        "en": "there is no unit “%(value)s”.",
    },
    "list_unknown_parent": {
        "vi": "không có đơn vị cấp trên “%(value)s” vào ngày đó.",
        "en": "there is no parent unit “%(value)s” on that day.",
    },
    "list_ends_early": {
        "vi": "“%(value)s” trước ngày bắt đầu hiệu lực.",
        "en": "“%(value)s” is before the first valid day.",
    },
    "list_overlap": {
        "vi": "mã đơn vị này đang được một đơn vị khác dùng trong cùng thời gian.",
        "en": "another unit has this code at the same time.",
    },
    "list_cycle": {
        "vi": "đơn vị %(unit)s trở thành cấp trên của chính nó.",
        "en": "unit %(unit)s would stand above itself.",
    },
    "list_path_too_long": {
        "vi": "đơn vị %(unit)s nằm quá sâu trong cây đơn vị.",
        "en": "unit %(unit)s stands too deep in the tree.",
    },
    "list_parent_ends": {
        "vi": "đơn vị cấp trên của %(unit)s hết hiệu lực trước đơn vị này;"
        " hãy chuyển hoặc kết thúc %(unit)s trước.",
        "en": "the unit above %(unit)s ends before it; move or end %(unit)s first.",
    },
}

DESKS: Final[Mapping[str, Words]] = {
    "bad_desk_name": {
        "vi": "Tên quầy phải có từ 1 đến %(longest)s ký tự đọc được.",
        "en": "A desk's name has 1 to %(longest)s readable characters.",
    },
    "bad_telephone": {
        "vi": "Số điện thoại chỉ gồm chữ số, dấu cách, chấm, gạch nối, ví dụ 0220 3850 123.",
        "en": "A telephone number has only digits, blanks, dots and hyphens: 0220 3850 123.",
    },
    "unknown_unit": {
        "vi": "Không có đơn vị mã %(code)s.",
        "en": "There is no unit with the code %(code)s.",
    },
}

#: Every code that the directory raises, with its whole sentence.
MESSAGES: Final[Mapping[str, Words]] = {
    **FILES,
    **{
        code: {language: _PLACE[language] + words[language] for language in _PLACE}
        for code, words in VALUES.items()
    },
    **DESKS,
}


def sentence(messages: Mapping[str, Words], error: SurveyError, language: str = "vi") -> str | None:
    """Return what is said of an error, or None for a code that is not in the table."""
    words = messages.get(error.code)
    return words[language] % error.details if words else None
