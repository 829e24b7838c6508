"""The sentences of a letter, made from the frozen whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from survey_app.core.calendar import Period
from survey_app.core.names import ADMINISTRATIVE, committee_name
from survey_app.core.scoring import number_text, percent_text
from survey_app.reports.columns import CAUTIONS
from survey_app.reports.deadlines import ANNUAL, kind_of
from survey_app.reports.frozen import judged_of
from survey_app.reports.summary import day_text, day_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey_app.reports.frozen import Frozen
    from survey_app.results.judging import Judged

NO_BREAK: Final = "\u00a0"
SUBJECTS: Final = {
    "online": "người dân, doanh nghiệp khi sử dụng dịch vụ công trực tuyến",
    "all": "người dân, doanh nghiệp đối với việc giải quyết thủ tục hành chính (tất cả các kênh)",
}
COMPARED: Final = {
    "met": "đạt chỉ tiêu {target}",
    "not_met": "chưa đạt chỉ tiêu {target}",
    "no_data": "chưa có chỉ tiêu để so sánh",
}
PROOF: Final = {
    "met": "Số phiếu này đủ căn cứ thống kê để kết luận tỷ lệ hài lòng chung đạt chỉ tiêu.",
    "not_met": "Số phiếu này đủ căn cứ thống kê để kết luận tỷ lệ hài lòng chung dưới chỉ tiêu.",
    "insufficient": "Số phiếu này chưa đủ căn cứ thống kê để kết luận tỷ lệ hài lòng chung cao hơn"
    " hay thấp hơn chỉ tiêu.",
    "no_data": "",
}
TOLD: Final = {
    "small_n": "Kết quả dựa trên dưới 30 phiếu, cần thận trọng khi sử dụng.",
    "target_carried": "Chưa có chỉ tiêu mới nên so với chỉ tiêu của năm gần nhất.",
    "reference_target": "Chỉ tiêu này đặt cho dịch vụ công trực tuyến, ở đây chỉ để tham chiếu.",
}


def is_committee(name: str) -> bool:
    """Whether a People's Committee acts for the unit."""
    return name.startswith(ADMINISTRATIVE)


def issuer_lines(name: str) -> list[str]:
    """Return who writes, in capitals, as at the head of a letter."""
    return ["ỦY BAN NHÂN DÂN", name.upper()] if is_committee(name) else [name.upper()]


def place_name(name: str) -> str:
    """Return the place of the place-and-date line: "Đường An" for "Xã Đường An"."""
    prefix = next((each for each in ADMINISTRATIVE if name.startswith(each)), "")
    return name.removeprefix(prefix) if prefix else "……………"


def signature_lines(name: str) -> list[str]:
    """Return in whose name the letter is signed; the name itself stays blank."""
    if is_committee(name):
        return ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
    return ["THỦ TRƯỞNG ĐƠN VỊ"]


def abstract(frozen: Frozen) -> str:
    """Return what the letter is about."""
    period = frozen.content["period"]
    if kind_of(Period.parse(period["code"])) == ANNUAL:
        return (
            "Kết quả đánh giá chất lượng trải nghiệm của người dùng dịch vụ công trực tuyến"
            f" năm{NO_BREAK}{period['last'][:4]}"
        )
    return (
        "Kết quả khảo sát, đo lường mức độ hài lòng của người dân, doanh nghiệp"
        f" trong giải quyết thủ tục hành chính {period_words(frozen)}"
    )


def period_words(frozen: Frozen) -> str:
    """Return the period inside a sentence: "Quý III/2026", "năm 2026"."""
    title: str = frozen.content["period"]["title"]
    words = title if title.startswith("Quý") else title[0].lower() + title[1:]
    return words.replace(" ", NO_BREAK)


def opening(frozen: Frozen) -> list[str]:
    """Return the paragraphs before the figures: basis, sources, method."""
    whole, period = frozen.whole, frozen.content["period"]
    first, last = (day_words(period[name]) for name in ("first", "last"))
    forms = ", ".join(
        f"“{each.get('title', each['key'])}” (phiên bản {each['number']})"
        for each in frozen.content["method"]["questionnaires"]
    )
    return [
        (
            f"Kỳ báo cáo: từ ngày {first} đến ngày {last}."
            f" Số hồ sơ đã giải quyết xong: {number_text(whole['cases_finished'])};"
            f" số phiếu tính vào tỷ lệ: {number_text(whole['all']['n'])},"
            f" trong đó {number_text(whole['online']['n'])} phiếu của hồ sơ trực tuyến."
        ),
        (
            f"Phiếu khảo sát sử dụng: {forms or 'chưa có phiếu nào được trả lời'}."
            " Mỗi hồ sơ tính một phiếu, ở thời điểm sau cùng; tỷ lệ hài lòng là số phiếu chọn"
            " “Hài lòng” hoặc “Rất hài lòng” chia cho số phiếu có ý kiến ở câu hỏi chung."
            " Tỷ lệ của đơn vị cấp trên tính trên tổng số phiếu."
        ),
        (
            f"Số liệu lấy từ bản chốt số {frozen.card.number}"
            f" ngày {day_text(frozen.card.closed_at)},"
            f" phương pháp phiên bản {frozen.content['method']['version']}."
        ),
    ]


def verdicts(frozen: Frozen) -> list[str]:
    """Return a paragraph for each rate: figure, comparison, what is proven, cautions."""
    return [verdict(judged_of(frozen.whole, block), subject) for block, subject in SUBJECTS.items()]


def verdict(judged: Judged, subject: str) -> str:
    """Return the sentence that explains one verdict."""
    if not judged.counts.n:
        return f"Tỷ lệ hài lòng của {subject}: chưa có phiếu nên không có dữ liệu."
    target = judged.target
    compared = COMPARED[judged.administrative].format(target=f"{target}{NO_BREAK}%")
    told = [TOLD[code] for code in judged.cautions if code in TOLD]
    figures = (
        f"Tỷ lệ hài lòng của {subject} là {share(judged)}"
        f" ({number_text(judged.counts.satisfied)}/{number_text(judged.counts.n)} phiếu;"
        f" khoảng tin cậy 95{NO_BREAK}%: {interval(judged)}), {compared}."
    )
    return " ".join(part for part in (figures, PROOF[judged.evidence], *told) if part)


def share(judged: Judged) -> str:
    """Return the rate with its sign, never reaching a target that was missed."""
    text = percent_text(judged.counts.satisfied, judged.counts.n, judged.target)
    return f"{text}{NO_BREAK}%"


def interval(judged: Judged) -> str:
    """Return both bounds: "89,3 - 90,5"; a dash without answers."""
    found = judged.interval
    if found is None:
        return "–"
    low, high = (f"{100 * bound:.1f}".replace(".", ",") for bound in (found.low, found.high))
    return f"{low}{NO_BREAK}-{NO_BREAK}{high}"


def first_sentence(frozen: Frozen) -> str:
    """Return on what ground who reports what."""
    return (
        "Thực hiện Quyết định số 1565/QĐ-TTg ngày 18/7/2025 của Thủ tướng Chính phủ,"
        f" {committee_name(frozen.whole['name'])} báo cáo kết quả khảo sát, đo lường mức độ"
        f" hài lòng {period_words(frozen)} như sau:"
    )


def remarks(row: Mapping[str, Any]) -> str:
    """Return the cautions of a row in few words."""
    return "; ".join(CAUTIONS[code] for code in judged_of(row, "online").cautions)
