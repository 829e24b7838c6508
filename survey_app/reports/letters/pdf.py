"""The letter as PDF, set by one typst template."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typst

from survey_app.reports.letters.carrier import ATTACHMENT, carried_text
from survey_app.reports.letters.chart import chart_svg
from survey_app.reports.letters.forms import TABLES
from survey_app.reports.letters.letter import letter

if TYPE_CHECKING:
    from survey_app.reports.frozen import Frozen

HERE: Final = Path(__file__).parent
TEMPLATE: Final = HERE / "letter.typ"
#: Comes with typst, has all Vietnamese letters, and looks like the font of offices.
FONT: Final = "Libertinus Serif"


def pdf_bytes(frozen: Frozen) -> bytes:
    """Return the letter as an accessible PDF (PDF/UA-1); the same revision, the same bytes."""
    words = letter(frozen)
    answered = frozen.whole["all"]["n"] or frozen.whole["all"]["no_opinion"]
    chart = chart_svg(words["tables"]["levels"], FONT) if answered else ""
    return typst.compile(
        TEMPLATE,
        root=HERE,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={
            "letter": json.dumps(words),
            "forms": json.dumps([asdict(form) for form in TABLES]),
            "chart": chart,
            "carried": carried_text(frozen),
            "attachment": ATTACHMENT,
        },
        pdf_standards="ua-1",
        timestamp=int(frozen.card.closed_at.timestamp()),
    )
