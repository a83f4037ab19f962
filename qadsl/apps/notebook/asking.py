"""Answers what a cell or line asks, on the program that all cells make together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qadsl.answers import Program, Progress
from qadsl.apps.notebook.cell import Cell
from qadsl.apps.notebook.cells import Cells
from qadsl.commands import Answer, Besides, Options, Prepared, answer, prepare
from qadsl.failing import QadslError
from qadsl.results import Result
from qadsl.syntax import nodes
from qadsl.views.texts import Texts

__all__ = ["Ready", "answers", "prepared"]


@dataclass(frozen=True, slots=True)
class Ready:
    """All that a cell asks, looked up: what is changed from now on changes nothing of it."""

    program: Program
    items: tuple[Prepared | Besides, ...]
    digest: str
    options: Options
    cell: Cell


def prepared(cells: Cells, cell: Cell, options: Options) -> Ready:
    """What the cell asks; everything is looked up before anything runs."""
    program, items = _prepared(cells, cell, options)
    own = tuple(item for item in items if item.command.span.source is cell.source)
    return Ready(program, own, cells.digest(cell), options, cell)


def answers(ready: Ready, progress: Progress) -> Iterator[Answer]:
    """The answers, one by one."""
    for found in answer(ready.program, ready.items, progress):
        if isinstance(found.value, Result):
            stamp = found.value.stamp
            texts = (("", ready.digest), *(text for text in stamp.texts if text[0]))
            found.value.stamp = replace(stamp, texts=texts, settings=ready.options.settings)
            found.value.texts = _as_program(found.value.texts, ready.cell)
        yield found


def _as_program(texts: Texts, cell: Cell) -> Texts:
    """The texts with a line of `%quasi` as a program would say it, so that together they are one."""
    if not cell.said:
        return texts
    name = cell.source.name
    return replace(
        texts, written=tuple(replace(one, text=cell.said) if one.name == name else one for one in texts.written)
    )


def _prepared(cells: Cells, cell: Cell, options: Options) -> tuple[Program, tuple[Prepared | Besides, ...]]:
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
