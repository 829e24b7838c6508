"""The tables of a letter: their titles, columns and widths, for both kinds of file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TABLE_WIDTH_MM: Final = 160


@dataclass(frozen=True, slots=True)
class TableForm:
    """One table; rows come under its key."""

    key: str
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
        "1. Kết quả chung",
        "Bảng 1. Tỷ lệ hài lòng so với chỉ tiêu",
        ("Cách tính", *_COUNTS, "Khoảng tin cậy 95 %", "Chỉ tiêu (%)", "Đánh giá"),
        (34, 18, 18, 18, 28, 18, 26),
        "lrrrccc",
    ),
    TableForm(
        "levels",
        "2. Mức độ hài lòng",
        "Bảng 2. Số phiếu theo mức độ hài lòng",
        ("Mức độ", "Số phiếu", "Tỷ lệ (%)"),
        (90, 35, 35),
        "lrr",
    ),
    TableForm(
        "units",
        "3. Kết quả theo đơn vị",
        "Bảng 3. Kết quả theo cơ quan, đơn vị",
        (
            "TT",
            "Cơ quan, đơn vị",
            "Hồ sơ đã xong",
            "Phiếu trực tuyến",
            "Tỷ lệ (%)",
            "Tất cả phiếu",
            "Tỷ lệ (%)",
            "Đánh giá (trực tuyến)",
        ),
        (10, 48, 17, 18, 14, 15, 14, 24),
        "clrrrrrc",
    ),
    TableForm(
        "procedures",
        "4. Kết quả theo thủ tục",
        "Bảng 4. Thủ tục có từ 5 phiếu trở lên",
        ("TT", "Thủ tục", "Hồ sơ đã xong", *_COUNTS),
        (10, 82, 17, 17, 17, 17),
        "clrrrr",
    ),
    TableForm(
        "splits",
        "5. Kết quả theo kênh, cách thu và thời điểm",
        "Bảng 5. Số phiếu theo kênh nộp hồ sơ, cách thu phiếu, thời điểm đánh giá",
        ("Theo", "Loại", *_COUNTS),
        (38, 56, 22, 22, 22),
        "llrrr",
    ),
    TableForm(
        "problems",
        "6. Vấn đề thường gặp",
        "Bảng 6. Vấn đề được nêu nhiều nhất",
        ("TT", "Vấn đề", "Số lượt", "Số phiếu trả lời", "Tỷ lệ (%)"),
        (10, 90, 20, 20, 20),
        "clrrr",
    ),
)
