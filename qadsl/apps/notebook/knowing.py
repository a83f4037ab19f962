"""What is known of a cell that is being written: its own text as far as it can be read, and all other cells."""

from __future__ import annotations

import os
from dataclasses import replace

from qadsl.apps.notebook.cell import Cell
from qadsl.apps.notebook.cells import Cells
from qadsl.apps.notebook.places import Place
from qadsl.assist.reading import Analysis, read
from qadsl.diagnostics import Bag
from qadsl.source import Source
from qadsl.syntax import nodes, parser
from qadsl.syntax.parses import LIBRARIES

__all__ = ["HERE", "known"]

HERE = "this cell"
"""What the cell is called that is being written; no other cell is called so."""


def known(cells: Cells, place: Place) -> Analysis:
    """The names of all cells and of the libraries they use, seen from a place in one of them."""

    def parse(source: Source, bag: Bag) -> nodes.Program:
        tree = parser.parse(source, bag)
        here = Cell(source, tree, place.name)
        is_whole = not bag.has_errors
        others = [other for other in cells.legible if not (is_whole and _is_before(other, here))]
        kept = (one for other in others for one in other.tree.statements if not isinstance(one, nodes.Command))
        return replace(tree, statements=(*tree.statements, *kept))

    return read(Source(HERE, place.text, os.getcwd()), {}, LIBRARIES, parse)


def _is_before(other: Cell, here: Cell) -> bool:
    """Whether a cell is what the one being written was when it was run last."""
    return other.is_replaced_by(here) or (bool(other.declared) and other.declared <= here.declared)
