"""Drawings of figures, made by Vega-Lite; each has its numbers in a table beside it.

What differs differs in shape and place too, so that nothing depends on colour.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from survey_app.core.funnel import funnel_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from survey_app.results.breakdown import LevelRow
    from survey_app.results.ranking import PeerGroup

Spec = dict[str, Any]

BLUE: Final = "#0b4f8a"
RED: Final = "#b42318"
QUIET: Final = "#4a5663"
INK: Final = "#17212b"
#: Drawings kept by this process.
KEPT: Final = 256
#: Points at which the funnel's limits are drawn.
STEPS: Final = 40
FONT: Final = "Be Vietnam Pro, system-ui, Noto Sans, sans-serif"


def svg(spec: Spec) -> bytes:
    """Return the drawing; the same specification is drawn once."""
    return drawn(json.dumps(spec, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=KEPT)
def drawn(specification: str) -> bytes:
    """Draw a specification; nothing is loaded from anywhere."""
    import vl_convert  # noqa: PLC0415 -- it brings a whole engine; most pages need none

    return vl_convert.vegalite_to_svg(json.loads(specification), allowed_base_urls=[]).encode()


def layered(layers: Sequence[Spec], *, width: int, height: int) -> Spec:
    """Return a drawing of several layers in the manner of the house."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "background": "white",
        "layer": list(layers),
        "config": {
            "font": FONT,
            "axis": {"labelColor": QUIET, "titleColor": QUIET, "labelFontSize": 13},
            "legend": {"orient": "bottom", "labelFontSize": 13, "titleFontSize": 13},
            "view": {"stroke": None},
        },
    }


def percent_axis(title: str, field: str, *, low: float) -> Spec:
    """Return the encoding of a rate on an axis that ends at 100 %."""
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [low, 100], "nice": False},
        "axis": {"tickCount": 5},
    }


def rule(row: Mapping[str, object], encoding: Spec) -> Spec:
    """Return a dashed line, such as a target."""
    mark = {"type": "rule", "color": RED, "strokeDash": [6, 4], "strokeWidth": 2}
    return {"data": {"values": [row]}, "mark": mark, "encoding": encoding}


def funnel_spec(group: PeerGroup, _: Callable[[str], str]) -> Spec | None:
    """Return rates by number of answers, with the limits of chance; None without a funnel."""
    if group.spread is None:
        return None
    units = unit_points(group)
    centre = group.spread.centre
    x = {"field": "n", "type": "quantitative", "title": _("Forms"), "scale": {"nice": False}}
    low = min(50.0, *(unit["rate"] // 10 * 10 for unit in units))
    place = {"x": x, "y": percent_axis(_("Rate, %"), "rate", low=low)}
    curves = limit_points(centre, max(unit["n"] for unit in units))
    dash = {"field": "chance", "type": "nominal", "title": _("Limits of chance")}
    layers = [
        *(limit_line(curves, place, dash, end) for end in ("low", "high")),
        rule({"y": 100 * centre}, {"y": {"field": "y", "type": "quantitative"}}),
        *unit_marks(units, place),
    ]
    return layered(layers, width=520, height=300)


def levels_spec(rows: Sequence[LevelRow], language: str, _: Callable[[str], str]) -> Spec | None:
    """Return how often each level was chosen, as bars with their numbers; None without answers."""
    if not sum(row.all for row in rows):
        return None
    bars = [{"level": row.label.get(language, row.label["vi"]), "n": row.all} for row in rows]
    axis = {"labelLimit": 220, "ticks": False, "domain": False}
    y = {"field": "level", "type": "nominal", "title": None, "sort": None, "axis": axis}
    x = {"field": "n", "type": "quantitative", "title": _("Forms"), "axis": {"tickMinStep": 1}}
    words = {"type": "text", "align": "left", "dx": 6, "color": INK, "fontSize": 14}
    marks: list[Spec] = [
        {"mark": {"type": "bar", "color": BLUE}, "encoding": {"x": x, "y": y}},
        {"mark": words, "encoding": {"x": x, "y": y, "text": {"field": "n", "format": "d"}}},
    ]
    layers = [{"data": {"values": bars}, **mark} for mark in marks]
    return layered(layers, width=320, height=34 * len(bars))


def unit_points(group: PeerGroup) -> list[dict[str, Any]]:
    """Return where each unit with answers stands."""
    return [
        {
            "n": row.counts.n,
            "rate": 100 * row.counts.satisfied / row.counts.n,
            "name": row.figures.unit.name,
            "place": row.place or "inside",
        }
        for row in group.rows
        if row.counts.n
    ]


def limit_points(centre: float, most: int) -> list[dict[str, Any]]:
    """Return the points of the limits of chance."""
    return [
        {"n": n, "low": 100 * limits.low, "high": 100 * limits.high, "chance": words}
        for words, confidence in (("95 %", 0.95), ("99,8 %", 0.998))
        for n in curve_points(most)
        for limits in [funnel_limits(centre, n, confidence=confidence)]
    ]


def limit_line(curves: Sequence[Spec], place: Spec, dash: Spec, end: str) -> Spec:
    """Return the lower or the upper limits."""
    y = {**place["y"], "field": end}
    mark = {"type": "line", "color": QUIET, "clip": True}
    encoding = {**place, "y": y, "strokeDash": dash}
    return {"data": {"values": list(curves)}, "mark": mark, "encoding": encoding}


def unit_marks(units: Sequence[Spec], place: Spec) -> Iterator[Spec]:
    """Yield the points of units; those outside have another shape, and their name beside them."""
    scale = {
        "domain": ["inside", "above", "below"],
        "range": ["circle", "triangle-up", "triangle-down"],
    }
    shape = {"field": "place", "type": "nominal", "legend": None, "scale": scale}
    yield {
        "data": {"values": list(units)},
        "mark": {"type": "point", "filled": True, "size": 80, "color": BLUE, "opacity": 1},
        "encoding": {**place, "shape": shape},
    }
    yield {
        "data": {"values": [unit for unit in units if unit["place"] != "inside"]},
        "mark": {"type": "text", "align": "left", "dx": 8, "color": INK},
        "encoding": {**place, "text": {"field": "name"}},
    }


def curve_points(most: int) -> list[int]:
    """Return the numbers of answers at which limits are drawn, denser where they bend."""
    end = max(most * 1.1, 20)
    return sorted({max(5, round(5 * (end / 5) ** (step / STEPS))) for step in range(STEPS + 1)})
