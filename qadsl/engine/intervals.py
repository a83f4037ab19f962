"""What no draw can rule out: interval evaluation of the whole graph, for all cells at once, with no axis of draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qadsl.engine.inputs import (
    membership,
    reading,
    sameness,
    site_names,
    sites,
    written_value,
)
from qadsl.engine.ranges import Axes, Range, Value, evaluate, leaf_value, mapped
from qadsl.engine.stocks import Stock, Stocks
from qadsl.engine.tiles import Tile
from qadsl.ir.program import Node, Plan
from qadsl.ir.types import Kind
from qadsl.result import Flags, Ints

__all__ = ["DECIDING_CELLS", "Reach", "deciding", "possible", "static_ranges"]

DECIDING_CELLS = 1000
"""For how many undecided cells of a run, the first in order, the deciding inputs are looked for."""

_ROWS = 200_000
"""How many rows, quantifiers included, are evaluated at once."""

_SLACK = 2e-12
"""Two payoffs this near may be ordered either way by their rounding to 12 decimals."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which options each cell may choose, and whether it reads nothing uncertain at all."""

    possible: Flags
    is_exact: Flags


class _Cells:
    """The rows of a tile; `pinned` fixes the unknowns that one input node reads."""

    def __init__(self, plan: Plan, stocks: Stocks, tile: Tile, pinned: tuple[int, float] | None = None) -> None:
        self.plan, self.tile = plan, tile
        self._stocks, self._pinned = stocks, pinned

    def leaf(self, position: int, node: Node) -> Value:
        rows = self.tile.rows(node.axes - {"draw"})
        if node.op == "input":
            return self._input(position, node)
        shape = np.zeros(rows.count)
        value = shape + self._plain(node)
        return leaf_value(node, value, value, np.isnan(value))

    def _plain(self, node: Node) -> Any:
        rows = self.tile.rows(node.axes)
        match node.op:
            case "constant":
                return written_value(node)
            case "year":
                return np.asarray(self.plan.years)[rows.where["time"]]
            case "same":
                one, other = (self.tile.along(place, rows) for place in sameness(node))
                return np.asarray(one == other, dtype=np.float64)
            case "member":
                place, members = membership(node)
                return np.isin(self.tile.along(place, rows), members).astype(np.float64)
            case _:
                stock, stated = self.stated(node)
                return ((stated > 0) & ~stock.is_unknown[stated]).astype(np.float64)

    def stated(self, node: Node) -> tuple[Stock, Ints]:
        """The stock that a node reads, and for each row the position in what is written, -1 where there is no cell."""
        stock = self._stocks[reading(node)[0]]
        return stock, stock.stated(sites(self.plan, self.tile, node))

    def _input(self, position: int, node: Node) -> Value:
        stock, stated = self.stated(node)
        missing = stated < 0
        lows, highs = stock.low[stated], stock.high[stated]
        blanks = np.isnan(lows) | missing
        if self._pinned is not None and self._pinned[0] == position:
            unknown = stock.is_unknown[stated] & ~missing
            lows, highs = np.where(unknown, self._pinned[1], lows), np.where(unknown, self._pinned[1], highs)
            blanks = blanks & ~unknown
        return leaf_value(node, lows, highs, blanks)

    def pinned(self, position: int, level: float) -> _Cells:
        """The same rows with the unknowns that one input node reads fixed."""
        return _Cells(self.plan, self._stocks, self.tile, (position, level))

    def gather(self, value: Value, fewer: Axes, more: Axes) -> Value:
        index = self.tile.gather(fewer, more)
        if index is not None:
            return mapped(value, lambda part: part[index])
        count = self.tile.rows(more).count
        return mapped(value, lambda part: np.broadcast_to(part, (count,)))

    def unfold(self, value: Value, axes: Axes) -> Value:
        actors = len(self.plan.actors)
        return mapped(value, lambda part: part.reshape(-1, actors))


class _Everywhere:
    """One row that stands for every cell."""

    def __init__(self, plan: Plan, stocks: Stocks) -> None:
        self._plan, self._stocks = plan, stocks

    def leaf(self, position: int, node: Node) -> Value:
        if node.op == "input":
            return self._input(node)
        low, high = 0.0, 1.0
        if node.op == "constant":
            low = high = written_value(node)
        elif node.op == "year":
            low, high = min(self._plan.years), max(self._plan.years)
        ends = np.array([low]), np.array([high])
        return leaf_value(node, *ends, np.isnan(ends[0]))

    def _input(self, node: Node) -> Value:
        number, places = reading(node)
        quantity = self._plan.quantities[number]
        stock = self._stocks[number]
        used = stock.used
        blank = bool(np.isnan(stock.low[used]).any())
        # a third that is no target reads nothing, nor does an actor who is not in the scenario
        stray = (quantity.arity == 3 and places[2] != "target") or -1 in places
        sides = np.array([np.fmin.reduce(stock.low[used])]), np.array([np.fmax.reduce(stock.high[used])])
        return leaf_value(node, *sides, np.array([blank or stray]))

    def gather(self, value: Value, fewer: Axes, more: Axes) -> Value:
        return value

    def unfold(self, value: Value, axes: Axes) -> Value:
        return mapped(value, lambda part: np.repeat(part[:, None], len(self._plan.actors), axis=1))


def static_ranges(plan: Plan, stocks: Stocks) -> dict[int, Value]:
    """For every node a range that holds at every cell and in every draw."""
    return evaluate(plan, list(range(len(plan.nodes))), _Everywhere(plan, stocks))


def possible(plan: Plan, stocks: Stocks, cells: Ints) -> Reach:
    """Which options each cell may choose; in quantal response, every one."""
    options = len(plan.options)
    if plan.precision is not None or not len(cells):
        return Reach(np.ones((len(cells), options), dtype=np.bool_), np.zeros(len(cells), dtype=np.bool_))
    step = _step(plan)
    tiles = (Tile(plan, cells[start : start + step]) for start in range(0, len(cells), step))
    parts = [_reach(_Cells(plan, stocks, tile)) for tile in tiles]
    return Reach(np.concatenate([p.possible for p in parts]), np.concatenate([p.is_exact for p in parts]))


def _step(plan: Plan) -> int:
    depth = max((sum(axis.startswith("over") for axis in node.axes) for node in plan.nodes), default=0)
    return max(1, int(_ROWS // len(plan.actors) ** depth))


def _reach(space: _Cells) -> Reach:
    plan, tile = space.plan, space.tile
    payoffs = [option.payoff for option in plan.options]
    values = evaluate(plan, [*payoffs, *plan.differences.values()], space)

    def at_cells(node: int) -> Range:
        axes = plan.nodes[node].axes - {"draw"}
        rows = tile.rows(axes)
        value = mapped(values[node], lambda part: np.broadcast_to(part, (rows.count,))[rows.of_cells])
        assert isinstance(value, Range)
        return value

    ranges = [at_cells(node) for node in payoffs]
    size = np.maximum.reduce([np.maximum(np.abs(r.low), np.abs(r.high)) for r in ranges])
    slack = _SLACK + np.where(np.isfinite(size), 1e-13 * size, 0.0)
    open_ = np.logical_or.reduce([r.open for r in ranges])
    found = np.ones((len(tile.cells), len(payoffs)), dtype=np.bool_)
    for (one, other), node in plan.differences.items():
        gap = at_cells(node)
        found[:, other] &= ~(gap.low > slack)
        found[:, one] &= ~(gap.high < -slack)
    exact = ~open_ & np.logical_and.reduce([r.low == r.high for r in ranges])
    # a payoff that may be unknown rules nothing out
    return Reach(found, exact)


def deciding(plan: Plan, stocks: Stocks, cells: Ints, found: Flags) -> dict[int, tuple[str, ...]]:
    """For the first `DECIDING_CELLS` cells with several possible options, the unknown inputs that decide.

    An unknown input decides where fixing it, low, in the middle or high, shrinks what is possible; where none does so
    alone, all that the cell reads are named.
    """
    open_cells = np.flatnonzero(found.sum(axis=1) > 1)[:DECIDING_CELLS]
    inputs = _unknown_inputs(plan, stocks)
    if plan.precision is not None or not len(open_cells) or not inputs:
        return {}
    names: dict[int, dict[str, bool]] = {int(cell): {} for cell in open_cells}
    step = _step(plan)
    for start in range(0, len(open_cells), step):
        here = open_cells[start : start + step]
        space = _Cells(plan, stocks, Tile(plan, cells[here]))
        for position in inputs:
            _pin(space, here, position, found[here], names)
    return {cell: _chosen(named) for cell, named in names.items()}


def _chosen(named: dict[str, bool]) -> tuple[str, ...]:
    decide = tuple(sorted(name for name, shrinks in named.items() if shrinks))
    return decide or tuple(sorted(named))


def _unknown_inputs(plan: Plan, stocks: Stocks) -> list[int]:
    roots = set(plan.differences.values())
    needed: set[int] = set()
    for position in reversed(range(len(plan.nodes))):
        if position in roots or position in needed:
            needed.update(plan.nodes[position].arguments)
            needed.add(position)
    inputs = [position for position in sorted(needed) if plan.nodes[position].op == "input"]
    return [position for position in inputs if _has_unknown(stocks[reading(plan.nodes[position])[0]])]


def _has_unknown(stock: Stock) -> bool:
    return bool(stock.is_unknown[stock.cells].any())


def _pin(space: _Cells, here: Ints, position: int, before: Flags, names: dict[int, dict[str, bool]]) -> None:
    """Name the unknown sites that one input node reads at each cell, and whether fixing them shrinks the possible."""
    plan, node = space.plan, space.plan.nodes[position]
    read = _sites_of_cells(space, node)
    reads = (read >= 0).any(axis=1)
    if not reads.any():
        return
    shrinks = np.zeros(len(here), dtype=np.bool_)
    for level in _levels(plan, node):
        after = _reach(space.pinned(position, level)).possible
        shrinks |= (before & ~after).any(axis=1)
    for row in np.flatnonzero(reads):
        for site in read[row][read[row] >= 0]:
            name = _name(plan, node, int(site))
            named = names[int(here[row])]
            named[name] = named.get(name, False) or bool(shrinks[row])


def _sites_of_cells(space: _Cells, node: Node) -> Ints:
    """For each cell the sites (time left out) that a node reads and that are unknown there; -1 for others."""
    plan, tile = space.plan, space.tile
    stock, stated = space.stated(node)
    unknown = stock.is_unknown[stated] & (stated >= 0)
    quantity = plan.quantities[reading(node)[0]]
    undated = len(quantity.cells) // (len(plan.periods) if quantity.is_dated else 1)
    undecided = np.where(unknown, sites(plan, tile, node) % undated, -1)
    rows = tile.rows(node.axes - {"draw"})
    found: Ints = undecided.reshape(len(rows.cells), -1)[rows.of_cells]
    return found


def _levels(plan: Plan, node: Node) -> Sequence[float]:
    quantity = plan.quantities[reading(node)[0]]
    if quantity.type.kind is Kind.FLAG:
        return (0.0, 1.0)
    if quantity.type.kind is Kind.CATEGORY:
        return [float(i) for i in range(len(quantity.type.words))]
    if not quantity.type.is_bounded:
        return ()
    low, high = quantity.type.low, quantity.type.high
    return (low, (low + high) * 0.5, high)


def _name(plan: Plan, node: Node, site: int) -> str:
    """What a site is called: `fear`, `Egypt.nuclear`, `trade(UK, France)`."""
    quantity = plan.quantities[reading(node)[0]]
    names = site_names(plan, quantity, np.array([site]))[0]
    if len(names) == 1:
        return f"{names[0]}.{quantity.name}"
    return f"{quantity.name}({', '.join(names)})" if names else quantity.name
