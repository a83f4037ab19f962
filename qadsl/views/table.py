"""A run as tables that read well at 80 columns: a headline in words, then ties, decisions and what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qadsl.result import Figures, names_of
from qadsl.views.headline import headlines
from qadsl.views.notes import notes
from qadsl.views.words import named, number, option_words, percent, plural

__all__ = ["heading", "table", "text"]

MOST_ROWS = 30
"""Rows of a table shown unless all are asked for."""

_COLOURS = ("dim", "cyan", "green", "magenta", "yellow", "blue")


def table(figures: Figures, *, show_all: bool = False) -> RenderableType:
    """Everything about a run, for a rich console."""
    parts: list[RenderableType] = [heading(figures)]
    parts += [Padding(Text(line, style="bold"), (0, 0, 0, 2)) for line in headlines(figures)]
    most = len(figures.cells) if show_all else MOST_ROWS
    if len(figures.pairs):
        parts += [Text("\nTies", style="bold"), _alignments(figures, most), *_cut(len(figures.pairs), most)]
    if len(figures.cells):
        parts += [Text("\nDecisions", style="bold"), _decisions(figures, most), *_cut(len(figures.cells), most)]
    else:
        parts.append(Text("  no decisions: a scenario needs two actors and a third one that it is `against`"))
    told = [Text.assemble(("note: ", "cyan"), line) for line in notes(figures)]
    parts += [Text(), *told] if told else []
    return Group(*parts)


def text(figures: Figures, width: int = 80) -> str:
    """The tables as plain text."""
    console = Console(width=width, file=StringIO(), color_system=None, highlight=False)
    with console.capture() as captured:
        console.print(table(figures))
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def heading(figures: Figures) -> Text:
    """`suez, by multifacet, 1,000 draws with seed 0`."""
    how = f"{plural(figures.draws, 'draw')} with seed {figures.seed}" if figures.is_sampled else "exact"
    if not figures.is_complete:
        how += ", interrupted"
    plan = figures.plan
    return Text.assemble((named(plan.scenario), "bold underline"), f"  by {named(plan.theory)}, {how}", overflow="fold")


def _alignments(figures: Figures, most: int) -> Table:
    plan = figures.plan
    columns = [*_where_columns(figures), "between", "tie"]
    shown = figures.has_shares
    grid = _grid(columns, [option_words(o.name) for o in plan.options] if shown else [])
    for i, cell in enumerate(figures.pairs[:most].tolist()):
        names = names_of(plan, cell)
        row = [*_where(figures, cell), Text(f"{named(names.first)} and {named(names.second)}")]
        row.append(_outcome(figures, int(figures.tie[i])))
        if shown:
            row += _shares(figures.tie_probability[i].tolist(), figures.tie_possible[i].tolist())
        grid.add_row(*row)
    return grid


def _decisions(figures: Figures, most: int) -> Table:
    plan = figures.plan
    has_labels = any(figures.behaviour)
    columns = [*_where_columns(figures), "decision", "choice", *(["behaviour"] if has_labels else [])]
    numbers = [*(["likely"] if figures.has_shares else []), "margin"]
    grid = _grid(columns, numbers)
    for i, cell in enumerate(figures.cells[:most].tolist()):
        names = names_of(plan, cell)
        choice = int(figures.choice[i])
        row = [*_where(figures, cell), Text(f"{named(names.first)} \N{RIGHTWARDS ARROW} {named(names.second)}")]
        row.append(_status(figures, i) if choice < 0 else _outcome(figures, choice))
        if has_labels:
            row.append(Text(option_words(figures.behaviour[i])))
        if figures.has_shares:
            row.append(Text(percent(float(figures.probability[i][choice])) if choice >= 0 else ""))
        row.append(Text(number(float(figures.margin[i]), 3)))
        grid.add_row(*row)
    return grid


def _grid(columns: Sequence[str], numbers: Sequence[str]) -> Table:
    grid = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for column in columns:
        grid.add_column(column, overflow="fold")
    for column in numbers:
        grid.add_column(column, justify="right", overflow="fold")
    return grid


def _where_columns(figures: Figures) -> list[str]:
    plan = figures.plan
    return [*(["time"] if len(plan.periods) > 1 else []), *(["against"] if len(plan.targets) > 1 else [])]


def _where(figures: Figures, cell: Sequence[int]) -> list[Text]:
    plan = figures.plan
    names = names_of(plan, cell)
    found = [Text(str(names.time), no_wrap=True)] if len(plan.periods) > 1 else []
    return [*found, Text(named(names.target))] if len(plan.targets) > 1 else found


def _outcome(figures: Figures, option: int) -> Text:
    if option < 0:
        return Text("undecided", style="red")
    return Text(option_words(figures.plan.options[option].name), style=_COLOURS[min(option, len(_COLOURS) - 1)])


def _status(figures: Figures, row: int) -> Text:
    return Text("conflict" if figures.conflict[row] else "unknown", style="red")


def _shares(shares: Sequence[float], possible: Sequence[bool]) -> list[Text]:
    """Probabilities; a dash where no draw at all can bring the option about."""
    return [
        Text(percent(share)) if is_open or share > 0 else Text("\N{EN DASH}", style="dim")
        for share, is_open in zip(shares, possible, strict=True)
    ]


def _cut(rows: int, most: int) -> Iterator[Text]:
    if rows > most:
        left = plural(rows - most, "more row")
        yield Text(f"... {left}: `--all` shows them, `--out FILE.csv` writes them", style="dim")
