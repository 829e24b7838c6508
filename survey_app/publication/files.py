"""Open data: the published figures as a table."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from survey_app.core.text import formula_safe
from survey_app.results.suppression import BLOCKS

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS: Final = (
    "n",
    "satisfied",
    "rate",
    "low",
    "high",
    "target",
    "administrative_verdict",
    "evidence_verdict",
    "cautions",
)


def csv_bytes(document: dict[str, Any]) -> bytes:
    """Return a published document with a line per unit; withheld cells are empty."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    heads = [f"{block}_{column}" for block in BLOCKS for column in COLUMNS]
    writer.writerow(["period", "unit_code", "unit_name", *heads])
    for unit in document["units"]:
        cells = [cell for block in BLOCKS for cell in block_cells(unit[block])]
        name = formula_safe(unit["name"])
        writer.writerow([document["period"], formula_safe(unit["unit"]), name, *cells])
    return file.getvalue().encode("utf-8-sig")


def block_cells(block: dict[str, Any]) -> Iterator[object]:
    """Yield the cells of one block in the order of `COLUMNS`."""
    low, high = block["interval"]
    values = {**block, "low": low, "high": high, "cautions": " ".join(block["cautions"])}
    yield from ("" if values[column] is None else values[column] for column in COLUMNS)
