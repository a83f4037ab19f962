"""The plane of the balance: what encourages a tie against what discourages it, and where each option pays most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from qadsl.engine.spread import Spread
from qadsl.ir.program import Plan
from qadsl.result import Figures
from qadsl.views.pictures.findings import finding, interrupted
from qadsl.views.pictures.labels import Box, Label, place_labels
from qadsl.views.pictures.legend import outcome_colour, outcome_words
from qadsl.views.pictures.panels import Places, nothing_to_draw, period_of
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.regions import Corner, regions, roomiest
from qadsl.views.pictures.specs import Spec, note, short, spec_of, text_width, with_data
from qadsl.views.words import listed, named, number, percent, plural

__all__ = ["DRAWS", "MOST_DECISIONS", "MOST_DOTS", "Path", "left_out", "plane", "plane_paths"]

MOST_DECISIONS = 12
"""Decisions drawn as points with their names."""
DRAWS = 150
"""Draws of a decision that are drawn as dots, fewer where there are many decisions."""
MOST_STOPS = 72
"""Periods at which ways through time stop, of all ways together."""
MOST_DATED = 3
"""Ways through time that bear years."""
MOST_YEARS = 8
"""Years along one way."""
MOST_DOTS = 600
"""Dots of all decisions together."""
COLUMNS = (
    "time", "target", "self", "partner", "choice", "probability", "encouraging", "discouraging",
)  # fmt: skip
WIDTH, HEIGHT = 440.0, 400.0
SIZE = 11.5


@dataclass(frozen=True, slots=True)
class Path:
    """One decision through time: rows of the figures, in order of time."""

    first: int
    second: int
    rows: tuple[int, ...]


def plane_paths(figures: Figures, target: int, times: Sequence[int], ends: tuple[int | None, int | None]) -> list[Path]:
    """The decisions against a target, those that end in the most commitment first; unknown ones are left out."""
    found: dict[tuple[int, int], list[int]] = {}
    places = Places(figures.plan, figures.cells)
    for row in (row for time in times for row in places.at((time, target))):
        first, second = figures.cells[row, 2:].tolist()
        if figures.choice[row] >= 0 and ends[0] in (None, first) and ends[1] in (None, second):
            found.setdefault((first, second), []).append(row)
    paths = [Path(first, second, tuple(rows)) for (first, second), rows in found.items()]
    weight = {path: round(max(float(figures.commitment[row]) for row in path.rows) * 1e6) for path in paths}
    return sorted(paths, key=lambda path: (-weight[path], path.first, path.second))


def plane(figures: Figures, target: int, paths: Sequence[Path], spread: Spread | None, aside: str = "") -> Picture:
    """Decisions as points among the regions of options; `spread` is that of the last period of each path."""
    times = sorted({int(figures.cells[row][0]) for path in paths for row in path.rows}) or range(
        len(figures.plan.periods)
    )
    title = finding(figures, [(time, target) for time in times] if figures.plan.targets else [])
    sentence = nothing_to_draw(figures) or ("" if paths else _nothing_known(figures))
    if sentence:
        return Picture("plane", note(sentence, title), title, sentence, (), COLUMNS)
    drawing = _Drawing(figures, paths, spread)
    against = f"against {named(figures.plan.actors[figures.plan.targets[target]].name)}"
    subtitle = [_subtitle(figures, paths, spread, against), aside, interrupted(figures)]
    spec = spec_of(title, subtitle, drawing.body(), WIDTH)
    return Picture("plane", spec, title, _summary(figures, paths, against), tuple(drawing.rows), COLUMNS)


def left_out(plan: Plan, paths: Sequence[Path], targets: Sequence[int], target: int) -> str:
    """What there is no room for."""
    left = []
    if len(paths) > MOST_DECISIONS:
        left.append(f"{len(paths) - MOST_DECISIONS:,} less committed decisions (self_=..., partner=...)")
    others = [named(plan.actors[plan.targets[other]].name) for other in targets if other != target]
    if others:
        left.append(f"those against {listed(others[:6], 'or')} (target=...)")
    return f"Not drawn: {listed(left)}." if left else ""


def _nothing_known(figures: Figures) -> str:
    count = len(figures.cells)
    return f"Nothing can be placed: of none of the {plural(count, 'decision')} are all inputs known without conflict."


def _subtitle(figures: Figures, paths: Sequence[Path], spread: Spread | None, against: str) -> str:
    said = f"Each point is what one decides about another {against}"
    if max(len(path.rows) for path in paths) > 1:
        first = figures.plan.periods[min(int(figures.cells[path.rows[0]][0]) for path in paths)]
        said += f", its line the way there from {first}"
        if any(len(path.rows) > MOST_STOPS // len(paths) for path in paths):
            said += ", not by every period"
    if spread is not None and figures.is_sampled:
        said += "; the dots are draws"
    if spread is None:
        return f"{said}."
    if spread.is_linear:
        return f"{said}. In each region its option pays most."
    return f"{said}. Regions are those of the average decision: here rewards or costs differ, so each has its own."


def _summary(figures: Figures, paths: Sequence[Path], against: str) -> str:
    plan, words = figures.plan, outcome_words(figures.plan)
    told = []
    for path in paths[:MOST_DECISIONS]:
        row = path.rows[-1]
        when = plan.periods[int(figures.cells[row][0])]
        likely = f" ({percent(float(figures.probability[row][figures.choice[row]]))})" if figures.has_shares else ""
        told.append(
            f"{_name(plan, path)}{'' if when is None else f' in {when}'}: encouraged by "
            f"{number(float(figures.encouraging[row]), 2)}, discouraged by "
            f"{number(float(figures.discouraging[row]), 2)}, {words[int(figures.choice[row])]}{likely}"
        )
    return f"Decisions {against}. {'; '.join(told)}."


def _name(plan: Plan, path: Path, *, is_short: bool = False) -> str:
    one, other = (named(plan.actors[end].name) for end in (path.first, path.second))
    return f"{short(one)} → {short(other)}" if is_short else f"{one} → {other}"


class _Drawing:
    """Points, paths and dots in points of the page; the axes alone are in the plane's own measure."""

    def __init__(self, figures: Figures, paths: Sequence[Path], spread: Spread | None) -> None:
        self.figures, self.plan, self.paths, self.spread = figures, figures.plan, paths, spread
        self.words = outcome_words(self.plan)
        self.across, self.up = self._extent()
        self.points: list[dict[str, Any]] = []
        self.ways: list[dict[str, Any]] = []
        self.years: list[dict[str, Any]] = []
        self.rows: list[dict[str, object]] = []
        for path in paths:
            self._path(path)

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
        number_of = len(self.points)
        stops = self._stops(path)
        for step, row in enumerate(path.rows):
            x, y = self._at(float(figures.discouraging[row]), float(figures.encouraging[row]))
            choice = int(figures.choice[row])
            label = self.plan.periods[int(figures.cells[row][0])]
            likely = f" {percent(float(figures.probability[row][choice]))}" if figures.has_shares else ""
            when = "" if label is None else f", {label}"
            told = f"{_name(self.plan, path)}{when}: {self.words[choice]}{likely}"
            place = {"told": told, "outcome": self.words[choice], "x": x, "y": y}
            if step == len(path.rows) - 1:
                self.points.append({**place, "name": _name(self.plan, path, is_short=True)})
            if len(path.rows) > 1 and step in stops:
                self.ways.append({**place, "path": number_of, "step": step})
            if label is not None and self._is_dated(path, step):
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
        self.x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [0, WIDTH], "nice": False}}
        self.y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [HEIGHT, 0], "nice": False}}
        names, taken = self._names()
        layers = [self._axes(), *self._regions(taken), *self._dots(), *self._ways(), self._points(), *names]
        return {
            "width": WIDTH,
            "height": HEIGHT,
            "layer": layers,
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
        fill = {**outcome_colour(self.plan)}
        order = {"field": "step"}
        found: list[Spec] = [
            {
                "data": {"values": parts},
                "mark": {"type": "line", "interpolate": "linear-closed", "strokeWidth": 1, "strokeOpacity": 0.35,
                         "fillOpacity": 0.16},
                "encoding": {"x": self.x, "y": self.y, "fill": fill, "stroke": fill, "order": order},
            }
        ]  # fmt: skip
        mark = {"type": "text", "style": "aside", "align": "left", "baseline": "middle", "fontSize": 13}
        encoding = {"x": self.x, "y": self.y, "text": {"field": "name"}}
        return [*found, {"data": {"values": names}, "mark": {**mark, "fontStyle": "italic"}, "encoding": encoding}]

    def _dots(self) -> list[Spec]:
        if self.spread is None or not self.figures.is_sampled:
            return []
        dots: list[tuple[int, Corner]] = []
        for gains, pains, chosen in zip(
            self.spread.encouraging, self.spread.discouraging, self.spread.option, strict=True
        ):
            for gain, pain, option in zip(gains, pains, chosen, strict=True):
                if option >= 0 and gain <= self.up and pain <= self.across:
                    dots.append((option, self._at(pain, gain)))
        # of one colour together: they are drawn as one piece
        rows = [{"outcome": self.words[option], "x": x, "y": y} for option, (x, y) in sorted(dots)]
        mark = {"type": "circle", "size": 5, "opacity": 0.55}
        encoding = {"x": self.x, "y": self.y, "color": outcome_colour(self.plan)}
        return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}] if dots else []

    def _ways(self) -> list[Spec]:
        if not self.ways:
            return []
        data, place = {"values": self.ways}, {"x": self.x, "y": self.y}
        line = {
            "mark": {"type": "line", "style": "way", "strokeWidth": 1.2},
            "encoding": {**place, "detail": {"field": "path"}, "order": {"field": "step"}},
        }
        stops = {
            "mark": {"type": "point", "filled": True, "size": 22, "opacity": 1},
            "encoding": {**place, "color": outcome_colour(self.plan), "tooltip": {"field": "told", "type": "nominal"}},
        }
        return [{"data": data, "layer": [line, stops]}]

    def _points(self) -> Spec:
        data = [{key: point[key] for key in ("told", "outcome", "x", "y")} for point in self.points]
        return {
            "data": {"values": data},
            "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1, "style": "rim", "strokeWidth": 1.2},
            "encoding": {
                "x": self.x,
                "y": self.y,
                "fill": outcome_colour(self.plan),
                "tooltip": {"field": "told", "type": "nominal"},
            },
        }

    def _names(self) -> tuple[list[Spec], list[Box]]:
        """The names of points, with a line to those that had to go far, and the years of their ways."""
        points = [(point["x"], point["y"]) for point in self.points]
        names = [point["name"] for point in self.points]
        spots = [*points, *((year["x"], year["y"]) for year in self.years)]
        told = [*names, *(year["said"] for year in self.years)]
        frame = Box(2, 2, WIDTH + 90, HEIGHT - 2)
        sizes = [*(text_width(name, SIZE) for name in names), *(text_width(year["said"], 10) for year in self.years)]
        ways = _along(self.ways)
        found = place_labels(spots, sizes, 14, frame, ways)
        taken = ways + [
            Box(label.x, label.y - 7, label.x + size, label.y + 7)
            for label, size in zip(found, sizes, strict=True)
            if label
        ]
        rows = [_label(text, label) for text, label in zip(told, found, strict=True) if label]
        count = sum(label is not None for label in found[: len(names)])
        strong, weak = rows[:count], rows[count:]
        lines = [
            _leader(spot, label, size)
            for spot, label, size in zip(spots, found, sizes, strict=True)
            if label and label.is_far
        ]
        return self._texts(strong, weak, lines), taken

    def _texts(self, strong: list[Spec], weak: list[Spec], lines: list[Spec]) -> list[Spec]:
        place = {"x": self.x, "y": self.y}
        text = {"type": "text", "align": "left", "baseline": "middle"}
        layers = [
            {
                "data": {"values": lines},
                "mark": {"type": "rule", "style": "way", "strokeWidth": 0.7},
                "encoding": {**place, "x2": {"field": "x2"}, "y2": {"field": "y2"}},
            },
            {
                "data": {"values": strong},
                "mark": {**text, "style": "said", "fontSize": SIZE},
                "encoding": {**place, "text": {"field": "name"}},
            },
            {
                "data": {"values": weak},
                "mark": {**text, "style": "aside", "fontSize": 10},
                "encoding": {**place, "text": {"field": "name"}},
            },
        ]
        return with_data(layers)


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


def _label(text: str, label: Label) -> Spec:
    return {"name": text, "x": label.x, "y": label.y}


def _leader(spot: Corner, label: Label, size: float) -> Spec:
    """The line from a point to the nearer end of its name."""
    end = label.x - 2 if label.x > spot[0] else label.x + size + 2 if label.x + size < spot[0] else spot[0]
    return {"x": spot[0], "y": spot[1], "x2": round(end, 1), "y2": label.y}


def _most(values: Sequence[float]) -> float:
    """Where nearly all of some values end; unknown ones do not count."""
    known = sorted(value for value in values if value == value)
    return known[int(0.99 * (len(known) - 1))] if known else 0.0


def _round_up(value: float) -> float:
    """A little more than a value, at a round number."""
    return max(0.1, -(-value * 1.08 // 0.05) * 0.05) if value < 5 else value * 1.08
