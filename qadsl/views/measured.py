"""Measures as rows under the names that frames, CSV and JSON share, and on the screen: what each came to, through time.

On the screen a measure of two that comes to the same from either end is told once.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from qadsl.result import Figures, MeasureFigures, names_of
from qadsl.views.grid import Column
from qadsl.views.plainly import joined
from qadsl.views.words import named, number, option_words, percent, spans_of

__all__ = ["MeasureRow", "measure_columns", "measure_rows", "measures_told"]

MeasureRow = dict[str, object]

MOST_SPANS = 6
"""Changes of a number through time that are shown one by one."""


def measure_columns(figures: Figures) -> tuple[str, ...]:
    """Names of the columns of measures, in order."""
    words = dict.fromkeys(f"p_{word}" for measure in figures.measures for word in _words(measure))
    about = ("scenario", "theory", "time", "self", "partner", "target")
    return (*about, "measure", "value", "probability", "mean", "sd", *words)


def measure_rows(figures: Figures) -> list[MeasureRow]:
    """One row a decision and measure: its most probable word, or the mean of a number; unknown is None."""
    rows: list[MeasureRow] = []
    for i, cell in enumerate(figures.cells.tolist()):
        names = names_of(figures.plan, cell)
        about = {
            "scenario": figures.plan.scenario, "theory": figures.plan.theory, "time": names.time, "self": names.first,
            "partner": names.second, "target": names.target,
        }  # fmt: skip
        rows += [{**about, **_found(measure, i)} for measure in figures.measures]
    return rows


def _found(measure: MeasureFigures, row: int) -> MeasureRow:
    """What one measure comes to in one decision."""
    shares = [_known(float(share)) for share in measure.shares[row]]
    best = measure.most(row)
    return {
        "measure": measure.name,
        "value": None if best is None else measure.words[best],
        "probability": None if best is None else shares[best],
        "mean": _known(float(measure.mean[row])),
        "sd": _known(float(measure.sd[row])),
        **{f"p_{word}": share for word, share in zip(measure.words, shares, strict=True) if word in _words(measure)},
    }


def _words(measure: MeasureFigures) -> tuple[str, ...]:
    """The words with a share of their own: of a flag that of yes says it all."""
    return ("yes",) if measure.words == ("no", "yes") else measure.words


def _known(value: float) -> float | None:
    return None if value != value else value + 0.0


# --- on the screen -----------------------------------------------------------------------------------------------


def measures_told(figures: Figures) -> tuple[list[Column], list[tuple[Text, ...]]]:
    """Columns and rows: of whom, which measure, what it came to and when."""
    plan = figures.plan
    has_targets = len(plan.targets) > 1
    columns = [Column("of"), *([Column("against", is_named=True)] if has_targets else []), Column("measure")]
    columns.append(Column("came to"))
    rows: list[tuple[Text, ...]] = []
    for (target, one, other), both in _histories(figures).items():
        against = [Text(named(plan.actors[plan.targets[target]].name))] if has_targets else []
        for who, name, text in _sides(figures, one, other, both):
            rows.append((Text(who), *against, Text(option_words(name)), Text(text)))
    return columns, rows


def _histories(figures: Figures) -> dict[tuple[int, int, int], tuple[list[int], list[int]]]:
    """For each target and pair the rows of cells of one end and of the other, in order of time."""
    found: dict[tuple[int, int, int], tuple[list[int], list[int]]] = {}
    for row, (_, target, self_, partner) in enumerate(figures.cells.tolist()):
        key = (target, min(self_, partner), max(self_, partner))
        found.setdefault(key, ([], []))[self_ > partner].append(row)
    return dict(sorted(found.items()))


def _sides(figures: Figures, one: int, other: int, both: tuple[list[int], list[int]]) -> Iterator[tuple[str, str, str]]:
    """Of whom, the measure and what is told, once where both ends are alike."""
    first, second = (named(figures.plan.actors[actor].name) for actor in (one, other))
    told = {measure.name: [_told(figures, measure, rows) for rows in both] for measure in figures.measures}
    for name, (here, there) in told.items():
        if here == there:
            yield f"{first} and {second}", name, here
    for who, side in ((f"{first} \N{RIGHTWARDS ARROW} {second}", 0), (f"{second} \N{RIGHTWARDS ARROW} {first}", 1)):
        for name, texts in told.items():
            if texts[0] != texts[1]:
                yield who, name, texts[side]


def _told(figures: Figures, measure: MeasureFigures, rows: list[int]) -> str:
    """What a measure came to in the periods of these rows, neighbours that say the same joined."""
    labels = [str(label) for label in figures.plan.periods]
    order = {row: place for place, row in enumerate(rows)}
    alike = joined(rows, lambda _: None, lambda row: order[row], lambda row: _value(measure, row))
    runs = [(_value(measure, held[0]), held) for held in alike]
    if not measure.words and len(runs) > MOST_SPANS:
        return _range(figures, measure, rows, labels)
    parts = []
    for text, held in runs:
        when = spans_of([labels[int(figures.cells[row, 0])] for row in held], labels) if len(labels) > 1 else ""
        parts.append((f"{when}: " if when else "") + text + _likely(figures, measure, held))
    return ", ".join(parts)


def _range(figures: Figures, measure: MeasureFigures, rows: list[int], labels: list[str]) -> str:
    """A number that often changes, in short."""
    first, last = (int(figures.cells[row, 0]) for row in (rows[0], rows[-1]))
    means = [float(mean) for mean in measure.mean[rows] if mean == mean]
    when = spans_of(labels[first : last + 1], labels)
    return f"{when}: {number(min(means), 3)} to {number(max(means), 3)}, at last {_value(measure, rows[-1])}"


def _value(measure: MeasureFigures, row: int) -> str:
    if not measure.words:
        spread = float(measure.sd[row])
        return number(float(measure.mean[row]), 3) + (f" \N{PLUS-MINUS SIGN} {number(spread, 2)}" if spread > 0 else "")
    best = measure.most(row)
    return "?" if best is None else option_words(measure.words[best])


def _likely(figures: Figures, measure: MeasureFigures, rows: list[int]) -> str:
    """How likely the word is, from its least likely period to its most likely one."""
    if not figures.is_sampled or not measure.words:
        return ""
    shares = [float(measure.shares[row, best]) for row in rows if (best := measure.most(row)) is not None]
    if not shares or min(shares) == 1:
        return ""
    low, high = percent(min(shares)), percent(max(shares))
    return f" ({low})" if low == high else f" ({low} to {high})"
