"""Rows of a tile: a bundle of cells in which each set of axes has one row for each combination that occurs.

A node that varies along `self` only has as many rows as the tile has different deciders. A quantifier's axis multiplies
rows by the number of actors. `gather` says how rows of fewer axes are laid out along more of them.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from qadsl.ir.program import Place, Plan
from qadsl.ir.types import AXES, Axis, sort_axes
from qadsl.result import Ints

__all__ = ["Rows", "Tile", "distinct"]

Axes = frozenset[Axis]


@dataclass(frozen=True, slots=True)
class Rows:
    """The combinations of some axes: how many, and the position along each axis (`target` as a position of actors)."""

    count: int
    where: dict[Axis, Ints]
    of_cells: Ints
    """The row of each cell of the tile, before quantifiers multiply them."""
    cells: Ints
    """A cell of the tile for each row, before quantifiers multiply them."""


class Tile:
    """Rows and gathers of a bundle of cells (time, target, self, partner)."""

    def __init__(self, plan: Plan, cells: Ints) -> None:
        self.cells = cells
        self.sites: dict[Hashable, Ints] = {}
        """What was looked up of where inputs read, to be found again; the second of a key says whether time matters."""
        self._actors = len(plan.actors)
        targets = np.asarray(plan.targets, dtype=np.int64)
        self._columns: dict[Axis, Ints] = {
            "time": cells[:, 0],
            "target": targets[cells[:, 1]],
            "self": cells[:, 2],
            "partner": cells[:, 3],
        }
        self._rows: dict[Axes, Rows] = {}
        self._gathers: dict[tuple[Axes, Axes], Ints | None] = {}

    def moved(self, cells: Ints, *, is_same: bool = False) -> Tile | None:
        """The tile of cells that are the same in another period, with all that is known of where they stand.

        None where they are others, or not all of one period; unless it `is_same` for sure.
        """
        time = cells[:1, 0]
        if not is_same and not ((cells[:, 0] == time).all() and np.array_equal(self.cells[:, 1:], cells[:, 1:])):
            return None
        other = object.__new__(Tile)
        other.cells, other._actors, other._gathers = cells, self._actors, self._gathers
        other.sites = {key: found for key, found in self.sites.items() if not cast(tuple[Any, ...], key)[1]}
        other._columns = {**self._columns, "time": cells[:, 0]}
        other._rows = {
            axes: replace(rows, where={**rows.where, "time": np.broadcast_to(time, (rows.count,))})
            if "time" in axes
            else rows
            for axes, rows in self._rows.items()
        }
        return other

    def rows(self, axes: Axes) -> Rows:
        """The rows of a set of axes; `draw` does not count among them."""
        if axes not in self._rows:
            self._rows[axes] = self._combine(axes)
        return self._rows[axes]

    def _combine(self, axes: Axes) -> Rows:
        fixed = [axis for axis in sort_axes(axes) if axis in self._columns]
        bound = [axis for axis in sort_axes(axes) if axis not in AXES]
        cells, of_cells = self._distinct(fixed)
        if len(cells) == len(self.cells):
            # every cell its own row: keep the order of cells, so that nothing need be gathered
            cells = of_cells = np.arange(len(self.cells))
        copies = self._actors ** len(bound)
        where = {axis: np.repeat(self._columns[axis][cells], copies) for axis in fixed}
        for depth, axis in enumerate(bound):
            inner = self._actors ** (len(bound) - depth - 1)
            once = np.repeat(np.arange(self._actors), inner)
            where[axis] = np.tile(once, len(cells) * copies // len(once))
        return Rows(len(cells) * copies, where, of_cells, cells)

    def _distinct(self, fixed: list[Axis]) -> tuple[Ints, Ints]:
        """A cell for each combination along some axes, and the combination of each cell."""
        if all(axis in fixed or not column.any() for axis, column in self._columns.items()):
            everyone = np.arange(len(self.cells))
            return everyone, everyone
        code = np.zeros(len(self.cells), dtype=np.int64)
        for axis in fixed:
            column = self._columns[axis]
            code = code * (int(column.max(initial=0)) + 1) + column
        return distinct(code)

    def gather(self, fewer: Axes, more: Axes) -> Ints | None:
        """For each row of `more` axes the row of `fewer`; None where they are the same rows or there is only one."""
        key = (fewer, more)
        if key not in self._gathers:
            self._gathers[key] = self._index(fewer, more)
        return self._gathers[key]

    def _index(self, fewer: Axes, more: Axes) -> Ints | None:
        source, result = self.rows(fewer), self.rows(more)
        if fewer == more or source.count == 1:
            return None
        copies = result.count // len(result.cells)
        index = np.repeat(source.of_cells[result.cells], copies)
        for axis in sort_axes(fewer):
            if axis not in AXES:
                index = index * self._actors + result.where[axis]
        return None if source.count == result.count and np.array_equal(index, np.arange(source.count)) else index

    def along(self, place: Place, rows: Rows) -> Ints | int:
        """The actor that stands at a place, for each row."""
        return place if isinstance(place, int) else rows.where[place]


def distinct(codes: NDArray[Any]) -> tuple[Ints, Ints]:
    """The first place of each value, in order of values, and for each place the number of its value."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    is_new = np.ones(len(codes), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
    number = np.empty(len(codes), dtype=np.int64)
    number[order] = np.cumsum(is_new) - 1
    return order[is_new], number
