"""Answers what a cell or line asks, on the program that all cells make together."""

from __future__ import annotations

from collections.abc import Iterator

from qadsl.answers import Program
from qadsl.apps.notebook.cells import Cell, Cells
from qadsl.commands import Answer, Besides, Options, Prepared, answer, prepare
from qadsl.failing import QadslError
from qadsl.results import Result
from qadsl.syntax import nodes
from qadsl.views.stamp import Stamp

__all__ = ["answers"]

Ready = tuple[Prepared | Besides, ...]


def answers(cells: Cells, cell: Cell, options: Options) -> Iterator[Answer]:
    """The answers to what the cell asks; everything is looked up before anything runs."""
    program, prepared = _prepared(cells, cell, options)
    own = tuple(item for item in prepared if item.command.span.source is cell.source)
    digest = cells.digest(cell)
    for found in answer(program, own):
        if isinstance(found.value, Result):
            others = tuple(text for text in found.value.stamp.texts if text[0])
            found.value.stamp = Stamp((("", digest), *others), options.settings)
        yield found


def _prepared(cells: Cells, cell: Cell, options: Options) -> tuple[Program, Ready]:
    """The program and what the cell asks of it.

    Questions take draws and seed from the runs of other cells, as if all stood in one text; a run of another cell that
    is mistaken by now is left to that cell.
    """
    asked = [one for one in cell.tree.statements if isinstance(one, nodes.Command)]
    if any(not isinstance(one, nodes.Run) for one in asked):
        try:
            program = cells.program(cell, has_runs=True)
            return program, prepare(program, options)
        except QadslError:
            pass
    program = cells.program(cell)
    return program, prepare(program, options)
