"""Prometheus' text format, as far as we need it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


class Sample(NamedTuple):
    """One number with what it is about; the suffix tells the parts of a histogram apart."""

    labels: Mapping[str, str]
    value: float
    suffix: str = ""


class Family(NamedTuple):
    """All samples of one name: "counter", "gauge" or "histogram"."""

    name: str
    kind: str
    help: str
    samples: Iterable[Sample]


def exposition(families: Iterable[Family]) -> str:
    """Return what Prometheus reads."""
    return "".join(f"{line}\n" for family in families for line in lines_of(family))


def lines_of(family: Family) -> Iterable[str]:
    """Yield the lines of one family."""
    yield f"# HELP {family.name} {family.help}"
    yield f"# TYPE {family.name} {family.kind}"
    for labels, value, suffix in family.samples:
        pairs = ",".join(f'{name}="{text.translate(ESCAPED)}"' for name, text in labels.items())
        yield f"{family.name}{suffix}{{{pairs}}} {value}" if pairs else f"{family.name} {value}"
