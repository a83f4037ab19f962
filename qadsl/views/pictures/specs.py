"""What all specs share: title and size, the styles that marks name, and the inks of a ground."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from qadsl.diagnostics.cells import shown_width, wrapped
from qadsl.views.pictures.palette import FONT, PAPER, Ground

__all__ = ["Spec", "fitted", "note", "on_ground", "ordered", "pixel", "short", "spec_of", "text_width", "with_data"]

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
TITLE_SIZE = 15
SUBTITLE_SIZE = 11.5
LEAST_WIDTH = 400
"""Points that a title may take, however narrow what is drawn."""
TITLE_LINES = 12
"""Lines of a title or subtitle."""
WIDE = 0.58
"""Of its size, how wide a column of text is: no usual font of a system is wider on average."""
NAME_COLUMNS = 18
"""Columns of a name in a picture; the whole one is in its tooltip."""


def spec_of(title: str, subtitle: Sequence[str], body: Spec, width: float) -> Spec:
    """A whole spec: what is drawn below a title, broken into lines of the picture's width."""
    width = max(width, LEAST_WIDTH)
    told = [line for part in subtitle if part for line in _lines(part, width, SUBTITLE_SIZE)]
    heading = {"text": _lines(title, width, TITLE_SIZE), "subtitle": told[:TITLE_LINES]}
    look = {"background": PAPER.fill, "config": _config(PAPER)}
    return {"$schema": SCHEMA, "title": heading, **body, "padding": 12, "autosize": {"type": "pad"}, **look}


def on_ground(spec: Spec, ground: Ground) -> Spec:
    """The same in the inks of a ground; what a scholar has changed stays."""
    given = {"background": spec.get("background"), "config": spec.get("config", {})}
    paper, other = ({"background": one.fill, "config": _config(one)} for one in (PAPER, ground))
    return {**spec, **_inked(given, paper, other)}


def _inked(given: Spec, paper: Spec, other: Spec) -> Spec:
    """What is as on paper becomes what it is on the other ground."""
    found = {}
    for key, value in given.items():
        if isinstance(value, dict):
            found[key] = _inked(value, paper.get(key, {}), other.get(key, {}))
        elif key not in paper or value != paper[key]:
            found[key] = value
        elif key in other:
            found[key] = other[key]
    return found


def note(sentence: str, title: str, width: float = 420) -> Spec:
    """A picture of a sentence, where there is nothing to draw."""
    lines = _lines(sentence, width, 14)
    height = 22 * len(lines) + 12
    layer = {
        "data": {"values": [{"said": line, "x": 0, "y": 22 * i + 16} for i, line in enumerate(lines)]},
        "mark": {"type": "text", "style": "said", "align": "left", "fontSize": 14},
        "encoding": {"text": {"field": "said", "type": "nominal"}, "x": pixel("x", width), "y": pixel("y", height)},
    }
    return spec_of(title, (), {"width": width, "height": height, "layer": [layer]}, width)


def with_data(layers: Iterable[Spec]) -> list[Spec]:
    """The layers that have anything to draw."""
    return [layer for layer in layers if layer["data"]["values"]]


def pixel(field: str, extent: float) -> Spec:
    """A position in points from the upper left, without an axis."""
    return {
        "field": field,
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, extent], "range": [0, extent], "nice": False, "zero": False},
    }


def text_width(text: str, size: float) -> float:
    """About how wide a text is in points."""
    return WIDE * size * shown_width(text)


def short(name: str, columns: int = NAME_COLUMNS) -> str:
    """A printable name cut to so many columns."""
    if shown_width(name) <= columns:
        return ordered(name)
    row = wrapped(name.replace(" ", "\N{NO-BREAK SPACE}"), columns - 1)[0]
    return ordered(row.rstrip("\N{NO-BREAK SPACE} ")) + "\N{HORIZONTAL ELLIPSIS}"


def fitted(text: str, size: float, width: float) -> str:
    """A text cut to so many points."""
    return short(text, max(6, int(width / (WIDE * size))))


def ordered(text: str) -> str:
    """The text with a mark behind what runs from right to left, so that what follows keeps its side."""
    return text if text.isascii() else _FROM_RIGHT.sub("\\g<0>\N{LEFT-TO-RIGHT MARK}", text)


_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_FROM_RIGHT = re.compile(rf"[{_RIGHT}](?:[{_RIGHT}\s]*[{_RIGHT}])?")


def _lines(text: str, width: float, size: float) -> list[str]:
    """A text in lines of a width; what would be too many lines is cut."""
    columns = max(20, int(width / (WIDE * size)))
    lines = [_kept_apart(line) for line in _evenly(ordered(text), columns)]
    if len(lines) > TITLE_LINES:
        lines = [*lines[: TITLE_LINES - 1], _cut(lines[TITLE_LINES - 1], columns)]
    # Vega takes a lone `constructor` or `toString` for what every object of its language has
    return [f"{line} " if line.isidentifier() else line for line in lines]


def _evenly(text: str, columns: int) -> list[str]:
    """A text in as few lines as columns allow, none of them much shorter than the others."""
    lines = wrapped(text, columns)
    for fewer in range(columns - 1, columns // 2, -1):
        narrower = wrapped(text, fewer)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _kept_apart(line: str) -> str:
    """A line with a mark before and behind what runs from right to left, so that no other line draws it in."""
    before = "\N{LEFT-TO-RIGHT MARK}" if _FROM_RIGHT.match(line) else ""
    behind = "\N{LEFT-TO-RIGHT MARK}" if line and _FROM_RIGHT.match(line[-1]) else ""
    return f"{before}{line}{behind}"


def _cut(line: str, columns: int) -> str:
    """A line with an ellipsis at its end, for what follows."""
    kept = short(line, columns - 1)
    return kept if kept.endswith("\N{HORIZONTAL ELLIPSIS}") else kept + "\N{HORIZONTAL ELLIPSIS}"


def _config(ground: Ground) -> Spec:
    return {
        "font": FONT,
        "aria": False,
        "mark": {"color": ground.ink},
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "frame": "group",
            "align": "left",
            "fontSize": TITLE_SIZE,
            "fontWeight": 600,
            "color": ground.ink,
            "subtitleColor": ground.soft,
            "subtitleFontSize": SUBTITLE_SIZE,
            "subtitlePadding": 4,
            "offset": 10,
            "lineHeight": TITLE_SIZE * 1.25,
            "subtitleLineHeight": SUBTITLE_SIZE * 1.35,
        },
        "axis": {
            "labelColor": ground.soft,
            "titleColor": ground.soft,
            "labelFontSize": 11,
            "titleFontSize": 11.5,
            "titleFontWeight": "normal",
            "gridColor": ground.line,
            "domainColor": ground.line,
            "tickColor": ground.line,
        },
        "header": {"labelColor": ground.ink, "titleColor": ground.soft, "labelFontSize": 12, "labelFontWeight": 600},
        "legend": {"labelColor": ground.soft, "titleColor": ground.soft, "labelFontSize": 11},
        "text": {"color": ground.ink},
        "style": {
            "said": {"color": ground.ink},
            "aside": {"color": ground.soft},
            "help": {"color": ground.line},
            "actor": {"color": ground.ink},
            "part": {"stroke": ground.fill, "strokeWidth": 1} if ground.fill else {},
            "way": {"color": ground.soft},
            "rim": {"stroke": ground.ink},
            "target": {"color": ground.soft, "strokeWidth": 1.5},
        },
    }
