"""A contrast in words and tables: who predicts what, where theories part and what would turn them, who was right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from qadsl.analysis.contrasting import Contrast, Predicted, Prediction, Score, Turn
from qadsl.views.grid import MORE, Column, Cut, Grid, elsewhere
from qadsl.views.plainly import joined, plain_text
from qadsl.views.words import listed, named, number, option_words, percent, plural, spans_of

__all__ = ["contrast", "sentences", "text"]

MOST_ROWS = 30

_Said = tuple[str, ...]


def contrast(found: Contrast, *, show_all: bool = False) -> Group:
    """Everything about a contrast, for a rich console; `show_all` neither joins like periods nor cuts long tables."""
    how = f"{plural(found.draws, 'draw')} with seed {found.seed}" if found.is_sampled else "exact"
    how += "" if found.is_complete else ", interrupted"
    theories = listed([named(name) for name in found.theories])
    parts: list[RenderableType] = [
        Text.assemble((named(found.scenario), "bold underline"), f"  by {theories}, {how}", overflow="fold")
    ]
    parts += [Padding(Text(line, style="bold"), (0, 0, 0, 2)) for line in sentences(found)]
    parts += _predictions(found, show_all=show_all)
    if found.turns:
        parts += [Text("\nWhere they part, and the nearest change of one input that ends it", style="bold")]
        parts.append(_turns(found, show_all=show_all))
    if len(found.theories) > 2 and found.predictions:
        parts += [Text("\nAgreement", style="bold"), _agreement(found)]
    if found.scores:
        parts += [Text("\nAgainst what happened", style="bold"), _scores(found)]
    notes = list(_notes(found))
    parts += [Text(), *(Text.assemble(("note: ", "cyan"), line) for line in notes)] if notes else []
    return Group(*parts)


def text(found: Contrast, width: int = 80, *, show_all: bool = False, more: str = MORE) -> str:
    """The same as plain text; where a table is cut, `more` says where the rest is."""
    return plain_text(elsewhere(contrast(found, show_all=show_all), more), width)


def sentences(found: Contrast) -> tuple[str, ...]:
    """What it comes to: on how many ties they say the same, and who was right most often."""
    if not found.predictions:
        return ("no ties: a scenario needs two actors and a third one that it is `against`",)
    apart = sum(one.is_parting for one in found.predictions)
    ties = plural(len(found.predictions), "tie")
    who = "both theories say" if len(found.theories) == 2 else f"all {len(found.theories)} theories say"
    lines = [f"{who} the same of {ties}" if not apart else f"they part on {apart:,} of {ties}"]
    theories = [score for score in found.scores if not score.is_baseline and score.scored]
    if theories:
        best = max(score.hits for score in theories)
        names = [named(score.name) for score in theories if score.hits == best]
        who = "all equally" if len(names) == len(theories) > 2 else listed(names)
        lines.append(f"right most often: {who}, {best:,} of {theories[0].scored:,} records")
        lines += _not_beaten(found, best)
    return tuple(lines)


def _not_beaten(found: Contrast, best: int) -> Iterator[str]:
    """Baselines that do as well as the best theory on the same records."""
    for score in found.scores:
        if score.is_baseline and score.scored == found.scores[0].scored and score.hits >= best:
            yield f"no theory does better than the baseline `{named(score.name)}` ({score.hits:,} of {score.scored:,})"


# --- predictions -------------------------------------------------------------------------------------------------


def _predictions(found: Contrast, *, show_all: bool) -> Iterator[RenderableType]:
    if not found.predictions:
        return
    labels = list(dict.fromkeys(str(one.time) for one in found.predictions))
    targets = {one.target for one in found.predictions}
    has_history = any(one.happened for one in found.predictions)
    columns = [
        *([Column("time")] if len(labels) > 1 else []),
        *([Column("against", is_named=True)] if len(targets) > 1 else []),
        Column("between"),
        *(Column(named(name), is_named=True) for name in found.theories),
        *([Column("happened", is_named=True)] if has_history else []),
    ]
    rows = [(one, (one,)) for one in found.predictions] if show_all else _joined(found.predictions)
    shown = rows if show_all else rows[:MOST_ROWS]
    lines = []
    for first, same in shown:
        when = [Text(spans_of([str(one.time) for one in same], labels))] if len(labels) > 1 else []
        against = [Text(named(first.target))] if len(targets) > 1 else []
        told = [Text(option_words(first.happened or ""))] if has_history else []
        between = Text(f"{named(first.first)} and {named(first.second)}")
        style = "yellow" if first.is_parting else ""
        said = [Text(words, style=style) for words in _words(found, first.by_theory)]
        lines.append((*when, *against, between, *said, *told))
    yield Text("\nTies", style="bold")
    yield Grid(tuple(columns), tuple(lines))
    if len(rows) > len(shown):
        yield Cut(len(rows) - len(shown))


def _words(found: Contrast, by_theory: Sequence[Predicted]) -> list[str]:
    words = []
    for said in by_theory:
        share = f" {percent(said.probability)}" if found.is_sampled and said.outcome is not None else ""
        words.append(f"{option_words(said.outcome)}{share}" if said.outcome is not None else "undecided")
    return words


def _joined(rows: Sequence[Prediction]) -> list[tuple[Prediction, tuple[Prediction, ...]]]:
    """Ties of which the same is said in neighbouring periods, by the first of them."""
    order = {time: place for place, time in enumerate(dict.fromkeys(row.time for row in rows))}
    found = joined(rows, lambda row: (row.target, row.first, row.second), lambda row: order[row.time], _said)
    return [(same[0], tuple(same)) for same in found]


def _said(row: Prediction) -> tuple[object, ...]:
    return (row.happened, *((one.outcome, percent(one.probability)) for one in row.by_theory))


# --- what would turn them, agreement, scores ---------------------------------------------------------------------


def _turns(found: Contrast, *, show_all: bool) -> Grid:
    labels = list(dict.fromkeys(str(one.time) for one in found.predictions))
    columns = (
        *([Column("time")] if len(labels) > 1 else []), Column("tie"),
        Column("theory"), Column("would say"), Column("if"), Column("were", is_number=True),
        Column("not", is_number=True),
    )  # fmt: skip
    rows = [
        (
            *([Text(spans_of(times, labels))] if len(labels) > 1 else []),
            Text(tie),
            *(Text(word) for word in said),
        )
        for (tie, *said), times in _told_alike(found, found.turns if show_all else _nearest(found.turns)).items()
    ]
    return Grid(columns, tuple(rows))


def _nearest(turns: Sequence[Turn]) -> list[Turn]:
    """Of each tie, the theory that is nearest to saying what another says."""
    best: dict[int, Turn] = {}
    for turn in turns:
        if turn.row not in best or turn.distance < best[turn.row].distance:
            best[turn.row] = turn
    return list(best.values())


def _told_alike(found: Contrast, turns: Sequence[Turn]) -> dict[_Said, list[str]]:
    """What is said of a tie, with the periods of which the same is said."""
    said: dict[_Said, list[str]] = {}
    for turn in turns:
        row = found.predictions[turn.row]
        tie = f"{named(row.first)} and {named(row.second)} against {named(row.target)}"
        words = (named(turn.theory), option_words(turn.becomes), named(turn.input), named(turn.needed), named(turn.now))
        said.setdefault((tie, *words), []).append(str(row.time))
    return said


def _agreement(found: Contrast) -> Grid:
    """A matrix: the share of ties of which two theories say the same, and agreement beyond chance."""
    pairs = {(one.one, one.other): one for one in found.agreements}
    columns = (Column(""), *(Column(named(name), is_number=True) for name in found.theories[1:]))
    rows = []
    for i, one in enumerate(found.theories[:-1]):
        cells = [Text(named(one))]
        for j, other in enumerate(found.theories[1:], start=1):
            pair = pairs.get((one, other)) if j > i else None
            beyond = "" if pair is None or isnan(pair.kappa) else f" (\N{GREEK SMALL LETTER KAPPA} {pair.kappa:.2f})"
            cells.append(Text("" if pair is None else f"{percent(pair.share)}{beyond}"))
        rows.append(tuple(cells))
    return Grid(columns, tuple(rows))


def _scores(found: Contrast) -> Grid:
    has_brier = any(not isnan(score.brier) for score in found.scores) and found.is_sampled
    columns = [
        Column(""), Column("right", is_number=True), Column("share", is_number=True),
        Column("95% interval", is_number=True), Column("balanced", is_number=True),
        *([Column("Brier", is_number=True)] if has_brier else []),
    ]  # fmt: skip
    return Grid(tuple(columns), tuple(_score(score, has_brier=has_brier) for score in found.scores))


def _score(score: Score, *, has_brier: bool) -> tuple[Text, ...]:
    style = "dim" if score.is_baseline else ""
    name = f"baseline: {named(score.name)}" if score.is_baseline else named(score.name)
    interval = f"{percent(score.low)} to {percent(score.high)}" if score.scored else ""
    cells = [name, f"{score.hits:,} of {score.scored:,}", percent(score.share), interval, percent(score.balanced)]
    cells += ["" if isnan(score.brier) else number(score.brier, 2)] if has_brier else []
    return tuple(Text(cell, style=style) for cell in cells)


def _notes(found: Contrast) -> Iterator[str]:
    if found.turns and found.is_sampled:
        yield "What would turn a tie is worked out with uncertain inputs at their middle."
    if found.unexamined:
        yield f"Of {plural(found.unexamined, 'more tie')} that they part on, it was not searched what would turn them."
    undecided = [score for score in found.scores if score.undecided]
    if undecided:
        told = listed([f"{named(score.name)} {score.undecided:,}" for score in undecided])
        yield f"Undecided ties count as missed: {told}."
    if found.scores:
        yield "The records are those of this scenario, chosen by its author: no test of a theory by themselves."
