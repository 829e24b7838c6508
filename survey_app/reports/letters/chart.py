"""The one drawing of a letter: how often each level was chosen, readable without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import vl_convert

from survey_app.invitations.poster import FONTS

if TYPE_CHECKING:
    from survey_app.reports.letters.letter import Rows

WIDTH: Final = 300
STEP: Final = 26
#: Pixels for each unit of the drawing, enough for print.
SCALE: Final = 3.0
INK: Final = "#17212b"
BAR: Final = "#5b7fa6"


def chart_png(levels: Rows) -> bytes:
    """Return the drawing for DOCX; the same levels, the same bytes."""
    vl_convert.register_font_directory(str(FONTS))
    return vl_convert.vegalite_to_png(drawing(levels, "Be Vietnam Pro"), scale=SCALE)


def chart_svg(levels: Rows, font: str) -> str:
    """Return the drawing for PDF, its words as text."""
    return vl_convert.vegalite_to_svg(drawing(levels, font))


def drawing(levels: Rows, font: str) -> dict[str, Any]:
    """Return the chart in the grammar of Vega-Lite: one bar a level, its count at the end."""
    values = [
        {"level": level, "count": int(count.replace(".", "")), "label": f"{count} phiếu"}
        for level, count, _share in levels
    ]
    across = {"field": "level", "type": "nominal", "sort": None, "title": None}
    along = {"field": "count", "type": "quantitative", "title": None, "axis": None}
    place = {"y": across, "x": along}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": {"step": STEP},
        "background": "white",
        "data": {"values": values},
        "layer": [
            {"mark": {"type": "bar", "color": BAR, "height": 16}, "encoding": place},
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 12},
                "encoding": {**place, "text": {"field": "label"}, "color": {"value": INK}},
            },
        ],
        "config": {
            "font": font,
            "view": {"stroke": None},
            "axis": {
                "labelFontSize": 12,
                "labelColor": INK,
                "ticks": False,
                "domainColor": INK,
                "labelLimit": 200,
            },
        },
    }
