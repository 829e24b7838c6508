"""The tables of a letter: their titles, columns and widths, for both kinds of file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TABLE_WIDTH_MM: Final = 160

#: The parts of a letter after the first, which tells how the figures were made.
PARTS: Final = {
    "results": "KẾT QUẢ",
    "people": "Ý KIẾN CỦA NGƯỜI DÂN VÀ VIỆC ĐÃ LÀM",
    "official": "ĐỐI CHIẾU VỚI SỐ LIỆU CỦA BỘ CHỈ SỐ 766",
}


@dataclass(frozen=True, slots=True)
class TableForm:
    """One section with its table; rows come under its key, numbers when it is written."""

    key: str
    part: str
    section: str
    title: str
    heads: tuple[str, ...]
    #: Of 160 mm.
    widths: tuple[int, ...]
    #: One letter for each column: l, c or r.
    aligns: str


_COUNTS = ("Số phiếu", "Hài lòng", "Tỷ lệ (%)")

TABLES: Final = (
    TableForm(
        "rates",
        "results",
        "Kết quả chung",
        "Tỷ lệ hài lòng so với chỉ tiêu",
        ("Cách tính", *_COUNTS, "Khoảng tin cậy 95 %", "Chỉ tiêu (%)", "Đánh giá"),
        (34, 18, 18, 18, 28, 18, 26),
        "lrrrccc",
    ),
    TableForm(
        "criteria",
        "results",
        "Bốn tiêu chí của Quyết định 1565/QĐ-TTg",
        "Kết quả thực hiện bốn tiêu chí",
        ("Tiêu chí", "Chỉ tiêu", "Kết quả", "Tính trên", "So với chỉ tiêu", "Nguồn số liệu"),
        (52, 19, 18, 20, 23, 28),
        "lcrrcl",
    ),
    TableForm(
        "levels",
        "results",
        "Mức độ hài lòng",
        "Số phiếu theo mức độ hài lòng",
        ("Mức độ", "Số phiếu", "Tỷ lệ (%)"),
        (90, 35, 35),
        "lrr",
    ),
    TableForm(
        "units",
        "results",
        "Kết quả theo đơn vị",
        "Kết quả theo cơ quan, đơn vị",
        (
            "TT",
            "Cơ quan, đơn vị",
            "Hồ sơ đã xong",
            "Trả lời (%)",
            "Phiếu trực tuyến",
            "Tỷ lệ (%)",
            "Tất cả phiếu",
            "Tỷ lệ (%)",
            "So với chỉ tiêu",
            "Xếp hạng",
        ),
        (8, 36, 14, 13, 15, 13, 14, 13, 20, 14),
        "clrrrrrrcc",
    ),
    TableForm(
        "procedures",
        "results",
        "Kết quả theo thủ tục",
        "Thủ tục có từ 5 phiếu trở lên",
        ("TT", "Thủ tục", "Hồ sơ đã xong", *_COUNTS),
        (10, 82, 17, 17, 17, 17),
        "clrrrr",
    ),
    TableForm(
        "splits",
        "results",
        "Kết quả theo kênh, cách thu và thời điểm",
        "Số phiếu theo kênh nộp hồ sơ, cách thu phiếu, thời điểm đánh giá",
        ("Theo", "Loại", *_COUNTS),
        (38, 56, 22, 22, 22),
        "llrrr",
    ),
    TableForm(
        "cohort",
        "results",
        "Phạm vi lấy ý kiến",
        "Hồ sơ giải quyết xong trong kỳ, đã mời và đã trả lời",
        (
            "Cách nộp hồ sơ",
            "Hồ sơ đã xong",
            "Đã mời",
            "Tỷ lệ mời (%)",
            "Đã trả lời",
            "Tỷ lệ trả lời (%)",
        ),
        (50, 22, 22, 22, 22, 22),
        "lrrrrr",
    ),
    TableForm(
        "problems",
        "people",
        "Vấn đề thường gặp",
        "Vấn đề được nêu nhiều nhất",
        ("TT", "Vấn đề", "Số lượt", "Số phiếu trả lời", "Tỷ lệ (%)"),
        (10, 90, 20, 20, 20),
        "clrrr",
    ),
    TableForm(
        "improvements",
        "people",
        "Việc đã làm theo góp ý",
        "Việc đã làm và đã công bố trong kỳ",
        ("TT", "Cơ quan, đơn vị", "Vấn đề", "Việc đã làm", "Từ ngày"),
        (10, 36, 34, 58, 22),
        "clllc",
    ),
    TableForm(
        "official",
        "official",
        "Ba số liệu cạnh nhau",
        "Khảo sát, bộ chỉ số 766 và tỷ lệ đúng hạn",
        ("Số liệu", "Tỷ lệ (%)", "Tính trên"),
        (96, 28, 36),
        "lrr",
    ),
)
