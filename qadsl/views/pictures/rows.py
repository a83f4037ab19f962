"""Rows of bars below one another: names to the left, bars on one measure, and what is said beside each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qadsl.views.pictures.specs import Spec, pixel, short, text_width, with_data

__all__ = ["Bar", "Mark", "Said", "body", "measure", "name_width", "nice_ticks"]

SIZE = 11.5
NAME = 42
"""Columns of the name of a row."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from one place to another in a row; `colour` is a colour, `told` stands in its tooltip."""

    row: float
    start: float
    end: float
    colour: str
    told: str
    height: float = 14.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Said:
    """A text at a place of a row; `full` stands in its tooltip."""

    row: float
    x: float
    text: str
    full: str = ""
    align: str = "left"
    is_strong: bool = False
    is_soft: bool = False
    ink: str = ""
    """The colour, where it stands on another than the ground."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line from one point to another."""

    x: float
    y: float
    x2: float
    y2: float
    style: str = "help"
    dash: tuple[float, float] = (1, 0)


def name_width(names: Sequence[str]) -> float:
    """How much room names take to the left."""
    return max((text_width(short(name, NAME), SIZE) for name in names), default=0.0) + 12


def measure(low: float, high: float, left: float, width: float) -> Callable[[float], float]:
    """Where a value stands on the page."""
    size = high - low or 1.0

    def at(value: float) -> float:
        return round(left + (value - low) / size * width, 2) + 0.0

    return at


def body(
    width: float, height: float, bars: Sequence[Bar], texts: Sequence[Said], marks: Sequence[Mark], pitch: float
) -> Spec:
    """Bars, texts and lines as layers; row r stands `pitch` times r and a half below the upper edge."""
    x, y = pixel("x", width), pixel("y", height)
    layers = [*_lines(marks, x, y), _bars(bars, x, y, pitch)]
    for ink in sorted({one.ink for one in texts if one.ink}):
        layers.append(_texts([one for one in texts if one.ink == ink], "said", "center", 400, x, y, pitch))
        layers[-1]["mark"]["color"] = ink
    for style in ("said", "aside"):
        for align in ("left", "right", "center"):
            for weight in (400, 600):
                chosen = [
                    one
                    for one in texts
                    if not one.ink
                    and (one.align, one.is_strong, "aside" if one.is_soft else "said") == (align, weight > 400, style)
                ]
                layers.append(_texts(chosen, style, align, weight, x, y, pitch))
    return {"width": width, "height": height, "layer": with_data(layers)}


def _lines(marks: Sequence[Mark], x: Spec, y: Spec) -> list[Spec]:
    found = []
    for style, dash in dict.fromkeys((one.style, one.dash) for one in marks):
        values = [
            {"x": one.x, "y": one.y, "x2": one.x2, "y2": one.y2}
            for one in marks
            if (one.style, one.dash) == (style, dash)
        ]
        found.append(
            {
                "data": {"values": values},
                "mark": {"type": "rule", "style": style, "strokeWidth": 1, "strokeDash": list(dash)},
                "encoding": {"x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"}},
            }
        )
    return found


def _bars(bars: Sequence[Bar], x: Spec, y: Spec, pitch: float) -> Spec:
    values = []
    for bar in bars:
        middle = (bar.row + 0.5) * pitch
        left, right = sorted((bar.start, bar.end))
        right = max(right, left + 1.5)  # what is next to nothing can still be seen
        values.append(
            {
                "x": left, "x2": right, "y": round(middle - bar.height / 2, 2), "y2": round(middle + bar.height / 2, 2),
                "colour": bar.colour, "told": bar.told, "opacity": bar.opacity,
            }
        )  # fmt: skip
    plain = {"type": "quantitative", "scale": None, "legend": None}
    return {
        "data": {"values": values},
        "mark": {"type": "rect"},
        "encoding": {
            "x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"},
            "color": {"field": "colour", "type": "nominal", "scale": None, "legend": None},
            "opacity": {"field": "opacity", **plain}, "tooltip": {"field": "told", "type": "nominal"},
        },
    }  # fmt: skip


def _texts(texts: Sequence[Said], style: str, align: str, weight: int, x: Spec, y: Spec, pitch: float) -> Spec:
    values = [
        {"x": one.x, "y": round((one.row + 0.5) * pitch, 2), "said": one.text, "full": one.full or one.text}
        for one in texts
    ]
    mark = {"type": "text", "style": style, "align": align, "baseline": "middle", "fontSize": SIZE}
    return {
        "data": {"values": values},
        "mark": {**mark, "fontWeight": weight},
        "encoding": {
            "x": x, "y": y, "text": {"field": "said", "type": "nominal"},
            "tooltip": {"field": "full", "type": "nominal"},
        },
    }  # fmt: skip


def nice_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values within a span, at most so many and one."""
    if not high > low:
        return [low]
    unit = 10.0 ** math.floor(math.log10((high - low) / most))
    step = next(unit * factor for factor in (1, 2, 5, 10, 20) if (high - low) / (unit * factor) <= most)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(place * step, 12) + 0.0 for place in range(first, last + 1)]
