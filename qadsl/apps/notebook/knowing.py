"""What is known of a cell that is being written: its own text as far as it can be read, and all other cells.

Statements that were read for the last question about a notebook are not read again: a long cell answers at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from qadsl.apps.notebook.cell import Cell
from qadsl.apps.notebook.cells import Cells
from qadsl.apps.notebook.places import Place
from qadsl.assist.reading import Analysis, read
from qadsl.diagnostics import Bag
from qadsl.semantics.remembering import Remembered
from qadsl.source import Source
from qadsl.syntax import nodes
from qadsl.syntax.parses import LIBRARIES
from qadsl.syntax.reparser import Known, beginnings, reparse
from qadsl.syntax.scanner import scan

__all__ = ["HERE", "known"]

HERE = "this cell"
"""What the cell is called that is being written; no other cell is called so."""


@dataclass(slots=True)
class _Last:
    """The statements that were read last, and what they mention."""

    known: Known = field(default_factory=Known)
    mentioned: Remembered = field(default_factory=Remembered)


_LAST: WeakKeyDictionary[Cells, _Last] = WeakKeyDictionary()


def known(cells: Cells, place: Place) -> Analysis:
    """The names of all cells and of the libraries they use, seen from a place in one of them."""
    last = _LAST.pop(cells, None) or _Last()

    def parse(source: Source, bag: Bag) -> nodes.Program:
        tokens = scan(source.text)
        tree, last.known = reparse(source, bag, last.known, tokens, beginnings(tokens))
        here = Cell(source, tree, place.name)
        is_whole = not bag.has_errors
        others = [other for other in cells.legible if not (is_whole and _is_before(other, here))]
        kept = (one for other in others for one in other.tree.statements if not isinstance(one, nodes.Command))
        return replace(tree, statements=(*tree.statements, *kept))

    found = read(Source(HERE, place.text, os.getcwd()), {}, LIBRARIES, parse, mentioned=last.mentioned)
    _LAST[cells] = last
    return found


def _is_before(other: Cell, here: Cell) -> bool:
    """Whether a cell is what the one being written was when it was run last."""
    return other.is_replaced_by(here) or (bool(other.declared) and other.declared <= here.declared)
