"""How a QR code is drawn: one path, with the white border that readers need."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

import qrcode
from markupsafe import escape
from qrcode.constants import ERROR_CORRECT_M

if TYPE_CHECKING:
    from collections.abc import Iterator

    Matrix = tuple[tuple[bool, ...], ...]

#: White modules around the code; the standard asks for four.
BORDER: Final = 4


def modules_of(text: str) -> Matrix:
    """Return the modules of any text, True for dark; without the white border."""
    code = qrcode.QRCode(version=None, error_correction=ERROR_CORRECT_M, border=BORDER)
    code.add_data(text)
    code.make()
    return tuple(tuple(bool(dark) for dark in row) for row in code.modules)


def draw(modules: Matrix, title: str) -> str:
    """Return the code as an SVG document of one path; the title is what is read aloud."""
    size = len(modules) + 2 * BORDER
    path = "".join(
        f"M{BORDER + x} {BORDER + y}h{width}v1h-{width}z"
        for y, row in enumerate(modules)
        for x, width in dark_runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
        f' shape-rendering="crispEdges" role="img"><title>{escape(title)}</title>'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    )


def dark_runs(row: tuple[bool, ...]) -> Iterator[tuple[int, int]]:
    """Yield where each run of dark modules begins and how long it is."""
    x = 0
    for dark, run in groupby(row):
        width = len(tuple(run))
        if dark:
            yield x, width
        x += width
