"""What is said of cases files and their rows: code to Vietnamese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from survey_app.core.text import unreadable_character
from survey_app.directory.messages import FILES, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey_app.cases.readings import RowError

_SHOWN: Final = 200

#: A file that cannot be taken in.
MESSAGES: Final[Mapping[str, Words]] = {
    **FILES,
    "not_a_table": {
        "vi": "Tệp không phải bảng CSV, XLSX hoặc JSONL (có thể là PDF, ảnh, trang web đổi tên).",
        "en": "The file is no CSV, XLSX or JSONL table (perhaps a renamed PDF or picture).",
    },
    "refused_columns": {
        "vi": "Tệp có cột chứa thông tin cá nhân không được nhập: %(columns)s. Hãy xóa các cột này"
        " (số điện thoại và thư điện tử chỉ được nhập với --with-contacts).",
        "en": "The file has columns with personal data that are not taken: %(columns)s. Delete them"
        " (phone and e-mail are taken only with --with-contacts).",
    },
    "repeated_columns": {
        "vi": "Các cột sau cùng chỉ một trường: %(columns)s. Hãy giữ lại một cột.",
        "en": "These columns mean one field: %(columns)s. Keep one of them.",
    },
}

#: Why a row is rejected; the other rows are kept.
REASONS: Final[Mapping[str, Words]] = {
    "no_case_id": {"vi": "thiếu mã hồ sơ", "en": "no case ID"},
    "bad_case_id": {
        "vi": "mã hồ sơ quá dài hoặc có ký tự không được phép",
        "en": "the case ID is too long or has a character that is not allowed",
    },
    "no_handling_unit": {
        "vi": "hồ sơ mới phải có đơn vị xử lý",
        "en": "a new case needs a handling unit",
    },
    "unknown_handling_unit": {"vi": "không có đơn vị xử lý này", "en": "unknown handling unit"},
    "bad_moment": {
        "vi": "không phải thời điểm hợp lệ (yyyyMMddHHmmss, ISO 8601 hoặc dd/MM/yyyy HH:mm)",
        "en": "no valid time (yyyyMMddHHmmss, ISO 8601 or dd/MM/yyyy HH:mm)",
    },
    "unknown_channel": {
        "vi": "kênh thực hiện phải là 1, 2 hoặc 3",
        "en": "the channel must be 1, 2 or 3",
    },
    "unknown_applicant_kind": {
        "vi": "loại đối tượng phải từ 1 đến 4",
        "en": "the applicant kind must be 1 to 4",
    },
    "unknown_status": {
        "vi": "trạng thái hồ sơ phải từ 1 đến 10",
        "en": "the status must be 1 to 10",
    },
    "duplicate": {
        "vi": "trùng mã hồ sơ với dòng %(row)s nhưng khác nội dung (duplicate of row %(row)s)",
        "en": "duplicate of row %(row)s with other content",
    },
    "cell_too_long": {
        "vi": "ô dài hơn %(longest)s ký tự",
        "en": "the cell is longer than %(longest)s characters",
    },
    "too_many_cells": {
        "vi": "dòng có nhiều ô hơn dòng tiêu đề",
        "en": "the row has more cells than the header",
    },
    "cut_row": {
        "vi": "dòng cuối bị cắt, tệp không đầy đủ",
        "en": "the last row is cut off, the file is incomplete",
    },
    "not_json": {"vi": "không phải một đối tượng JSON", "en": "no JSON object"},
    "not_text": {
        "vi": "giá trị phải là chuỗi hoặc số",
        "en": "the value must be a text or a number",
    },
    "refused_column": {
        "vi": "không nhận thông tin cá nhân",
        "en": "personal data are not taken",
    },
    "repeated_column": {
        "vi": "trường này được ghi hai lần",
        "en": "this field is given twice",
    },
}


def reason(error: RowError, language: str = "vi") -> str:
    """Return why a row was rejected, in words."""
    return REASONS[error.code][language] % error.details


def shown(text: str) -> str:
    """Return a sender's text as it may be shown: cut, odd characters replaced."""
    text = text[:_SHOWN]
    while (odd := unreadable_character(text)) is not None:
        text = text.replace(odd, "?")
    return text
