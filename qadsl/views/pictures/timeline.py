"""Ties through time: a band for each pair, and above them what happened and what was signed, at their dates."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qadsl.ir.program import Plan
from qadsl.result import Figures
from qadsl.views.pictures.brief import briefly
from qadsl.views.pictures.findings import MOST_TOLD, PAIRS, counted, finding, interrupted, where_words
from qadsl.views.pictures.legend import legend, more_room, outcome_words
from qadsl.views.pictures.palette import UNDECIDED, ink_on, looks, tint
from qadsl.views.pictures.panels import nothing_to_draw
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.rows import NAME, Bar, Mark, Said, body, name_width
from qadsl.views.pictures.specs import Spec, note, pixel, short, spec_of, text_width
from qadsl.views.pictures.timeline_bands import Band, bands_of
from qadsl.views.words import listed, named, percents, plural

__all__ = ["MOST_BANDS", "MOST_MARKS", "timeline"]

MOST_BANDS = 30
"""Pairs that have a band."""
MOST_MARKS = 12
"""Events and instruments that are drawn."""
COLUMNS = ("target", "a", "b", "first", "last", "tie", "lowest", "highest")
PITCH, WIDE, NARROW, LEAST = 24.0, 760.0, 46.0, 300.0
PALEST = 0.4
"""How full the colour of what is least likely is."""
FINEST = 4.0
"""How wide the narrowest shade of a band is, in points of the page."""
HEAD = 1.4
"""Rows of the legend."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Happening:
    """An event or instrument, and the stretches of periods in which it holds."""

    name: str
    kind: str
    spans: tuple[tuple[int, int], ...]


def timeline(plan: Plan, figures: Figures, target: int, times: Sequence[int], aside: str = "") -> Picture:
    """The ties against a target in some periods; those that change most come first. `plan` is the whole program."""
    slots = [(time, target) for time in times]
    sentence = nothing_to_draw(figures)
    if not sentence and plan.periods == (None,):
        sentence = "This scenario has no time: there is one moment, and nothing that could change."
    if sentence:
        title = finding(figures, slots)
        return Picture("timeline", note(sentence, title), title, sentence, (), COLUMNS)
    bands = bands_of(figures, target, times)
    pairs = sorted(bands, key=lambda pair: (-len(bands[pair]), -max(b.outcome for b in bands[pair]), pair))
    tied = [pair for pair in pairs if any(band.outcome != 0 for band in bands[pair])]
    shown = (tied or pairs)[:MOST_BANDS]
    marks = _happenings(plan, times)
    title = _title(figures, bands, pairs, target)
    against = named(plan.actors[plan.targets[target]].name)
    subtitle = _subtitle(figures, (len(shown), len(tied), len(pairs)), len(marks), against)
    drawing = _Drawing(figures, bands, shown, marks[:MOST_MARKS], times)
    spec = spec_of(title, [subtitle, aside, interrupted(figures)], *drawing.spec())
    summary = _summary(figures, bands, shown, marks)
    return Picture("timeline", spec, title, summary, tuple(_rows(figures, bands, pairs, target)), COLUMNS)


# --- what is found -----------------------------------------------------------------------------------------------


def _happenings(plan: Plan, times: Sequence[int]) -> list[_Happening]:
    """Events, and instruments that the theory reads, by the periods in which they hold; the earliest first."""
    held: dict[tuple[str, str], set[int]] = {}
    wanted = set(times)
    for quantity in plan.quantities:
        if not quantity.is_dated:
            continue
        size = len(quantity.cells) // len(plan.periods)
        is_event = quantity.kind == "change" and quantity.name.endswith(" in force")
        for time in times:
            for code in set(quantity.cells[time * size : (time + 1) * size]):
                written = quantity.written[code]
                if is_event and written.parameters == (1.0,):
                    held.setdefault((quantity.name.removesuffix(" in force"), "event"), set()).add(time)
                elif written.origin is not None and written.origin.statement.startswith("instrument "):
                    held.setdefault((written.origin.statement, "instrument"), set()).add(time)
    found = [_Happening(name, kind, tuple(_spans(held_in & wanted))) for (name, kind), held_in in held.items()]
    return sorted(found, key=lambda one: (one.spans[0][0], one.kind, one.name))


def _spans(times: set[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(times)
    start = ordered[0]
    for one, other in zip(ordered, [*ordered[1:], ordered[-1] + 2], strict=True):
        if other > one + 1:
            yield start, one
            start = other


# --- words -------------------------------------------------------------------------------------------------------


def _period(plan: Plan, time: int) -> str:
    return str(plan.periods[time])


def _band_words(figures: Figures, bands: Sequence[Band]) -> str:
    words = outcome_words(figures.plan)
    said = []
    for place, band in enumerate(bands):
        start = f" from {_period(figures.plan, band.first)}" if place else ""
        end = f" to {_period(figures.plan, band.last)}" if place < len(bands) - 1 and band.last != band.first else ""
        if (place and band.first == band.last and place < len(bands) - 1) or (
            not place and band.first == band.last and len(bands) > 1
        ):
            start = f" in {_period(figures.plan, band.first)}"
        said.append(f"{words[band.outcome]}{start}{end}")
    return ", ".join(said) if len(bands) > 1 else f"{said[0]} throughout"


def _title(figures: Figures, bands: dict[Pair, list[Band]], pairs: Sequence[Pair], target: int) -> str:
    """The pair that changes, or how many do. Those that change most come first."""
    changing = [pair for pair in pairs if len(bands[pair]) > 1]
    if not changing:
        start, end = min(b[0].first for b in bands.values()), max(b[0].last for b in bands.values())
        if len(pairs) == 1:
            return f"{_pair(figures.plan, pairs[0])}: {_band_words(figures, bands[pairs[0]])}"
        told = counted(figures.plan, [bands[pair][0].outcome for pair in pairs], "pairs", PAIRS)
        return f"{where_words(figures, (start, target), end)}, {told} throughout"
    first = changing[0]
    if len(bands[first]) > 4:
        return f"{len(changing):,} of {plural(len(bands), 'tie')} change, {_pair(figures.plan, first)} most often"
    told = f"{_pair(figures.plan, first)}: {_band_words(figures, bands[first])}"
    others = len(changing) - 1
    return told + (f"; {plural(others, 'other tie')} change{'s' if others == 1 else ''}, too" if others else "")


def _subtitle(figures: Figures, counts: tuple[int, int, int], marks: int, against: str) -> str:
    shown, tied, pairs = counts
    said = f"The most probable tie of each pair against {against}"
    said += ", the fuller the more likely in a period." if figures.has_shares else "."
    left = []
    if tied and pairs > tied:
        left.append(f"{plural(pairs - tied, 'pair')} never tied")
    if (tied or pairs) > shown:
        left.append(f"{plural((tied or pairs) - shown, 'pair')} that change less")
    if marks > MOST_MARKS:
        left.append(plural(marks - MOST_MARKS, "later event or instrument"))
    return f"{said} Not drawn: {listed(left)}." if left else said


def _pair(plan: Plan, pair: Pair) -> str:
    return " and ".join(named(plan.actors[end].name) for end in pair)


def _summary(
    figures: Figures, bands: dict[Pair, list[Band]], shown: Sequence[Pair], marks: Sequence[_Happening]
) -> str:
    plan = figures.plan
    told = [f"{_pair(plan, pair)}: {_band_words(figures, bands[pair])}." for pair in shown[:MOST_TOLD]]
    if len(shown) > MOST_TOLD:
        told.append(f"{plural(len(shown) - MOST_TOLD, 'more pair')}.")
    for mark in marks[:MOST_MARKS]:
        spans = [_period(plan, a) if a == b else f"{_period(plan, a)} to {_period(plan, b)}" for a, b in mark.spans]
        told.append(f"{named(mark.name)[:1].upper()}{named(mark.name)[1:]}: {', '.join(spans)}.")
    return " ".join(told)


def _rows(
    figures: Figures, bands: dict[Pair, list[Band]], pairs: Sequence[Pair], target: int
) -> Iterator[dict[str, object]]:
    plan = figures.plan
    against = plan.actors[plan.targets[target]].name
    for pair in pairs:
        for band in bands[pair]:
            yield {
                "target": against, "a": plan.actors[pair[0]].name, "b": plan.actors[pair[1]].name,
                "first": plan.periods[band.first], "last": plan.periods[band.last],
                "tie": plan.options[band.outcome].name if band.outcome >= 0 else None,
                "lowest": min(band.shares) if band.outcome >= 0 else None,
                "highest": max(band.shares) if band.outcome >= 0 else None,
            }  # fmt: skip


# --- drawing -----------------------------------------------------------------------------------------------------


class _Drawing:
    """Marks above, a band for each pair below, and the periods as an axis."""

    def __init__(
        self, figures: Figures, bands: dict[Pair, list[Band]], shown: Sequence[Pair], marks: Sequence[_Happening],
        times: Sequence[int],
    ) -> None:  # fmt: skip
        self.figures, self.plan, self.bands, self.shown = figures, figures.plan, bands, shown
        self.marks, self.times = marks, times
        self.across = min(WIDE, max(LEAST, NARROW * len(times)))
        self.step = self.across / len(times)
        self.briefly = briefly(self.plan)
        names = [self._brief(pair) for pair in shown]
        self.left = name_width([*names, *(named(mark.name) for mark in marks)]) + 4
        self.legend = self._unnamed()
        width = self.left + self.across + 20
        self.head = HEAD + more_room(self.legend, width, as_lines=False) / PITCH if self.legend else 0.0
        self.top = self.head + len(marks) + (0.5 if marks else 0.0)

    def _brief(self, pair: Pair) -> str:
        return " and ".join(self.briefly[end] for end in pair)

    def _x(self, time: float) -> float:
        return round(self.left + (time - self.times[0]) * self.step, 2)

    def spec(self) -> tuple[Spec, float]:
        """All of it, and how wide it is."""
        bars, texts, marks = [*self._bars()], [*self._names(), *self._inside(), *self._axis()], [*self._ticks()]
        for row, mark in enumerate(self.marks):
            bars += self._happening(self.head + row, mark)
        marks += [
            Mark(
                self._x(a),
                (self.head + row + 0.8) * PITCH,
                self._x(a),
                (self.top + len(self.shown)) * PITCH,
                "way",
                (2, 3),
            )
            for row, mark in enumerate(self.marks)
            for a, _ in mark.spans[:4]
        ]
        height = (self.top + len(self.shown) + 1.2) * PITCH
        width = self.left + self.across + 20
        drawn = body(width, height, bars, texts, marks, PITCH)
        named_ = legend(self.legend, self.plan, pixel("x", width), pixel("y", height), as_lines=False)
        return {**drawn, "layer": [*named_, *drawn["layer"]]}, width

    def _unnamed(self) -> list[str]:
        """What the bands are, where not every colour bears its word on some band."""
        every = {band.outcome for pair in self.shown for band in self.bands[pair]}
        written = {band.outcome for pair in self.shown for band in self.bands[pair] if self._is_named(band)}
        words = outcome_words(self.plan)
        return (
            [words[outcome] for outcome in sorted(every, key=lambda one: one % len(words))] if every - written else []
        )

    def _written(self, band: Band) -> tuple[str, float, str]:
        """What is written on a band, where, and in which ink: as much as there is room for.

        It stands as near to the middle as it can, on shades that bear the same ink.
        """
        middle = (self._x(band.first) + self._x(band.last + 1)) / 2
        for words in dict.fromkeys((self._said(band), self._likely(band), self._named(band))):
            wide = text_width(words, 11.5)
            spots = [
                (min(max(middle, left + wide / 2), right - wide / 2), ink)
                for left, right, ink in self._grounds(band)
                if words and wide < right - left
            ]
            if spots:
                place, ink = min(spots, key=lambda spot: abs(spot[0] - middle))
                return words, round(place, 2), ink
        return "", middle, ""

    def _grounds(self, band: Band) -> Iterator[tuple[float, float, str]]:
        """Neighbouring shades of a band that bear the same ink, from where to where."""
        for ink, alike in groupby(self._pieces(band), key=lambda piece: ink_on(self._colour(piece))):
            pieces = list(alike)
            yield self._x(pieces[0].first) + 3, self._x(pieces[-1].last + 1) - 3, ink

    def _pieces(self, band: Band) -> list[Band]:
        """The shades of a band: one for each period as far as they differ and can be told apart."""
        return list(band.pieces(math.ceil(FINEST / self.step))) if self.figures.has_shares else [band]

    def _happening(self, row: float, mark: _Happening) -> Iterator[Bar]:
        for a, b in mark.spans:
            when = _period(self.plan, a) if a == b else f"{_period(self.plan, a)} to {_period(self.plan, b)}"
            yield Bar(row, self._x(a), self._x(b + 1), UNDECIDED.colour, f"{named(mark.name)}: {when}", 5.0)

    def _bars(self) -> Iterator[Bar]:
        for row, pair in enumerate(self.shown):
            for band in self.bands[pair]:
                for piece in self._pieces(band):
                    told = f"{_pair(self.plan, pair)}: {self._said(piece)}, {_period(self.plan, piece.first)}"
                    told += f" to {_period(self.plan, piece.last)}" if piece.last > piece.first else ""
                    start = self._x(piece.first) + (0.5 if piece.first == band.first else 0.0)
                    # a shade reaches below the next one, so that no ground shows between them
                    end = self._x(piece.last + 1) + (-0.5 if piece.last == band.last else 0.5)
                    yield Bar(self.top + row, start, end, self._colour(piece), told, 18.0)

    def _said(self, band: Band) -> str:
        return f"{self._named(band)} {self._likely(band)}".strip()

    def _named(self, band: Band) -> str:
        return outcome_words(self.plan)[band.outcome]

    def _likely(self, band: Band) -> str:
        return percents(band.shares) if self.figures.has_shares and band.outcome >= 0 else ""

    def _is_named(self, band: Band) -> bool:
        return self._named(band) in self._written(band)[0]

    def _inside(self) -> Iterator[Said]:
        """What a band is, written on it, where there is room."""
        for row, pair in enumerate(self.shown):
            for band in self.bands[pair]:
                said, middle, ink = self._written(band)
                if said:
                    yield Said(self.top + row, middle, said, align="center", ink=ink)

    def _colour(self, band: Band) -> str:
        """The colour of what a band, or a shade of it, is: the fuller the more likely."""
        if band.outcome < 0:
            return UNDECIDED.colour
        full = PALEST + (1 - PALEST) * sum(band.shares) / len(band.shares) if self.figures.has_shares else 1.0
        return tint(looks(len(self.plan.options))[band.outcome].colour, full)

    def _names(self) -> Iterator[Said]:
        for row, pair in enumerate(self.shown):
            yield Said(self.top + row, self.left - 10, self._brief(pair), _pair(self.plan, pair), "right")
        for row, mark in enumerate(self.marks):
            name = named(mark.name)
            yield Said(self.head + row, self.left - 10, short(name, NAME), name, "right", is_soft=True)

    def _shown_times(self) -> list[int]:
        """Periods that are written below: as many as there is room for."""
        wide = max((text_width(_period(self.plan, time), 11.5) for time in self.times), default=1.0) + 12
        every = max(1, round(wide / self.step + 0.49))
        return list(self.times)[::every]

    def _axis(self) -> Iterator[Said]:
        for time in self._shown_times():
            row = self.top + len(self.shown) + 0.25
            yield Said(row, self._x(time + 0.5), _period(self.plan, time), align="center", is_soft=True)

    def _ticks(self) -> Iterator[Mark]:
        bottom = (self.top + len(self.shown)) * PITCH
        for time in self._shown_times():
            yield Mark(self._x(time + 0.5), bottom + 1, self._x(time + 0.5), bottom + 5, "way")
