"""A sweep in words and tables: what comes out along the way, and where it switches."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from qadsl.analysis.sweeping import Stretch, Sweep
from qadsl.result import Names
from qadsl.views.grid import MORE, Column, Cut, Grid, elsewhere
from qadsl.views.plainly import plain_text
from qadsl.views.words import listed, named, number, option_words, percent, plural, spans_of

__all__ = ["finding", "stretch_words", "sweep", "text"]

MOST_ROWS = 20


def sweep(found: Sweep, *, show_all: bool = False) -> Group:
    """Everything about a sweep, for a rich console; `show_all` names also what does not change."""
    how = f"{plural(found.draws, 'draw')} with seed {found.seed}" if found.is_sampled else "exact"
    over = listed([f"{named(axis.input)} from {number(axis.ends[0])} to {number(axis.ends[1])}" for axis in found.axes])
    by = f"  ({named(found.scenario)}, by {named(found.theory)}, {how})"
    parts: list[RenderableType] = [Text.assemble((f"Sweep of {over}", "bold underline"), by, overflow="fold")]
    parts += [Padding(Text(line, style="bold"), (0, 0, 0, 2)) for line in finding(found)]
    for is_tie in (True, False):
        parts += _table(found, is_tie=is_tie, show_all=show_all)
    notes = list(_notes(found))
    parts += [Text(), *(Text.assemble(("note: ", "cyan"), line) for line in notes)] if notes else []
    return Group(*parts)


def text(found: Sweep, width: int = 80, *, show_all: bool = False, more: str = MORE) -> str:
    """The same as plain text; where a table is cut, `more` says where the rest is."""
    return plain_text(elsewhere(sweep(found, show_all=show_all), more), width)


def finding(found: Sweep) -> tuple[str, ...]:
    """How many ties and decisions switch."""
    if not found.decisions:
        return ("no decisions: a scenario needs two actors and a third one that it is `against`",)
    ties, decisions = len(found.moved(is_tie=True)), len(found.moved(is_tie=False))
    if not ties + decisions:
        return (f"nothing switches: all {plural(len(found.decisions), 'decision')} stay as they are",)
    told = f"{ties:,} of {plural(len(found.ties), 'tie')} and {decisions:,} of "
    told += plural(len(found.decisions), "decision")
    if len(found.axes) == 2:
        moved = listed([named(axis.input) for axis in found.axes])
        return (f"as {moved} change, somewhere in {told} switch",)
    return (f"{told} switch",)


def stretch_words(stretches: tuple[Stretch, ...], *, has_more: bool = False) -> str:
    """`neutrality to 0.37, alliance from 0.38`."""
    said = []
    for place, one in enumerate(stretches):
        outcome = "undecided" if one.outcome is None else option_words(one.outcome)
        where = [] if place == 0 else [f"from {_value(one.first)}"]
        where += [f"to {_value(one.last)}"] if place < len(stretches) - 1 or has_more else []
        said.append(" ".join((outcome, *where)) if len(stretches) > 1 else f"{outcome} throughout")
    return ", ".join(said)


def _value(value: float) -> str:
    """A value of the input with the digits that its steps have."""
    return number(value, 6)


def _table(found: Sweep, *, is_tie: bool, show_all: bool) -> Iterator[RenderableType]:
    about = found.ties if is_tie else found.decisions
    rows = list(range(len(about))) if show_all else found.moved(is_tie=is_tie)
    if not rows:
        return
    told: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        names = about[row]
        key = (named(names.target), _between(names, is_tie=is_tie), _said(found, row, is_tie=is_tie))
        told.setdefault(key, []).append(str(names.time))
    labels = list(dict.fromkeys(str(one.time) for one in about))
    has_time, has_target = len(labels) > 1, len({one.target for one in about}) > 1
    columns = (
        *([Column("time")] if has_time else []), *([Column("against")] if has_target else []), Column("between"),
        Column("most probable"),
    )  # fmt: skip
    lines = [
        (
            *([Text(spans_of(times, labels))] if has_time else []), *([Text(target)] if has_target else []),
            Text(between), Text(said),
        )
        for (target, between, said), times in told.items()
    ]  # fmt: skip
    shown = lines if show_all else lines[:MOST_ROWS]
    yield Text("\nTies" if is_tie else "\nDecisions", style="bold")
    yield Grid(columns, tuple(shown))
    if len(lines) > len(shown):
        yield Cut(len(lines) - len(shown))


def _between(names: Names, *, is_tie: bool) -> str:
    return f"{named(names.first)} {'and' if is_tie else 'with'} {named(names.second)}"


def _said(found: Sweep, row: int, *, is_tie: bool) -> str:
    """What comes out along one input; of two, in which share of the steps."""
    if len(found.axes) == 1:
        return stretch_words(found.stretches(row, is_tie=is_tie))
    shares = found.shares(row, is_tie=is_tie)
    return ", ".join(
        f"{'undecided' if name is None else option_words(name)} {percent(share)}" for name, share in shares.items()
    )


def _notes(found: Sweep) -> Iterator[str]:
    if not found.is_complete:
        yield f"Interrupted: {found.steps:,} of {found.asked:,} steps are finished."
    for axis, is_read in zip(found.axes, found.is_read, strict=True):
        if not is_read:
            yield f"Nothing in {named(found.theory)} reads {named(axis.input)}: it changes nothing."
        else:
            yield _given(axis.input, axis.given, axis.given_text, axis.ends)
    if len(found.axes) == 2:
        yield "Percentages are shares of all steps."
    if found.has_shares:
        yield "The most probable outcome switches; the frames and pictures have the probabilities."


def _given(name: str, given: float | None, text: str, ends: tuple[float, float]) -> str:
    """What the scenario itself says of an input."""
    if given is None:
        return f"The scenario itself has {named(name)} as {named(text)}." if text else f"It says nothing of {name}."
    beyond = "" if ends[0] <= given <= ends[1] else ", which is not within the sweep"
    return f"The scenario itself has {named(name)} at {number(given, 6)}{beyond}."
