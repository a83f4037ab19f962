"""The alignment network: who is tied to whom against whom, who wishes for more, and who stands in a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qadsl.result import Figures, Group
from qadsl.views.pictures.blocs import tied_together
from qadsl.views.pictures.casts import cast_of
from qadsl.views.pictures.findings import LEAST_TOLD, finding, interrupted, told_summary
from qadsl.views.pictures.legend import UNDECIDED_WORD, legend, outcome_colour, outcome_dash
from qadsl.views.pictures.network_scene import LABEL, Scene
from qadsl.views.pictures.panels import nothing_to_draw, panels_of
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.slots import Selection
from qadsl.views.pictures.specs import Spec, note, pixel, spec_of, with_data

__all__ = ["MOST_PANELS", "network"]

MOST_PANELS = 6
"""Periods and targets drawn beside one another."""
DENSE = 8
"""Arrows in a panel beyond which they are drawn fainter."""
COLUMNS = ("time", "until", "target", "kind", "a", "b", "option", "probability")

_TOLD = {"field": "told", "type": "nominal"}
_LABELS: dict[str, Spec] = {
    "start": {"align": "left"},
    "end": {"align": "right"},
    "middle": {"align": "center"},
    "title": {"align": "center", "fontSize": 13, "fontWeight": 600},
}
"""How names are set that begin, end or are centred at their place, and what panels are called."""


def network(figures: Figures, selection: Selection, groups: Callable[[], Sequence[Group]]) -> Picture:
    """The network in some periods and against some targets, with the groups that stand together there."""
    aside = selection.aside
    sentence = nothing_to_draw(figures)
    if sentence:
        title = finding(figures, selection.asked)
        return Picture("network", note(sentence, title), title, sentence, (), COLUMNS)
    title = tied_together(figures, selection.asked)
    panels = panels_of(figures, selection.slots, selection.until)
    cast, bundled = cast_of(figures.plan, panels)
    scene = Scene(figures, bundled, cast)
    if not (scene.is_crowded or cast.is_bundled):
        scene.shade(groups())
    subtitle = [cast.aside or _subtitle(figures, scene), aside, interrupted(figures)]
    spec = spec_of(title, subtitle, _Layers(scene).body(), scene.width)
    summary = " ".join(part for part in (told_summary(figures, panels), _wishes(scene), aside) if part)
    return Picture("network", spec, title, summary, tuple(scene.rows), COLUMNS)


def _wishes(scene: Scene) -> str:
    """The arrows in words, a few of them."""
    told = [str(row["told"]) for row in scene.wishes]
    rest = len(told) - LEAST_TOLD
    said = "; ".join([*told[:LEAST_TOLD], *([f"{rest:,} more"] if rest > 0 else [])])
    return f"{said}." if said else ""


def _subtitle(figures: Figures, scene: Scene) -> str:
    """What is drawn, and nothing that is not."""
    seen = {row["outcome"] for row in scene.lines}
    said = []
    if seen - {UNDECIDED_WORD}:
        said.append(
            "lines are ties that both ends agree to" + (", the wider the more likely" if figures.has_shares else "")
        )
    if UNDECIDED_WORD in seen:
        said.append("dotted lines are pairs whose tie is undecided")
    if scene.grounds:
        said.append("shades are groups that stand together")
    if scene.wishes:
        said.append("arrows are what one end alone would choose")
    told = "; ".join(said) or "no line is drawn, for no two are tied"
    return f"{told[:1].upper()}{told[1:]}."


class _Layers:
    """The marks of a scene, from the lowest to the uppermost."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._x, self._y = pixel("x", scene.width), pixel("y", scene.height)
        self._colour = outcome_colour(scene.plan)
        self._between = {"x": self._x, "y": self._y, "x2": {"field": "x2"}, "y2": {"field": "y2"}}

    def body(self) -> Spec:
        """All of them."""
        scene = self._scene
        tied, wished = ({row["outcome"] for row in rows} for rows in (scene.lines, scene.wishes))
        shown = [word for word in scene.words if word in tied]
        arrows = [word for word in scene.words if word in wished - tied]
        layers = with_data([self._grounds(), self._lines(), self._wishes(), self._dots(), self._targets()])
        named = [*legend(shown, scene.plan, self._x, self._y, arrows=arrows), *layers, *self._labels()]
        return {"width": scene.width, "height": scene.height, "layer": named}

    def _grounds(self) -> Spec:
        return {
            "data": {"values": self._scene.grounds},
            "mark": {"type": "line", "interpolate": "linear-closed", "strokeOpacity": 0, "fillOpacity": 0.13},
            "encoding": {
                "x": self._x,
                "y": self._y,
                "fill": self._colour,
                "detail": {"field": "group"},
                "order": {"field": "step"},
            },
        }

    def _lines(self) -> Spec:
        """Ties, one look after the other; of many actors bent towards the middle."""
        scene = self._scene
        rows = sorted(scene.lines, key=lambda row: (scene.words.index(row["outcome"]), row["width"], row.get("tie", 0)))
        straight: tuple[Spec, Spec] = ({"type": "rule", "strokeCap": "butt"}, self._between)
        way = {"x": self._x, "y": self._y, "detail": {"field": "tie"}, "order": {"field": "step"}}
        mark, where = ({"type": "line", "interpolate": "basis"}, way) if scene.is_crowded else straight
        look = {
            "color": self._colour,
            "strokeDash": outcome_dash(scene.plan),
            "strokeWidth": {"field": "width", "type": "quantitative", "scale": None, "legend": None},
        }
        return {"data": {"values": rows}, "mark": mark, "encoding": {**where, **look, "tooltip": _TOLD}}

    def _wishes(self) -> Spec:
        data = {"values": sorted(self._scene.wishes, key=lambda row: str(row["outcome"]))}
        end = {"x": {**self._x, "field": "x2"}, "y": {**self._y, "field": "y2"}}
        look = {"color": self._colour, "tooltip": _TOLD}
        turn = {"field": "angle", "type": "quantitative", "scale": None}
        head = {"type": "point", "shape": "triangle", "size": 42, "filled": True, "opacity": 1}
        # many arrows step back behind the ties
        is_dense = len(self._scene.wishes) > DENSE * len(self._scene.panels)
        shaft = {"type": "rule", "strokeWidth": 0.8 if is_dense else 1.2, "opacity": 0.7 if is_dense else 1}
        layers = [
            {"mark": shaft, "encoding": {**self._between, **look}},
            {"mark": head, "encoding": {**end, **look, "angle": turn}},
        ]
        return {"data": data, "layer": layers}

    def _dots(self) -> Spec:
        size = {"field": "size", "type": "quantitative", "scale": None, "legend": None}
        return {
            "data": {"values": self._scene.dots},
            "mark": {"type": "point", "filled": True, "style": "actor", "opacity": 1},
            "encoding": {"x": self._x, "y": self._y, "tooltip": _TOLD, "size": size},
        }

    def _targets(self) -> Spec:
        mark = {"type": "point", "shape": "square", "filled": False, "style": "target", "size": 80, "opacity": 1}
        encoding = {"x": self._x, "y": self._y, "tooltip": _TOLD}
        return {"data": {"values": self._scene.targets}, "mark": mark, "encoding": encoding}

    def _labels(self) -> list[Spec]:
        found = []
        for kind, look in _LABELS.items():
            mark = {"type": "text", "style": "said", "baseline": "middle", "fontSize": LABEL, **look}
            encoding = {"x": self._x, "y": self._y, "text": {"field": "name", "type": "nominal"}}
            if self._scene.is_crowded and kind in ("start", "end"):
                encoding["angle"] = {"field": "angle", "type": "quantitative", "scale": None}
            encoding["tooltip"] = {"field": "full", "type": "nominal"}
            found.append({"data": {"values": self._scene.labels[kind]}, "mark": mark, "encoding": encoding})
        return with_data(found)
