"""Everything printed besides the A4 poster: A5, table tent, stickers, slips for cases."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import typst

from survey_app.invitations.qr import svg

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE: Final = Path(__file__).parent
TEMPLATE: Final = HERE / "handouts.typ"
FONTS: Final = HERE / "fonts"

Kind = Literal["a5", "tent", "stickers", "slips"]
KINDS: Final[tuple[Kind, ...]] = ("a5", "tent", "stickers", "slips")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """One code to print and the words beside it."""

    link: str
    #: The code as people type it.
    code: str
    unit: str
    #: The desk, or the case ID on a slip.
    place: str


def handouts_pdf(kind: Kind, handouts: Sequence[Handout], host: str, *, sample: bool) -> bytes:
    """Return handouts of one kind as PDF; the same handouts, the same bytes.

    Raises:
        RefusedError: ``qr_too_large`` when a link is too long for old phones.
    """
    items = [asdict(each) | {"qr": svg(each.link)} for each in handouts]
    return typst.compile(
        TEMPLATE,
        root=HERE,
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={
            "kind": kind,
            "items": json.dumps(items, ensure_ascii=False),
            "host": host,
            "sample": "yes" if sample else "",
        },
        timestamp=0,
    )
