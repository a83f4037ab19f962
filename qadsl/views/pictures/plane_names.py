"""The names of points on the plane, with a line to those that had to go far, and the years of their ways."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from qadsl.views.pictures.labels import Box, Label, along, leader_end, place_labels
from qadsl.views.pictures.regions import Corner
from qadsl.views.pictures.specs import Spec, text_width, with_data

__all__ = ["names_of_points"]

SIZE, SMALL, HIGH = 11.5, 10.0, 14.0
Rows = Sequence[dict[str, Any]]


def names_of_points(points: Rows, years: Rows, ways: Rows, frame: Box, place: Spec) -> tuple[list[Spec], list[Box]]:
    """Layers of the names (`name`) of points and of years (`said`), and the ground that they and the ways take.

    A point without a name has none. `place` holds the channels `x` and `y`.
    """
    called = [row for row in points if row["name"]]
    spots = [(row["x"], row["y"]) for row in (*called, *years)]
    told = [*(row["name"] for row in called), *(row["said"] for row in years)]
    sizes = [text_width(text, SIZE if i < len(called) else SMALL) for i, text in enumerate(told)]
    covered = [*_along(ways), *(Box(row["x"] - 5, row["y"] - 5, row["x"] + 5, row["y"] + 5) for row in points)]
    placed = zip(told, spots, sizes, place_labels(spots, sizes, HIGH, frame, covered), strict=True)
    strong: list[Spec] = []
    weak: list[Spec] = []
    lines: list[Spec] = []
    for i, (text, spot, size, label) in enumerate(placed):
        if label is not None:
            (strong if i < len(called) else weak).append({"name": text, "x": label.x, "y": label.y})
            if label.is_far:
                lines.append(_leader(spot, label, size))
                covered += along(*(lines[-1][key] for key in ("x", "y", "x2", "y2")))
            covered.append(Box(label.x, label.y - HIGH / 2, label.x + size, label.y + HIGH / 2))
    ends = {**place, "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    leaders = {"type": "rule", "style": "way", "strokeWidth": 0.7}
    layers = [
        {"data": {"values": lines}, "mark": leaders, "encoding": ends},
        _texts(strong, {"style": "said", "fontSize": SIZE}, place),
        _texts(weak, {"style": "aside", "fontSize": SMALL}, place),
    ]
    return with_data(layers), covered


def _texts(rows: list[Spec], look: Spec, place: Spec) -> Spec:
    mark = {"type": "text", "align": "left", "baseline": "middle", **look}
    return {"data": {"values": rows}, "mark": mark, "encoding": {**place, "text": {"field": "name"}}}


def _along(ways: Sequence[dict[str, Any]]) -> list[Box]:
    """The ground that ways through time cover, in small pieces."""
    found = []
    for one, other in pairwise(ways):
        if one["path"] == other["path"]:
            found += along(one["x"], one["y"], other["x"], other["y"])
    return found


def _leader(spot: Corner, label: Label, size: float) -> Spec:
    """The line from a point to the nearer end of its name."""
    return {"x": spot[0], "y": spot[1], "x2": round(leader_end(spot[0], label.x, size), 1), "y2": label.y}
