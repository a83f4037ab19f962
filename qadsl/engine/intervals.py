"""What no draw can rule out: interval evaluation of the whole graph, for all cells at once, with no axis of draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from qadsl.engine.group_memories import group_ranges
from qadsl.engine.inputs import (
    membership,
    reading,
    sameness,
    sites,
    written_value,
)
from qadsl.engine.memories import after_outcomes, cell_sites, choices, count_sites, memory_sites, reads_outcomes
from qadsl.engine.ranges import Axes, Range, Truth, Value, evaluate, leaf_value, mapped
from qadsl.engine.solving import Solving, solved_rows
from qadsl.engine.stocks import Stock, Stocks
from qadsl.engine.tiles import Tile
from qadsl.ir.program import Node, Plan
from qadsl.ir.types import Kind
from qadsl.result import Flags, Ints

__all__ = [
    "CellRows", "PastRanges", "Reach", "is_settled", "possible", "reach", "rows_at_once", "static_ranges",
    "tie_possible",
]  # fmt: skip

_ROWS = 200_000
"""How many rows, quantifiers included, are evaluated at once."""

_COPIED = 4096
"""Up to how many copies of a row are made at once."""

_DRAW = frozenset({"draw"})

_SLACK = 2e-12
"""Two payoffs this near may be ordered either way by their rounding to 12 decimals."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which options each cell may choose, and whether it reads nothing uncertain at all."""

    possible: Flags
    is_exact: Flags
    is_open: Flags
    """Where a payoff may be unknown."""


class PastRanges:
    """What memories may hold after each period: rows are (time, site), as a range or a truth each."""

    def __init__(self, plan: Plan) -> None:
        self.solving: Solving | None = None
        """Solves what no draw changes, where that is wanted."""
        self._plan = plan
        self._sites = count_sites(plan)
        size = self._sites * len(plan.periods)
        shape = (size if reads_outcomes(plan) else 0, len(plan.options))
        self._ties, self._open_ties = np.ones(shape, dtype=np.bool_), np.ones(shape[0], dtype=np.bool_)

    @cached_property
    def held(self) -> list[Value]:
        """What each memory may hold; made when it is first asked for, which what is exact throughout never does."""
        plan, size = self._plan, self._sites * len(self._plan.periods)
        found: list[Value] = []
        for memory in plan.memories:
            blank = np.ones(size, dtype=np.bool_)
            if not memory.groups and (memory.node is None or plan.nodes[memory.node].kind is Kind.FLAG):
                found.append(Truth(blank, blank.copy(), blank.copy()))
            else:
                found.append(Range(np.full(size, -np.inf), np.full(size, np.inf), blank))
        return found

    def came_out(self, option: int, times: Ints, sites: Ints) -> Truth:
        """Whether the ties of a period may come out as an option and as another; anything where there is no site."""
        row, is_blank = np.where(sites < 0, 0, times * self._sites + sites), sites < 0
        may = self._ties[row]
        other = np.asarray(np.delete(may, option, axis=1).any(axis=1))
        return Truth(may[:, option] | is_blank, other | is_blank, self._open_ties[row] | is_blank)

    def tie(self, times: Ints, sites: Ints, may: Flags, open_: Flags) -> None:
        """Let the ties of a period be known as far as they can be."""
        if len(self._ties):
            self._ties[times * self._sites + sites] = may
            self._open_ties[times * self._sites + sites] = open_

    def read(self, memory: int, times: Ints, sites: Ints) -> Value:
        """What was held one period before; anything in the first period and where there is no site."""
        row = (times - 1) * self._sites + sites
        is_blank = (times < 1) | (sites < 0)
        value = mapped(self.held[memory], lambda part: part[np.where(is_blank, 0, row)])
        if isinstance(value, Truth):
            return Truth(*(part | is_blank for part in value))
        low, high, open_ = value
        return Range(np.where(is_blank, -np.inf, low), np.where(is_blank, np.inf, high), open_ | is_blank)

    def keep(self, memory: int, times: Ints, sites: Ints, value: Value) -> None:
        """Let a memory hold what a period may give."""
        for held, part in zip(self.held[memory], value, strict=True):
            held[times * self._sites + sites] = part

    def held_after(self, memory: int, time: int) -> tuple[Any, ...]:
        """What a memory may hold after a period, a row a site."""
        return tuple(part[time * self._sites : (time + 1) * self._sites] for part in self.held[memory])


class CellRows:
    """The rows of a tile, and what the periods before may have left to them."""

    def __init__(self, plan: Plan, stocks: Stocks, tile: Tile, past: PastRanges | None = None) -> None:
        self.plan, self.stocks, self.tile = plan, stocks, tile
        self.past = past or PastRanges(plan)

    def axes(self, node: Node) -> Axes:
        return node.axes - _DRAW

    def leaf(self, position: int, node: Node) -> Value:
        if node.op == "input":
            return self.input(node)
        if node.op == "previous":
            rows = self.tile.rows(self.axes(node))
            sites_read = memory_sites(self.plan, self.tile, node, rows)
            return self.past.read(reading(node)[0], rows.where["time"], sites_read)
        if node.op == "outcome":
            rows = self.tile.rows(self.axes(node))
            sites_read = memory_sites(self.plan, self.tile, node, rows)
            return self.past.came_out(reading(node)[0], rows.where["time"], sites_read)
        if node.op in ("together", "told"):
            return self._solved(node)
        shape = np.zeros(self.tile.rows(self.axes(node)).count)
        value = shape + self._plain(node)
        return leaf_value(node, value, value, np.isnan(value))

    def _solved(self, node: Node) -> Value:
        """What a solve finds where no draw changes it; else anything, also that nothing is known."""
        rows = self.tile.rows(self.axes(node)).count
        solving = self.past.solving
        if solving is not None and solving.is_settled(reading(node)[0]):
            value = solved_rows(solving, self.tile, node, self.axes(node)).reshape(rows)
            return leaf_value(node, value, value, np.isnan(value))
        is_flag = node.op == "together"
        low, high = (0.0, 1.0) if is_flag else (-np.inf, np.inf)
        return leaf_value(node, np.full(rows, low), np.full(rows, high), np.zeros(rows, dtype=np.bool_))

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
        if all(len(part) == count for part in value):
            return value
        # the one row is copied where that costs less than to show it many times
        return mapped(value, lambda part: part.repeat(count) if count <= _COPIED else np.broadcast_to(part, (count,)))

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
        if node.op in {"previous", "outcome"}:
            blank = np.array([np.nan])
            return leaf_value(node, blank, blank, np.array([True]))
        low, high = 0.0, float({"group_size": len(self._plan.actors), "links": len(self._plan.actors)}.get(node.op, 1))
        if node.op in ("together", "told", "steps"):
            # what is solved may be unknown, and a number that tells of it is any number
            least, most = (-np.inf, np.inf) if node.op == "told" else (0.0, 1.0 if node.op == "together" else np.inf)
            return leaf_value(node, np.array([least]), np.array([most]), np.array([node.op != "steps"]))
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
        # where nobody is, nothing is asked: what would hold of somebody does no harm
        return mapped(value, lambda part: np.repeat(part[:, None], max(1, len(self._plan.actors)), axis=1))


def static_ranges(plan: Plan, stocks: Stocks, known: dict[int, Value] | None = None) -> dict[int, Value]:
    """For every node a range that holds at every cell and in every draw, given those of some."""
    return evaluate(plan, list(range(len(plan.nodes))), _Everywhere(plan, stocks), known)


def possible(plan: Plan, stocks: Stocks, cells: Ints, past: PastRanges | None = None) -> Reach:
    """Which options each cell may choose; in quantal response, every one.

    `past` is filled, period by period, where the choices of a period hang on the one before.
    """
    options = len(plan.options)
    if plan.precision is not None or not len(cells):
        return _anything(len(cells), options)
    if _hangs_on_the_past(plan):
        return _through_time(plan, stocks, cells, past or PastRanges(plan))
    step = rows_at_once(plan)
    tiles = (Tile(plan, cells[start : start + step]) for start in range(0, len(cells), step))
    parts = [reach(CellRows(plan, stocks, tile, past)) for tile in tiles]
    return Reach(
        *(np.concatenate(part) for part in zip(*((p.possible, p.is_exact, p.is_open) for p in parts), strict=True))
    )


def _hangs_on_the_past(plan: Plan) -> bool:
    """Whether a payoff reads what the period before left; measures may do so without any payoff."""
    needed = {option.payoff for option in plan.options} | set(plan.differences.values())
    for position in range(max(needed, default=-1), -1, -1):
        if position in needed:
            if plan.nodes[position].op == "previous":
                return True
            needed.update(plan.nodes[position].arguments)
    return False


def is_settled(plan: Plan, is_open: Flags) -> bool:
    """Whether all is exact and known, so that just what is chosen is possible: every range is one number then."""
    return not plan.is_uncertain and plan.precision is None and not is_open.any()


def _anything(cells: int, options: int) -> Reach:
    return Reach(np.ones((cells, options), dtype=np.bool_), *np.zeros((2, cells), dtype=np.bool_))


def _through_time(plan: Plan, stocks: Stocks, cells: Ints, past: PastRanges) -> Reach:
    """The periods in order, each knowing what the one before may have left."""
    step = rows_at_once(plan)
    found = _anything(len(cells), len(plan.options))
    kept_nodes = [memory.node for memory in plan.memories if memory.node is not None]
    late = sorted(after_outcomes(plan).intersection(kept_nodes))
    nodes = sorted(set(kept_nodes).difference(late))
    for time in np.unique(cells[:, 0]).tolist():
        here = np.flatnonzero(cells[:, 0] == time)
        kept: list[tuple[int, Ints, Value]] = []
        for start in range(0, len(here), step):
            rows = here[start : start + step]
            space = CellRows(plan, stocks, Tile(plan, cells[rows]), past)
            part, values = _reached(space, nodes)
            found.possible[rows], found.is_exact[rows], found.is_open[rows] = part.possible, part.is_exact, part.is_open
            kept += [(i, rows, values[m.node]) for i, m in enumerate(plan.memories) if m.node in values]
        ties = _ties(plan, cells[here], found.possible[here], found.is_open[here])
        past.tie(cells[here, 0], cell_sites(plan, cells[here]), *ties)
        for start in range(0, len(here) if late else 0, step):
            rows = here[start : start + step]
            values = _kept(CellRows(plan, stocks, Tile(plan, cells[rows]), past), late)
            kept += [(i, rows, values[m.node]) for i, m in enumerate(plan.memories) if m.node in values]
        for memory, rows, value in kept:
            past.keep(memory, cells[rows, 0], cell_sites(plan, cells[rows]), value)
        _outcomes(plan, cells[here], *ties, past)
    return found


def _ties(plan: Plan, cells: Ints, may: Flags, open_: Flags) -> tuple[Flags, Flags]:
    """Which ties the decisions of a period may make, and where a tie may be unknown."""
    sites, actors = cell_sites(plan, cells), len(plan.actors)
    back = (cells[:, 1] * actors + cells[:, 3]) * actors + cells[:, 2]
    order = np.argsort(sites)
    other = order[np.searchsorted(sites, back, sorter=order)]
    return tie_possible(may, may[other]), open_ | open_[other]


def _outcomes(plan: Plan, cells: Ints, ties: Flags, blank: Flags, past: PastRanges) -> None:
    """Let memories of outcomes hold which ties the decisions of a period may make."""
    sites = cell_sites(plan, cells)
    for memory, kept in enumerate(plan.memories):
        if kept.option is not None:
            yes = ties[:, kept.option]
            no = np.asarray(np.delete(ties, kept.option, axis=1).any(axis=1))
            past.keep(memory, cells[:, 0], sites, Truth(yes, no, blank))
        elif kept.groups and len(cells):
            at, range_ = group_ranges(plan, kept.groups, sites, ties, blank)
            past.keep(memory, np.full(len(at), cells[0, 0]), at, range_)


def tie_possible(one: Flags, other: Flags) -> Flags:
    """A tie is possible where one end may want just it and the other may want at least it."""
    one_up, other_up = (np.logical_or.accumulate(end[:, ::-1], axis=1)[:, ::-1] for end in (one, other))
    both: Flags = (one & other_up) | (one_up & other)
    return both


def rows_at_once(plan: Plan) -> int:
    """How many cells are evaluated at once."""
    depth = max((sum(axis.startswith("over") for axis in node.axes) for node in plan.nodes), default=0)
    return max(1, int(_ROWS // len(plan.actors) ** depth))


def reach(space: CellRows, known: dict[int, Value] | None = None) -> Reach:
    """Which options the cells of a space may choose, given values that are known already."""
    return _reached(space, [], known)[0]


def _reached(space: CellRows, kept: list[int], known: dict[int, Value] | None = None) -> tuple[Reach, dict[int, Value]]:
    """`reach`, and the values at these cells of the nodes that are kept for the next period."""
    plan, tile = space.plan, space.tile
    payoffs = [option.payoff for option in plan.options]
    values = evaluate(plan, [*payoffs, *plan.differences.values(), *kept], space, known)

    def at_cells(position: int) -> Range:
        value = _at_cells(space, values, position)
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
    if plan.memories:
        # what is known to the last digit is chosen so, whatever slack the ranges have
        chosen = choices([r.low[:, None] for r in ranges])
        found = np.where(exact[:, None], chosen == np.arange(len(payoffs)), found)
    # a payoff that may be unknown rules nothing out
    return Reach(found, exact, open_), {node: _at_cells(space, values, node) for node in kept}


def _kept(space: CellRows, nodes: list[int]) -> dict[int, Value]:
    """The values at these cells of nodes that are kept for the next period."""
    values = evaluate(space.plan, nodes, space)
    return {node: _at_cells(space, values, node) for node in nodes}


def _at_cells(space: CellRows, values: dict[int, Value], position: int) -> Value:
    rows = space.tile.rows(space.axes(space.plan.nodes[position]))
    return mapped(values[position], lambda part: np.broadcast_to(part, (rows.count,))[rows.of_cells])
