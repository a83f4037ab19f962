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
    is_torn: bool = False
    """Whether other cells run the same with different settings, so that it is answered without them."""


def prepared(cells: Cells, cell: Cell, options: Options) -> Ready:
    """What the cell asks; everything is looked up before anything runs."""
    asks = _Asks(cells, cell, options)
    program, items, options = asks.prepared()
    own = tuple(item for item in items if item.command.span.source is cell.source)
    return Ready(program, own, cells.digest(cell), options, cell, asks.is_torn)


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


class _Asks:
    """What a cell asks, and the runs of other cells that it is asked about.

    A question, and a line that runs a scenario again, take draws, seed and settings from the cells that run it, as if
    all stood in one text: so they are about the run that is shown. What they say themselves goes before.
    """

    def __init__(self, cells: Cells, cell: Cell, options: Options) -> None:
        self._cells, self._cell, self._options = cells, cell, options
        asked = [one for one in cell.tree.statements if isinstance(one, nodes.Command)]
        self._is_line = bool(cell.said)
        self._is_beside = self._is_line or any(not isinstance(one, nodes.Run) for one in asked)
        has_own = not self._is_line and any(isinstance(one, nodes.Run) for one in asked)
        self._set = set() if has_own or options.settings else cells.settings(cell)

    @property
    def is_torn(self) -> bool:
        """Whether cells run the same with different settings."""
        return len(self._set) > 1

    def prepared(self) -> tuple[Program, tuple[Prepared | Besides, ...], Options]:
        """The program, what is asked of it, and what goes before; mistaken runs of other cells are left out."""
        if self._is_beside:
            options = replace(self._options, settings=self._settings)
            try:
                program = self._cells.program(self._cell, has_runs=True)
                return program, self._as_shown(prepare(program, options)), options
            except QadslError:
                pass
        program = self._cells.program(self._cell)
        return program, prepare(program, self._options), self._options

    @property
    def _settings(self) -> tuple[str, ...]:
        return next(iter(self._set)) if len(self._set) == 1 else self._options.settings

    def _as_shown(self, items: tuple[Prepared | Besides, ...]) -> tuple[Prepared | Besides, ...]:
        """The items, and what a line runs with draws and seed of the cells that run it."""
        if not self._is_line:
            return items
        return tuple(
            _like(item, items, self._options)
            if isinstance(item, Prepared) and item.command.span.source is self._cell.source and _is_run(item)
            else item
            for item in items
        )


def _like(item: Prepared, items: tuple[Prepared | Besides, ...], options: Options) -> Prepared:
    """What is run as others run the same: with the most draws, and of these the least seed."""
    assert isinstance(item.command, nodes.Run)
    others = [
        (one.draws, -one.seed)
        for one in items
        if isinstance(one, Prepared) and one is not item and _is_run(one) and one.key[:2] == item.key[:2]
    ]
    if not others:
        return item
    draws, seed = max(others)
    is_drawn = options.draws is not None or item.command.draws is not None
    is_seeded = options.seed is not None or item.command.seed is not None
    return replace(item, draws=item.draws if is_drawn else draws, seed=item.seed if is_seeded else -seed)


def _is_run(item: Prepared) -> bool:
    return isinstance(item.command, nodes.Run)
