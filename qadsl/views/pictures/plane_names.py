"""The names of points on the plane, with a line to those that had to go far, and the years of their ways."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from qadsl.views.pictures.labels import Box, Label, place_labels
from qadsl.views.pictures.regions import Corner
from qadsl.views.pictures.specs import Spec, text_width, with_data

__all__ = ["names_of_points"]

SIZE, SMALL, HIGH = 11.5, 10.0, 14.0
Rows = Sequence[dict[str, Any]]


def names_of_points(points: Rows, years: Rows, ways: Rows, frame: Box, place: Spec) -> tuple[list[Spec], list[Box]]:
    """Layers of the names (`name`) of points and of years (`said`), and the ground that they and the ways take.

    `place` holds the channels `x` and `y`.
    """
    spots = [(row["x"], row["y"]) for row in (*points, *years)]
    told = [*(row["name"] for row in points), *(row["said"] for row in years)]
    sizes = [text_width(text, SIZE if i < len(points) else SMALL) for i, text in enumerate(told)]
    covered = _along(ways)
    placed = zip(told, spots, sizes, place_labels(spots, sizes, HIGH, frame, covered), strict=True)
    strong: list[Spec] = []
    weak: list[Spec] = []
    lines: list[Spec] = []
    for i, (text, spot, size, label) in enumerate(placed):
        if label is not None:
            (strong if i < len(points) else weak).append({"name": text, "x": label.x, "y": label.y})
            lines += [_leader(spot, label, size)] if label.is_far else []
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
            count = max(1, round(max(abs(other["x"] - one["x"]), abs(other["y"] - one["y"])) / 8))
            for i in range(count + 1):
                x = one["x"] + (other["x"] - one["x"]) * i / count
                y = one["y"] + (other["y"] - one["y"]) * i / count
                found.append(Box(x - 2, y - 2, x + 2, y + 2))
    return found


def _leader(spot: Corner, label: Label, size: float) -> Spec:
    """The line from a point to the nearer end of its name."""
    end = label.x - 2 if label.x > spot[0] else label.x + size + 2 if label.x + size < spot[0] else spot[0]
    return {"x": spot[0], "y": spot[1], "x2": round(end, 1), "y2": label.y}
