"""What no draw can rule out: interval evaluation of the whole graph, for all cells at once, with no axis of draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from qadsl.engine.inputs import (
    membership,
    reading,
    sameness,
    sites,
    written_value,
)
from qadsl.engine.ranges import Axes, Range, Value, evaluate, leaf_value, mapped
from qadsl.engine.stocks import Stock, Stocks
from qadsl.engine.tiles import Tile
from qadsl.ir.program import Node, Plan
from qadsl.result import Flags, Ints

__all__ = ["CellRows", "Reach", "possible", "reach", "rows_at_once", "static_ranges"]

_ROWS = 200_000
"""How many rows, quantifiers included, are evaluated at once."""

_DRAW = frozenset({"draw"})

_SLACK = 2e-12
"""Two payoffs this near may be ordered either way by their rounding to 12 decimals."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which options each cell may choose, and whether it reads nothing uncertain at all."""

    possible: Flags
    is_exact: Flags


class CellRows:
    """The rows of a tile."""

    def __init__(self, plan: Plan, stocks: Stocks, tile: Tile) -> None:
        self.plan, self.stocks, self.tile = plan, stocks, tile

    def axes(self, node: Node) -> Axes:
        return node.axes - _DRAW

    def leaf(self, position: int, node: Node) -> Value:
        if node.op == "input":
            return self.input(node)
        shape = np.zeros(self.tile.rows(self.axes(node)).count)
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
        stock = self.stocks[reading(node)[0]]
        return stock, stock.stated(sites(self.plan, self.tile, node))

    def input(self, node: Node) -> Value:
        """What an input may be at each row."""
        stock, stated = self.stated(node)
        lows = stock.low[stated]
        return leaf_value(node, lows, stock.high[stated], np.isnan(lows) | (stated < 0))

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

    def axes(self, node: Node) -> Axes:
        return node.axes - _DRAW

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
    step = rows_at_once(plan)
    tiles = (Tile(plan, cells[start : start + step]) for start in range(0, len(cells), step))
    parts = [reach(CellRows(plan, stocks, tile)) for tile in tiles]
    return Reach(np.concatenate([p.possible for p in parts]), np.concatenate([p.is_exact for p in parts]))


def rows_at_once(plan: Plan) -> int:
    """How many cells are evaluated at once."""
    depth = max((sum(axis.startswith("over") for axis in node.axes) for node in plan.nodes), default=0)
    return max(1, int(_ROWS // len(plan.actors) ** depth))


def reach(space: CellRows, known: dict[int, Value] | None = None) -> Reach:
    """Which options the cells of a space may choose, given values that are known already."""
    plan, tile = space.plan, space.tile
    payoffs = [option.payoff for option in plan.options]
    values = evaluate(plan, [*payoffs, *plan.differences.values()], space, known)

    def at_cells(position: int) -> Range:
        rows = tile.rows(space.axes(plan.nodes[position]))
        value = mapped(values[position], lambda part: np.broadcast_to(part, (rows.count,))[rows.of_cells])
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
