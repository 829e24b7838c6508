"""Which column of a file shows what: the one place to change when an official template comes.

Titles are those of the file, in Vietnamese whatever the language of the console.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from survey_app.core.scoring import percent_text
from survey_app.reports.frozen import judged_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = str | int | float | date | None
Kind = Literal["text", "code", "count", "percent", "day"]

BLOCK_TITLES: Final = {
    "online": "trực tuyến",
    "online_self": "tự nộp trực tuyến",
    "all": "tất cả",
}
LEVEL_TITLES: Final = {
    "5": "Rất hài lòng",
    "4": "Hài lòng",
    "3": "Bình thường",
    "2": "Không hài lòng",
    "1": "Rất không hài lòng",
}
ADMINISTRATIVE: Final = {"met": "Đạt", "not_met": "Chưa đạt", "no_data": "Chưa có dữ liệu"}
EVIDENCE: Final = {
    "met": "Có căn cứ: đạt",
    "not_met": "Có căn cứ: không đạt",
    "insufficient": "Chưa đủ căn cứ thống kê",
    "no_data": "Chưa có dữ liệu",
}
CAUTIONS: Final = {
    "reference_target": "chỉ tiêu tham chiếu",
    "small_n": "dưới 30 phiếu",
    "target_carried": "chưa có chỉ tiêu mới",
}
CHANNELS: Final = {"1": "Trực tiếp", "2": "Trực tuyến", "3": "Bưu chính công ích"}
MODES: Final = {"link": "Đường dẫn riêng", "desk": "Mã QR tại quầy", "kiosk": "Máy tại quầy"}
MOMENTS: Final = {"submitted": "Sau khi nộp", "result": "Sau khi có kết quả"}

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its code for machines, its title for people, and where its value comes from."""

    code: str
    title: str
    value: Callable[[Mapping[str, Any]], Value]
    kind: Kind = "count"
    width: int = 11


def field(name: str) -> Callable[[Mapping[str, Any]], Value]:
    """Return a reader of one field."""
    return lambda row: row[name]


def count(block: str, name: str) -> Callable[[Mapping[str, Any]], Value]:
    """Return a reader of one count of a block."""
    return lambda row: row[block][name]


def rate(block: str) -> Callable[[Mapping[str, Any]], Value]:
    """Return a reader of a rate in percent, cut to what may be shown; None without answers."""

    def read(row: Mapping[str, Any]) -> Value:
        judged = judged_of(row, block)
        return shown_percent(judged.counts.satisfied, judged.counts.n, judged.target)

    return read


def shown_percent(satisfied: int, n: int, target: int | None = None) -> float | None:
    """Return a percentage with one decimal that never reaches a target that was missed."""
    text = percent_text(satisfied, n, target)
    return None if text is None else float(text.replace(",", "."))


def bound(block: str, end: Literal["low", "high"]) -> Callable[[Mapping[str, Any]], Value]:
    """Return a reader of one end of the 95 % interval, in percent with one decimal."""

    def read(row: Mapping[str, Any]) -> Value:
        interval = judged_of(row, block).interval
        return None if interval is None else round(_PERCENT * getattr(interval, end), 1)

    return read


def target(block: str) -> Callable[[Mapping[str, Any]], Value]:
    """Return a reader of the target in whole percent."""
    return lambda row: judged_of(row, block).target


def administrative(block: str) -> Callable[[Mapping[str, Any]], Value]:
    """Return a reader of the administrative verdict in words."""
    return lambda row: ADMINISTRATIVE[judged_of(row, block).administrative]


def evidence(block: str) -> Callable[[Mapping[str, Any]], Value]:
    """Return a reader of the verdict on evidence in words."""
    return lambda row: EVIDENCE[judged_of(row, block).evidence]


def remarks(row: Mapping[str, Any]) -> Value:
    """Return what must be said beside the figures of a unit."""
    codes = {*judged_of(row, "online").cautions, *judged_of(row, "all").cautions}
    return "; ".join(CAUTIONS[code] for code in sorted(codes))


def count_columns(*blocks: str) -> tuple[Column, ...]:
    """Return n and satisfied of some blocks."""
    return tuple(
        Column(f"{block}_{name}", f"{title} ({BLOCK_TITLES[block]})", count(block, name))
        for block in blocks
        for name, title in (("n", "Số phiếu"), ("satisfied", "Số phiếu hài lòng"))
    )


def verdict_columns(block: str) -> tuple[Column, ...]:
    """Return rate, interval, target and verdicts of one block."""
    title = BLOCK_TITLES[block]
    return (
        Column(f"{block}_rate", f"Tỷ lệ hài lòng {title} (%)", rate(block), "percent"),
        Column(f"{block}_low", f"Cận dưới 95 % {title} (%)", bound(block, "low"), "percent"),
        Column(f"{block}_high", f"Cận trên 95 % {title} (%)", bound(block, "high"), "percent"),
        Column(f"{block}_target", f"Chỉ tiêu {title} (%)", target(block)),
        Column(f"{block}_verdict", f"Đánh giá {title}", administrative(block), "text", 16),
        Column(f"{block}_evidence", f"Căn cứ thống kê {title}", evidence(block), "text", 24),
    )


def level(value: str) -> Callable[[Mapping[str, Any]], Value]:
    """Return a reader of how often a level was chosen."""
    return lambda row: row["levels"][value]


#: Sheet `don_vi` and the CSV; the first eight are fixed by the contract.
UNIT_COLUMNS: Final = (
    Column("unit_code", "Mã đơn vị", field("code"), "code", 12),
    Column("unit_name", "Cơ quan, đơn vị", field("name"), "text", 34),
    *count_columns("online", "online_self", "all"),
    Column("parent_code", "Mã đơn vị cấp trên", field("parent"), "code", 12),
    Column("cases_finished", "Số hồ sơ đã giải quyết xong", field("cases_finished")),
    *verdict_columns("online"),
    *verdict_columns("all"),
    *(Column(f"level_{value}", title, level(value)) for value, title in LEVEL_TITLES.items()),
    Column("no_opinion", "Không có ý kiến", count("all", "no_opinion")),
    Column("remarks", "Ghi chú", remarks, "text", 34),
)


def asked(block: str, name: str) -> Callable[[Mapping[str, Any]], Value]:
    """Return a reader of what became of finished cases."""
    return lambda row: row["beside"][block][name]


def answered_share(block: str) -> Callable[[Mapping[str, Any]], Value]:
    """Return a reader of the share of invited cases that were answered."""
    return lambda row: shown_percent(
        row["beside"][block]["answered"], row["beside"][block]["invited"]
    )


def rank(place: int) -> Callable[[Mapping[str, Any]], Value]:
    """Return a reader of the rank among peers or a bound of it; None where there is none."""
    return lambda row: row["beside"]["rank"][place] if row["beside"]["rank"] else None


#: Further columns of sheet `don_vi` and the CSV, since the second schema.
BESIDE_COLUMNS: Final = (
    Column("cases_invited", "Số hồ sơ đã mời", asked("all", "invited")),
    Column("cases_answered", "Số hồ sơ đã trả lời", asked("all", "answered")),
    Column("answered_share", "Tỷ lệ trả lời (%)", answered_share("all"), "percent"),
    Column("online_finished", "Số hồ sơ trực tuyến đã xong", asked("online", "closed")),
    Column("online_invited", "Số hồ sơ trực tuyến đã mời", asked("online", "invited")),
    Column("online_answered", "Số hồ sơ trực tuyến đã trả lời", asked("online", "answered")),
    Column("kind", "Nhóm xếp hạng", lambda row: row["beside"]["kind"], "code", 12),
    Column("rank", "Xếp hạng trong nhóm", rank(0)),
    Column("rank_low", "Hạng cao nhất có thể", rank(1)),
    Column("rank_high", "Hạng thấp nhất có thể", rank(2)),
)


def unit_columns(content: Mapping[str, Any]) -> tuple[Column, ...]:
    """Return the columns about units that a revision has: frozen ones keep theirs."""
    return UNIT_COLUMNS + BESIDE_COLUMNS if "cohorts" in content else UNIT_COLUMNS


#: Sheet `cai_tien`.
IMPROVEMENT_COLUMNS: Final = (
    Column("unit_code", "Mã đơn vị", field("code"), "code", 12),
    Column("unit_name", "Cơ quan, đơn vị", field("name"), "text", 34),
    Column("problem", "Mã vấn đề", field("problem"), "code", 16),
    Column("problem_text", "Vấn đề", field("label"), "text", 34),
    Column("text", "Việc đã làm", field("text"), "text", 70),
    Column("since", "Từ ngày", lambda row: date.fromisoformat(row["since"]), "day", 12),
)

#: Sheet `thu_tuc`.
PROCEDURE_COLUMNS: Final = (
    Column("procedure_code", "Mã thủ tục", field("code"), "code", 14),
    Column("procedure_name", "Thủ tục", field("name"), "text", 60),
    Column("field", "Lĩnh vực", field("field"), "text", 24),
    Column("cases_finished", "Số hồ sơ đã giải quyết xong", field("cases_finished")),
    *count_columns("online", "all"),
    Column("online_rate", "Tỷ lệ hài lòng trực tuyến (%)", rate("online"), "percent"),
    Column("all_rate", "Tỷ lệ hài lòng tất cả (%)", rate("all"), "percent"),
    Column("all_low", "Cận dưới 95 % tất cả (%)", bound("all", "low"), "percent"),
    Column("all_high", "Cận trên 95 % tất cả (%)", bound("all", "high"), "percent"),
)

#: Sheet `van_de`.
PROBLEM_COLUMNS: Final = (
    Column("question", "Mã câu hỏi", field("question"), "code", 16),
    Column("question_text", "Câu hỏi", field("text"), "text", 60),
    Column("option", "Mã vấn đề", field("option"), "code", 16),
    Column("option_text", "Vấn đề", field("label"), "text", 44),
    Column("count", "Số lượt", field("count")),
    Column("base", "Số phiếu trả lời câu hỏi", field("base")),
    Column("share", "Tỷ lệ (%)", lambda row: shown_percent(row["count"], row["base"]), "percent"),
)
