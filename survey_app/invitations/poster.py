"""The A4 poster that stands at a desk."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import typst

from survey_app.invitations.qr import svg

HERE: Final = Path(__file__).parent
TEMPLATE: Final = HERE / "poster.typ"
FONTS: Final = HERE / "fonts"


def poster_pdf(
    desk_code: str, link: str, unit_name: str, place_name: str, *, sample: bool = False
) -> bytes:
    """Return the poster of a desk as an accessible PDF (PDF/UA-1); the same poster, the same bytes.

    Args:
        desk_code: what people type who cannot scan.
        link: the full address behind the QR code.
        unit_name: who asks, at the head.
        place_name: the desk or centre, at the foot.
        sample: whether the data are samples, which the poster must say.

    Raises:
        RefusedError: ``qr_too_large`` when the link is too long for old phones.
    """
    words = {
        "desk": desk_code,
        "place": place_name,
        "unit": unit_name,
        "host": urlsplit(link).netloc.lower(),
        "link": link,
        "qr": svg(link),
        "sample": "yes" if sample else "",
    }
    return typst.compile(
        TEMPLATE,
        root=HERE,
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs=words,
        pdf_standards="ua-1",
        timestamp=0,
    )
