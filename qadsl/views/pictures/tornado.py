"""What is nearest to tipping an outcome: a bar for each input, from what it is to what it would have to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qadsl.analysis.tipping import Tipping, TippingPoint
from qadsl.views.pictures.findings import MOST_TOLD
from qadsl.views.pictures.palette import looks
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.rows import NAME, Bar, Mark, Said, body, measure, name_width, nice_ticks
from qadsl.views.pictures.specs import Spec, note, short, spec_of, text_width
from qadsl.views.tipping import decision_words, headline, share_words, value_words
from qadsl.views.words import named, number, option_words, percent, plural

__all__ = ["MOST_BARS", "tornado"]

MOST_BARS = 60
"""Inputs that have a bar."""
COLUMNS = ("input", "now", "needed", "distance", "becomes")
WIDTH, PITCH, TOP = 330.0, 22.0, 0.6


def tornado(found: Tipping) -> Picture:
    """The nearest value of each input that tips a decision or tie, the nearest first."""
    title = _title(found)
    if found.outcome is None or not found.points:
        said = "; ".join(headline(found))  # begins with a word of ours, and may hold names
        sentence = f"{said[:1].upper()}{said[1:]}."
        return Picture("tornado", note(sentence, title), title, sentence, (), COLUMNS)
    shown = found.nearest[:MOST_BARS]
    spec = spec_of(title, _subtitle(found, len(shown)), *_drawn(found, shown))
    return Picture("tornado", spec, title, _summary(found, shown), tuple(_rows(shown)), COLUMNS)


def _title(found: Tipping) -> str:
    about = decision_words(found)
    if found.outcome is None:
        return f"{about}: undecided, so there is nothing to tip"
    if not found.points:
        which = "any one input" if found.tried == found.inputs else "any input tried"
        return f"{about}: no value of {which} ends {option_words(found.outcome)}"
    first = found.nearest[0]
    away = f", {share_words(first.distance)} of its range away" if first.low is not None else ""
    return (
        f"{about}: {option_words(found.outcome)} becomes {option_words(first.becomes)} with {_called(first)} at "
        f"{value_words(first.needed)}{away}"
    )


def _subtitle(found: Tipping, shown: int) -> list[str]:
    said = ["Each bar goes from what an input is to the nearest value that tips the outcome; the line is its range"]
    if found.is_sampled:
        said[0] += ". What is uncertain is held at its middle"
    left = len(found.nearest) - shown
    more = f"Not drawn: {plural(left, 'input')} farther away." if left else ""
    still = f"No value tips it of {plural(len(found.still), 'other input')}." if found.still else ""
    most = ""
    if found.is_sampled and found.most_probable != found.outcome and found.most_probable is not None:
        most = f"In the run {option_words(found.most_probable)} comes out most often ({percent(found.probability)})."
    cut = "" if found.tried == found.inputs else f"Interrupted: {found.tried:,} of {found.inputs:,} inputs were tried."
    return [f"{said[0]}.", " ".join(part for part in (cut, most, more, still) if part)]


def _summary(found: Tipping, shown: Sequence[TippingPoint]) -> str:
    told = [
        f"{_called(one)} at {value_words(one.needed)} instead of {value_words(one.now)}: {option_words(one.becomes)}"
        for one in shown[:MOST_TOLD]
    ]
    if len(shown) > MOST_TOLD:
        told.append(f"{plural(len(shown) - MOST_TOLD, 'input')} farther away")
    return f"Now {option_words(found.outcome or '')}. {'; '.join(told)}."


def _rows(shown: Sequence[TippingPoint]) -> Iterator[dict[str, object]]:
    for one in shown:
        yield {name: getattr(one, name) for name in COLUMNS}


def _called(point: TippingPoint) -> str:
    return named(point.input) + (f" in {point.time}" if point.time is not None else "")


def _drawn(found: Tipping, shown: Sequence[TippingPoint]) -> tuple[Spec, float]:
    names = [_called(one) for one in shown]
    left = name_width(names) + 8
    colours = dict(zip(found.options, looks(len(found.options)), strict=True))
    low, high = _span(shown)
    at = measure(low, high, left, WIDTH)
    texts = [
        Said(row + TOP, left - 16, short(name, NAME), name, "right", is_soft=False) for row, name in enumerate(names)
    ]
    bars: list[Bar] = []
    marks: list[Mark] = []
    wide = 0.0
    for row, one in enumerate(shown):
        way, reach = _way(one), _reach(one)
        said = f"{value_words(one.now)} → {value_words(one.needed)}: {option_words(one.becomes)}"
        told = f"{names[row]}: {value_words(one.needed)} instead of {value_words(one.now)}, {option_words(one.becomes)}"
        middle = (row + TOP + 0.5) * PITCH
        marks.append(Mark(at(max(reach[0], low)), middle, at(min(reach[1], high)), middle))
        if one.low is not None:
            bars.append(Bar(row + TOP, at(0.0), at(way), colours[one.becomes].colour, told))
        wide = max(wide, text_width(said, 11.5))
        texts.append(Said(row + TOP, at(high) + 14, said, told))
    bottom = (len(shown) + TOP + 0.2) * PITCH
    marks += [Mark(at(0.0), TOP * PITCH - 6, at(0.0), bottom, "way")]
    texts.append(Said(-0.4, at(0.0), "now", align="center", is_soft=True))
    for tick in nice_ticks(low, high, 5):
        marks.append(Mark(at(tick), bottom, at(tick), bottom + 4, "way"))
        sign = "+" if tick > 0 else ""
        texts.append(
            Said(len(shown) + TOP + 0.5, at(tick), f"{sign}{number(100 * tick, 3)}%", "", "center", is_soft=True)
        )
    texts.append(Said(len(shown) + TOP + 1.4, at(low), "share of the input's range", is_soft=True))
    width = left + WIDTH + 16 + wide
    return body(width, (len(shown) + TOP + 2.1) * PITCH, bars, texts, marks, PITCH), width


def _span(shown: Sequence[TippingPoint]) -> tuple[float, float]:
    """How far the farthest bars go, with a little to either side."""
    ways = [_way(one) for one in shown]
    low, high = min(0.0, *ways), max(0.0, *ways)
    room = max(0.04 * (high - low), 0.005)
    return max(low - room, -1.0), min(high + room, 1.0)


def _usual(point: TippingPoint) -> float:
    if point.now_value is not None:
        return point.now_value
    return 0.0 if point.low is None or point.high is None else (point.low + point.high) / 2


def _way(point: TippingPoint) -> float:
    """The way as a share of the range with a sign; what has none is shown without a bar."""
    if point.low is None or point.needed_value is None:
        return 0.0
    return point.distance if point.needed_value > _usual(point) else -point.distance


def _reach(point: TippingPoint) -> tuple[float, float]:
    """How far an input could go to either side."""
    if point.low is None or point.high is None:
        return 0.0, 0.0
    size = point.high - point.low
    return (point.low - _usual(point)) / size, (point.high - _usual(point)) / size
