"""The cells of a notebook: which one a new cell takes the place of, which hold, and the program they make together.

A cell is known by its name, or by the id that a notebook gives it. One that has neither is known by what it declares:
it takes the place of another such cell where one of both declares all that the other does. Order is nothing: the
program is the statements of all cells that hold, whichever was run first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from qadsl.apps.notebook.cell import Cell, Declared
from qadsl.apps.notebook.settling import settle
from qadsl.apps.notebook.silencing import without_questions
from qadsl.data.frames import Handed
from qadsl.diagnostics import Bag, Diagnostic, Severity
from qadsl.failing import QadslError, fail
from qadsl.semantics import loader
from qadsl.semantics.loader import NO_FRAMES
from qadsl.source import Source, Span
from qadsl.syntax import nodes, parser
from qadsl.syntax.data_columns import columns_wanted, items_of_data
from qadsl.syntax.parses import LIBRARIES

if TYPE_CHECKING:
    from qadsl.answers import Program

__all__ = ["Cells", "Taken"]

NOTHING = nodes.Program((), Span(Source("", ""), 0, 0))


@dataclass(frozen=True, slots=True)
class Taken:
    """A cell that was taken in, and what that has changed.

    Parameters
    ----------
    cell
        The cell.
    found
        Mistakes of it, or of others because of it, and what is warned of.
    lost
        What was declared in its place before, and is by none of the cells that hold.
    fallen, risen
        Other cells that hold nothing from now on, and those that hold again.
    replaced
        Other cells that it has taken the place of: of its name, or without name and id.
    holds
        Whether it holds itself, at least what it declares.
    """

    cell: Cell
    found: tuple[Diagnostic, ...]
    lost: Declared
    fallen: tuple[Cell, ...] = ()
    risen: tuple[Cell, ...] = ()
    replaced: tuple[Cell, ...] = ()
    holds: bool = True

    @property
    def is_mistaken(self) -> bool:
        """Whether it cannot be answered."""
        return any(item.severity is Severity.ERROR for item in self.found)


class Cells:
    """The cells of a notebook, as they were run last."""

    def __init__(self) -> None:
        self._held: list[Cell] = []
        self._waiting: list[Cell] = []
        self._legible: list[Cell] = []

    @property
    def broken(self) -> tuple[Cell, ...]:
        """Cells that hold nothing by now, as they were run last with a mistake."""
        return tuple(self._waiting)

    @property
    def legible(self) -> tuple[Cell, ...]:
        """Every cell as it could be read last: what is of use to who writes another."""
        return tuple(self._legible)

    def held(self, cells: Iterable[Cell]) -> list[Cell]:
        """Those of some cells that hold."""
        return [one for one in cells if one in self._held]

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios that the cells declare."""
        every = [one for cell in self._held for one in cell.tree.statements]
        return sorted(one.name.text for one in every if isinstance(one, nodes.Scenario))

    @property
    def names(self) -> list[str]:
        """Names of the cells, as messages say them."""
        return [cell.source.name.removeprefix("cell ") for cell in (*self._held, *self._waiting)]

    def forget(self, name: str | None = None) -> bool:
        """Forget a cell by its name, or all; whether there was any such."""
        before = len(self.names)
        for every in (self._held, self._waiting, self._legible):
            every[:] = [cell for cell in every if name is not None and cell.source.name != f"cell {name}"]
        is_less = len(self.names) < before
        if is_less:
            self._take(settle(self._held, self._readable, self._check).held, [*self._held, *self._waiting])
        return is_less

    def put(
        self,
        source: Source,
        name: str | None,
        id: str | None,
        frames: Mapping[str, Handed] = NO_FRAMES,
        handing: Span | None = None,
        *,
        draws: int | None = None,
        seed: int | None = None,
        settings: tuple[str, ...] = (),
    ) -> Taken:
        """Take a cell in, in the place of what it was before; draws, seed and settings are those of its line.

        A cell with mistakes of its own does not hold, nor does what it was before: no result rests on a text that is
        gone. Where only what it asks is mistaken, what it declares holds.
        """
        before = self._held, self._waiting, self._legible
        try:
            cell = Cell(source, NOTHING, name, id, frames, handing, draws=draws, seed=seed, settings=settings)
            return self._put(cell)
        except BaseException:
            self._held, self._waiting, self._legible = before
            raise

    def _put(self, cell: Cell) -> Taken:
        cell, mistakes = _read(cell)
        gone = [other for other in self._held if other.is_replaced_by(cell)]
        held = [other for other in self._held if other not in gone]
        waiting = [other for other in self._waiting if not other.is_replaced_by(cell)]
        if cell.is_read:
            self._legible = [*(other for other in self._legible if not other.is_replaced_by(cell)), cell]
        self._held, self._waiting = held, waiting
        settled = settle(held, self._readable, self._check, cell if cell.is_read else None)
        self._take(settled.held, [*held, *waiting, *([cell] if cell.is_known else [])])
        return Taken(
            cell,
            (*mistakes, *(item for item in settled.found if not (mistakes and item.severity is Severity.ERROR))),
            _declared(gone) - _declared(self._held),
            tuple(other for other in held if other not in self._held),
            tuple(other for other in waiting if other in self._held),
            tuple(other for other in gone if _is_another(other, cell)),
            cell.source in [one.source for one in settled.held],
        )

    @property
    def _readable(self) -> list[Cell]:
        """Those that wait and can be read, so that they may hold again."""
        return [one for one in self._waiting if one.is_read]

    def _take(self, held: Sequence[Cell], every: Iterable[Cell]) -> None:
        """From now on these hold, and the rest of all waits."""
        sources = {id(one.source) for one in held}
        self._held = [one for one in held if one.declared or one.is_known]
        self._waiting = [one for one in every if id(one.source) not in sources]

    def _check(self, cells: Sequence[Cell], asking: Cell | None) -> tuple[Diagnostic, ...]:
        """What is wrong with these cells together, or warned of."""
        if not cells and asking is None:
            return ()
        try:
            return _program(cells, asking).warnings if asking else _program(cells[:-1], cells[-1].silent).warnings
        except QadslError as error:
            return error.diagnostics

    def program(self, cell: Cell, *, has_runs: bool = False) -> Program:
        """The program of all cells that hold and what this one asks.

        `has_runs` adds what other cells run of the scenarios that it asks about.
        """
        # in an order that does not hang on which was run first
        others = sorted((one for one in self._held if one.source is not cell.source), key=_order)
        return _program(others, cell, cell.about if has_runs else frozenset())

    def settings(self, cell: Cell) -> set[tuple[str, ...]]:
        """What is set where other cells run the scenarios that a cell asks about."""
        return {one.settings for one in self._held if one.source is not cell.source and one.runs(cell.about)}

    def digest(self, cell: Cell) -> str:
        """A digest of the texts of all cells that declare anything, and of this one, whatever their order."""
        texts = {one.source.digest for one in (*self._held, cell) if one.declared}
        return sha256("+".join(sorted(texts)).encode()).hexdigest()


def _order(cell: Cell) -> tuple[int, str, str]:
    """Cells without a name by their number, behind them the others by name."""
    name = cell.source.name.removeprefix("cell ")
    return (int(name), "", "") if cell.name is None and name.isdigit() else (sys.maxsize, name, cell.source.text)


def _is_another(old: Cell, new: Cell) -> bool:
    """Whether one cell takes the place of what may be another one of the notebook."""
    if old.id is not None and new.id is not None:
        return old.id != new.id
    return not old.is_known and old.source.text != new.source.text


def _read(cell: Cell) -> tuple[Cell, tuple[Diagnostic, ...]]:
    """The cell with its statements, and what is wrong with how it is written; a question that is wrong is left out."""
    bag = Bag()
    tree = parser.parse(cell.source, bag)
    if not bag.has_errors:
        return replace(cell, tree=tree), ()
    declaring = without_questions(cell.source)
    if declaring is None:
        return replace(cell, tree=tree, is_read=False), bag.sorted()
    return replace(cell, tree=declaring), bag.sorted()


def _program(others: Sequence[Cell], cell: Cell, about: frozenset[str] = frozenset()) -> Program:
    """The program of what some cells declare, and run of some scenarios, and of what the last of them asks."""
    from qadsl import pipeline  # not needed to help with writing, and much to import
    from qadsl.answers import Program

    kept = [one for other in others for one in (*other.declaring, *other.runs(about))]
    tree = replace(cell.tree, statements=(*kept, *cell.tree.statements))
    bag = Bag()
    frames = _handed([*others, cell], tree)
    modules = loader.load(tree, cell.source, bag, LIBRARIES.parse, frames)
    return Program.of(pipeline.check_loaded(cell.source, tree, modules, bag))


def _declared(cells: Iterable[Cell]) -> Declared:
    return frozenset(one for cell in cells for one in cell.declared)


def _handed(cells: Sequence[Cell], tree: nodes.Program) -> dict[str, Handed]:
    """The tables that cells hand in; each is read by something, and two of one name are the same."""
    found: dict[str, tuple[Handed, Cell]] = {}
    read = columns_wanted(items_of_data(tree.statements))
    for cell in cells:
        for name, table in cell.frames.items():
            wanted = [columns for one, columns in read.items() if name in (one, one.rpartition(".")[0])]
            if not wanted:
                known = f"They read {', '.join(f'`{one}`' for one in sorted(read))}." if read else "There is none."
                raise fail("QA540", f"no `data` item of the cells reads `{name}`", cell.handing, help=[known])
            other, first = found.setdefault(name, (table, cell))
            if other is not table and not other.agrees(table, set().union(*wanted)):
                both = f"`{first.source.name}` and `{cell.source.name}`"
                raise fail(
                    "QA540", f"{both} hand in different tables `{name}`", cell.handing, help=["Hand it in once."]
                )
    return {name: table for name, (table, _) in found.items()}
