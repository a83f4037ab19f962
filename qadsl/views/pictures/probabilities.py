"""How likely each option is: a bar for every tie or decision, divided among the options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qadsl.ir.program import Plan
from qadsl.result import Figures
from qadsl.views.pictures.brief import briefly
from qadsl.views.pictures.findings import DECISIONS, PAIRS, counted, finding, interrupted, last_of, told_of, where_words
from qadsl.views.pictures.legend import UNDECIDED_WORD, legend, more_room, outcome_colour, outcome_words
from qadsl.views.pictures.palette import UNDECIDED, looks
from qadsl.views.pictures.panels import Panel, Places, nothing_to_draw, panel_lines, panel_title, panels_of, place_of
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.slots import Selection
from qadsl.views.pictures.specs import Spec, fitted, note, pixel, spec_of, text_width, with_data
from qadsl.views.words import named, option_words, percent

__all__ = ["MOST_BARS", "MOST_PANELS", "probabilities"]

MOST_BARS = 30
"""Ties or decisions that have a bar."""
MOST_PANELS = 6
"""Periods and targets drawn beside one another."""
COLUMNS = ("time", "until", "target", "a", "b", "option", "probability")
TOP = 34.0
STEP, THICK = 22.0, 16.0
SIZE = 11.5
LEAST_SAID = 0.14
"""Share from which on it is written into its part of a bar."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Bar:
    """What two actors come to, or one chooses towards the other: the outcome, and the shares of all options."""

    outcome: int
    shares: tuple[float, ...]


Bars = list[dict[Pair, _Bar]]


def probabilities(figures: Figures, selection: Selection, *, of_decisions: bool = False) -> Picture:
    """Bars of ties, or of decisions, in some periods and against some targets; the most committed come first."""
    sentence = nothing_to_draw(figures)
    if sentence:
        title = finding(figures, selection.asked)
        return Picture("probabilities", note(sentence, title), title, sentence, (), COLUMNS)
    panels = panels_of(figures, selection.slots, selection.until)
    bars = [_bars(panel, of_decisions=of_decisions) for panel in panels]
    pairs = _ordered(bars)
    told = [pair for pair in pairs if not _is_certainly_apart(bars, pair)] or pairs
    drawing = _Drawing(figures.plan, panels, bars, told[:MOST_BARS], " → " if of_decisions else " – ")
    title = _title(figures, drawing, selection, of_decisions=of_decisions, is_all=len(told) <= MOST_BARS)
    spec = spec_of(
        title, _subtitle(figures, (len(told), len(pairs)), selection, of_decisions), drawing.body(), drawing.width
    )
    return Picture("probabilities", spec, title, _summary(figures.plan, drawing), tuple(drawing.rows), COLUMNS)


def _bars(panel: Panel, *, of_decisions: bool) -> dict[Pair, _Bar]:
    if of_decisions:
        return {(one.first, one.second): _Bar(one.option, one.shares) for one in panel.choices}
    return {(tie.a, tie.b): _Bar(tie.outcome, tie.shares) for tie in panel.ties}


def _ordered(bars: Bars) -> list[Pair]:
    """Those who are most committed in all panels together first, equals by name."""
    total: dict[Pair, int] = {}
    for panel in bars:
        for pair, bar in panel.items():
            known = bar.outcome >= 0
            weight = sum(rank * share for rank, share in enumerate(bar.shares)) if known else 0.0
            total[pair] = total.get(pair, 0) + round(weight * 1e6)
    return sorted(total, key=lambda pair: (-total[pair], pair))


def _is_certainly_apart(bars: Bars, pair: Pair) -> bool:
    """Whether two never have more than the least option."""
    return all(found[pair].outcome == 0 and found[pair].shares[0] >= 1 for found in bars if pair in found)


def _title(figures: Figures, drawing: _Drawing, selection: Selection, *, of_decisions: bool, is_all: bool) -> str:
    """The tie or decision that hangs most on chance, and how it divides; or, where none does, what comes out."""
    found = [
        (bar.shares[bar.outcome], place, pair)
        for place, bars in enumerate(drawing.bars)
        for pair, bar in bars.items()
        if bar.outcome >= 0 and pair in drawing.pairs
    ]
    share, place, pair = min(found, default=(1.0, 0, (0, 0)))
    if share >= 1 or not figures.has_shares:
        slot = last_of(figures, selection.asked)
        rows = list(Places(figures.plan, figures.cells if of_decisions else figures.pairs).at(slot))
        outcomes = (figures.choice if of_decisions else figures.tie)[rows].tolist()
        what, verbs = ("decisions", DECISIONS) if of_decisions else ("pairs", PAIRS)
        certain = ", with certainty" if figures.has_shares and found else ""
        return f"{where_words(figures, slot)}, {counted(figures.plan, outcomes, what, verbs)}{certain}"
    words, panel = outcome_words(figures.plan), drawing.panels[place]
    parts = sorted(
        ((part, rank) for rank, part in enumerate(drawing.bars[place][pair].shares) if part > 0), reverse=True
    )
    told = ", ".join(f"{words[rank]} {percent(part)}" for part, rank in parts)
    where = where_words(figures, (panel.time, panel.target), panel.until)
    who = drawing.name(pair) if of_decisions else " and ".join(named(figures.plan.actors[end].name) for end in pair)
    return f"{where}, most open{'' if is_all else ' of those drawn'} is {who}: {told}"


def _subtitle(figures: Figures, counts: tuple[int, int], selection: Selection, of_decisions: bool) -> list[str]:
    what = "choice" if of_decisions else "tie"
    share = "Mean probability" if figures.plan.precision is not None else "Share of the draws"
    how = f"{share} by outcome, for each {what}." if figures.has_shares else f"The {what}s found; nothing is uncertain."
    told, every = counts
    least = option_words(figures.plan.options[0].name)
    apart = f"Not drawn: {every - told:,} more, certain to be {least}." if told < every else ""
    more = f"The {MOST_BARS} most committed of {told:,}." if told > MOST_BARS else ""
    return [how, more, apart, selection.aside, interrupted(figures)]


def _summary(plan: Plan, drawing: _Drawing) -> str:
    words = [*outcome_words(plan)]
    said = []
    for panel, bars in zip(drawing.panels, drawing.bars, strict=True):
        where = panel_title(plan, panel, names_target=True)
        told = []
        there = [pair for pair in drawing.pairs if pair in bars]
        for pair in there[: told_of(len(drawing.panels))]:
            bar = bars[pair]
            parts = [f"{words[i]} {percent(share)}" for i, share in enumerate(bar.shares) if share > 0]
            told.append(f"{drawing.name(pair)}: {', '.join(parts) if bar.outcome >= 0 else UNDECIDED_WORD}")
        told += [f"{len(there) - len(told):,} more"] if len(there) > len(told) else []
        said.append(f"{where[:1].upper()}{where[1:]}: {'; '.join(told)}.")
    return " ".join(said)


class _Drawing:
    """All panels beside one another, in one system of points."""

    def __init__(self, plan: Plan, panels: Sequence[Panel], bars: Bars, pairs: Sequence[Pair], joint: str) -> None:
        self.plan, self.panels, self.bars, self.pairs, self.joint = plan, panels, bars, pairs, joint
        self.words = outcome_words(plan)
        self.looks = (*looks(len(plan.options)), UNDECIDED)
        self.rows: list[dict[str, object]] = []
        self.parts: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []
        self.titles: list[dict[str, Any]] = []
        self.names = [self._label(pair, i) for i, pair in enumerate(pairs)]
        self.beside = max((text_width(row["name"], SIZE) for row in self.names), default=0.0) + 12
        self.bar = {1: 320.0, 2: 210.0, 3: 160.0}.get(len(panels), 130.0)
        self.across = min(len(panels), 6)
        self.width = round(self.beside + self.across * (self.bar + 16))
        names_target = len({panel.target for panel in panels}) > 1
        has_titles = any(plan.periods[panel.time] is not None for panel in panels) or names_target
        self.seen = self._seen()
        lower = TOP + more_room(self.seen, self.width, as_lines=False)
        has_both = names_target and plan.periods != (None,)
        self.top = lower + (36 if has_both else 20 if has_titles else 0)
        self.height = self.top + STEP * max(len(pairs), 1)
        for row in self.names:
            row |= {"x": self.beside - 10, "y": self.top + row["y"]}
        for number, (panel, found) in enumerate(zip(panels, bars, strict=True)):
            left = self.beside + number * (self.bar + 16)
            lines = panel_lines(plan, panel, names_target=names_target)
            if text_width(", ".join(lines), 13.5) <= self.bar + 8:
                lines = [", ".join(lines)]
            for line, part in enumerate(lines):
                name = fitted(part, 13.5, self.bar + 8)
                self.titles.append({"name": name, "x": left, "y": lower + 4 + 16 * line})
            for place, pair in enumerate(pairs):
                if pair in found:
                    self._bar(panel, pair, found[pair], left, self.top + STEP * place + STEP / 2)

    def _seen(self) -> list[str]:
        """What bars are divided into."""
        bars = [found[pair] for found in self.bars for pair in self.pairs if pair in found]
        seen = {
            rank for bar in bars if bar.outcome >= 0 for rank, share in enumerate(bar.shares) if share * self.bar >= 0.5
        }
        seen |= {-1 for bar in bars if bar.outcome < 0}
        return [self.words[rank] for rank in sorted(seen, key=lambda one: one % len(self.words))]

    def name(self, pair: Pair) -> str:
        """Both ends."""
        return self.joint.join(named(self.plan.actors[end].name) for end in pair)

    def _label(self, pair: Pair, place: int) -> dict[str, Any]:
        ends = [briefly(self.plan)[end] for end in pair]
        return {"name": self.joint.join(ends), "full": self.name(pair), "y": STEP * place + STEP / 2}

    def _bar(self, panel: Panel, pair: Pair, bar: _Bar, left: float, y: float) -> None:
        shares = dict(enumerate(bar.shares)) if bar.outcome >= 0 else {-1: 1.0}
        start = left
        for option, share in shares.items():
            self._row(panel, pair, option, share if option >= 0 else None)
            if share <= 0:
                continue
            word, end = self.words[option], start + share * self.bar
            told = f"{self.name(pair)}: {word}" + (f" {percent(share)}" if option >= 0 else "")
            part = {"told": told, "outcome": word, "x": round(start, 1), "x2": round(end, 1)}
            self.parts.append({**part, "y": y - THICK / 2, "y2": y + THICK / 2})
            # in narrow bars only what has room is written
            if option >= 0 and share * self.bar >= 30 and share >= LEAST_SAID:
                ink = self.looks[option].on
                self.said.append({"said": percent(share), "x": round((start + end) / 2, 1), "y": y, "ink": ink})
            start = end

    def _row(self, panel: Panel, pair: Pair, option: int, share: float | None) -> None:
        a, b = (self.plan.actors[end].name for end in pair)
        what = self.plan.options[option].name if option >= 0 else None
        where = place_of(self.plan, panel)
        self.rows.append({**where, "a": a, "b": b, "option": what, "probability": share})

    def body(self) -> Spec:
        """Bars, what is said in them, and names."""
        x, y = pixel("x", self.width), pixel("y", self.height)
        tooltip = {"field": "told", "type": "nominal"}
        between = {"x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"}}
        bars = {
            "data": {"values": self.parts},
            "mark": {"type": "rect", "style": "part"},
            "encoding": {**between, "color": outcome_colour(self.plan), "tooltip": tooltip},
        }
        ink = {"field": "ink", "type": "nominal", "scale": None, "legend": None}
        text = {"type": "text", "baseline": "middle"}
        layers = [
            *legend(self.seen, self.plan, x, y, as_lines=False),
            bars,
            {
                "data": {"values": self.said},
                "mark": {**text, "align": "center", "fontSize": 10.5},
                "encoding": {"x": x, "y": y, "text": {"field": "said"}, "color": ink},
            },
            {
                "data": {"values": self.names},
                "mark": {**text, "style": "said", "align": "right", "fontSize": SIZE},
                "encoding": {
                    "x": x,
                    "y": y,
                    "text": {"field": "name"},
                    "tooltip": {"field": "full", "type": "nominal"},
                },
            },
            {
                "data": {"values": self.titles},
                "mark": {**text, "style": "said", "align": "left", "fontSize": 13, "fontWeight": 600},
                "encoding": {"x": x, "y": y, "text": {"field": "name"}},
            },
        ]
        return {"width": self.width, "height": self.height, "layer": with_data(layers)}
