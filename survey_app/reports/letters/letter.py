"""The whole letter as plain text values; what is not here stands in neither file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from survey_app.core.calendar import VIETNAM
from survey_app.core.names import committee_name
from survey_app.core.scoring import number_text, percent_text
from survey_app.reports.columns import (
    ADMINISTRATIVE,
    BLOCK_TITLES,
    LEVEL_TITLES,
)
from survey_app.reports.frozen import judged_of
from survey_app.reports.letters import standing, words
from survey_app.reports.letters.forms import PARTS, TABLES
from survey_app.reports.letters.standing import DASH
from survey_app.reports.summary import SPLITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from survey_app.reports.frozen import Frozen

Rows = list[list[str]]

#: Rows of a table in the letter; the workbook has all of them.
MOST_ROWS: Final = 40
MOST_PROBLEMS: Final = 10
ROMAN: Final = ("II", "III", "IV")


def letter(frozen: Frozen) -> dict[str, Any]:
    """Return everything that both templates fill in."""
    name = frozen.whole["name"]
    year = frozen.card.closed_at.astimezone(VIETNAM).year
    return {
        "marks": " - ".join(frozen.marks),
        "issuer": words.issuer_lines(name),
        "number": f"Số:          /BC{'-UBND' if words.is_committee(name) else ''}",
        "place": f"{words.place_name(name)}, ngày       tháng       năm {year}",
        "abstract": words.abstract(frozen),
        "first": words.first_sentence(frozen),
        "opening": words.opening(frozen),
        **numbered_parts(tables(frozen), sentences(frozen)),
        "left_out": left_out(frozen),
        "last": last_sentence(frozen),
        "signature": words.signature_lines(name),
        "receivers": receivers(name),
        "sha256": frozen.card.sha256,
    }


def numbered_parts(rows: Mapping[str, Rows], texts: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return headings of parts, sections and tables with their numbers; empty ones have none."""
    sections: dict[str, dict[str, Any]] = {}
    headings: dict[str, str] = {}
    for form in TABLES:
        if not rows[form.key] and not texts.get(form.key):
            continue
        before = [each for each in TABLES if each.key in sections]
        tables_before = sum(bool(rows[each.key]) for each in before)
        place = 1 + sum(each.part == form.part for each in before)
        headings.setdefault(form.part, f"{ROMAN[len(headings)]}. {PARTS[form.part]}")
        sections[form.key] = {
            "heading": f"{place}. {form.section}",
            "texts": texts.get(form.key, []),
            "caption": f"Bảng {tables_before + 1}. {form.title}",
        }
    return {"headings": headings, "sections": sections, "tables": rows}


def sentences(frozen: Frozen) -> dict[str, list[str]]:
    """Return what stands before each table by its key."""
    return {
        "rates": [*words.verdicts(frozen), *standing.previous_sentences(frozen)],
        "units": standing.rank_sentences(frozen),
        "cohort": standing.coverage_sentences(frozen),
        "problems": standing.feedback_sentences(frozen),
        "improvements": standing.improvement_sentences(frozen),
        "official": standing.official_sentences(frozen),
    }


def tables(frozen: Frozen) -> dict[str, Rows]:
    """Return the rows of each table by its key."""
    content = frozen.content
    return {
        "rates": [rate_row(frozen.whole, block) for block in BLOCK_TITLES],
        "criteria": list(standing.criterion_rows(frozen)),
        "levels": list(level_rows(frozen.whole)),
        "units": numbered(unit_row(row, frozen) for row in content["units"][: MOST_ROWS + 1]),
        "procedures": numbered(procedure_row(row) for row in content["procedures"][:MOST_ROWS]),
        "splits": list(split_rows(content)),
        "cohort": list(standing.cohort_rows(frozen)),
        "problems": numbered(problem_row(row) for row in content["problems"][:MOST_PROBLEMS]),
        "improvements": numbered(list(standing.improvement_rows(frozen))[:MOST_ROWS]),
        "official": list(standing.official_rows(frozen)),
    }


def left_out(frozen: Frozen) -> str:
    """Return what only the workbook has; empty when the letter has all."""
    more = {
        "đơn vị": len(frozen.content["units"]) - MOST_ROWS - 1,
        "thủ tục": len(frozen.content["procedures"]) - MOST_ROWS,
        "việc đã làm": len(frozen.content.get("improvements", ())) - MOST_ROWS,
    }
    told = [f"{number_text(count)} {what}" for what, count in more.items() if count > 0]
    return f"Còn {', '.join(told)} khác trong phụ lục XLSX kèm theo." if told else ""


def numbered(rows: Iterable[list[str]]) -> Rows:
    """Put the ordinal number before each row."""
    return [[str(number), *row] for number, row in enumerate(rows, 1)]


def percent(satisfied: int, n: int, target: int | None = None) -> str:
    """Return a percentage without sign, or a dash."""
    return percent_text(satisfied, n, target) or DASH


def rate_row(row: Mapping[str, Any], block: str) -> list[str]:
    """Return one rate with interval, target and verdict."""
    judged = judged_of(row, block)
    counts = judged.counts
    return [
        BLOCK_TITLES[block].capitalize(),
        number_text(counts.n),
        number_text(counts.satisfied),
        percent(counts.satisfied, counts.n, judged.target),
        words.interval(judged),
        DASH if judged.target is None else str(judged.target),
        ADMINISTRATIVE[judged.administrative],
    ]


def level_rows(row: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield how often each level was chosen; no opinion stands outside the shares."""
    whole = sum(row["levels"].values())
    for value, title in LEVEL_TITLES.items():
        count = row["levels"][value]
        yield [title, number_text(count), percent(count, whole)]
    yield ["Không có ý kiến", number_text(row["all"]["no_opinion"]), DASH]


def unit_row(row: Mapping[str, Any], frozen: Frozen) -> list[str]:
    """Return one unit."""
    beside = frozen.beside(row["code"])
    online, everything = judged_of(row, "online"), judged_of(row, "all")
    return [
        row["name"],
        number_text(row["cases_finished"]),
        standing.response_rate(beside),
        number_text(online.counts.n),
        percent(online.counts.satisfied, online.counts.n, online.target),
        number_text(everything.counts.n),
        percent(everything.counts.satisfied, everything.counts.n, everything.target),
        ADMINISTRATIVE[online.administrative],
        standing.rank_words(beside),
    ]


def procedure_row(row: Mapping[str, Any]) -> list[str]:
    """Return one procedure."""
    name = f"{row['name']} ({row['code']})" if row["code"] else row["name"]
    return [name, number_text(row["cases_finished"]), *count_cells(row["all"])]


def count_cells(counts: Mapping[str, int]) -> list[str]:
    """Return n, satisfied and the rate of some counts."""
    n, satisfied = counts["n"], counts["satisfied"]
    return [number_text(n), number_text(satisfied), percent(satisfied, n)]


def split_rows(content: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield the counts by channel, way and moment."""
    for title, part, name, known in SPLITS:
        for row in content[part]:
            yield [
                title.removeprefix("Theo ").capitalize(),
                known.get(row[name], row[name]),
                *count_cells(row["all"]),
            ]


def problem_row(row: Mapping[str, Any]) -> list[str]:
    """Return one problem; "Có" alone would say nothing, so the question stands before it."""
    short = len(row["label"]) <= len("Không")
    return [
        f"{row['text']} {row['label']}" if short else row["label"],
        number_text(row["count"]),
        number_text(row["base"]),
        percent(row["count"], row["base"]),
    ]


def last_sentence(frozen: Frozen) -> str:
    """Return the end of the letter, with the sign that nothing follows."""
    who = committee_name(frozen.whole["name"])
    return f"Trên đây là kết quả khảo sát mức độ hài lòng {words.period_words(frozen)} của {who}./."


def receivers(name: str) -> list[str]:
    """Return who gets the letter."""
    inside = "Lãnh đạo UBND" if words.is_committee(name) else "Lãnh đạo đơn vị"
    return ["Cơ quan cấp trên (để báo cáo);", f"{inside};", "Lưu: VT."]
