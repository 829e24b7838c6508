"""Single answers for statisticians: allow-listed columns only, nothing about persons or cases.

Answers of small groups are made alike: a procedure or unit with fewer than five answers
in the period stands under an empty code.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections import Counter
from contextlib import contextmanager
from functools import lru_cache
from io import TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TextIO

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import aliased

from survey_app.core.errors import RefusedError
from survey_app.core.text import formula_safe
from survey_app.directory.models import Unit
from survey_app.directory.queries import subtree
from survey_app.questionnaires.queries import list_versions
from survey_app.responses.models import Attribution, Response, ResponseEvent
from survey_app.results.queries import FETCH
from survey_app.results.suppression import INSIDE_K

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from survey_app.core.calendar import Period

#: Everything that leaves the house, with its meaning; what is not named here does not.
COLUMNS: Final = {
    "month": "Tháng tính phiếu (năm-tháng)",
    "unit_code": "Mã đơn vị; trống khi đơn vị có dưới 5 phiếu",
    "procedure_code": "Mã thủ tục; trống khi thủ tục có dưới 5 phiếu",
    "channel": "Kênh nộp hồ sơ: 1 trực tiếp, 2 trực tuyến, 3 bưu chính, 0 không rõ",
    "mode": "Cách thu phiếu: link, desk, kiosk …",
    "moment": "Thời điểm: submitted sau khi nộp, result sau khi có kết quả",
    "submitted_by": "Ai nộp hồ sơ, theo người trả lời",
    "applicant_kind": "1 công dân, 2 doanh nghiệp, 3 cơ quan, 4 khác",
    "verification": "case: gắn với hồ sơ; none: không gắn",
    "questionnaire": "Phiếu khảo sát và phiên bản",
    "overall": "Mức hài lòng chung (1-5)",
}
FIRST_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
#: Different sets of answers kept at hand.
ALIKE: Final = 20_000
#: Characters of a day that tell year and month.
MONTH: Final = 7
#: Rows compress well, and time is dearer than space.
FAST: Final = 1


def write_microdata(
    session: Session,
    unit_id: int,
    period: Period,
    path: Path,
    report: Callable[[int, int], None],
) -> int:
    """Write a ZIP of answers and codebook; return how many answers, as many as were counted.

    Raises:
        RefusedError: ``count_differs`` when more or fewer were written than are there.
    """
    groups = count_groups(session, unit_id, period)
    expected = sum(groups.values())
    questions = question_ids(session)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with part(archive, "phieu.csv") as file:
            rows = microdata_rows(session, answers(unit_id, period), groups, questions)
            written = write_rows(file, [*COLUMNS, *questions], rows, report, expected)
        with part(archive, "danh_muc_bien.csv") as file:
            write_codebook(file, session)
    if written != expected:
        raise RefusedError("count_differs", expected=expected, written=written)
    return written


@contextmanager
def part(archive: zipfile.ZipFile, name: str) -> Iterator[TextIO]:
    """Give a part of an archive to write text to, for Excel in UTF-8 with a byte order mark."""
    info = zipfile.ZipInfo(name, FIRST_MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info._compresslevel = FAST  # type: ignore[attr-defined]  # noqa: SLF001 - public from 3.13 on
    with (
        archive.open(info, "w", force_zip64=True) as raw,
        TextIOWrapper(raw, "utf-8-sig", newline="") as file,
    ):
        yield file


def write_rows(
    file: TextIO,
    names: Sequence[str],
    rows: Iterator[Sequence[Any]],
    report: Callable[[int, int], None],
    expected: int,
) -> int:
    """Write rows one by one and return how many."""
    writer = csv.writer(file)
    writer.writerow(names)
    written = 0
    for batch in batched(rows):
        writer.writerows(batch)
        written += len(batch)
        report(written, expected)
    return written


def batched(rows: Iterator[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    """Yield rows by some thousands."""
    while batch := list(islice(rows, FETCH)):
        yield batch


def count_groups(session: Session, unit_id: int, period: Period) -> Counter[tuple[int, str]]:
    """Count the answers by unit and procedure, once for everything that must be known before."""
    by = (Attribution.unit_id, Attribution.procedure_code)
    rows = session.execute(
        answers(unit_id, period)
        .with_only_columns(*by, func.count(), maintain_column_froms=True)
        .group_by(*by)
        .order_by(None)
    )
    return Counter({(unit, code): count for unit, code, count in rows})


def answers(unit_id: int, period: Period) -> Select[*tuple[Any, ...]]:
    """Return the statement of the answers of a subtree that count now, in no telling order."""
    later = aliased(ResponseEvent)
    newest = select(func.max(later.seq)).where(later.response_id == Response.id).scalar_subquery()
    return (
        select(
            Attribution.unit_id,
            Attribution.procedure_code,
            type_coerce(Attribution.counted_on, String),
            Attribution.channel,
            Response.mode,
            Response.moment,
            Attribution.submitted_by,
            Attribution.applicant_kind,
            Attribution.verification,
            Response.version_id,
            Response.overall,
            Response.answers,
        )
        .join(Attribution, Attribution.response_id == Response.id)
        .join(ResponseEvent, ResponseEvent.response_id == Response.id)
        .where(
            ResponseEvent.seq == newest,
            ResponseEvent.state == "counted",
            Attribution.counted_on.between(period.first, period.last),
            Attribution.unit_id.in_(subtree(unit_id, period.last)),
        )
        .order_by(Response.id)
    )


class Safe(dict[str, str]):
    """Texts that no spreadsheet runs as a formula, each judged once."""

    def __missing__(self, text: str) -> str:
        """Judge a text at its first use."""
        self[text] = formula_safe(text)
        return self[text]


def microdata_rows(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    groups: Counter[tuple[int, str]],
    questions: Sequence[str],
) -> Iterator[list[Any]]:
    """Yield one row an answer; the random id orders them and is not written.

    Plain columns are streamed; texts that come again and again are made once.
    """
    safe = Safe()
    units = unit_codes(session, large(groups, 0))
    procedures = dict.fromkeys(large(groups, 1))
    versions = {each.id: safe[f"{each.key}/{each.number}"] for each in list_versions(session)}
    cells_of = answer_cells(questions, safe)
    rows = session.connection().execution_options(yield_per=FETCH).execute(statement)
    for unit, code, day, channel, mode, moment, by, kind, sure, version, overall, given in rows:
        yield [
            str(day)[:MONTH],
            units.get(unit, ""),
            safe[code] if code in procedures else "",
            channel,
            safe[mode],
            safe[moment],
            safe[by],
            kind,
            safe[sure],
            versions.get(version, ""),
            overall,
            *cells_of(given),
        ]


def answer_cells(questions: Sequence[str], safe: Safe) -> Callable[[str], list[str]]:
    """Return what turns stored answers into cells; many people answer alike."""

    @lru_cache(maxsize=ALIKE)
    def cells(text: str) -> list[str]:
        given = json.loads(text)
        return [safe[answer_text(given.get(question))] for question in questions]

    return cells


def answer_text(answer: Any) -> str:  # noqa: ANN401 - a closed answer
    """Return the chosen options, several by a blank between them."""
    return " ".join(map(str, answer)) if isinstance(answer, list) else str(answer or "")


def unit_codes(session: Session, unit_ids: set[Any]) -> dict[int, str]:
    """Return the codes of some units."""
    rows = session.execute(select(Unit.id, Unit.code).where(Unit.id.in_(unit_ids)))
    return {row.id: formula_safe(row.code) for row in rows}


def large(groups: Counter[tuple[int, str]], place: int) -> set[Any]:
    """Return the units, or the procedures, that at least five answers have."""
    counts: Counter[Any] = Counter()
    for key, count in groups.items():
        counts[key[place]] += count
    return {value for value, count in counts.items() if count >= INSIDE_K}


def question_ids(session: Session) -> list[str]:
    """Return the closed questions of all versions but the overall one, by name."""
    return sorted(
        {
            question.id
            for version in list_versions(session)
            for question in version.questionnaire.questions
            if question.options and question.id not in {*COLUMNS}
        }
    )


def write_codebook(file: TextIO, session: Session) -> None:
    """Write what columns and options mean."""
    writer = csv.writer(file)
    writer.writerow(["bien", "gia_tri", "y_nghia"])
    writer.writerows([name, "", words] for name, words in COLUMNS.items())
    seen = set()
    for version in list_versions(session):
        for question in version.questionnaire.questions:
            lines = [(question.id, "", question.text["vi"])]
            lines += [(question.id, each.value, each.label["vi"]) for each in question.options]
            for line in lines:
                if question.options and line not in seen:
                    seen.add(line)
                    writer.writerow([formula_safe(cell) for cell in line])
