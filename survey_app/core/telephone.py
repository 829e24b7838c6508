"""Numbers to call for help."""

from __future__ import annotations

import re
from typing import Final

#: The line that helps with public services in every province.
CENTRAL: Final = "1022"
LONGEST: Final = 20
NUMBER: Final = re.compile(r"\+?\(?[0-9][0-9().-]{2,}")


def telephone_number(text: str) -> str | None:
    """Return a number with dots for blanks, which can be read and dialled; None for none.

    An empty text is the number of a desk that has none. Dots, hyphens and brackets may stand in
    a ``tel:`` address (RFC 3966, 3).
    """
    number = re.sub(r"\s+", ".", text.strip())
    if not number or (len(number) <= LONGEST and NUMBER.fullmatch(number)):
        return number
    return None
