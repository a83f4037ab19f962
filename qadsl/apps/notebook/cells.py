"""The cells that hold: what each defines, which one a new cell takes the place of, and the program they make together.

A cell is known by its name, or by the id that a notebook gives it. One that has neither is known by what it declares:
it takes the place of another such cell where one of both declares all that the other does. Order is nothing: the
program is the cells' statements together, whichever was run first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from qadsl.data.table import Table
from qadsl.diagnostics import Bag, Diagnostic
from qadsl.failing import QadslError, fail, stop
from qadsl.semantics import loader
from qadsl.semantics.loader import NO_FRAMES
from qadsl.source import Source
from qadsl.syntax import nodes, parser
from qadsl.syntax.data_columns import names_of_data
from qadsl.syntax.parses import LIBRARIES

if TYPE_CHECKING:
    from qadsl.answers import Program

__all__ = ["Cell", "Cells"]

Declared = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it was run last."""

    source: Source
    tree: nodes.Program
    name: str | None = None
    id: str | None = None
    frames: Mapping[str, Table] = field(default_factory=dict)
    """The tables that it hands in, as they were then."""

    @property
    def declared(self) -> Declared:
        """What it declares, asks apart."""
        return frozenset((type(one).__name__, _called(one)) for one in self.declaring)

    @property
    def declaring(self) -> tuple[nodes.Statement, ...]:
        """Its statements that declare."""
        return tuple(one for one in self.tree.statements if not isinstance(one, nodes.Command))

    @property
    def is_known(self) -> bool:
        """Whether it is known when it is run again, whatever stands in it then."""
        return self.name is not None or self.id is not None

    def is_replaced_by(self, new: Cell) -> bool:
        """Whether the new cell is this one, run again."""
        if self.name is not None and self.name == new.name:
            return True
        if self.id is not None or new.id is not None:
            return self.id == new.id
        if self.name is not None or new.name is not None:
            return False
        mine, theirs = self.declared, new.declared
        return bool(mine & theirs) and (mine <= theirs or theirs <= mine)


def _is_own(error: QadslError, cell: Cell) -> bool:
    """Whether a mistake is in this cell, or in none that could be named."""
    return any(one.span is None or one.span.source == cell.source for one in error.diagnostics)


def _called(statement: nodes.Statement) -> str:
    """The name of what is declared, or where there is none the words."""
    name = getattr(statement, "name", None)
    return str(getattr(name, "text", None) or " ".join(statement.span.text.split()))


class Cells:
    """The cells of a notebook, as they were run last."""

    def __init__(self) -> None:
        self._cells: list[Cell] = []
        self._whole: list[Cell] = []
        self._broken: list[Cell] = []

    @property
    def broken(self) -> tuple[Cell, ...]:
        """Cells that hold nothing by now, as they were run last with a mistake."""
        return tuple(self._broken)

    @property
    def whole(self) -> tuple[Cell, ...]:
        """Every cell as it was last without a mistake of writing: what is of use to who writes another."""
        return tuple(self._whole)

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios that the cells declare."""
        every = [one for cell in self._cells for one in cell.tree.statements]
        return sorted(one.name.text for one in every if isinstance(one, nodes.Scenario))

    @property
    def names(self) -> list[str]:
        """Names of the cells, as messages say them."""
        return [cell.source.name.removeprefix("cell ") for cell in (*self._cells, *self._broken)]

    def forget(self, name: str | None = None) -> bool:
        """Forget a cell by its name, or all; whether there was any such."""
        before = len(self.names)
        for every in (self._cells, self._whole, self._broken):
            every[:] = [cell for cell in every if name is not None and cell.source.name != f"cell {name}"]
        return len(self.names) < before

    def put(
        self, source: Source, name: str | None, id: str | None, frames: Mapping[str, Table] = NO_FRAMES
    ) -> tuple[Cell, tuple[Diagnostic, ...]]:
        """Take a cell in, in the place of what it was before, with what is warned of in it.

        A cell with mistakes of its own is not kept, nor is what it was before: no result rests on a text that is gone.
        Where only what it asks is mistaken, what it declares is kept.

        Raises
        ------
        QadslError
            If the cell has mistakes, or another of the cells has some because of it.
        """
        before = self._cells, self._broken
        try:
            return self._put(source, name, id, frames)
        except KeyboardInterrupt:
            self._cells, self._broken = before
            raise

    def _put(
        self, source: Source, name: str | None, id: str | None, frames: Mapping[str, Table]
    ) -> tuple[Cell, tuple[Diagnostic, ...]]:
        bag = Bag()
        cell = Cell(source, parser.parse(source, bag), name, id, frames)
        self._cells = [other for other in self._cells if not other.is_replaced_by(cell)]
        self._broken = [*(other for other in self._broken if not other.is_replaced_by(cell))]
        self._broken += [cell] if cell.is_known else []
        stop(bag)
        self._whole = [*(other for other in self._whole if not other.is_replaced_by(cell)), cell]
        try:
            warnings = self.program(cell, bag).warnings
        except QadslError as error:
            self._keep_what_holds(cell, error)
            raise
        self._keep(cell)
        return cell, tuple(one for one in warnings if one.span is not None and one.span.source == source)

    def _keep_what_holds(self, cell: Cell, error: QadslError) -> None:
        """Keep a cell where only others need mending, and what it declares where only what it asks does."""
        if not _is_own(error, cell):
            self._keep(cell)
            return
        silent = replace(cell, tree=replace(cell.tree, statements=cell.declaring))
        if len(silent.tree.statements) == len(cell.tree.statements):
            return
        try:
            self.program(silent)
        except QadslError as left:
            if _is_own(left, cell):
                return
        self._keep(silent)

    def program(self, cell: Cell, bag: Bag | None = None, *, has_runs: bool = False) -> Program:
        """The program of all cells and what this one asks; `has_runs` adds what other cells run."""
        from qadsl import pipeline  # not needed to help with writing, and much to import
        from qadsl.answers import Program

        others = [other for other in self._cells if other is not cell]
        kept = [one for other in others for one in other.tree.statements if _is_kept(one, has_runs=has_runs)]
        tree = replace(cell.tree, statements=(*kept, *cell.tree.statements))
        found = bag or Bag()
        frames = _handed([*others, cell], tree)
        modules = loader.load(tree, cell.source, found, LIBRARIES.parse, frames)
        return Program.of(pipeline.check_loaded(cell.source, tree, modules, found))

    def digest(self, cell: Cell) -> str:
        """A digest of the texts of all cells that declare anything, and of this one, whatever their order."""
        texts = {one.source.digest for one in (*self._cells, cell) if one.declared}
        return sha256("+".join(sorted(texts)).encode()).hexdigest()

    def _keep(self, cell: Cell) -> None:
        self._broken = [other for other in self._broken if other.source is not cell.source]
        if cell.declared or cell.is_known:
            self._cells = [*self._cells, cell]


def _handed(cells: Sequence[Cell], tree: nodes.Program) -> dict[str, Table]:
    """The tables that cells hand in; each is read by something, and two of one name are the same."""
    found: dict[str, tuple[Table, Cell]] = {}
    read = set(names_of_data(tree))
    for cell in cells:
        for name, table in cell.frames.items():
            other = found.setdefault(name, (table, cell))
            if other[0].digest != table.digest:
                both = f"`{other[1].source.name}` and `{cell.source.name}`"
                raise fail("QA540", f"{both} hand in different tables `{name}`", help=["Hand it in once."])
            if not any(name in (one, one.rpartition(".")[0]) for one in read):
                known = f"They read {', '.join(f'`{one}`' for one in sorted(read))}." if read else "There is none."
                raise fail("QA540", f"no `data` item of the cells reads `{name}`", help=[known])
    return {name: table for name, (table, _) in found.items()}


def _is_kept(statement: nodes.Statement, *, has_runs: bool) -> bool:
    """Whether a statement of another cell counts: what declares does, what asks only says how it is run."""
    return not isinstance(statement, nodes.Command) or (has_runs and isinstance(statement, nodes.Run))
