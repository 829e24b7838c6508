"""The letter as an editable DOCX, filled into a template by docxtpl."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from survey_app.reports.letters.carrier import carried_text, put_into
from survey_app.reports.letters.chart import chart_png
from survey_app.reports.letters.letter import letter

if TYPE_CHECKING:
    from survey_app.reports.frozen import Frozen

#: Made by scripts/letter_template.py.
TEMPLATE: Final = Path(__file__).parent / "letter.docx"
CHART_WIDTH: Final = 128
#: The first moment that a ZIP archive can name; of every part, so that the bytes repeat.
FIRST_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


def docx_bytes(frozen: Frozen) -> bytes:
    """Return the letter as DOCX; the same revision, the same bytes."""
    template = DocxTemplate(TEMPLATE)
    words = letter(frozen)
    answered = frozen.whole["all"]["n"] or frozen.whole["all"]["no_opinion"]
    chart = BytesIO(chart_png(words["tables"]["levels"])) if answered else None
    image = InlineImage(template, chart, width=Mm(CHART_WIDTH)) if chart else ""
    template.render({**words, "chart": image}, autoescape=True)
    properties = template.docx.core_properties
    properties.title = words["abstract"][:255]
    properties.subject = words["sha256"]
    if text := carried_text(frozen):
        put_into(template.docx, text)
    file = BytesIO()
    template.save(file)
    return repacked(file)


def repacked(file: BytesIO) -> bytes:
    """Return the same archive without the moments at which its parts were written."""
    out = BytesIO()
    with (
        zipfile.ZipFile(file) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(
                zipfile.ZipInfo(name, FIRST_MOMENT), source.read(name), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
