"""Who with whom at a glance: the most probable tie of every pair, the more likely the fuller its square."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qadsl.result import Figures
from qadsl.views.pictures.casts import Cast, cast_of
from qadsl.views.pictures.findings import finding, interrupted, told_summary, what_comes
from qadsl.views.pictures.layout import ring_order
from qadsl.views.pictures.legend import FAINT, legend, more_room, outcome_colour, outcome_words
from qadsl.views.pictures.palette import UNDECIDED, looks
from qadsl.views.pictures.panels import (
    Panel,
    Tie,
    nothing_to_draw,
    panel_lines,
    panel_title,
    panels_of,
    place_of,
    tie_weights,
)
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.slots import Selection
from qadsl.views.pictures.specs import Spec, fitted, note, pixel, spec_of, text_width
from qadsl.views.words import percent

__all__ = ["MOST_PANELS", "heatmap"]

MOST_PANELS = 6
"""Periods and targets drawn beside one another."""
COLUMNS = ("time", "until", "target", "a", "b", "outcome", "probability")
TOP = 34.0
SAID = 10.5
"""Size of what is written into squares."""
GAP = 34.0


def heatmap(figures: Figures, selection: Selection) -> Picture:
    """The ties of some periods and targets as squares, those tied to one another beside each other."""
    sentence = nothing_to_draw(figures)
    title = finding(figures, selection.asked) if sentence else what_comes(figures, selection.asked)
    if sentence:
        return Picture("heatmap", note(sentence, title), title, sentence, (), COLUMNS)
    panels = panels_of(figures, selection.slots, selection.until)
    cast, drawn = cast_of(figures.plan, panels)
    drawing = _Drawing(figures, drawn, cast)
    how = "A square for each pair" + ("; the fuller, the more likely" if figures.has_shares else "") + "."
    if cast.is_bundled:
        how = f"{cast.aside.partition(';')[0]}; the fuller a square, the more of their pairs have this tie."
    subtitle = [how, selection.aside, interrupted(figures)]
    spec = spec_of(title, subtitle, drawing.body(), drawing.width)
    return Picture("heatmap", spec, title, told_summary(figures, panels, selection.aside), tuple(drawing.rows), COLUMNS)


@dataclass(frozen=True, slots=True)
class _Shape:
    """The side of a square, the room for names, squares across, and how many panels stand beside one another."""

    side: float
    beside: float
    count: int
    across: int

    @property
    def width(self) -> float:
        return self.beside + self.side * self.count + GAP

    @property
    def height(self) -> float:
        return 24 + self.side * self.count + self.beside + 8


class _Drawing:
    """All panels in one system of points."""

    def __init__(self, figures: Figures, panels: Sequence[Panel], cast: Cast) -> None:
        self.figures, self.plan, self.cast = figures, figures.plan, cast
        self.words = outcome_words(self.plan)
        self.looks = (*looks(len(self.plan.options)), UNDECIDED)
        actors = sorted({actor for panel in panels for actor in panel.actors})
        self.order = ring_order(actors, tie_weights(panels))
        self.shape = _shape([cast.shorts[actor] for actor in self.order], len(panels), 0 if cast.is_bundled else 1)
        self.step = 0 if cast.is_bundled else 1
        """A bundle has pairs within itself, an actor has not."""
        self.names_target = len({panel.target for panel in panels}) > 1
        self.rows: list[dict[str, object]] = []
        self.squares: list[dict[str, Any]] = []
        self.inside: list[dict[str, Any]] = []
        self.names: dict[str, list[dict[str, Any]]] = {"row": [], "column": [], "title": []}
        self.width = max(self.shape.across * self.shape.width, 340.0)
        self.seen = sorted(
            {tie.outcome for panel in panels for tie in panel.ties}, key=lambda one: one % len(self.words)
        )
        self.top = TOP + more_room([self.words[one] for one in self.seen], self.width, as_lines=False)
        self.height = self.top + math.ceil(len(panels) / self.shape.across) * self.shape.height
        for number, panel in enumerate(panels):
            self._panel(panel, number)

    def _panel(self, panel: Panel, number: int) -> None:
        row, column = divmod(number, self.shape.across)
        left, up = column * self.shape.width + self.shape.beside, self.top + row * self.shape.height + 24
        title = panel_title(self.plan, panel, names_target=self.names_target)
        if title:
            name = fitted(
                ", ".join(panel_lines(self.plan, panel, names_target=self.names_target)),
                13.5,
                self.shape.width - self.shape.beside,
            )
            self.names["title"].append({"name": name, "full": title, "x": left, "y": up - 14})
        side, place = self.shape.side, {actor: i for i, actor in enumerate(self.order)}
        for actor, i in place.items():
            name, full = self.cast.shorts[actor], self.cast.tips[actor]
            if i >= self.step:
                y = up + (i - self.step + 0.5) * side
                self.names["row"].append({"name": name, "full": full, "x": left - 6, "y": y})
            if i < len(self.order) - self.step:
                bottom = up + (len(self.order) - self.step) * side + 6
                self.names["column"].append({"name": name, "full": full, "x": left + (i + 0.5) * side, "y": bottom})
        for tie in panel.ties:
            one, other = sorted((place[tie.a], place[tie.b]))
            self._square(panel, tie, left + one * side, up + (other - self.step) * side)

    def _square(self, panel: Panel, tie: Tie, x: float, y: float) -> None:
        word, side = self.words[tie.outcome], self.shape.side
        share = tie.probability if tie.outcome >= 0 else 0.3
        full = round((side - 2) * max(math.sqrt(share), 0.2), 1)
        a, b = self.cast.names[tie.a], self.cast.names[tie.b]
        likely = f" ({percent(share)})" if tie.outcome >= 0 and self.figures.has_shares else ""
        middle = (round(x + side / 2, 1), round(y + side / 2, 1))
        self.squares.append(
            {
                "told": f"{a} and {b}: {word}{likely}",
                "outcome": word,
                "x": middle[0],
                "y": middle[1],
                "size": round(full**2, 1),
                "weight": 1 if tie.outcome else FAINT,
            }
        )
        if likely and full > text_width(percent(share), SAID) and tie.outcome > 0:
            on = self.looks[tie.outcome].on
            self.inside.append({"said": percent(share), "x": middle[0], "y": middle[1], "ink": on})
        self.rows.append(
            {
                **place_of(self.plan, panel),
                "a": a,
                "b": b,
                "outcome": self.plan.options[tie.outcome].name if tie.outcome >= 0 else None,
                "probability": tie.probability if tie.outcome >= 0 else None,
            }
        )

    def body(self) -> Spec:
        """Squares, what is said in them, and names."""
        x, y = pixel("x", self.width), pixel("y", self.height)
        shown = [self.words[one] for one in self.seen]
        squares = {
            "data": {"values": self.squares},
            "mark": {"type": "point", "shape": "square", "filled": True, "strokeWidth": 0},
            "encoding": {
                "x": x,
                "y": y,
                "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
                "color": outcome_colour(self.plan),
                "opacity": {"field": "weight", "type": "quantitative", "scale": None, "legend": None},
                "tooltip": {"field": "told", "type": "nominal"},
            },
        }
        layers = [*legend(shown, self.plan, x, y, as_lines=False, faint=self.words[:1]), squares, *self._texts(x, y)]
        return {"width": self.width, "height": self.height, "layer": layers}

    def _texts(self, x: Spec, y: Spec) -> list[Spec]:
        side = self.shape.side
        size = min(11.5, max(8.0, side * 0.8))
        found = []
        marks: dict[str, Spec] = {
            "row": {"align": "right", "fontSize": size},
            "column": {"align": "right", "fontSize": size, "angle": 270},
            "title": {"align": "left", "fontSize": 13, "fontWeight": 600},
        }
        for kind, look in marks.items():
            if self.names[kind]:
                mark = {"type": "text", "style": "said", "baseline": "middle", **look}
                encoding = {"x": x, "y": y, "text": {"field": "name"}, "tooltip": {"field": "full", "type": "nominal"}}
                found.append({"data": {"values": self.names[kind]}, "mark": mark, "encoding": encoding})
        if self.inside:
            ink = {"field": "ink", "type": "nominal", "scale": None, "legend": None}
            mark = {"type": "text", "baseline": "middle", "align": "center", "fontSize": SAID}
            encoding = {"x": x, "y": y, "text": {"field": "said"}, "color": ink}
            found.append({"data": {"values": self.inside}, "mark": mark, "encoding": encoding})
        return found


def _shape(names: Sequence[str], panels: int, step: int) -> _Shape:
    count = len(names)
    side = 46.0 if count <= 6 else 36.0 if count <= 12 else 20.0 if count <= 25 else 14.0
    if panels > 1 and count > 12:
        side = 13.0 if count <= 25 else 10.0
    longest = max((text_width(name, min(11.5, max(8.0, side * 0.8))) for name in names), default=0.0)
    across = {1: 1, 2: 2, 3: 3, 4: 2}.get(panels, 3) if count <= 8 else min(panels, 2)
    return _Shape(side, round(longest + 14), max(count - step, 1), across)
