"""The decisions that a report explains: those of the last period that matter most, each folded under its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from qadsl.report.subject import Cell, Subject
from qadsl.result import Figures
from qadsl.views.account_tables import told_account
from qadsl.views.html import lines_html, notes_html
from qadsl.views.html_pictures import figure_html
from qadsl.views.html_tables import table_html
from qadsl.views.html_text import said
from qadsl.views.pictures.waterfall import waterfall
from qadsl.views.told import Told
from qadsl.views.words import named

__all__ = ["MOST_EXPLAINED", "accounts_html", "main_decisions", "told_piece"]

MOST_EXPLAINED = 6
"""Decisions that a report explains."""
ANY_SIZE = 10**9
LARGEST_REPORT_TABLE = 400_000
"""Bytes of the rows of one table of a report."""


def main_decisions(figures: Figures) -> tuple[Cell, ...]:
    """Decisions of the last period: both ends of every tie, the closest calls first, then the closest of the others."""
    if not len(figures.cells):
        return ()
    last = int(figures.cells[:, 0].max())
    tied = {
        (target, *ends)
        for (time, target, *ends), tie in zip(figures.pairs.tolist(), figures.tie.tolist(), strict=True)
        if time == last and tie > 0
    }
    rows = [row for row, cell in enumerate(figures.cells.tolist()) if cell[0] == last]

    def order(row: int) -> tuple[bool, float, int]:
        _, target, one, other = figures.cells[row].tolist()
        margin = float(figures.margin[row])
        return (target, *sorted((one, other))) not in tied, margin if margin == margin else float("inf"), row

    chosen = sorted(rows, key=order)[:MOST_EXPLAINED]
    return tuple((int(t), int(g), int(a), int(b)) for t, g, a, b in (figures.cells[row] for row in chosen))


def accounts_html(subject: Subject, level: int) -> Iterator[str]:
    """The accounts, each with its waterfall where anything is chosen."""
    for cell in main_decisions(subject.figures):
        explained = subject.explain(cell)
        told = told_account(explained)
        drawn = figure_html("waterfall", partial(waterfall, explained), ANY_SIZE, both=True) if explained.choice else ""
        body = f"{lines_html(told.lines[1:])}{drawn}{told_piece(told, level)}"
        yield f"<details><summary>{said(named(told.lines[0]))}</summary>{body}</details>"


def told_piece(told: Told, level: int) -> str:
    """Tables and notes under headings of a level."""
    more = "`qa run --out` writes them"
    tables = [table_html(one, more, most=LARGEST_REPORT_TABLE, level=level) for one in told.tables]
    return "".join((*tables, *notes_html(told)))
