"""Rows and sentences of what stands beside the rates: criteria, coverage, ranks, what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from survey_app.core.scoring import number_text, percent_text
from survey_app.reports.columns import ADMINISTRATIVE
from survey_app.reports.criteria import criteria, shown_value, three_way
from survey_app.reports.summary import day_words
from survey_app.reports.terms import (
    CRITERIA,
    EXCLUDED,
    EXPLANATIONS,
    REASONS,
    SOURCES,
    UNKNOWN,
    WAYS,
    asked_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey_app.core.criteria import CriterionFigure
    from survey_app.reports.frozen import Frozen
    from survey_app.results.criteria import ThreeWay

DASH: Final = "–"
NO_BREAK: Final = "\u00a0"
RANKING: Final = (
    "Xếp hạng theo tỷ lệ hài lòng trực tuyến giữa các đơn vị cùng loại; trong ngoặc là khoảng thứ"
    " hạng ở độ tin cậy 95 %. Đơn vị có dưới 30 phiếu hoặc mời dưới 70 % số hồ sơ không xếp hạng."
)


def criterion_rows(frozen: Frozen) -> Iterator[list[str]]:
    """Yield the four criteria; what is not known says why."""
    for each in criteria(frozen):
        known = each.value is not None
        yield [
            f"{each.criterion}. {CRITERIA[each.criterion]}",
            goal_words(each),
            value_text(each, frozen),
            f"{number_text(each.n)} {'phiếu' if each.criterion == 'c4' else 'hồ sơ'}"
            if known
            else DASH,
            verdict_words(each),
            SOURCES[each.criterion],
        ]


def goal_words(each: CriterionFigure) -> str:
    """Return the target with its sign."""
    if each.goal is None:
        return DASH
    sign = "dưới" if each.goal.target.direction == "below" else "≥"
    return f"{sign}{NO_BREAK}{each.goal.target.value}{'' if each.criterion == 'c2' else '%'}"


def value_text(each: CriterionFigure, frozen: Frozen) -> str:
    """Return a value with its unit; what is not known says so."""
    value = shown_value(each, frozen)
    if value is None:
        return UNKNOWN
    return f"{value:.1f}".replace(".", ",") + ("" if each.criterion == "c2" else "%")


def verdict_words(each: CriterionFigure) -> str:
    """Return whether a target is met, or why there is no figure."""
    if each.value is None:
        return REASONS.get(each.reason, UNKNOWN)
    return "chưa có chỉ tiêu" if each.goal is None else ADMINISTRATIVE[each.verdict]


def cohort_rows(frozen: Frozen) -> Iterator[list[str]]:
    """Yield how many finished cases were asked about and answered, by way of submission."""
    found = frozen.beside(frozen.whole["code"])
    if not found:
        return
    for way, words in WAYS.items():
        yield [words, *asked_cells(asked_of(found, way))]


def asked_cells(counts: Mapping[str, int]) -> list[str]:
    """Return finished, invited, answered cases with both shares."""
    closed, invited, answered = (counts[name] for name in ("closed", "invited", "answered"))
    return [
        number_text(closed),
        number_text(invited),
        percent_text(invited, closed) or DASH,
        number_text(answered),
        percent_text(answered, invited) or DASH,
    ]


def response_rate(found: Mapping[str, Any]) -> str:
    """Return the share of invited cases that were answered; a dash where it is not known."""
    counts = found.get("all", {"answered": 0, "invited": 0})
    return percent_text(counts["answered"], counts["invited"]) or DASH


def rank_words(found: Mapping[str, Any]) -> str:
    """Return rank and its interval, such as "2 (1-4)"; a dash where there is none."""
    if not found.get("rank"):
        return DASH
    place, low, high = found["rank"]
    return f"{place}{NO_BREAK}({low}-{high})"


def rank_sentences(frozen: Frozen) -> list[str]:
    """Return how ranks are to be read, where there are any."""
    if not any(row["rank"] for row in frozen.content.get("cohorts", ())):
        return []
    return [RANKING]


def improvement_rows(frozen: Frozen) -> Iterator[list[str]]:
    """Yield what was changed in the period."""
    for row in frozen.content.get("improvements", ()):
        yield [row["name"], row["label"] or DASH, row["text"], day_words(row["since"])]


def improvement_sentences(frozen: Frozen) -> list[str]:
    """Return that nothing was published, where so."""
    empty = frozen.content.get("improvements") == []
    return ["Trong kỳ chưa công bố việc nào đã làm theo góp ý."] if empty else []


def feedback_sentences(frozen: Frozen) -> list[str]:
    """Return how many comments waited for an answer and got one."""
    found = frozen.content.get("feedback")
    if not found:
        return []
    if not found["opened"]:
        return ["Trong kỳ không có góp ý nào cần phản hồi."]
    opened, answered = (number_text(found[name]) for name in ("opened", "answered"))
    return [f"Trong kỳ tiếp nhận {opened} góp ý cần phản hồi, đã trả lời {answered}."]


def coverage_sentences(frozen: Frozen) -> list[str]:
    """Return which answers of the period were taken out, and why."""
    found = frozen.content.get("excluded")
    if found is None:
        return []
    told = [f"{number_text(found[name])} phiếu {why}" for name, why in EXCLUDED.items()]
    return [f"Phiếu trong kỳ không tính vào kết quả: {', '.join(told)}."]


def previous_sentences(frozen: Frozen) -> list[str]:
    """Return the rates of the period before."""
    found = frozen.content.get("previous")
    if not found:
        return []
    told = [
        f"{percent_text(found[block]['satisfied'], found[block]['n'])}{NO_BREAK}% ({words}:"
        f" {number_text(found[block]['satisfied'])}/{number_text(found[block]['n'])} phiếu)"
        for block, words in (("online", "trực tuyến"), ("all", "tất cả các kênh"))
        if found[block]["n"]
    ]
    return [f"Kỳ trước ({found['title']}): {'; '.join(told)}."]


def official_rows(frozen: Frozen) -> Iterator[list[str]]:
    """Yield survey, index of Decision 766 and punctuality."""
    found = three_way(frozen)
    if found is None:
        return
    survey, on_time = found.survey, found.on_time
    yield ["Hài lòng theo khảo sát này, tất cả hồ sơ", *share_cells(survey, "phiếu")]
    source = f" ({found.official_source})" if found.official_source else ""
    yield [f"Hài lòng theo bộ chỉ số 766{source}", official_text(found), DASH]
    yield ["Hồ sơ giải quyết đúng hạn", *share_cells(on_time, "hồ sơ")]


def share_cells(counts: Any, what: str) -> list[str]:  # noqa: ANN401 - Counts, not imported at run time
    """Return a rate and what it rests on."""
    share = percent_text(counts.satisfied, counts.n)
    return [share or UNKNOWN, f"{number_text(counts.n)} {what}"]


def official_text(found: ThreeWay) -> str:
    """Return the imported figure with two decimals."""
    return UNKNOWN if found.official is None else f"{found.official:.2f}".replace(".", ",")


def official_sentences(frozen: Frozen) -> list[str]:
    """Return what explains the gap."""
    found = three_way(frozen)
    return [EXPLANATIONS[found.explanation]] if found else []
