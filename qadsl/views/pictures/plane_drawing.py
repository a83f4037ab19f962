"""What stands where on the plane: regions, dots of draws, ways through time, points and their names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from qadsl.engine.spread import Spread
from qadsl.result import Figures
from qadsl.views.pictures.labels import Box
from qadsl.views.pictures.legend import outcome_colour, outcome_words
from qadsl.views.pictures.panels import period_of
from qadsl.views.pictures.paths import Path, called, path_name
from qadsl.views.pictures.plane_names import names_of_points
from qadsl.views.pictures.regions import Corner, regions, roomiest
from qadsl.views.pictures.specs import Spec, pixel, text_width, with_data
from qadsl.views.words import percent

__all__ = ["HEIGHT", "MOST_STOPS", "WIDTH", "Drawing"]

MOST_STOPS = 72
"""Periods at which ways through time stop, of all ways together."""
MOST_DATED = 3
"""Ways through time that bear years."""
MOST_YEARS = 8
"""Years along one way."""
MOST_NAMES = 8
"""Points that bear their names."""
NEAR = 7.0
"""Points of the page within which decisions share a point."""
WIDTH, HEIGHT = 440.0, 400.0


class Drawing:
    """Points, paths and dots in points of the page; the axes alone are in the plane's own measure."""

    def __init__(self, figures: Figures, paths: Sequence[Path], spread: Spread | None) -> None:
        self.figures, self.plan, self.paths, self.spread = figures, figures.plan, paths, spread
        self.words = outcome_words(self.plan)
        self.across, self.up = self._extent()
        self._place = {"x": pixel("x", WIDTH), "y": pixel("y", HEIGHT)}
        self._colour = outcome_colour(self.plan)
        self.points: list[dict[str, Any]] = []
        self.ways: list[dict[str, Any]] = []
        self.years: list[dict[str, Any]] = []
        self.rows: list[dict[str, object]] = []
        self._seen: set[tuple[tuple[float, float], ...]] = set()
        for path in paths:
            self._path(path)
        self._share()

    def _extent(self) -> tuple[float, float]:
        """How far the axes go: to all means and nearly all dots."""
        rows = [row for path in self.paths for row in path.rows]
        pains = [float(self.figures.discouraging[row]) for row in rows]
        gains = [float(self.figures.encouraging[row]) for row in rows]
        if self.spread is not None:
            pains += [_most(values) for values in self.spread.discouraging]
            gains += [_most(values) for values in self.spread.encouraging]
        return _round_up(max(pains, default=0.0)), _round_up(max(gains, default=0.0))

    def _at(self, pain: float, gain: float) -> Corner:
        """A place of the plane in points of the page."""
        return round(pain / self.across * WIDTH, 1) + 0.0, round((1 - gain / self.up) * HEIGHT, 1) + 0.0

    def _path(self, path: Path) -> None:
        figures = self.figures
        number = len(self.points)
        stops = self._stops(path)
        spots = tuple(self._spot(row) for row in path.rows)
        is_new = spots not in self._seen and len(set(spots)) > 1
        self._seen.add(spots)
        for step, row in enumerate(path.rows):
            x, y = spots[step]
            choice = int(figures.choice[row])
            label = self.plan.periods[int(figures.cells[row][0])]
            likely = f" {percent(float(figures.probability[row][choice]))}" if figures.has_shares else ""
            when = "" if label is None else f", {label}"
            told = f"{path_name(self.plan, path)}{when}: {self.words[choice]}{likely}"
            place = {"told": told, "outcome": self.words[choice], "x": x, "y": y}
            if step == len(path.rows) - 1:
                self.points.append({**place, "path": path})
            if len(path.rows) > 1 and step in stops and is_new:
                self.ways.append({**place, "path": number, "step": step})
            if label is not None and is_new and self._is_dated(path, step):
                self.years.append({"said": label, "x": x, "y": y})
            self.rows.append(
                {
                    **period_of(self.plan, *(int(place) for place in figures.cells[row][:2])),
                    "self": self.plan.actors[path.first].name,
                    "partner": self.plan.actors[path.second].name,
                    "choice": self.plan.options[choice].name,
                    "probability": float(figures.probability[row][choice]),
                    "encouraging": float(figures.encouraging[row]),
                    "discouraging": float(figures.discouraging[row]),
                }
            )

    def _spot(self, row: int) -> Corner:
        return self._at(float(self.figures.discouraging[row]), float(self.figures.encouraging[row]))

    def _share(self) -> None:
        """Decisions that coincide share one point and one name; the first of the points are named."""
        shared: list[list[dict[str, Any]]] = []
        for point in self.points:
            near = (
                group
                for group in shared
                if group[0]["outcome"] == point["outcome"]
                and math.hypot(group[0]["x"] - point["x"], group[0]["y"] - point["y"]) <= NEAR
            )
            mine = next(near, None)
            if mine is None:
                shared.append([point])
            else:
                mine.append(point)
        self.points = [
            {
                **group[0],
                "told": "; ".join(point["told"] for point in group),
                "name": called(self.plan, [point["path"] for point in group]) if place < MOST_NAMES else "",
            }
            for place, group in enumerate(shared)
        ]

    def _stops(self, path: Path) -> set[int]:
        """Where a way stops: in every period, or in as many as there is room for."""
        last, room = len(path.rows) - 1, max(2, MOST_STOPS // len(self.paths))
        return {round(i * last / (room - 1)) for i in range(room)} if last >= room else set(range(last + 1))

    def _is_dated(self, path: Path, step: int) -> bool:
        """Whether a stop of a way bears its year: of one way all, as far as there is room, of a few its ends."""
        last = len(path.rows) - 1
        if not last or len(self.paths) > MOST_DATED:
            return False
        return step in (0, last) or (len(self.paths) == 1 and step % (last // MOST_YEARS + 1) == 0)

    def body(self) -> Spec:
        """Regions below, then dots, ways, points and names."""
        names, taken = names_of_points(
            self.points, self.years, self.ways, Box(2, 2, WIDTH - 2, HEIGHT - 2), self._place
        )
        parts = [*self._regions(taken), *self._dots(taken), *self._ways(), self._points()]
        return {
            "width": WIDTH,
            "height": HEIGHT,
            "layer": [self._axes(), *with_data(parts), *names],
            "resolve": {"scale": {"x": "independent", "y": "independent"}},
        }

    def _axes(self) -> Spec:
        """An unseen point that bears the axes."""
        axis = {"grid": False, "labelFlush": False, "tickCount": 5, "titlePadding": 8}
        corner = {"pain": 0, "gain": 0}
        return {
            "data": {"values": [corner]},
            "mark": {"type": "point", "opacity": 0},
            "encoding": {
                "x": {
                    "field": "pain",
                    "type": "quantitative",
                    "scale": {"domain": [0, self.across], "nice": False},
                    "axis": {**axis, "title": "What discourages a tie →"},
                },
                "y": {
                    "field": "gain",
                    "type": "quantitative",
                    "scale": {"domain": [0, self.up], "nice": False},
                    "axis": {**axis, "title": "What encourages a tie →"},
                },
            },
        }

    def _regions(self, taken: Sequence[Box]) -> list[Spec]:
        if self.spread is None:
            return []
        parts, names = [], []
        shown = [(point["x"], point["y"]) for point in self.points]
        used = list(taken)
        for option, part in enumerate(regions(self.spread.rewards, self.spread.costs, self.across, self.up)):
            corners = [self._at(pain, gain) for pain, gain in part]
            word = self.words[option]
            parts += [{"outcome": word, "x": x, "y": y, "step": step} for step, (x, y) in enumerate(corners)]
            width = text_width(word, 13)
            box = roomiest(corners, width, 18, Box(0, 0, WIDTH, HEIGHT), used, shown) if corners else None
            if box is not None:
                used.append(box)
                names.append({"name": word, "x": round(box.left, 1), "y": round(box.top + 9, 1)})
        ground = {"type": "line", "interpolate": "linear-closed", "strokeWidth": 1, "strokeOpacity": 0.35}
        look = {"fill": self._colour, "stroke": self._colour, "order": {"field": "step"}}
        text = {"type": "text", "style": "aside", "align": "left", "baseline": "middle", "fontSize": 13}
        said = {**self._place, "text": {"field": "name"}}
        return [
            {"data": {"values": parts}, "mark": {**ground, "fillOpacity": 0.16}, "encoding": {**self._place, **look}},
            {"data": {"values": names}, "mark": {**text, "fontStyle": "italic"}, "encoding": said},
        ]

    def _dots(self, taken: Sequence[Box]) -> list[Spec]:
        """The draws; names stay free of them, so that they can be read."""
        if self.spread is None or not self.figures.is_sampled:
            return []
        dots: list[tuple[int, Corner]] = []
        for gains, pains, chosen in zip(
            self.spread.encouraging, self.spread.discouraging, self.spread.option, strict=True
        ):
            for gain, pain, option in zip(gains, pains, chosen, strict=True):
                x, y = self._at(pain, gain) if option >= 0 else (-1.0, -1.0)
                is_free = not any(box.left < x < box.right and box.top < y < box.bottom for box in taken)
                if 0 <= x <= WIDTH and 0 <= y <= HEIGHT and is_free:
                    dots.append((option, (x, y)))
        # of one colour together: they are drawn as one piece
        rows = [{"outcome": self.words[option], "x": x, "y": y} for option, (x, y) in sorted(dots)]
        mark = {"type": "circle", "size": 5, "opacity": 0.55}
        encoding = {**self._place, "color": self._colour}
        return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}]

    def _ways(self) -> list[Spec]:
        if not self.ways:
            return []
        data, place = {"values": self.ways}, self._place
        line = {
            "mark": {"type": "line", "style": "way", "strokeWidth": 1.2},
            "encoding": {**place, "detail": {"field": "path"}, "order": {"field": "step"}},
        }
        stops = {
            "mark": {"type": "point", "filled": True, "size": 22, "opacity": 1},
            "encoding": {**place, "color": self._colour, "tooltip": {"field": "told", "type": "nominal"}},
        }
        return [{"data": data, "layer": [line, stops]}]

    def _points(self) -> Spec:
        data = [{key: point[key] for key in ("told", "outcome", "x", "y")} for point in self.points]
        return {
            "data": {"values": data},
            "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1, "style": "rim", "strokeWidth": 1.2},
            "encoding": {**self._place, "fill": self._colour, "tooltip": {"field": "told", "type": "nominal"}},
        }


def _most(values: Sequence[float]) -> float:
    """Where nearly all of some values end; unknown ones do not count."""
    known = sorted(value for value in values if value == value)
    return known[int(0.99 * (len(known) - 1))] if known else 0.0


def _round_up(value: float) -> float:
    """A little more than a value, at a round number."""
    return max(0.1, -(-value * 1.08 // 0.05) * 0.05) if value < 5 else value * 1.08
