"""What comes out over two inputs: a field for every pair of values, in the colour of the most probable outcome."""

from __future__ import annotations

from collections.abc import Iterator

from qadsl.analysis.sweeping import Sweep, SweptAxis
from qadsl.views.pictures.palette import UNDECIDED, looks
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.rows import nice_ticks
from qadsl.views.pictures.specs import Spec, fitted, pixel, short, spec_of, text_width, with_data
from qadsl.views.words import listed, named, number, option_words, percent, plural

__all__ = ["map_of"]

SIDE, TOP = 360.0, 34.0


def map_of(found: Sweep, row: int, about: str, *, is_tie: bool) -> Picture:
    """The map of one tie or decision."""
    shares = found.shares(row, is_tie=is_tie)
    one, two = (named(axis.input) for axis in found.axes)
    told = [f"{_word(name)} in {percent(share)}" for name, share in sorted(shares.items(), key=lambda item: -item[1])]
    title = f"{about}: {listed(told)} of all values of {one} and {two}"
    if len(shares) == 1:
        title = f"{about}: {_word(next(iter(shares)))}, whatever {one} and {two}"
    drawing = _Map(found, row, is_tie=is_tie)
    said = "Each field is a pair of values, in the colour of the most probable outcome"
    said += ", the fuller the more likely" if found.has_shares else ""
    aside = "" if found.is_complete else f"Interrupted: {found.steps:,} of {found.asked:,} fields are finished."
    aside = " ".join(
        filter(None, ("The cross is as the scenario itself has them." if drawing.has_cross else "", aside))
    )
    draws = f"{plural(found.draws, 'draw')}, the same for each field." if found.is_sampled else ""
    spec = spec_of(title, [f"{said}. {draws}".strip(), aside], drawing.body(), drawing.width)
    columns = (one, two, "outcome", "probability") if one != two else (one, f"{two} ", "outcome", "probability")
    rows = tuple(dict(zip(columns, row, strict=True)) for row in drawing.rows())
    return Picture("sweep", spec, title, f"{title}.", rows, columns)


def _word(name: str | None) -> str:
    return "undecided" if name is None else option_words(name)


class _Map:
    """Fields, axes, names of regions and the cross at the given values."""

    def __init__(self, found: Sweep, row: int, *, is_tie: bool) -> None:
        self.found, self.row = found, row
        self.outcomes = found.outcomes(is_tie=is_tie)[:, row].tolist()
        self.shares = (found.tie_probability if is_tie else found.probability)[:, row]
        self.looks = looks(len(found.options))
        self.width = SIDE + 70

    def rows(self) -> Iterator[tuple[object, ...]]:
        """The fields as data."""
        for step, option in enumerate(self.outcomes):
            share = float(self.shares[step, option]) if option >= 0 else None
            yield (*self.found.values(step), self.found.named(option), share)

    def body(self) -> Spec:
        """All layers."""
        height = TOP + SIDE + 46
        x, y = pixel("x", self.width), pixel("y", height)
        layers = [*self._legend(x, y), self._fields(x, y), *self._axes(x, y), *self._cross(x, y)]
        return {"width": self.width, "height": height, "layer": with_data(layers)}

    def _place(self, axis: SweptAxis, value: float) -> float:
        """The middle of the field of a value, from the first one on."""
        low, high = axis.ends
        size = SIDE / len(axis.values)
        return round(size / 2 + (value - low) / (high - low) * (SIDE - size), 2)

    def _fields(self, x: Spec, y: Spec) -> Spec:
        one, two = self.found.axes
        wide, tall = SIDE / len(one.values), SIDE / len(two.values)
        values = []
        gap = 0.0 if self.found.has_shares else 0.5  # no ground shows between fields
        for step, option in enumerate(self.outcomes):
            across, up = self.found.values(step)
            left, middle = self._place(one, across) - wide / 2, TOP + SIDE - self._place(two, up)
            share = float(self.shares[step, option]) if option >= 0 else 0.0
            look = UNDECIDED if option < 0 else self.looks[option]
            likely = f" {percent(share)}" if self.found.has_shares and option >= 0 else ""
            told = f"{number(across, 6)}, {number(up, 6)}: {_word(self.found.named(option))}{likely}"
            values.append(
                {
                    "x": round(left, 2), "x2": round(left + wide + gap, 2), "y": round(middle - tall / 2 - gap, 2),
                    "y2": round(middle + tall / 2, 2), "colour": look.colour, "told": told,
                    "opacity": round(0.25 + 0.75 * share, 3) if self.found.has_shares else 1.0,
                }
            )  # fmt: skip
        return {
            "data": {"values": values},
            "mark": {"type": "rect"},
            "encoding": {
                "x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"},
                "color": {"field": "colour", "type": "nominal", "scale": None, "legend": None},
                "opacity": {"field": "opacity", "type": "quantitative", "scale": None, "legend": None},
                "tooltip": {"field": "told", "type": "nominal"},
            },
        }  # fmt: skip

    def _legend(self, x: Spec, y: Spec) -> Iterator[Spec]:
        """A square for each outcome that there is, with its word."""
        samples, words, place = [], [], 0.0
        for option in sorted(set(self.outcomes)):
            look = UNDECIDED if option < 0 else self.looks[option]
            word = short(_word(self.found.named(option)))
            samples.append({"x": place, "x2": place + 12, "y": 4, "y2": 16, "colour": look.colour})
            words.append({"x": place + 18, "y": 10, "said": word})
            place = round(place + 36 + text_width(word, 11.5), 1)
        yield {
            "data": {"values": samples},
            "mark": {"type": "rect"},
            "encoding": {
                "x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"},
                "color": {"field": "colour", "type": "nominal", "scale": None, "legend": None},
            },
        }  # fmt: skip
        yield _words(words, "said", "left", x, y)

    def _axes(self, x: Spec, y: Spec) -> Iterator[Spec]:
        one, two = self.found.axes
        base = TOP + SIDE
        below = [{"x": self._place(one, t), "y": base + 12, "said": number(t, 6)} for t in nice_ticks(*one.ends, 6)]
        yield _words(below, "aside", "center", x, y)
        beside = [
            {"x": SIDE + 8, "y": base - self._place(two, t), "said": number(t, 6)} for t in nice_ticks(*two.ends, 6)
        ]
        yield _words(beside, "aside", "left", x, y)
        yield _words(
            [{"x": 0.0, "y": base + 32, "said": f"{fitted(named(one.input), 11.5, SIDE - 20)} →"}],
            "aside",
            "left",
            x,
            y,
        )
        yield _words(
            [{"x": SIDE, "y": TOP - 9, "said": f"{fitted(named(two.input), 11.5, SIDE - 20)} ↑"}],
            "aside",
            "right",
            x,
            y,
        )

    @property
    def has_cross(self) -> bool:
        """Whether what the scenario says of both lies on the map."""
        return all(a.given is not None and a.ends[0] <= a.given <= a.ends[1] for a in self.found.axes)

    def _cross(self, x: Spec, y: Spec) -> Iterator[Spec]:
        """Where the scenario itself stands."""
        if not self.has_cross:
            return
        across, up = (self._place(axis, axis.given or 0.0) for axis in self.found.axes)
        place = {"x": across, "y": TOP + SIDE - up}
        for style, size, width in (("halo", 150, 5), ("rim", 150, 2)):
            yield {
                "data": {"values": [{**place, "told": "as the scenario itself has them"}]},
                "mark": {"type": "point", "shape": "cross", "size": size, "filled": False, "strokeWidth": width,
                         "stroke": "#ffffff" if style == "halo" else "#111111", "opacity": 1},
                "encoding": {"x": x, "y": y, "tooltip": {"field": "told", "type": "nominal"}},
            }  # fmt: skip


def _words(words: list[Spec], style: str, align: str, x: Spec, y: Spec) -> Spec:
    mark = {"type": "text", "style": style, "align": align, "baseline": "middle", "fontSize": 11.5}
    return {
        "data": {"values": words},
        "mark": mark,
        "encoding": {"x": x, "y": y, "text": {"field": "said", "type": "nominal"}},
    }
