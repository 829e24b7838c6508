"""Single answers for statisticians: allow-listed columns only, nothing about persons or cases.

Answers of small groups are made alike: a procedure or unit with fewer than five answers
in the period stands under an empty code.
"""

from __future__ import annotations

import csv
import json
import zipfile
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, Final, TextIO

from sqlalchemy import func, select
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
    from collections.abc import Callable, Iterable, Iterator, Sequence
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
    expected = session.scalar(select(func.count()).select_from(answers(unit_id, period).subquery()))
    questions = question_ids(session)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with part(archive, "phieu.csv") as file:
            rows = microdata_rows(session, unit_id, period, questions)
            written = write_rows(file, [*COLUMNS, *questions], rows, report, expected or 0)
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
    with (
        archive.open(info, "w", force_zip64=True) as raw,
        TextIOWrapper(raw, "utf-8-sig", newline="") as file,
    ):
        yield file


def write_rows(
    file: TextIO,
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    report: Callable[[int, int], None],
    expected: int,
) -> int:
    """Write rows one by one and return how many."""
    writer = csv.writer(file)
    writer.writerow(names)
    written = 0
    for row in rows:
        writer.writerow([formula_safe(cell) if isinstance(cell, str) else cell for cell in row])
        written += 1
        if not written % FETCH:
            report(written, expected)
    report(written, expected)
    return written


def answers(unit_id: int, period: Period) -> Select[*tuple[Any, ...]]:
    """Return the statement of the answers of a subtree that count now, in no telling order."""
    later = aliased(ResponseEvent)
    newest = select(func.max(later.seq)).where(later.response_id == Response.id).scalar_subquery()
    return (
        select(
            Response.id,
            Attribution.unit_id,
            Attribution.procedure_code,
            Attribution.counted_on,
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


def microdata_rows(
    session: Session, unit_id: int, period: Period, questions: Sequence[str]
) -> Iterator[list[Any]]:
    """Yield one row an answer; the random id orders them and is not written."""
    base = answers(unit_id, period)
    small_units = small(session, base, "unit_id")
    small_procedures = small(session, base, "procedure_code")
    codes = {row.id: row.code for row in session.execute(select(Unit.id, Unit.code))}
    versions = {each.id: f"{each.key}/{each.number}" for each in list_versions(session)}
    for row in session.execute(base).yield_per(FETCH):
        given = json.loads(row.answers)
        yield [
            f"{row.counted_on:%Y-%m}",
            "" if row.unit_id in small_units else codes[row.unit_id],
            "" if row.procedure_code in small_procedures else row.procedure_code,
            row.channel,
            row.mode,
            row.moment,
            row.submitted_by,
            row.applicant_kind,
            row.verification,
            versions.get(row.version_id, ""),
            row.overall,
            *(answer_text(given.get(question)) for question in questions),
        ]


def answer_text(answer: Any) -> str:  # noqa: ANN401 - a closed answer
    """Return the chosen options, several by a blank between them."""
    return " ".join(map(str, answer)) if isinstance(answer, list) else str(answer or "")


def small(session: Session, base: Select[*tuple[Any, ...]], column: str) -> set[Any]:
    """Return the values that fewer than five answers have."""
    rows = base.order_by(None).subquery()
    counts = select(rows.c[column], func.count()).group_by(rows.c[column])
    return {value for value, count in session.execute(counts) if count < INSIDE_K}


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
