"""Which unknown inputs decide where several options are possible: each is fixed in turn, for all cells at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from qadsl.engine.inputs import reading, site_names, sites, undated_size
from qadsl.engine.intervals import CellRows, PastRanges, reach, rows_at_once
from qadsl.engine.ranges import Axes, Value, evaluate, leaf_value, mapped
from qadsl.engine.stocks import Stocks
from qadsl.engine.tiles import Tile
from qadsl.ir.program import Node, Plan, Quantity
from qadsl.ir.types import Kind
from qadsl.result import Decider, Flags, Floats, Ints

__all__ = ["DECIDING_CELLS", "deciding"]

DECIDING_CELLS = 1000
"""For how many undecided cells of a run, the first in order, the deciding inputs are looked for."""

_DRAW = frozenset({"draw"})
_CELL: Axes = frozenset({"self", "partner", "target", "time"})

Names = dict[int, dict[Decider, bool]]
"""For each cell the unknown inputs that it reads, and whether fixing one shrinks what is possible."""


def deciding(
    plan: Plan, stocks: Stocks, cells: Ints, found: Flags, past: PastRanges, before: int = 0
) -> dict[int, tuple[Decider, ...]]:
    """For the first `DECIDING_CELLS` cells with several possible options, the unknown inputs that decide.

    `before` is how many such cells there were in the periods before those that are run.

    An unknown input decides where fixing it, low, in the middle or high, shrinks what is possible; where none does so
    alone, all that the cell reads are named. What a quantifier reads of one quantity is fixed together.
    """
    undecided = np.flatnonzero(found.sum(axis=1) > 1)[: max(0, DECIDING_CELLS - before)]
    inputs = _unknown_inputs(plan, stocks)
    if plan.precision is not None or not len(undecided) or not inputs:
        return {}
    names: Names = {int(cell): {} for cell in undecided}
    step = rows_at_once(plan)
    for start in range(0, len(undecided), step):
        here = undecided[start : start + step]
        _name(CellRows(plan, stocks, Tile(plan, cells[here]), past), inputs, here, found[here], names)
    return {cell: _chosen(named) for cell, named in names.items()}


def _chosen(named: dict[Decider, bool]) -> tuple[Decider, ...]:
    decide = tuple(sorted(name for name, shrinks in named.items() if shrinks))
    return decide or tuple(sorted(named))


def _unknown_inputs(plan: Plan, stocks: Stocks) -> list[int]:
    needed = set(plan.differences.values())
    for position in reversed(range(len(plan.nodes))):
        if position in needed:
            needed.update(plan.nodes[position].arguments)
    inputs = [position for position in sorted(needed) if plan.nodes[position].op == "input"]
    return [i for i in inputs if stocks[reading(plan.nodes[i])[0]].leaves_unknown]


@dataclass(frozen=True, slots=True)
class _Pin:
    """The unknown sites of a quantity that are fixed together: a row for each cell, -1 for none."""

    number: int
    sites: Ints


def _name(base: CellRows, inputs: list[int], here: Ints, before: Flags, names: Names) -> None:
    """Name the unknown sites that cells read, and say of each whether fixing it shrinks what is possible."""
    plan = base.plan
    pins = _pins(base, inputs)
    variants = [(pin, level) for pin in pins for level in _levels(plan.quantities[pin.number])]
    known = _untouched(base, inputs) if variants else {}
    shrinks = {id(pin): np.zeros(len(here), dtype=np.bool_) for pin in pins}
    step = max(1, rows_at_once(plan) // len(here))
    for start in range(0, len(variants), step):
        some = variants[start : start + step]
        space = _Pinned(base, some)
        after = reach(space, {position: space.repeated(value) for position, value in known.items()}).possible
        for (pin, _), left in zip(some, after.reshape(len(some), *before.shape), strict=True):
            shrinks[id(pin)] |= (before & ~left).any(axis=1)
    called: dict[tuple[int, int], Decider] = {}
    for pin in pins:
        for row, own in enumerate(pin.sites.tolist()):
            for site in own:
                if site >= 0:
                    key = (pin.number, site)
                    if key not in called:
                        called[key] = _called(plan, plan.quantities[pin.number], site)
                    named = names[int(here[row])]
                    named[called[key]] = named.get(called[key], False) or bool(shrinks[id(pin)][row])


def _pins(base: CellRows, inputs: list[int]) -> list[_Pin]:
    found: dict[tuple[int, bytes], _Pin] = {}
    for position in inputs:
        node = base.plan.nodes[position]
        rows = base.tile.rows(base.axes(node))
        read = _unknown_sites(base, node).reshape(len(rows.cells), -1)[rows.of_cells]
        if (read >= 0).any():
            number = reading(node)[0]
            found.setdefault((number, read.tobytes()), _Pin(number, read))
    return list(found.values())


def _unknown_sites(base: CellRows, node: Node) -> Ints:
    """The site (time left out, one of two for a symmetric relation) that each row reads where it is unknown; or -1."""
    plan = base.plan
    stock, stated = base.stated(node)
    quantity = plan.quantities[reading(node)[0]]
    site = sites(plan, base.tile, node) % undated_size(plan, quantity)
    if quantity.is_symmetric:
        one, other = np.divmod(site, len(plan.actors))
        site = np.minimum(site, other * len(plan.actors) + one)
    found: Ints = np.where((stated >= 0) & stock.is_unknown[stated], site, -1)
    return found


def _untouched(base: CellRows, inputs: list[int]) -> dict[int, Value]:
    """Values that no unknown input changes but that others are computed from, along all axes of cells."""
    plan = base.plan
    roots = [option.payoff for option in plan.options] + list(plan.differences.values())
    touched = set(inputs)
    for position, node in enumerate(plan.nodes):
        if touched.intersection(node.arguments):
            touched.add(position)
    bordering = {a for position in touched for a in plan.nodes[position].arguments} | set(roots)
    needed = sorted(bordering - touched)
    values = evaluate(plan, needed, base)
    return {i: base.gather(values[i], base.axes(plan.nodes[i]), base.axes(plan.nodes[i]) | _CELL) for i in needed}


class _Pinned(CellRows):
    """The cells once for each variant, a pin with the level that it fixes its sites at; each cell has its own rows."""

    def __init__(self, base: CellRows, variants: Sequence[tuple[_Pin, float]]) -> None:
        super().__init__(
            base.plan, base.stocks, Tile(base.plan, np.tile(base.tile.cells, (len(variants), 1))), base.past
        )
        self._base, self._variants = base, variants

    def axes(self, node: Node) -> Axes:
        return (node.axes | _CELL) - _DRAW

    def repeated(self, value: Value) -> Value:
        """A value of the cells for each variant."""
        return mapped(value, lambda part: np.tile(part, len(self._variants)))

    def input(self, node: Node) -> Value:
        base, (stock, stated) = self._base, self._base.stated(node)
        fewer = base.axes(node)
        more = fewer | _CELL
        index, count = base.tile.gather(fewer, more), base.tile.rows(more).count
        site = _unknown_sites(base, node)
        if index is None:
            site, stated = np.broadcast_to(site, (count,)), np.broadcast_to(stated, (count,))
        else:
            site, stated = site[index], stated[index]
        shape = (len(self._variants), count)
        lows, highs = (np.broadcast_to(side[stated], shape).copy() for side in (stock.low, stock.high))
        blanks = np.isnan(lows) | (stated < 0)
        for place, level, fixed in self._fixed(reading(node)[0], site):
            lows[place, fixed] = highs[place, fixed] = level
            blanks[place, fixed] = False
        return leaf_value(node, lows.reshape(-1), highs.reshape(-1), blanks.reshape(-1))

    def _fixed(self, number: int, site: Ints) -> Iterator[tuple[int, float, Flags]]:
        """For each variant that fixes sites of a quantity its place, its level and which rows it fixes."""
        by_cell = site.reshape(len(self._base.tile.cells), -1)
        for place, (pin, level) in enumerate(self._variants):
            if pin.number == number:
                yield place, level, (_among(by_cell, pin.sites) & (by_cell >= 0)).reshape(-1)


def _among(read: Ints, fixed: Ints) -> Flags:
    """Which of the sites in each row of `read` are in the same row of `fixed`."""
    if fixed.shape[1] == 1:
        return np.asarray(read == fixed)
    if np.array_equal(read, fixed):
        return np.ones(read.shape, dtype=np.bool_)
    span = max(int(read.max()), int(fixed.max())) + 2
    offsets = np.arange(len(read))[:, None] * span
    return np.isin(read + 1 + offsets, fixed + 1 + offsets)


def _levels(quantity: Quantity) -> Floats | Sequence[float]:
    if quantity.type.kind is Kind.FLAG:
        return (0.0, 1.0)
    if quantity.type.kind is Kind.CATEGORY:
        return [float(i) for i in range(len(quantity.type.words))]
    if not quantity.type.is_bounded:
        return ()
    low, high = quantity.type.low, quantity.type.high
    return (low, (low + high) * 0.5, high)


def _called(plan: Plan, quantity: Quantity, site: int) -> Decider:
    """A site, called `fear`, `Egypt.nuclear` or `trade(UK, France)`."""
    names = site_names(plan, quantity, np.array([site]))[0]
    if len(names) == 1:
        return Decider(f"{names[0]}.{quantity.name}", quantity.name)
    text = f"{quantity.name}({', '.join(names)})" if names else quantity.name
    return Decider(text, quantity.name)
