"""QR codes that old phones read: small, upper case, quiet zone kept."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.util import ALPHA_NUM, QRData

from survey_app.core.errors import RefusedError
from survey_app.ui.qr import BORDER, draw

if TYPE_CHECKING:
    from survey_app.ui.qr import Matrix

#: Version 3 has 29 x 29 modules and takes 61 characters at level M.
LARGEST_VERSION: Final = 3


def matrix(link: str) -> Matrix:
    """Return the modules of a link, True for dark; without the white border.

    The link is written in upper case: host names and our codes do not mind, and
    the alphanumeric mode takes a third fewer modules.

    Raises:
        RefusedError: ``qr_too_large`` when it needs more than 29 x 29 modules.
    """
    text = link.upper().encode()
    if not set(text) <= set(ALPHA_NUM):
        raise RefusedError("qr_too_large")
    code = qrcode.QRCode(version=None, error_correction=ERROR_CORRECT_M, border=BORDER)
    code.add_data(QRData(text))
    try:
        code.best_fit()
    except DataOverflowError:
        raise RefusedError("qr_too_large") from None
    if code.version > LARGEST_VERSION:
        raise RefusedError("qr_too_large")
    code.make()
    return tuple(tuple(bool(dark) for dark in row) for row in code.modules)


def svg(link: str, title: str = "") -> str:
    """Return the code as an SVG document of one path; the title is what is read aloud."""
    return draw(matrix(link), title or link.upper())


def png(link: str, scale: int = 8) -> bytes:
    """Return the code as a black and white PNG, ``scale`` pixels a module."""
    modules = matrix(link)
    size = len(modules) + 2 * BORDER
    image = Image.new("1", (size, size), 1)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((BORDER + x, BORDER + y), 0)
    file = io.BytesIO()
    image.resize((size * scale, size * scale), Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()
