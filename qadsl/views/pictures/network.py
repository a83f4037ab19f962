"""The alignment network: who is tied to whom against whom, who wishes for more, and who stands in a group."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from qadsl.result import Figures, Group
from qadsl.views.pictures.casts import Cast, cast_of
from qadsl.views.pictures.findings import finding, interrupted, told_summary
from qadsl.views.pictures.layout import Point, angles, ring, ring_order
from qadsl.views.pictures.legend import UNDECIDED_WORD, legend, outcome_colour, outcome_dash
from qadsl.views.pictures.panels import Panel, Tie, nothing_to_draw, panel_title, panels_of, period_of, tie_weights
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.slots import Selection
from qadsl.views.pictures.specs import Spec, note, pixel, short, spec_of, text_width, with_data
from qadsl.views.words import named, option_words, percent

__all__ = ["network"]

MOST_PANELS = 6
"""Periods and targets drawn beside one another."""
COLUMNS = ("time", "target", "kind", "a", "b", "option", "probability")
LABEL = 11.5
LARGEST_DOT = 900
"""Square points of the dot of a bundle."""
MOST_WITH_WISHES = 12
"""Actors up to whom arrows are drawn for what one end alone would choose."""
RADIAL_FROM = 13
"""Actors from which on names stand like rays."""


def network(figures: Figures, selection: Selection, groups: Callable[[], Sequence[Group]]) -> Picture:
    """The network in some periods and against some targets, with the groups that stand together there."""
    slots, aside = selection.slots, selection.aside
    sentence = nothing_to_draw(figures)
    title = finding(figures, selection.asked)
    if sentence:
        return Picture("network", note(sentence, title), title, sentence, (), COLUMNS)
    panels = panels_of(figures, slots)
    cast, bundled = cast_of(figures.plan, panels)
    drawn = _Drawing(figures, bundled, cast)
    if len(drawn.order) < RADIAL_FROM and not cast.is_bundled:
        drawn.shade(groups())
    subtitle = [cast.aside or _subtitle(figures, panels, has_groups=bool(drawn.grounds)), aside, interrupted(figures)]
    spec = spec_of(title, subtitle, drawn.body(), drawn.width)
    return Picture("network", spec, title, told_summary(figures, panels, aside), tuple(drawn.rows), COLUMNS)


def _subtitle(figures: Figures, panels: Sequence[Panel], *, has_groups: bool) -> str:
    said = "Lines are ties that both ends agree to"
    if has_groups:
        said += ", shades groups that stand together"
    wishes = any(panel.wishes for panel in panels)
    if wishes and max(len(panel.actors) for panel in panels) <= MOST_WITH_WISHES:
        said += ", arrows what one end alone would choose"
    if figures.has_shares:
        said += "; the wider the line, the more likely"
    return f"{said}."


@dataclass(frozen=True, slots=True)
class _Shape:
    """Sizes of one panel: the ring, how far it goes up and down, and the room around it."""

    radius: float
    beside: float
    above: float
    below: float
    upper: float
    lower: float

    @property
    def width(self) -> float:
        return 2 * (self.radius + self.beside)

    @property
    def height(self) -> float:
        return self.upper + self.lower + self.above + self.below

    @property
    def centre(self) -> Point:
        return self.radius + self.beside, self.upper + self.above


class _Drawing:
    """All panels in one system of points."""

    def __init__(self, figures: Figures, panels: Sequence[Panel], cast: Cast) -> None:
        self.plan, self.figures, self.panels = figures.plan, figures, panels
        self.cast = cast
        self.options = [option_words(option.name) for option in self.plan.options]
        self.order = ring_order(self._actors(), tie_weights(panels))
        self.shape = _shape([cast.names[actor] for actor in self.order], len(panels))
        self.thickness = 1.0 if len(self.order) <= 6 else 0.75 if len(self.order) < RADIAL_FROM else 0.5
        self.names_target = len({panel.target for panel in panels}) > 1
        self.across = _across(len(panels))
        self.rows: list[dict[str, object]] = []
        self.places: list[dict[int, Point]] = []
        self.grounds: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.wishes: list[dict[str, Any]] = []
        self.dots: list[dict[str, Any]] = []
        self.labels: list[dict[str, Any]] = []
        self.marks: list[dict[str, Any]] = []
        self.top = 34.0
        self.width = max(self.across * self.shape.width, 300.0)
        self.height = self.top + math.ceil(len(panels) / self.across) * self.shape.height
        for number, panel in enumerate(panels):
            self._panel(panel, number)

    def _actors(self) -> list[int]:
        seen = {actor for panel in self.panels for actor in panel.actors}
        return sorted(seen)

    def _panel(self, panel: Panel, number: int) -> None:
        row, column = divmod(number, self.across)
        left, up = column * self.shape.width, self.top + row * self.shape.height
        centre = (left + self.shape.centre[0], up + self.shape.centre[1])
        places = dict(zip(self.order, ring(len(self.order), self.shape.radius, centre), strict=True))
        self.places.append(places)
        turns = dict(zip(self.order, angles(len(self.order)), strict=True))
        title = panel_title(self.plan, (panel.time, panel.target), names_target=self.names_target)
        if title:
            self.labels.append({"name": title, "full": title, "x": centre[0], "y": up + 10, "kind": "title"})
        for tie in (tie for tie in panel.ties if tie.a != tie.b):
            self._tie(panel, tie, places, centre)
        for wish in panel.wishes if len(self.order) <= MOST_WITH_WISHES else ():
            self._wish(panel, wish.first, wish.second, wish.option, wish.probability, places)
        for actor in panel.actors:
            self._dot(actor, places[actor], turns[actor])
        self._target(panel, (centre[0], up + self.shape.height - 26))

    def _tie(self, panel: Panel, tie: Tie, places: dict[int, Point], centre: Point) -> None:
        self._row(panel, "tie", tie.a, tie.b, tie.outcome, tie.probability)
        if tie.outcome == 0:
            return
        (x, y), (x2, y2) = places[tie.a], places[tie.b]
        word = self.options[tie.outcome] if tie.outcome > 0 else UNDECIDED_WORD
        told = f"{self._name(tie.a)} and {self._name(tie.b)}: {word}"
        if tie.outcome > 0 and self.figures.has_shares:
            told += f" ({percent(tie.probability)})"
        width = round((1 + 4.5 * tie.probability) * self.thickness, 1) if tie.outcome > 0 else 1.5
        line = {"told": told, "outcome": word, "width": width}
        if len(self.order) < RADIAL_FROM:
            self.lines.append({**line, "x": x, "y": y, "x2": x2, "y2": y2})
        else:
            bend = (round((x + x2) / 4 + centre[0] / 2, 1), round((y + y2) / 4 + centre[1] / 2, 1))
            number = len(self.lines) // 3
            way = enumerate(((x, y), bend, (x2, y2)))
            self.lines += [{**line, "tie": number, "step": step, "x": a, "y": b} for step, (a, b) in way]

    def _wish(self, panel: Panel, first: int, second: int, option: int, share: float, places: dict[int, Point]) -> None:
        self._row(panel, "wish", first, second, option, share)
        (x, y), (x2, y2) = _beside(places[first], places[second], 5.0, 11.0)
        angle = round(math.degrees(math.atan2(y2 - y, x2 - x)) + 90, 1)
        told = f"{self._name(first)} alone would choose {self.options[option]} with {self._name(second)}"
        if self.figures.has_shares:
            told += f" ({percent(share)})"
        self.wishes.append(
            {"told": told, "outcome": self.options[option], "x": x, "y": y, "x2": x2, "y2": y2, "angle": angle}
        )

    def _dot(self, actor: int, place: Point, turn: float) -> None:
        full, told = self.cast.names[actor], self.cast.tips[actor]
        size = min((90 if len(self.order) < RADIAL_FROM else 40) + 12 * (self.cast.sizes[actor] - 1), LARGEST_DOT)
        self.dots.append({"told": told, "x": place[0], "y": place[1], "size": size})
        away = 6 + math.sqrt(size / math.pi)
        x, y = place[0] + away * math.cos(turn), place[1] + away * math.sin(turn)
        label = {"name": short(full), "full": told, "x": round(x, 1), "y": round(y, 1)}
        if len(self.order) >= RADIAL_FROM:
            degrees = math.degrees(turn) % 360
            is_left = 90 < degrees < 270
            label |= {"kind": "end" if is_left else "start", "angle": round(degrees - 180 if is_left else degrees, 1)}
        elif abs(math.cos(turn)) < 0.35:
            label |= {"kind": "middle", "angle": 0, "y": round(y + (4 if y > place[1] else -4), 1)}
        else:
            label |= {"kind": "end" if math.cos(turn) < 0 else "start", "angle": 0}
        self.labels.append(label)

    def shade(self, groups: Sequence[Group]) -> None:
        """Shade the ground between the members of each group of three and more."""
        shown = {(panel.time, panel.target): number for number, panel in enumerate(self.panels)}
        for group in groups:
            number = shown.get((group.time, group.target))
            if number is not None and group.is_outcome and len(group.members) > 2:
                places = self.places[number]
                corners = [places[actor] for actor in self.order if actor in group.members]
                word, ground = self.options[group.level], len(self.grounds)
                self.grounds += [
                    {"outcome": word, "group": ground, "step": step, "x": x, "y": y}
                    for step, (x, y) in enumerate(corners)
                ]

    def _target(self, panel: Panel, place: Point) -> None:
        full = named(self.plan.actors[self.plan.targets[panel.target]].name)
        name = f"against {short(full)}"
        wide = text_width(name, LABEL)
        self.marks.append({"told": f"{full}, the third party", "x": round(place[0] - wide / 2 - 4, 1), "y": place[1]})
        self.labels.append(
            {
                "name": name,
                "full": full,
                "x": round(place[0] - wide / 2 + 7, 1),
                "y": place[1],
                "kind": "start",
                "angle": 0,
            }
        )

    def _row(self, panel: Panel, kind: str, a: int, b: int, option: int, share: float) -> None:
        self.rows.append(
            {
                **period_of(self.plan, panel.time, panel.target),
                "kind": kind,
                "a": self.cast.names[a],
                "b": self.cast.names[b],
                "option": self.plan.options[option].name if option >= 0 else None,
                "probability": share if option >= 0 else None,
            }
        )

    def _name(self, actor: int) -> str:
        return self.cast.names[actor]

    def body(self) -> Spec:
        """Layers from the lowest to the uppermost."""
        x, y = pixel("x", self.width), pixel("y", self.height)
        self._x, self._y = x, y
        shown = [
            word
            for word in (*self.options[1:], UNDECIDED_WORD)
            if any(r["outcome"] == word for r in (*self.lines, *self.wishes))
        ]
        layers = [
            *legend(shown, self.plan, x, y),
            *self._ground_layers(),
            *self._line_layers(),
            *self._wish_layers(),
            *self._node_layers(),
            *self._label_layers(),
        ]
        return {"width": self.width, "height": self.height, "layer": layers}

    def _ground_layers(self) -> list[Spec]:
        encoding = {
            "x": self._x,
            "y": self._y,
            "fill": outcome_colour(self.plan),
            "detail": {"field": "group"},
            "order": {"field": "step"},
        }
        mark = {"type": "line", "interpolate": "linear-closed", "strokeOpacity": 0, "fillOpacity": 0.13}
        return with_data([{"data": {"values": self.grounds}, "mark": mark, "encoding": encoding}])

    def _line_layers(self) -> list[Spec]:
        if not self.lines:
            return []
        is_bent = "tie" in self.lines[0]
        mark = {"type": "line", "interpolate": "basis"} if is_bent else {"type": "rule", "strokeCap": "butt"}
        bent = {"x": self._x, "y": self._y, "detail": {"field": "tie"}, "order": {"field": "step"}}
        where = bent if is_bent else self._between()
        encoding = {
            **where,
            "color": outcome_colour(self.plan),
            "strokeDash": outcome_dash(self.plan),
            "strokeWidth": {"field": "width", "type": "quantitative", "scale": None, "legend": None},
            "tooltip": {"field": "told", "type": "nominal"},
        }
        return [{"data": {"values": self.lines}, "mark": mark, "encoding": encoding}]

    def _wish_layers(self) -> list[Spec]:
        if not self.wishes:
            return []
        data, colour = {"values": self.wishes}, outcome_colour(self.plan)
        tooltip = {"field": "told", "type": "nominal"}
        shaft = {
            "mark": {"type": "rule", "strokeWidth": 1.2},
            "encoding": {**self._between(), "color": colour, "tooltip": tooltip},
        }
        head = {
            "mark": {"type": "point", "shape": "triangle", "size": 42, "filled": True, "opacity": 1},
            "encoding": {
                "x": {**self._x, "field": "x2"},
                "y": {**self._y, "field": "y2"},
                "angle": {"field": "angle", "type": "quantitative", "scale": None},
                "color": colour,
                "tooltip": tooltip,
            },
        }
        return [{"data": data, "layer": [shaft, head]}]

    def _node_layers(self) -> list[Spec]:
        place = {"x": self._x, "y": self._y, "tooltip": {"field": "told", "type": "nominal"}}
        size = {"field": "size", "type": "quantitative", "scale": None, "legend": None}
        return [
            {
                "data": {"values": self.dots},
                "mark": {"type": "point", "filled": True, "style": "actor", "opacity": 1},
                "encoding": {**place, "size": size},
            },
            {
                "data": {"values": self.marks},
                "mark": {
                    "type": "point",
                    "shape": "square",
                    "filled": False,
                    "style": "target",
                    "size": 80,
                    "opacity": 1,
                },
                "encoding": place,
            },
        ]

    def _label_layers(self) -> list[Spec]:
        found = []
        for kind, align in (("start", "left"), ("end", "right"), ("middle", "center"), ("title", "center")):
            data = [{k: v for k, v in row.items() if k != "kind"} for row in self.labels if row["kind"] == kind]
            if not data:
                continue
            mark = {"type": "text", "style": "said", "align": align, "baseline": "middle", "fontSize": LABEL}
            if kind == "title":
                mark |= {"fontSize": 13, "fontWeight": 600}
            encoding = {"x": self._x, "y": self._y, "text": {"field": "name", "type": "nominal"}}
            if kind in ("start", "end") and len(self.order) >= RADIAL_FROM:
                encoding["angle"] = {"field": "angle", "type": "quantitative", "scale": None}
            encoding["tooltip"] = {"field": "full", "type": "nominal"}
            found.append({"data": {"values": data}, "mark": mark, "encoding": encoding})
        return found

    def _between(self) -> Spec:
        return {"x": self._x, "y": self._y, "x2": {"field": "x2"}, "y2": {"field": "y2"}}


def _shape(names: Sequence[str], panels: int) -> _Shape:
    """Sizes that leave room for the longest name."""
    longest = max((text_width(short(name), LABEL) for name in names), default=0.0)
    count = len(names)
    radius = {1: 0.0, 2: 80.0, 3: 85.0}.get(count, 62.0 + 8.0 * min(count, 12))
    radius = max(radius, count * 13 / (2 * math.pi))
    if panels > 1:
        radius = max(radius * 0.72, count * 12 / (2 * math.pi))
    is_radial = count >= RADIAL_FROM
    above = 26 + (longest + 16 if is_radial else 28)
    heights = [y for _, y in ring(count, round(radius))]
    upper, lower = -min(heights, default=0.0), max(heights, default=0.0)
    return _Shape(round(radius), round(longest + 22), round(above), round(above + 18), upper, lower)


def _across(panels: int) -> int:
    return {1: 1, 2: 2, 3: 3, 4: 2}.get(panels, 3)


def _beside(one: Point, other: Point, aside: float, short_of: float) -> tuple[Point, Point]:
    """A line beside that between two points, that ends short of both."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = math.hypot(dx, dy) or 1.0
    ux, uy = dx / length, dy / length
    start = (one[0] + ux * short_of - uy * aside, one[1] + uy * short_of + ux * aside)
    end = (other[0] - ux * short_of - uy * aside, other[1] - uy * short_of + ux * aside)
    return (round(start[0], 1), round(start[1], 1)), (round(end[0], 1), round(end[1], 1))
