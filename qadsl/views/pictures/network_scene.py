"""What stands where in a network: panels beside one another, each a ring of actors with the third party below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qadsl.result import Figures, Group
from qadsl.views.pictures.brief import briefly
from qadsl.views.pictures.casts import Cast
from qadsl.views.pictures.layout import Point, angles, ring, ring_order
from qadsl.views.pictures.legend import more_room, outcome_words
from qadsl.views.pictures.panels import Choice, Panel, Tie, panel_lines, panel_title, place_of, tie_weights
from qadsl.views.pictures.specs import fitted, text_width
from qadsl.views.words import named, percent

__all__ = ["LABEL", "Scene"]

LABEL = 11.5
LARGEST_DOT = 900
"""Square points of the dot of a bundle."""
RADIAL_FROM = 13
"""Actors from which on names stand like rays, lines are bent, and no arrows are drawn."""
DENSE = 60
"""Ties in a panel from which on lines are thin."""
TOP = 34.0
"""Points for the legend."""

Row = dict[str, Any]


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


class Scene:
    """All panels in one system of points: rows of data for each kind of mark."""

    def __init__(self, figures: Figures, panels: Sequence[Panel], cast: Cast) -> None:
        self.figures, self.plan, self.panels, self.cast = figures, figures.plan, panels, cast
        self.words = outcome_words(self.plan)
        actors = sorted({actor for panel in panels for actor in panel.actors})
        self.order = ring_order(actors, tie_weights(panels))
        self.is_crowded = len(self.order) >= RADIAL_FROM
        self.rows: list[Row] = []
        self.grounds: list[Row] = []
        self.lines: list[Row] = []
        self.wishes: list[Row] = []
        self.dots: list[Row] = []
        self.targets: list[Row] = []
        self.labels: dict[str, list[Row]] = {"start": [], "end": [], "middle": [], "title": []}
        self._places: list[dict[int, Point]] = []
        self._shape = _shape([cast.shorts[actor] for actor in self.order], len(panels))
        most = max((sum(tie.outcome > 0 for tie in panel.ties) for panel in panels), default=0)
        self._thickness = (
            1.0 if len(self.order) <= 6 else 0.75 if not self.is_crowded else 0.5 if most <= DENSE else 0.3
        )
        across = {1: 1, 2: 2, 4: 2}.get(len(panels), 3)
        self.width = max(across * self._shape.width, 300.0)
        top = TOP + more_room(self._named(), self.width)
        self.height = top + math.ceil(len(panels) / across) * self._shape.height
        for number, panel in enumerate(panels):
            row, column = divmod(number, across)
            self._panel(panel, column * self._shape.width, top + row * self._shape.height)

    def _named(self) -> list[str]:
        """What lines and arrows will be of."""
        seen = {tie.outcome for panel in self.panels for tie in panel.ties if tie.outcome}
        if not self.is_crowded:
            seen |= {wish.option for panel in self.panels for wish in panel.wishes}
        return [self.words[outcome] for outcome in sorted(seen)]

    def shade(self, groups: Sequence[Group]) -> None:
        """Shade the ground between the members of each group of three and more, where shades would not cover others."""
        shown = {(panel.time, panel.target): number for number, panel in enumerate(self.panels)}
        shaded: dict[int, list[set[int]]] = {}
        for count, group in enumerate(groups):
            number, members = shown.get((group.time, group.target)), set(group.members)
            if number is None or not group.is_outcome or len(members) < 3:
                continue
            if not any(len(members & other) > 1 for other in shaded.get(number, ())):
                shaded.setdefault(number, []).append(members)
                corners = [self._places[number][actor] for actor in self.order if actor in group.members]
                word = self.words[group.level]
                self.grounds += [
                    {"outcome": word, "group": count, "step": step, "x": x, "y": y}
                    for step, (x, y) in enumerate(corners)
                ]

    def _panel(self, panel: Panel, left: float, up: float) -> None:
        centre = (left + self._shape.centre[0], up + self._shape.centre[1])
        places = dict(zip(self.order, ring(len(self.order), self._shape.radius, centre), strict=True))
        self._places.append(places)
        names_target = len({panel.target for panel in self.panels}) > 1
        title = panel_title(self.plan, panel, names_target=names_target)
        if title:
            name = fitted(
                ", ".join(panel_lines(self.plan, panel, names_target=names_target)), 13.5, self._shape.width - 8
            )
            self.labels["title"].append({"name": name, "full": title, "x": centre[0], "y": up + 10})
        for tie in panel.ties:
            if tie.a != tie.b:
                self._tie(panel, tie, (places[tie.a], places[tie.b]), centre)
        for wish in () if self.is_crowded else panel.wishes:
            self._wish(panel, wish, places[wish.first], places[wish.second])
        turns = dict(zip(self.order, angles(len(self.order)), strict=True))
        for actor in panel.actors:
            self._dot(actor, places[actor], turns[actor])
        self._target(panel, centre[0], up + self._shape.height - 26)

    def _tie(self, panel: Panel, tie: Tie, ends: tuple[Point, Point], centre: Point) -> None:
        self._row(panel, "tie", (tie.a, tie.b), tie.outcome, tie.probability)
        if tie.outcome == 0:
            return
        word = self.words[tie.outcome]
        told = f"{self.cast.names[tie.a]} and {self.cast.names[tie.b]}: {word}{self._likely(tie)}"
        # few widths, so that lines of one look are drawn together
        width = round((1 + 4.5 * tie.probability) * self._thickness * 2) / 2 if tie.outcome > 0 else 1.5
        line = {"told": told, "outcome": word, "width": width}
        (x, y), (x2, y2) = ends
        if not self.is_crowded:
            self.lines.append({**line, "x": x, "y": y, "x2": x2, "y2": y2})
            return
        bend = (round((x + x2) / 4 + centre[0] / 2, 1), round((y + y2) / 4 + centre[1] / 2, 1))
        number = len(self.lines) // 3
        way = enumerate(((x, y), bend, (x2, y2)))
        self.lines += [{**line, "tie": number, "step": step, "x": a, "y": b} for step, (a, b) in way]

    def _wish(self, panel: Panel, wish: Choice, one: Point, other: Point) -> None:
        self._row(panel, "wish", (wish.first, wish.second), wish.option, wish.probability)
        (x, y), (x2, y2) = _beside(one, other, 5.0, 11.0)
        angle = round(math.degrees(math.atan2(y2 - y, x2 - x)) + 90, 1)
        word, names = self.words[wish.option], self.cast.names
        told = f"{names[wish.first]} alone would choose {word} with {names[wish.second]}{self._likely(wish)}"
        self.wishes.append({"told": told, "outcome": word, "x": x, "y": y, "x2": x2, "y2": y2, "angle": angle})

    def _likely(self, found: Tie | Choice) -> str:
        return f" ({percent(found.probability)})" if self.figures.has_shares and found.probability else ""

    def _dot(self, actor: int, place: Point, turn: float) -> None:
        """An actor, with the name outside of the ring."""
        told = self.cast.tips[actor]
        size = min((40 if self.is_crowded else 90) + 12 * (self.cast.sizes[actor] - 1), LARGEST_DOT)
        self.dots.append({"told": told, "x": place[0], "y": place[1], "size": size})
        away = 6 + math.sqrt(size / math.pi)
        x, y = (
            round(part + away * turned, 1) for part, turned in zip(place, (math.cos(turn), math.sin(turn)), strict=True)
        )
        label = {"name": self.cast.shorts[actor], "full": told, "x": x, "y": y}
        side = "end" if math.cos(turn) < 0 else "start"
        if self.is_crowded:
            degrees = math.degrees(turn) % 360
            self.labels[side].append({**label, "angle": round(degrees - 180 if side == "end" else degrees, 1)})
        elif abs(math.cos(turn)) < 0.1:
            self.labels["middle"].append({**label, "y": round(y + (4 if y > place[1] else -4), 1)})
        else:
            self.labels[side].append(label)

    def _target(self, panel: Panel, middle: float, y: float) -> None:
        actor = self.plan.targets[panel.target]
        full = named(self.plan.actors[actor].name)
        name = f"against {briefly(self.plan)[actor]}"
        left = round(middle - text_width(name, LABEL) / 2, 1)
        self.targets.append({"told": f"{full}, the third party", "x": left - 4, "y": y})
        self.labels["start"].append({"name": name, "full": full, "x": left + 7, "y": y, "angle": 0})

    def _row(self, panel: Panel, kind: str, ends: tuple[int, int], option: int, share: float) -> None:
        known = option >= 0
        self.rows.append(
            {
                **place_of(self.plan, panel),
                "kind": kind,
                "a": self.cast.names[ends[0]],
                "b": self.cast.names[ends[1]],
                "option": self.plan.options[option].name if known else None,
                "probability": share if known else None,
            }
        )


def _shape(names: Sequence[str], panels: int) -> _Shape:
    """Sizes that leave room for the longest name."""
    longest = max((text_width(name, LABEL) for name in names), default=0.0)
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


def _beside(one: Point, other: Point, aside: float, short_of: float) -> tuple[Point, Point]:
    """A line beside that between two points, that ends short of both."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = math.hypot(dx, dy) or 1.0
    ux, uy = dx / length, dy / length
    start = (one[0] + ux * short_of - uy * aside, one[1] + uy * short_of + ux * aside)
    end = (other[0] - ux * short_of - uy * aside, other[1] - uy * short_of + ux * aside)
    return (round(start[0], 1), round(start[1], 1)), (round(end[0], 1), round(end[1], 1))
