"""What is said when a report cannot be closed or written: code to Vietnamese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Final[Mapping[str, dict[str, str]]] = {
    "not_closed": {
        "vi": "Kỳ %(period)s của đơn vị này chưa được chốt; hãy chạy lệnh reports close trước.",
        "en": "Period %(period)s of this unit has not been closed; run reports close first.",
    },
    "reason_needed": {
        "vi": "Số liệu đã thay đổi so với bản chốt %(number)s; xin nêu lý do bằng --reason.",
        "en": "The figures differ from revision %(number)s; please give the reason by --reason.",
    },
    "cannot_write": {
        "vi": "Không ghi được tệp %(path)s: %(reason)s.",
        "en": "The file %(path)s cannot be written: %(reason)s.",
    },
    "format_later": {
        "vi": "Chưa xuất được định dạng %(format)s; hãy chọn xlsx, csv hoặc json.",
        "en": "The format %(format)s cannot be written yet; choose xlsx, csv or json.",
    },
}
