"""A run as tables that read well at 80 columns: a headline in words, then ties, decisions and what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from qadsl.analysis.left_out import Outside
from qadsl.result import Figures, Grouping, names_of
from qadsl.views.grid import MORE, Column, Cut, Grid, elsewhere
from qadsl.views.groups import group_notes, group_tables
from qadsl.views.headline import headlines
from qadsl.views.measured import measures_told
from qadsl.views.notes import notes
from qadsl.views.plainly import joined, plain_text
from qadsl.views.solved import solution_notes, solution_tables
from qadsl.views.words import named, number, option_words, percent, plural, spans_of

__all__ = ["heading", "outcome_style", "table", "text"]

MOST_ROWS = 30
"""Rows of a table shown unless all are asked for."""

Groups = tuple[Grouping, tuple[Outside, ...]]
"""The groups of a run, and who is outside of them."""

_COLOURS = ("dim", "cyan", "green", "magenta", "yellow", "blue")


def table(figures: Figures, groups: Groups | None = None, *, show_all: bool = False, most: int = MOST_ROWS) -> Group:
    """Everything about a run, for a rich console: at most `most` rows a table.

    `show_all` neither joins like periods nor cuts long tables.
    """
    parts: list[RenderableType] = [heading(figures)]
    parts += [Padding(Text(line, style="bold"), (0, 0, 0, 2)) for line in headlines(figures)]
    # of one period no two rows are joined, and no more are looked at than are shown
    looked_at = None if show_all or len(figures.plan.periods) > 1 else most
    if len(figures.pairs):
        parts += _tabled(figures, _alignments(figures, looked_at), show_all=show_all, most=most)
    for title, columns, rows in group_tables(figures, *groups) if groups else ():
        listing = _Listing(title, columns, [_Row(*row) for row in rows], len(rows))
        parts += _tabled(figures, listing, show_all=show_all, most=most)
    if len(figures.cells):
        parts += _tabled(figures, _decisions(figures, looked_at), show_all=show_all, most=most)
        parts += _measures(figures, show_all=show_all, most=most)
    elif not figures.plan.solves:
        parts.append(Text("  no decisions: a scenario needs two actors and a third one that it is `against`"))
    parts += _solutions(figures, show_all=show_all, most=most)
    said = [*notes(figures), *solution_notes(figures), *(group_notes(figures, groups[0]) if groups else ())]
    told = [Text.assemble(("note: ", "cyan"), line) for line in said]
    parts += [Text(), *told] if told else []
    return Group(*parts)


def _measures(figures: Figures, *, show_all: bool, most: int) -> Iterator[RenderableType]:
    """What each measure came to, where there is any."""
    if not figures.measures:
        return
    columns, rows = measures_told(figures)
    shown = rows if show_all else rows[:most]
    yield Text("\nMeasures", style="bold")
    yield Grid(tuple(columns), tuple(shown))
    if len(rows) > len(shown):
        yield _cut(len(rows) - len(shown))


def _solutions(figures: Figures, *, show_all: bool, most: int) -> Iterator[RenderableType]:
    """What each solve found."""
    for title, columns, rows in solution_tables(figures):
        shown = rows if show_all else rows[:most]
        yield Text(f"\n{title}", style="bold")
        yield Grid(tuple(columns), tuple(shown))
        if len(rows) > len(shown):
            yield Cut(len(rows) - len(shown))


def _cut(rows: int) -> Cut:
    return Cut(rows, "`--all` shows them, `--out FILE.csv` writes them")


def text(
    figures: Figures, width: int = 80, groups: Groups | None = None, *, show_all: bool = False, more: str = MORE
) -> str:
    """The tables as plain text; where one is cut, `more` says where the rest is."""
    return plain_text(elsewhere(table(figures, groups, show_all=show_all), more), width)


def heading(figures: Figures) -> Text:
    """`suez, by multifacet, 1,000 draws with seed 0`."""
    how = f", {plural(figures.draws, 'draw')} with seed {figures.seed}" if figures.is_sampled else ", exact"
    how = how if figures.finds_anything else ""
    if not figures.is_complete:
        how += ", interrupted"
    plan = figures.plan
    return Text.assemble((named(plan.scenario), "bold underline"), f"  by {named(plan.theory)}{how}", overflow="fold")


@dataclass(frozen=True, slots=True)
class _Row:
    """What is said of one tie or decision in one period."""

    time: int
    about: tuple[int, ...]
    cells: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Listing:
    """A table to be shown: of `every` row those that are looked at."""

    title: str
    columns: list[Column]
    rows: list[_Row]
    every: int


def _alignments(figures: Figures, most: int | None) -> _Listing:
    columns, has_shares = [Column("between"), Column("tie")], figures.has_shares
    if has_shares:
        columns += [Column(option_words(option.name), is_number=True) for option in figures.plan.options]
    rows = []
    for i, cell in enumerate(figures.pairs[:most].tolist()):
        names = names_of(figures.plan, cell)
        said = [Text(f"{named(names.first)} and {named(names.second)}"), _outcome(figures, int(figures.tie[i]))]
        if has_shares:
            said += _shares(figures.tie_probability[i].tolist(), figures.tie_possible[i].tolist())
        rows.append(_Row(cell[0], tuple(cell[1:]), tuple(said)))
    return _Listing("Ties", columns, rows, len(figures.pairs))


def _decisions(figures: Figures, most: int | None) -> _Listing:
    has_shares = figures.has_shares
    columns = [Column("decision"), Column("choice"), Column("behaviour", is_spare=True)]
    columns += [Column("likely", is_number=True)] if has_shares else []
    columns.append(Column("margin", is_number=True))
    rows = []
    for i, cell in enumerate(figures.cells[:most].tolist()):
        names = names_of(figures.plan, cell)
        choice = int(figures.choice[i])
        said = [Text(f"{named(names.first)} \N{RIGHTWARDS ARROW} {named(names.second)}")]
        said.append(_status(figures, i) if choice < 0 else _outcome(figures, choice))
        said.append(Text(option_words(figures.behaviour[i])))
        if has_shares:
            said.append(Text(percent(float(figures.probability[i][choice])) if choice >= 0 else ""))
        said.append(Text(number(float(figures.margin[i]), 3)))
        rows.append(_Row(cell[0], tuple(cell[1:]), tuple(said)))
    if not any(figures.behaviour):
        columns, rows = columns[:2] + columns[3:], [replace(row, cells=row.cells[:2] + row.cells[3:]) for row in rows]
    return _Listing("Decisions", columns, rows, len(figures.cells))


def _tabled(figures: Figures, listing: _Listing, *, show_all: bool, most: int) -> Iterator[RenderableType]:
    """A table under its title: when, against whom, and what is said; like periods joined and long ones cut."""
    plan = figures.plan
    labels = [str(label) for label in plan.periods]
    told = [[row] for row in listing.rows] if show_all else _joined(listing.rows)
    shown = told if show_all else told[:most]
    where = [
        *([Column("time")] if len(labels) > 1 else []),
        *([Column("against", is_named=True)] if len(plan.targets) > 1 else []),
    ]
    lines = []
    for same in shown:
        target = plan.actors[plan.targets[same[0].about[0]]].name
        when = [Text(spans_of([labels[row.time] for row in same], labels))] if len(labels) > 1 else []
        lines.append((*when, *([Text(named(target))] if len(plan.targets) > 1 else []), *same[0].cells))
    yield Text(f"\n{listing.title}", style="bold")
    yield Grid((*where, *listing.columns), tuple(lines))
    if (left := len(told) - len(shown) + listing.every - len(listing.rows)) > 0:
        yield _cut(left)


def _joined(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Rows of neighbouring periods that say the same of the same, by the first of them."""
    return joined(rows, lambda row: row.about, lambda row: row.time, _said)


def _said(row: _Row) -> tuple[str, ...]:
    return tuple(cell.plain for cell in row.cells)


def _outcome(figures: Figures, option: int) -> Text:
    if option < 0:
        return Text("undecided", style="red")
    return Text(option_words(figures.plan.options[option].name), style=outcome_style(option))


def outcome_style(option: int) -> str:
    """How a screen shows an outcome, by the position of its option."""
    return _COLOURS[min(option, len(_COLOURS) - 1)]


def _status(figures: Figures, row: int) -> Text:
    return Text("conflict" if figures.conflict[row] else "unknown", style="red")


def _shares(shares: Sequence[float], possible: Sequence[bool]) -> list[Text]:
    """Probabilities; a dash where no draw at all can bring the option about."""
    return [
        Text(percent(share)) if is_open or share > 0 else Text("\N{EN DASH}", style="dim")
        for share, is_open in zip(shares, possible, strict=True)
    ]
