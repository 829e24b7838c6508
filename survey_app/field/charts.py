"""A drawing of a campaign: how far each hamlet is, and how many households can help themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey_app.results.charts import BLUE, RED, layered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from survey_app.field.progress import HamletRow
    from survey_app.results.charts import Spec

ALL = 100
#: Units of the drawing for one hamlet, and for the axis.
LINE, FOOT, WIDTH = 34, 20, 420


def coverage_spec(rows: Sequence[HamletRow], _: Callable[[str], str]) -> Spec:
    """Return bars of interviews by quota, and marks of households with an able person."""
    data = {"values": [hamlet_point(row) for row in rows]}
    y = {"field": "name", "type": "nominal", "title": None, "sort": None}
    quota = bar_axis(
        _("Percent interviewed of the quota; ◆ percent of households with an able person")
    )
    mark = {"type": "point", "shape": "diamond", "filled": True, "size": 130, "color": RED}
    layers: list[Spec] = [
        {
            "data": data,
            "mark": {"type": "bar", "color": BLUE, "height": {"band": 0.6}},
            "encoding": {"y": y, "x": quota | {"field": "interviewed"}},
        },
        {
            "data": data,
            "transform": [{"filter": "isValid(datum.able)"}],
            "mark": mark | {"opacity": 1, "stroke": "white", "strokeWidth": 1.5},
            "encoding": {"y": y, "x": quota | {"field": "able"}},
        },
    ]
    return layered(layers, width=WIDTH, height=LINE * len(rows) + FOOT)


def hamlet_point(row: HamletRow) -> dict[str, Any]:
    """Return what is drawn of a hamlet; no share of households that could be recognised."""
    return {
        "name": row.card.name,
        "interviewed": min(ALL, ALL * row.counted / (row.card.quota or 1)),
        "able": ALL * row.able / row.asked_able if row.shows_coverage else None,
    }


def bar_axis(title: str) -> Spec:
    """Return the encoding of a share from 0 to 100 %."""
    return {
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, ALL], "nice": False},
        "axis": {"tickCount": 5},
    }
