"""The table of units for SPSS, with Vietnamese labels for columns and values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from survey_app.reports.columns import ADMINISTRATIVE, EVIDENCE, unit_columns

if TYPE_CHECKING:
    from pathlib import Path

    from survey_app.reports.frozen import Frozen

#: Verdicts as numbers, since SPSS labels the values of numbers.
VERDICTS: Final = {
    words: number
    for number, words in enumerate(dict.fromkeys([*ADMINISTRATIVE.values(), *EVIDENCE.values()]))
}
LABELLED: Final = ("_verdict", "_evidence")


def write_sav(frozen: Frozen, path: Path) -> int:
    """Write one row per unit and return how many; what is not known is missing, never 0."""
    import polars as pl  # noqa: PLC0415 - a second of every start
    import pyreadstat  # noqa: PLC0415 - as above

    columns = unit_columns(frozen.content)
    rows = [{c.code: plain(c.code, c.value(row)) for c in columns} for row in frozen.unit_rows]
    text = {c.code for c in columns if c.kind in {"text", "code"} and not labelled(c.code)}
    schema = {c.code: pl.String if c.code in text else pl.Float64 for c in columns}
    values: dict[int | float, str] = {number: words for words, number in VERDICTS.items()}
    pyreadstat.write_sav(
        pl.DataFrame(rows, schema=schema),
        str(path),
        file_label="; ".join(frozen.marks)[:60],
        column_labels={column.code: column.title for column in columns},
        variable_value_labels={c.code: values for c in columns if labelled(c.code)},
        note=f"SHA-256 {frozen.card.sha256}",
    )
    return len(rows)


def labelled(code: str) -> bool:
    """Whether a column holds a verdict."""
    return code.endswith(LABELLED)


def plain(code: str, value: Any) -> Any:  # noqa: ANN401 - a cell
    """Return a verdict as its number, anything else as it is."""
    return VERDICTS[value] if labelled(code) else value
