"""The first and the last sheet: the result in small tables, and how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from survey_app.core.calendar import VIETNAM
from survey_app.reports.columns import (
    BLOCK_TITLES,
    CHANNELS,
    EVIDENCE,
    LEVEL_TITLES,
    MODES,
    MOMENTS,
    administrative,
    bound,
    rate,
    shown_percent,
    target,
)
from survey_app.reports.frozen import judged_of
from survey_app.reports.summary_beside import Line, tables_beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from survey_app.reports.frozen import Frozen

RESULT_HEADS: Final = (
    "Cách tính",
    "Số phiếu",
    "Hài lòng",
    "Tỷ lệ (%)",
    "Cận dưới 95 %",
    "Cận trên 95 %",
    "Chỉ tiêu (%)",
    "Đánh giá",
    "Căn cứ thống kê",
)
SPLIT_HEADS: Final = ("Số phiếu", "Hài lòng", "Tỷ lệ (%)")
SPLITS: Final = (
    ("Theo kênh nộp hồ sơ", "channels", "channel", CHANNELS),
    ("Theo cách thu phiếu", "modes", "mode", MODES),
    ("Theo thời điểm đánh giá", "moments", "moment", MOMENTS),
)
REVISION_HEADS: Final = (
    "Bản chốt",
    "Ngày chốt",
    "Số phiếu (trực tuyến)",
    "Hài lòng (trực tuyến)",
    "Số phiếu (tất cả)",
    "Hài lòng (tất cả)",
    "Lý do",
)
DEFINITIONS: Final = {
    "Tỷ lệ hài lòng": "Số phiếu chọn mức 4 hoặc 5 chia cho số phiếu có ý kiến ở câu hỏi chung."
    " Mỗi hồ sơ tính một phiếu, ở thời điểm sau cùng. Tỷ lệ của đơn vị cấp trên tính trên"
    " tổng số phiếu, không lấy trung bình các tỷ lệ.",
    "Trực tuyến": "Phiếu của hồ sơ nộp trực tuyến; chỉ tiêu của Quyết định 1565/QĐ-TTg.",
    "Tự nộp trực tuyến": "Như trên, trừ hồ sơ do cán bộ hoặc dịch vụ nộp thay.",
    "Tất cả": "Phiếu của mọi hồ sơ, thu qua đường dẫn, mã QR tại quầy hoặc máy tại quầy.",
    "Đánh giá": "So sánh số nguyên: 100 × số phiếu hài lòng với chỉ tiêu × số phiếu. Phần trăm có"
    " một chữ số thập phân và không bao giờ được làm tròn lên thành một chỉ tiêu chưa đạt.",
    "Khoảng tin cậy 95 %": "Khoảng Wilson.",
    "Căn cứ thống kê": "Kiểm định nhị thức chính xác một phía, mức ý nghĩa {alpha} mỗi phía.",
    "Ẩn số liệu nhỏ": "Thủ tục có dưới {smallest} phiếu được gộp vào “Thủ tục khác”; câu hỏi có"
    " dưới {smallest} phiếu không được tách theo vấn đề.",
    "Kỳ không tròn tháng": "Bảng vấn đề (van_de) để trống vì chỉ câu hỏi chung được đếm theo ngày.",
}


def summary_tables(frozen: Frozen) -> Iterator[tuple[str, list[Line]]]:
    """Yield title and lines of each small table of the first sheet."""
    yield "Tỷ lệ hài lòng", [heads(RESULT_HEADS), *result_lines(frozen.whole)]
    yield "Theo mức độ hài lòng", [heads(("Mức", "Số phiếu")), *level_lines(frozen.whole)]
    for title, part, name, words in SPLITS:
        rows = frozen.content[part]
        yield title, [heads(("", *SPLIT_HEADS)), *(split_line(row, name, words) for row in rows)]
    yield from tables_beside(frozen)
    yield "Các bản chốt số liệu", [heads(REVISION_HEADS), *revision_lines(frozen)]


def heads(titles: Sequence[str]) -> Line:
    """Return a header line."""
    return [("head", title) for title in titles]


def result_lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the three rates of the unit."""
    for block, title in BLOCK_TITLES.items():
        yield [
            ("text", title.capitalize()),
            ("count", row[block]["n"]),
            ("count", row[block]["satisfied"]),
            ("percent", rate(block)(row)),
            ("percent", bound(block, "low")(row)),
            ("percent", bound(block, "high")(row)),
            ("count", target(block)(row)),
            ("text", administrative(block)(row)),
            ("text", EVIDENCE[judged_of(row, block).evidence]),
        ]


def level_lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """Yield how often each level was chosen, and how many had no opinion."""
    for value, title in LEVEL_TITLES.items():
        yield [("text", title), ("count", row["levels"][value])]
    yield [("text", "Không có ý kiến"), ("count", row["all"]["no_opinion"])]


def split_line(row: Mapping[str, Any], name: str, words: Mapping[str, str]) -> Line:
    """Return the counts of one part, such as one channel."""
    found = row["all"]
    return [
        ("text", words.get(row[name], row[name])),
        ("count", found["n"]),
        ("count", found["satisfied"]),
        ("percent", shown_percent(found["satisfied"], found["n"])),
    ]


def revision_lines(frozen: Frozen) -> Iterator[Line]:
    """Yield every revision up to this one: the old figures stay beside the new ones."""
    for card in frozen.revisions:
        whole = card.document()["units"][0]
        counts = [whole[block][name] for block in ("online", "all") for name in ("n", "satisfied")]
        yield [
            ("count", card.number),
            ("text", day_text(card.closed_at)),
            *(("count", count) for count in counts),
            ("text", card.reason),
        ]


def day_text(moment: datetime) -> str:
    """Return the local day of a moment: 05/10/2026."""
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y}"


def day_words(day: str) -> str:
    """Return a frozen day as people write it: 05/10/2026."""
    return "/".join(reversed(day.split("-")))


def method_lines(frozen: Frozen) -> Iterator[tuple[str, str]]:
    """Yield subject and words of the last sheet."""
    method, card = frozen.content["method"], frozen.card
    yield "Kỳ", f"{frozen.content['period']['title']} ({frozen.content['period']['code']})"
    yield "Bản chốt", f"Số {card.number}, ngày {day_text(card.closed_at)}"
    if frozen.marks:
        yield "Lưu ý", "; ".join(frozen.marks)
    yield "SHA-256 của nội dung", card.sha256
    yield "Phiên bản phần mềm", card.code_version
    yield "Phiên bản phương pháp", method["version"]
    yield from definition_lines(method)
    for each in method["questionnaires"]:
        yield f"Phiếu {each['key']}", f"Phiên bản {each['number']}, SHA-256 {each['sha256']}"


def definition_lines(method: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the figures mean."""
    numbers = {
        "alpha": method["alpha"].replace(".", ","),
        "smallest": method["smallest_breakdown"],
    }
    yield from ((subject, words.format(**numbers)) for subject, words in DEFINITIONS.items())
