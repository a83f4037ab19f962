"""What comes out as an input runs from one value to another: lines along one input, a map of outcomes over two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from qadsl.analysis.sweeping import Stretch, Sweep, SweptAxis
from qadsl.result import Names
from qadsl.views.pictures.mentions import mentioned, nearness
from qadsl.views.pictures.palette import UNDECIDED, Look, looks
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.rows import NAME, nice_ticks
from qadsl.views.pictures.specs import Spec, fitted, note, pixel, short, spec_of, text_width, with_data
from qadsl.views.pictures.sweep_map import map_of
from qadsl.views.sweep import stretch_words
from qadsl.views.words import named, number, option_words, percent, plural

__all__ = ["most_moved", "sweep"]

COLUMNS = ("option", "value", "figure", "what")
WIDTH, HEIGHT, TOP, BAND = 460.0, 230.0, 40.0, 9.0
ALONE = 56.0
"""How high a band of outcomes is that stands alone."""


def sweep(found: Sweep, row: int, *, is_tie: bool, aside: str = "") -> Picture:
    """The probabilities, or payoffs, of the options of one tie or decision; over two inputs the map of its outcomes."""
    if not found.decisions:
        sentence = "There is no decision to show: it takes two actors and a third one that it is against."
        return Picture("sweep", note(sentence, named(found.scenario)), named(found.scenario), sentence, (), COLUMNS)
    about = _about((found.ties if is_tie else found.decisions)[row], is_tie=is_tie)
    if len(found.axes) == 2:
        return map_of(found, row, about, is_tie=is_tie)
    title = _title(found, row, about, is_tie=is_tie)
    drawing = _Lines(found, row, is_tie=is_tie)
    spec = spec_of(title, [*_subtitle(found, drawing), aside], drawing.body(), drawing.width)
    return Picture("sweep", spec, title, _summary(found, row, about, is_tie=is_tie), tuple(drawing.rows()), COLUMNS)


def most_moved(found: Sweep) -> tuple[int, bool]:
    """Of those that the inputs speak of, the tie that switches most often, else a decision that does, else a tie."""
    about = [name for axis in found.axes for name in mentioned(axis.input)]
    counts: dict[tuple[bool, int], int] = {}
    for one in found.switches():
        counts[one.is_tie, one.row] = counts.get((one.is_tie, one.row), 0) + 1
    best: dict[bool, tuple[int, int, int]] = {}
    for is_tie, rows in ((True, found.ties), (False, found.decisions)):
        best[is_tie] = max(
            (
                (nearness(about, (one.first, one.second), one.target), counts.get((is_tie, row), 0), -row)
                for row, one in enumerate(rows)
            ),
            default=(0, 0, 0),
        )
    is_tie = bool(found.ties) and (best[True][1] > 0 or not best[False][1])
    return -best[is_tie][2], is_tie


def _about(names: Names, *, is_tie: bool) -> str:
    when = f" in {names.time}" if names.time is not None else ""
    ends = f"{named(names.first)} {'and' if is_tie else 'with'} {named(names.second)}"
    return f"{ends} against {named(names.target)}{when}"


def _title(found: Sweep, row: int, about: str, *, is_tie: bool) -> str:
    stretches = found.stretches(row, is_tie=is_tie)
    what = named(found.axes[0].input)
    if len(stretches) == 1:
        outcome = stretches[0].outcome
        return f"{about}: {option_words(outcome) if outcome else 'undecided'}, whatever {what}"
    if len(stretches) > 4:
        return f"{about}: {len(stretches) - 1:,} switches as {what} grows"
    return f"{about}, as {what} grows: {stretch_words(stretches)}"


def _subtitle(found: Sweep, drawing: _Lines) -> list[str]:
    axis = found.axes[0]
    said = [f"{drawing.measured}, at {plural(found.steps, 'value')}; the band says what is most probable"]
    if found.is_sampled:
        said[0] += f"; {plural(found.draws, 'draw')}, the same for each value"
    said.append("" if found.is_read[0] else f"Nothing in {named(found.theory)} reads {named(axis.input)}.")
    if not found.is_complete:
        said.append(f"Interrupted: {found.steps:,} of {found.asked:,} values are finished.")
    if axis.given is None and axis.given_text:
        has = "does not give it" if axis.given_text == "not given" else f"has it as {named(axis.given_text)}"
        said.append(f"The scenario itself {has}.")
    return [f"{said[0]}.", *said[1:]]


def _summary(found: Sweep, row: int, about: str, *, is_tie: bool) -> str:
    axis = found.axes[0]
    low, high = axis.ends
    words = stretch_words(found.stretches(row, is_tie=is_tie))
    given = f" The scenario itself has {number(axis.given, 6)}." if axis.given is not None else ""
    return f"{about}, as {named(axis.input)} goes from {number(low)} to {number(high)}: {words}.{given}"


class _Lines:
    """One line an option, the band of outcomes above them, the given value and the switches as upright lines."""

    def __init__(self, found: Sweep, row: int, *, is_tie: bool) -> None:
        self.found, self.row, self.is_tie = found, row, is_tie
        self.axis: SweptAxis = found.axes[0]
        self.values = self.axis.values[: found.steps]
        self.looks: tuple[Look, ...] = looks(len(found.options))
        self.is_payoff = not found.has_shares and not is_tie
        self.measured = "Payoff of each option" if self.is_payoff else "Probability of each option"
        if is_tie and not found.has_shares:
            self.measured = "Which tie comes out"
        self.is_alone = is_tie and not found.has_shares
        self.height = ALONE if self.is_alone else HEIGHT
        self.low, self.high = self._span()
        self.name = f"{fitted(named(self.axis.input), 11.5, WIDTH - 20)} →"
        self.given = f"given: {number(self.axis.given, 6)}" if self._has_given() else ""
        is_covered = self.given and self._given_place() < text_width(self.name, 11.5) + text_width(self.given, 11.5) / 2
        self.foot = 46.0 if is_covered else 32.0
        self.stretches = found.stretches(row, is_tie=is_tie)
        self.turns = [self._x(self._turn(one, other)) for one, other in pairwise(self.stretches)]
        self.width = WIDTH + 24 + max((text_width(short(one, NAME), 11.5) for one in found.options), default=0.0)

    def _figures(self, option: int) -> list[float]:
        found = self.found
        source = found.payoff if self.is_payoff else found.tie_probability if self.is_tie else found.probability
        return [float(value) for value in source[:, self.row, option]]

    def _span(self) -> tuple[float, float]:
        if not self.is_payoff:
            return 0.0, 1.0
        known = [v for option in range(len(self.looks)) for v in self._figures(option) if v == v] or [0.0]
        low, high = min(0.0, *known), max(0.0, *known)
        return low, high if high > low else low + 1.0

    def _x(self, value: float) -> float:
        low, high = self.axis.ends
        return round((value - low) / (high - low) * WIDTH, 2)

    def _y(self, value: float) -> float:
        return round(TOP + (1 - (value - self.low) / (self.high - self.low)) * self.height, 2)

    def _turn(self, one: Stretch, other: Stretch) -> float:
        """Where one outcome gives way to another: where their lines cross, else half-way between the two values."""
        half = (one.last + other.first) / 2
        if self.is_alone or one.outcome is None or other.outcome is None:
            return half
        step = self.values.index(one.last)
        before, after = (self._figures(self.found.options.index(name)) for name in (one.outcome, other.outcome))
        lead, lag = before[step] - after[step], after[step + 1] - before[step + 1]
        if not (lead >= 0 and lag >= 0 and lead + lag > 0):
            return half
        return one.last + (other.first - one.last) * lead / (lead + lag)

    def rows(self) -> Iterator[dict[str, object]]:
        """The figures that are drawn."""
        what = "payoff" if self.is_payoff else "probability"
        for option, name in enumerate(self.found.options):
            for value, figure in zip(self.values, self._figures(option), strict=True):
                yield {"option": name, "value": value, "figure": None if figure != figure else figure, "what": what}

    def body(self) -> Spec:
        """All layers, the helping lines below."""
        height = TOP + self.height + self.foot + 12
        x, y = pixel("x", self.width), pixel("y", height)
        layers = [*self._grid(x, y), *self._band(x, y), *self._switches(x, y), *self._given(x, y)]
        if not self.is_alone:
            layers += [*self._curves(x, y), *self._names(x, y)]
        return {"width": self.width, "height": height, "layer": with_data(layers)}

    def _grid(self, x: Spec, y: Spec) -> Iterator[Spec]:
        across = nice_ticks(*self.axis.ends, 6)
        base = TOP + self.height
        lines = [{"x": self._x(t), "y": base, "x2": self._x(t), "y2": base + 4} for t in across]
        words = [{"x": self._x(t), "y": base + 13, "said": number(t, 6)} for t in across]
        lines += [{"x": 0.0, "y": base, "x2": WIDTH, "y2": base}]
        yield _rules(lines, "way", x, y)
        yield _words(words, "aside", "center", x, y)
        yield _words(
            [{"x": 0.0, "y": base + self.foot, "said": self.name}],
            "aside",
            "left",
            x,
            y,
        )
        if self.is_alone:
            return
        up = nice_ticks(self.low, self.high, 5)
        yield _rules([{"x": 0.0, "y": self._y(t), "x2": WIDTH, "y2": self._y(t)} for t in up], "help", x, y)
        said = [{"x": -6.0, "y": self._y(t), "said": number(t, 3) if self.is_payoff else percent(t)} for t in up]
        yield _words(said, "aside", "right", x, y)

    def _band(self, x: Spec, y: Spec) -> Iterator[Spec]:
        """What is most probable, as a band with its name where there is room."""
        parts, names = [], []
        top, bottom = (TOP, TOP + self.height) if self.is_alone else (TOP - 6 - BAND, TOP - 6)
        end = min(WIDTH, self._x(self.values[-1]) + self._x(self.axis.values[1]) / 2)
        for one, (left, right) in zip(self.stretches, pairwise([0.0, *self.turns, end]), strict=True):
            look = UNDECIDED if one.outcome is None else self.looks[self.found.options.index(one.outcome)]
            word = "undecided" if one.outcome is None else option_words(one.outcome)
            told = f"{word}: {number(one.first, 6)} to {number(one.last, 6)}"
            parts.append({"x": left, "x2": right, "y": top, "y2": bottom, "colour": look.colour, "told": told})
            if text_width(word, 11.5) < right - left:
                middle = (top + bottom) / 2 if self.is_alone else top - 8
                names.append({"x": (left + right) / 2, "y": middle, "said": word, "ink": look.on})
        yield {
            "data": {"values": parts},
            "mark": {"type": "rect", "style": "part"},
            "encoding": {
                "x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"},
                "color": {"field": "colour", "type": "nominal", "scale": None, "legend": None},
                "tooltip": {"field": "told", "type": "nominal"},
            },
        }  # fmt: skip
        words = _words(names, "said", "center", x, y)
        if self.is_alone:
            words["encoding"]["color"] = {"field": "ink", "type": "nominal", "scale": None, "legend": None}
        yield words

    def _switches(self, x: Spec, y: Spec) -> Iterator[Spec]:
        """Where another outcome begins, with the values between which it does."""
        lines = [{"x": turn, "y": TOP - 6, "x2": turn, "y2": TOP + self.height} for turn in self.turns]
        yield _rules(lines, "way", x, y, (3, 3))
        said = [] if self.is_alone else list(self._turn_words())
        for align in ("left", "right"):
            yield _words([words for side, words in said if side == align], "said", align, x, y)

    def _turn_words(self) -> Iterator[tuple[str, Spec]]:
        """Beside each switch, to its right or else its left, between which values it lies, where there is room."""
        bounds = [0.0, *self.turns, WIDTH]
        taken = 0.0
        for place, (one, other) in enumerate(pairwise(self.stretches)):
            before, turn, after = bounds[place : place + 3]
            given = self._x(self.axis.given) if self.axis.given is not None and self.given else -1.0
            start = given if turn <= given < turn + 12 else turn  # not across the line of the given value
            for said in (
                f"between {number(one.last, 6)} and {number(other.first, 6)}",
                f"from {number(other.first, 6)}",
            ):
                wide = text_width(said, 11.5)
                left = start + 4 if start + wide + 8 < after else turn - 4 - wide
                if left > max(before, taken) + 4 or left > turn:
                    taken = left + wide
                    side, at = ("left", left) if left > turn else ("right", left + wide)
                    yield side, {"x": round(at, 2), "y": self._clear(left, left + wide), "said": said}
                    break

    def _clear(self, left: float, right: float) -> float:
        """The lowest height between two places at which no line of an option runs, else the one with most room."""
        near = [
            sorted((_between(start, end, max(left, start[0])), _between(start, end, min(right, end[0]))))
            for figures in map(self._figures, range(len(self.looks)))
            for start, end in pairwise(
                (self._x(value), self._y(figure)) for value, figure in zip(self.values, figures, strict=True)
            )
            if end[0] >= left and start[0] <= right and start[1] == start[1] and end[1] == end[1]
        ]
        heights = [TOP + self.height - 10 - 11 * step for step in range(int(self.height / 11) - 1)]
        room = {
            height: min((max(low - height, height - high, 0.0) for low, high in near), default=HEIGHT)
            for height in heights
        }
        return next((height for height in heights if room[height] >= 11), max(heights, key=lambda one: room[one]))

    def _given(self, x: Spec, y: Spec) -> Iterator[Spec]:
        """What the scenario itself says."""
        if self.axis.given is None or not self.given:
            return
        place = self._x(self.axis.given)
        yield _rules([{"x": place, "y": TOP - 2, "x2": place, "y2": TOP + self.height}], "target", x, y)
        said = {"x": self._given_place(), "y": TOP + self.height + 28, "said": self.given}
        yield _words([said], "said", "center", x, y)

    def _has_given(self) -> bool:
        given = self.axis.given
        return given is not None and self.axis.ends[0] <= given <= self.axis.ends[1]

    def _given_place(self) -> float:
        """The middle of what is said of the given value, within the frame."""
        half = text_width(self.given, 11.5) / 2
        return round(min(max(self._x(self.axis.given or 0.0), half), WIDTH - half), 2)

    def _curves(self, x: Spec, y: Spec) -> Iterator[Spec]:
        for option, look in enumerate(self.looks):
            dots = [
                {"x": self._x(value), "y": self._y(figure), "step": step}
                for step, (value, figure) in enumerate(zip(self.values, self._figures(option), strict=True))
                if figure == figure
            ]
            yield {
                "data": {"values": dots},
                "mark": {
                    "type": "line",
                    "color": look.colour,
                    "strokeWidth": 2.4 if option else 3.2,
                    "strokeDash": list(look.dash),
                },
                "encoding": {"x": x, "y": y, "order": {"field": "step"}},
            }

    def _names(self, x: Spec, y: Spec) -> Iterator[Spec]:
        """The names of options at the ends of their lines, those that would meet moved apart."""
        ends = []
        for option, name in enumerate(self.found.options):
            known = [figure for figure in self._figures(option) if figure == figure]
            if known:
                ends.append((self._y(known[-1]), option, name))
        places = _apart([place for place, _, _ in sorted(ends)], TOP + self.height + 8)
        said = [
            {"x": self._x(self.values[-1]) + 8, "y": place, "said": short(option_words(name), NAME)}
            for place, (_, _, name) in zip(places, sorted(ends), strict=True)
        ]
        yield _words(said, "said", "left", x, y)


def _apart(places: Sequence[float], lowest: float) -> list[float]:
    """Heights of names, from the uppermost on, moved apart where they would meet, none below the lowest."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + 14 if found else place))
    for i in reversed(range(len(found))):
        below = found[i + 1] - 14 if i + 1 < len(found) else lowest
        found[i] = min(found[i], below)
    return found


def _between(start: tuple[float, float], end: tuple[float, float], x: float) -> float:
    """How high a line from one place to another is at a place between them."""
    wide = end[0] - start[0]
    return start[1] + (end[1] - start[1]) * (x - start[0]) / wide if wide else start[1]


def _rules(lines: Sequence[Spec], style: str, x: Spec, y: Spec, dash: tuple[float, float] = (1, 0)) -> Spec:
    return {
        "data": {"values": list(lines)},
        "mark": {"type": "rule", "style": style, "strokeDash": list(dash)},
        "encoding": {"x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"}},
    }


def _words(words: Sequence[Spec], style: str, align: str, x: Spec, y: Spec) -> Spec:
    return {
        "data": {"values": list(words)},
        "mark": {"type": "text", "style": style, "align": align, "baseline": "middle", "fontSize": 11.5},
        "encoding": {"x": x, "y": y, "text": {"field": "said", "type": "nominal"}},
    }
