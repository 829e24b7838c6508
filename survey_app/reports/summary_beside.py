"""Small tables of the first sheet about what stands beside the rates, in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from survey_app.reports.columns import ADMINISTRATIVE, Value, shown_percent
from survey_app.reports.criteria import criteria, shown_value, three_way
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
    from collections.abc import Iterator

    from survey_app.core.scoring import Counts
    from survey_app.reports.frozen import Frozen

#: One row of cells, each with the name of its look.
Line = list[tuple[str, Value]]

CRITERION_HEADS: Final = (
    "Tiêu chí",
    "Chỉ tiêu",
    "Kết quả",
    "Tính trên",
    "So với chỉ tiêu",
    "Nguồn số liệu",
)
COHORT_HEADS: Final = (
    "Cách nộp hồ sơ",
    "Hồ sơ đã xong",
    "Đã mời",
    "Tỷ lệ mời (%)",
    "Đã trả lời",
    "Tỷ lệ trả lời (%)",
)
OFFICIAL_HEADS: Final = ("Số liệu", "Tỷ lệ (%)", "Tính trên")


def tables_beside(frozen: Frozen) -> Iterator[tuple[str, list[Line]]]:
    """Yield title and lines of each table; none of a revision of the first schema."""
    if not frozen.carries:
        return
    yield "Bốn tiêu chí của Quyết định 1565/QĐ-TTg", lines(CRITERION_HEADS, criterion_lines(frozen))
    yield "Phạm vi lấy ý kiến", lines(COHORT_HEADS, cohort_lines(frozen))
    yield "Phiếu không tính vào kết quả", lines(("Lý do", "Số phiếu"), excluded_lines(frozen))
    yield "Đối chiếu với bộ chỉ số 766", lines(OFFICIAL_HEADS, official_lines(frozen))


def lines(titles: tuple[str, ...], rows: Iterator[Line]) -> list[Line]:
    """Return a table with its head."""
    return [[("head", title) for title in titles], *rows]


def criterion_lines(frozen: Frozen) -> Iterator[Line]:
    """Yield the four criteria; what is not known says why."""
    for each in criteria(frozen):
        known = each.value is not None
        verdict = ADMINISTRATIVE[each.verdict] if known else REASONS.get(each.reason, UNKNOWN)
        yield [
            ("text", f"{each.criterion}. {CRITERIA[each.criterion]}"),
            ("count", each.goal.target.value if each.goal else None),
            ("percent", shown_value(each, frozen)),
            ("count", each.n),
            ("text", verdict),
            ("text", SOURCES[each.criterion]),
        ]


def cohort_lines(frozen: Frozen) -> Iterator[Line]:
    """Yield how many finished cases were asked about and answered."""
    for way, words in WAYS.items():
        found = asked_of(frozen.beside(frozen.whole["code"]), way)
        yield [
            ("text", words),
            ("count", found["closed"]),
            ("count", found["invited"]),
            ("percent", shown_percent(found["invited"], found["closed"])),
            ("count", found["answered"]),
            ("percent", shown_percent(found["answered"], found["invited"])),
        ]


def excluded_lines(frozen: Frozen) -> Iterator[Line]:
    """Yield how many answers were taken out, by reason."""
    for name, why in EXCLUDED.items():
        yield [("text", why), ("count", frozen.content["excluded"][name])]


def official_lines(frozen: Frozen) -> Iterator[Line]:
    """Yield survey, index of Decision 766 and punctuality, and what explains the gap."""
    found = three_way(frozen)
    if found is None:
        return
    yield rate_line("Hài lòng theo khảo sát này, tất cả hồ sơ", found.survey)
    official: Line = [("text", "Hài lòng theo bộ chỉ số 766"), ("decimal", found.official)]
    yield [*official, ("text", found.official_source)]
    yield rate_line("Hồ sơ giải quyết đúng hạn", found.on_time)
    yield [("text", EXPLANATIONS[found.explanation])]


def rate_line(words: str, counts: Counts) -> Line:
    """Return a rate and what it rests on."""
    return [
        ("text", words),
        ("percent", shown_percent(counts.satisfied, counts.n)),
        ("count", counts.n),
    ]
