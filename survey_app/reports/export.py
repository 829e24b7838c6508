"""Writing a frozen revision as a file."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from survey_app.core.text import formula_safe
from survey_app.reports.columns import unit_columns
from survey_app.reports.frozen import SAMPLE_MARK, Frozen, judged_of
from survey_app.reports.letters.docx import docx_bytes
from survey_app.reports.letters.pdf import pdf_bytes
from survey_app.reports.workbook import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey_app.reports.columns import Value
    from survey_app.reports.queries import RevisionCard

#: Codes and names of the metrics; the group "satisfaction" of Decision 766 has no formula yet.
METRICS: Final = {
    "online": ("SATISFACTION_ONLINE", "Tỷ lệ hài lòng khi dùng dịch vụ công trực tuyến"),
    "online_self": ("SATISFACTION_ONLINE_SELF", "Tỷ lệ hài lòng khi tự nộp hồ sơ trực tuyến"),
    "all": ("SATISFACTION_ALL", "Tỷ lệ hài lòng với việc giải quyết thủ tục hành chính"),
}


def export(revisions: Sequence[RevisionCard], file_format: str, *, delimiter: str = ",") -> bytes:
    """Return the newest of the revisions as xlsx, csv, json, docx or pdf.

    Args:
        revisions: all of a report, the newest last (`service.newest_revision`).
        file_format: one of them.
        delimiter: between the cells of csv.
    """
    frozen = Frozen(revisions)
    return csv_bytes(frozen, delimiter) if file_format == "csv" else WRITERS[file_format](frozen)


def csv_bytes(frozen: Frozen, delimiter: str = ",") -> bytes:
    """Return one line per unit, for Excel in UTF-8 with a byte order mark."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    columns = unit_columns(frozen.content)
    writer.writerow([*(column.code for column in columns), "marks"])
    for row in frozen.unit_rows:
        cells = [column.value(row) for column in columns]
        writer.writerow([csv_cell(cell) for cell in (*cells, "; ".join(frozen.marks))])
    return file.getvalue().encode("utf-8-sig")


def csv_cell(value: Value) -> Value:
    """Return a cell that no spreadsheet runs as a formula; numbers stay numbers."""
    return formula_safe(value) if isinstance(value, str) else value


def json_bytes(frozen: Frozen) -> bytes:
    """Return the metric records; made of whole numbers, so the same bytes for ever."""
    document = {
        "period": frozen.content["period"]["code"],
        "unit": frozen.content["unit"]["code"],
        "revision": frozen.card.number,
        "draft": frozen.card.draft,
        "metrics": [each for row in frozen.content["units"] for each in metrics(row)],
    }
    if frozen.content["demo"]:
        document["demo"] = SAMPLE_MARK
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def metrics(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the metric records of one unit; what is not known is null, never 0."""
    for block, (code, name) in METRICS.items():
        judged = judged_of(row, block)
        yield {
            "code": code,
            "name": name,
            "unit_code": row["code"],
            "unit_name": row["name"],
            "numerator": judged.counts.satisfied,
            "denominator": judged.counts.n,
            "ratio": judged.rate,
            "score": None,
            "maxScore": None,
            "target": judged.target,
            "administrative_verdict": judged.administrative,
        }


WRITERS: Final = {
    "xlsx": workbook_bytes,
    "json": json_bytes,
    "docx": docx_bytes,
    "pdf": pdf_bytes,
}
