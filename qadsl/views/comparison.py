"""A comparison in words and tables: what came out otherwise, and which statement made the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from qadsl.analysis.comparing import Comparison, Difference, Outcome, Statement
from qadsl.views.grid import MORE, Column, Cut, Grid
from qadsl.views.plainly import joined, plain_text
from qadsl.views.words import listed, named, number, option_words, percent, plural, spans_of

__all__ = ["comparison", "sentences", "text"]

MOST_ROWS = 30
MOST_TEXT = 90
SIGNS = {"added": "+", "removed": "\N{MINUS SIGN}", "changed": "\N{RIGHTWARDS ARROW}"}


def comparison(found: Comparison, *, show_all: bool = False, more: str = MORE) -> Group:
    """Everything about a comparison, for a rich console.

    `show_all` cuts no long table; where one is cut, `more` says where the rest is.
    """
    how = f"{plural(found.draws, 'draw')} with seed {found.seed}" if found.is_sampled else "exact"
    how += "" if found.is_complete else ", interrupted"
    head = Text.assemble(
        (named(found.one), "bold underline"), " beside ", (named(found.other), "bold underline"),
        f"  by {named(found.theory)}, {how}", overflow="fold",
    )  # fmt: skip
    parts: list[RenderableType] = [head]
    parts += [Padding(Text(line, style="bold"), (0, 0, 0, 2)) for line in sentences(found)]
    for title, is_tie in (("Ties", True), ("Decisions", False)):
        parts += _table(
            found, title, [d for d in found.differences if d.is_tie is is_tie], show_all=show_all, more=more
        )
    parts += _statements(found)
    notes = list(_notes(found, show_all=show_all, more=more))
    parts += [Text(), *(Text.assemble(("note: ", "cyan"), line) for line in notes)] if notes else []
    return Group(*parts)


def text(found: Comparison, width: int = 80, *, show_all: bool = False, more: str = MORE) -> str:
    """The same as plain text."""
    return plain_text(comparison(found, show_all=show_all, more=more), width)


def sentences(found: Comparison) -> tuple[str, ...]:
    """What it comes to: how much came out otherwise."""
    if not found.differences:
        return ("nothing differs",)
    turned = {kind: sum(d.is_turned and d.is_tie is kind for d in found.differences) for kind in (True, False)}
    if not any(turned.values()):
        return ("the same outcomes throughout; only probabilities or margins differ",)
    return (f"{plural(turned[True], 'tie')} and {plural(turned[False], 'decision')} come out otherwise",)


def _table(
    found: Comparison, title: str, rows: Sequence[Difference], *, show_all: bool, more: str
) -> Iterator[RenderableType]:
    turned = [row for row in rows if row.is_turned]
    told = rows if show_all else turned
    if told:
        labels = list(dict.fromkeys(str(row.time) for row in found.differences))
        targets = {row.target for row in found.differences}
        grouped = [[row] for row in told] if show_all else _joined(told, labels)
        shown = grouped if show_all else grouped[:MOST_ROWS]
        columns = [
            *([Column("time")] if len(labels) > 1 else []),
            *([Column("against", is_named=True)] if len(targets) > 1 else []),
            Column("between" if title == "Ties" else "decision"),
            Column(named(found.one), is_named=True), Column(named(found.other), is_named=True),
            *([Column("made by", is_named=True)] if found.statements else []),
        ]  # fmt: skip
        lines = [_line(found, same, labels, has_target=len(targets) > 1) for same in shown]
        yield Text(f"\n{title}", style="bold")
        yield Grid(tuple(columns), tuple(lines))
        if len(grouped) > len(shown):
            yield Cut(len(grouped) - len(shown), more)


def _line(
    found: Comparison, same: Sequence[Difference], labels: Sequence[str], *, has_target: bool
) -> tuple[Text, ...]:
    row = same[0]
    join = " and " if row.is_tie else " \N{RIGHTWARDS ARROW} "
    return (
        *([Text(spans_of([str(each.time) for each in same], list(labels)))] if len(labels) > 1 else []),
        *([Text(named(row.target))] if has_target else []),
        Text(f"{named(row.first)}{join}{named(row.second)}"),
        Text(_outcome(found, row.one)),
        Text(_outcome(found, row.other), style="yellow" if row.is_turned else ""),
        *([Text(_made_by(row))] if found.statements else []),
    )


def _joined(rows: Sequence[Difference], labels: Sequence[str]) -> list[list[Difference]]:
    """Rows of neighbouring periods that say the same of the same."""
    return joined(rows, lambda row: (row.target, row.first, row.second), lambda row: labels.index(str(row.time)), _said)


def _said(row: Difference) -> tuple[object, ...]:
    ends = [(end.option, percent(end.probability)) if end is not None else None for end in (row.one, row.other)]
    return (*ends, row.alone, row.needed)


def _outcome(found: Comparison, outcome: Outcome | None) -> str:
    if outcome is None:
        return "not there"
    if outcome.option is None:
        return "undecided"
    share = f" {percent(outcome.probability)}" if found.is_sampled else ""
    margin = "" if isnan(outcome.margin) else f", margin {number(outcome.margin, 3)}"
    return f"{option_words(outcome.option)}{share}{margin}"


def _made_by(row: Difference) -> str:
    """Which statements made it: `1`, `1 or 2` where each alone is enough, `1 with 2` where both are needed."""
    if not row.is_turned:
        return ""
    if row.alone:
        return listed([str(i + 1) for i in row.alone], "or")
    if row.needed:
        return (
            f"{listed([str(i + 1) for i in row.needed])} with others"
            if len(row.needed) == 1
            else " with ".join(str(i + 1) for i in row.needed)
        )
    return "several"


def _statements(found: Comparison) -> Iterator[RenderableType]:
    if not found.statements:
        return
    used = {i for row in found.differences for i in (*row.alone, *row.needed)}
    shown = [i for i in range(len(found.statements)) if i in used] or list(range(min(MOST_ROWS, len(found.statements))))
    yield Text("\nStatements that differ" if not used else "\nStatements that made a difference", style="bold")
    lines = [
        (Text(str(i + 1)), Text(_worded(found.statements[i])), Text(named(found.statements[i].place), style="dim"))
        for i in shown
    ]
    yield Grid((Column("", is_number=True), Column("statement"), Column("where")), tuple(lines))


def _worded(statement: Statement) -> str:
    said = _short(statement.text)
    if statement.change == "changed":
        return f"{said} (was: {_short(statement.before)})"
    return f"{SIGNS[statement.change]} {said}"


def _short(said: str) -> str:
    return named(said if len(said) <= MOST_TEXT else f"{said[: MOST_TEXT - 1]}\N{HORIZONTAL ELLIPSIS}")


def _notes(found: Comparison, *, show_all: bool, more: str) -> Iterator[str]:
    quiet = [row for row in found.differences if not row.is_turned]
    if quiet and not show_all:
        rows = plural(len(quiet), "row")
        yield f"{rows} with the same outcome and another probability or margin: {more}."
    used = {i for row in found.differences for i in (*row.alone, *row.needed)}
    idle = sum(statement.is_judged for i, statement in enumerate(found.statements) if i not in used)
    if idle and used:
        yield f"{plural(idle, 'more statement')} that differ turn no outcome by themselves."
    stuck = sum(not statement.is_judged for statement in found.statements) - found.unjudged
    if stuck:
        yield f"{plural(stuck, 'statement')} could not be tried alone: without them the program cannot be run."
    if found.unjudged:
        why = "there are too many" if found.is_complete else "it was interrupted"
        yield f"{plural(found.unjudged, 'statement')} that differ were not tried: {why}."
