"""The graph on arrays, in blocks: tiles of pairs by chunks of draws, so that memory does not grow with either.

A tile holds both directions of its pairs with, where they fit, all their targets and periods. Each node is evaluated once
on the rows that its own axes have in the tile; what no draw changes is evaluated before the draws. Results are the bits
of the reference backend, whatever the tiles and chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from qadsl.engine import draws
from qadsl.engine.arithmetic import VECTOR
from qadsl.engine.backends.inlets import Inlet, Inlets, leaf
from qadsl.engine.backends.vectors import OPERATIONS, REDUCTIONS, Facts, Flag, Operand, Pool, parts
from qadsl.engine.inputs import reading
from qadsl.engine.intervals import static_ranges
from qadsl.engine.solvers import behaviour, choice, consent
from qadsl.engine.stocks import Stock, stocks_of
from qadsl.engine.tallies import BLOCK, Tallies, block_totals
from qadsl.engine.tiles import Axes, Tile
from qadsl.ir.ops import REDUCTIONS as BINDERS
from qadsl.ir.program import Node, Plan
from qadsl.ir.types import AXES
from qadsl.result import Flags, Floats, Ints

__all__ = ["Blocked", "Sizes"]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the blocks are; none of it changes a bit of any result.

    Parameters
    ----------
    block
        Cells x draws evaluated at once, unless a single pair and the least chunk have more.
    chunk
        Draws in a chunk, a multiple of 256; more where cells are few.
    expanded
        Rows x draws that quantifiers may multiply a block to, before its draws are cut finer.
    kept
        Cells whose rows and steady values are kept from one chunk to the next.
    """

    block: int = 65_536
    chunk: int = 1024
    expanded: int = 1_048_576
    kept: int = 100_000


SIZES = Sizes()

_CELL = frozenset({"self", "partner", "target", "time"})


class _Order:
    """The nodes to evaluate, in order, before the draws and in each of them, and when each is read last."""

    def __init__(self, plan: Plan) -> None:
        self.outputs = self._outputs(plan)
        needed: set[int] = set()
        for position in range(len(plan.nodes) - 1, -1, -1):
            if position in self.outputs or position in needed:
                needed |= {position, *plan.nodes[position].arguments}
        ordered = sorted(needed)
        self.steady = [i for i in ordered if "draw" not in plan.nodes[i].axes]
        self.drawn = [i for i in ordered if "draw" in plan.nodes[i].axes]
        self.last = self._last_uses(plan)

    def _outputs(self, plan: Plan) -> set[int]:
        found = {option.payoff for option in plan.options} | {plan.encouraging, plan.discouraging}
        found |= {conflict.node for conflict in plan.conflicts}
        for labels in behaviour.labels_of(plan):
            found |= {node for _, node in labels.first + labels.fallback}
        return found | ({plan.precision} if plan.precision is not None else set())

    def _last_uses(self, plan: Plan) -> dict[int, list[int]]:
        """For each drawn node the drawn nodes that it is the last to read."""
        reader: dict[int, int] = {}
        for i in self.drawn:
            for argument in plan.nodes[i].arguments:
                reader[argument] = i
        drawn = set(self.drawn)
        found: dict[int, list[int]] = {}
        for argument, i in reader.items():
            if argument in drawn and argument not in self.outputs:
                found.setdefault(i, []).append(argument)
        return found


@dataclass(slots=True)
class _Prepared:
    """A tile with the values that no draw changes and its uncertain inputs."""

    tile: Tile
    steady: dict[int, Operand]
    inlets: dict[int, Inlet]
    widest: int


@dataclass(slots=True)
class _Block:
    """What a tile gives in a chunk of draws: arrays of shape (cells, draws) or (cells, 1)."""

    values: dict[int, Operand]
    draws: int


class Blocked:
    """The numpy backend over all cells of a plan."""

    def __init__(self, plan: Plan, seed: int, cells: Ints, pairs: Ints, ends: Ints, sizes: Sizes = SIZES) -> None:
        self._plan, self._cells, self._ends, self._sizes = plan, cells, ends, sizes
        self._order = _Order(plan)
        self._labels = behaviour.labels_of(plan)
        self._stocks = stocks_of(plan)
        self._facts = _facts(plan, self._stocks)
        self._inlets = Inlets(plan, self._stocks)
        self._streams = [draws.Streams(seed, draws.digest(quantity.key)) for quantity in plan.quantities]
        self._pool = Pool()
        self._prepared: dict[int, _Prepared] = {}
        self.chunk = _chunk(len(cells), sizes)
        self._tiles = self._cut(pairs)

    def _cut(self, pairs: Ints) -> list[Ints]:
        """Pairs in order of who they are, so that a tile holds all targets and periods of its pairs, cut into tiles."""
        order = np.lexsort((pairs[:, 0], pairs[:, 1], pairs[:, 3], pairs[:, 2]))
        spread = len(self._plan.actors) ** _depth(self._plan)
        step = max(1, min(self._sizes.block // self.chunk, self._sizes.expanded // spread) // 2)
        return [order[start : start + step] for start in range(0, len(order), step)]

    def advance(self, tallies: Tallies, first: int, count: int, report: Callable[[int], None]) -> Tallies:
        """Tallies with `count` more draws, from draw `first`, a whole number of blocks, on."""
        found = tallies.copy()
        with np.errstate(all="ignore"):
            for number, pairs in enumerate(self._tiles):
                cells = np.concatenate([self._ends[pairs, 0], self._ends[pairs, 1]])
                block = self._evaluate(self._prepare(number, cells), first, count)
                _Tallier(self._plan, self._labels, found, cells, pairs, first).add(block)
                for value in block.values.values():
                    self._pool.give(value)
                report(len(cells))
        found.draws += count
        return found

    def _prepare(self, number: int, cells: Ints) -> _Prepared:
        if number in self._prepared:
            return self._prepared[number]
        tile = Tile(self._plan, self._cells[cells])
        values: dict[int, Operand] = {}
        for i in self._order.steady:
            node = self._plan.nodes[i]
            values[i] = (
                self._apply(tile, values, i, node)
                if node.arguments
                else leaf(self._plan, self._stocks, tile, node, self._facts[i].is_open)
            )
        nodes = self._plan.nodes
        inlets = {
            i: self._inlets.inlet(tile, nodes[i], self._facts[i].is_open)
            for i in self._order.drawn
            if not nodes[i].arguments
        }
        widest = max((tile.rows(nodes[i].axes - {"draw"}).count for i in self._order.drawn), default=1)
        used = {a for i in self._order.drawn for a in nodes[i].arguments} | self._order.outputs
        prepared = _Prepared(tile, {i: value for i, value in values.items() if i in used}, inlets, widest)
        if len(self._cells) <= self._sizes.kept:
            self._prepared[number] = prepared
        return prepared

    def _evaluate(self, prepared: _Prepared, first: int, count: int) -> _Block:
        """The outputs of a tile; the draws are cut finer where quantifiers have made the rows many."""
        width = max(4, self._sizes.expanded // max(prepared.widest, 1) // 4 * 4)
        if width >= count:
            return _Block(self._slice(prepared, first, count), count)
        slices = [self._slice(prepared, first + start, min(width, count - start)) for start in range(0, count, width)]
        drawn = set(self._order.drawn)
        return _Block(
            {i: _join([part[i] for part in slices]) if i in drawn else slices[0][i] for i in slices[0]}, count
        )

    def _slice(self, prepared: _Prepared, first: int, count: int) -> dict[int, Operand]:
        values = dict(prepared.steady)
        for i in self._order.drawn:
            node = self._plan.nodes[i]
            if i in prepared.inlets:
                number = reading(node)[0]
                values[i] = prepared.inlets[i].draw(self._pool, self._streams[number], first, count)
            else:
                values[i] = self._apply(prepared.tile, values, i, node)
        return {i: self._at_cells(prepared.tile, values[i], self._plan.nodes[i]) for i in self._order.outputs}

    def _at_cells(self, tile: Tile, value: Operand, node: Node) -> Operand:
        """An output with one row a cell, in arrays that nobody else reads."""
        laid = self._lay(tile, value, node.axes - {"draw"}, _CELL)
        if laid is value and "draw" in node.axes and all(part.shape[0] == len(tile.cells) for part in parts(value)):
            return value
        return _owned(laid, len(tile.cells))

    def _apply(self, tile: Tile, values: dict[int, Operand], i: int, node: Node) -> Operand:
        axes = node.axes | {str(node.data)} if node.op in BINDERS else node.axes
        rows = axes - {"draw"}
        arguments = [self._lay(tile, values[a], self._plan.nodes[a].axes - {"draw"}, rows) for a in node.arguments]
        lent = [a for a, own in zip(arguments, node.arguments, strict=True) if a is not values[own]]
        done = [values.pop(a) for a in self._order.last.get(i, ())]
        if node.op in BINDERS:
            count, actors = tile.rows(rows).count, len(self._plan.actors)
            folded = [_unfold(argument, count // actors, actors) for argument in arguments]
            found = REDUCTIONS[node.op](self._facts[i], actors, folded)
            self._release(lent + done)
            return found
        operation, in_place = OPERATIONS[node.op]
        if in_place:
            self._release(lent + done)
            return operation(self._pool, self._facts[i], *arguments)
        found = operation(self._pool, self._facts[i], *arguments)
        self._release(lent + done)
        return found

    def _release(self, values: Sequence[Operand]) -> None:
        for value in values:
            self._pool.give(value)

    def _lay(self, tile: Tile, value: Operand, fewer: Axes, more: Axes) -> Operand:
        index = tile.gather(fewer, more) if parts(value) and fewer != more else None
        if index is None:
            return value
        if isinstance(value, Flag):
            return Flag(value.yes[index], None if value.no is None else value.no[index])
        array = cast(Floats, value)
        if array.shape[0] == 1:
            return array
        return cast(
            Floats, np.take(array, index, axis=0, out=self._pool.take((len(index), array.shape[1])), mode="clip")
        )


def _chunk(cells: int, sizes: Sizes) -> int:
    fitting = sizes.block // max(cells, 1) // BLOCK * BLOCK
    return max(sizes.chunk, min(fitting, 16 * sizes.chunk))


def _depth(plan: Plan) -> int:
    """How many quantifiers stand inside one another."""
    return max((len(node.axes.difference(AXES)) for node in plan.nodes), default=0)


def _facts(plan: Plan, stocks: tuple[Stock, ...]) -> list[Facts]:
    values = static_ranges(plan, stocks)
    return [
        Facts(bool(values[i].open[0]), values[i], tuple(values[a] for a in node.arguments))
        for i, node in enumerate(plan.nodes)
    ]


def _unfold(value: Operand, rows: int, actors: int) -> Operand:
    def part(array: Any) -> Any:
        if array.shape[0] == 1:
            return np.broadcast_to(array.reshape(1, 1, -1), (rows, actors, array.shape[1]))
        return array.reshape(rows, actors, -1)

    if isinstance(value, Flag):
        return Flag(part(value.yes), None if value.no is None else part(value.no))
    return cast(Floats, part(value if isinstance(value, np.ndarray) else np.array([[value]])))


def _owned(value: Operand, rows: int) -> Operand:
    """A copy with a row for each cell, so that giving it back takes nothing from anyone."""

    def part(array: Any) -> Any:
        return np.array(np.broadcast_to(array, (rows, array.shape[1])))

    if isinstance(value, Flag):
        return Flag(part(value.yes), None if value.no is None else part(value.no))
    return cast(Floats, part(value if isinstance(value, np.ndarray) else np.array([[value]])))


def _join(values: list[Operand]) -> Operand:
    """Slices of draws side by side."""
    one = values[0]
    if isinstance(one, Flag):
        flags = cast(list[Flag], values)
        no = None if one.no is None else np.concatenate([cast(Flags, flag.no) for flag in flags], axis=1)
        return Flag(np.concatenate([flag.yes for flag in flags], axis=1), no)
    return np.concatenate(cast(list[Floats], values), axis=1)


class _Tallier:
    """Adds a block to the tallies of its cells and pairs; the first half of the rows are a to b, the second b to a."""

    def __init__(
        self, plan: Plan, labels: tuple[behaviour.Labels, ...], tallies: Tallies, cells: Ints, pairs: Ints, first: int
    ) -> None:
        self._plan, self._labels, self._tallies = plan, labels, tallies
        self._cells, self._pairs, self._first = cells, pairs, first

    def add(self, block: _Block) -> None:
        """Add one block."""
        values = block.values
        payoffs = [cast(Floats, values[option.payoff]) for option in self._plan.options]
        width = max(payoff.shape[1] for payoff in payoffs)
        payoffs = [np.broadcast_to(p, (p.shape[0], width)) for p in payoffs]
        means = [
            *payoffs,
            values[self._plan.encouraging],
            values[self._plan.discouraging],
            choice.margin(VECTOR, payoffs),
        ]
        for place, value in enumerate(means):
            self._mean(self._tallies.first, self._tallies.totals, self._cells, place, cast(Floats, value))
        self._conflicts(values)
        if self._plan.precision is not None:
            self._quantal(payoffs, cast(Floats, values[self._plan.precision]), block)
        else:
            self._highest(payoffs, block)

    def _mean(self, firsts: Floats, totals: Floats, rows: Ints, place: int, values: Floats) -> None:
        if self._first == 0:
            firsts[rows, place] = values[:, 0]
        if values.shape[1] == 1:
            # the same in every draw: nothing to add, unless it is no finite number
            totals[rows, place] += np.where(np.isfinite(values[:, 0]), 0.0, np.nan)
            return
        running = totals[rows, place]
        block_totals(values, firsts[rows, place], running)
        totals[rows, place] = running

    def _conflicts(self, values: dict[int, Operand]) -> None:
        for place, conflict in enumerate(self._plan.conflicts):
            flag = cast(Flag, values[conflict.node])
            self._tallies.conflicts[self._cells, place] |= flag.yes.any(axis=1)

    def _highest(self, payoffs: list[Floats], block: _Block) -> None:
        at_least = _at_least(payoffs)
        counts = [_count(flags, block.draws) for flags in at_least]
        half = len(self._pairs)
        for option, flags in enumerate(at_least):
            self._tallies.at_least[self._cells, option] += counts[option]
            self._tallies.ties[self._pairs, option] += _count(flags[:half] & flags[half:], block.draws)
        self._tallies.unknown[self._cells] |= counts[0] < block.draws
        for option, labels in enumerate(self._labels):
            more = at_least[option + 1] if option + 1 < len(at_least) else np.zeros_like(at_least[0])
            if labels.first or labels.fallback or counts[option].any():
                self._label(option, labels, at_least[option] & ~more, block)

    def _quantal(self, payoffs: list[Floats], precision: Floats, block: _Block) -> None:
        chances = [np.ascontiguousarray(c) for c in choice.quantal(VECTOR, payoffs, precision)]
        half = len(self._pairs)
        ties = consent.agree_by_chance(VECTOR, [c[:half] for c in chances], [c[half:] for c in chances])
        for option, (chance, tie) in enumerate(zip(chances, ties, strict=True)):
            self._mean(self._tallies.chances, self._tallies.chance_totals, self._cells, option, chance)
            self._mean(self._tallies.tie_chances, self._tallies.tie_totals, self._pairs, option, tie)
        known = ~np.isnan(np.sum(chances, axis=0))
        self._tallies.unknown[self._cells] |= ~known.all(axis=1)
        for option, labels in enumerate(self._labels):
            self._label(option, labels, known, block)

    def _label(self, option: int, labels: behaviour.Labels, chosen: Flags, block: _Block) -> None:
        """Count, where the option is chosen, each set of labels that fits."""
        codes = _codes(labels, block.values)
        for bits in np.unique(codes):
            fits = _count(chosen & (codes == bits), block.draws)
            if fits.any():
                self._tallies.label_counts(option, int(bits))[self._cells] += fits


def _at_least(payoffs: list[Floats]) -> list[Flags]:
    """For each option where the choice is it or a greater commitment; for the least, where a choice is known."""
    best = payoffs[0]
    better: list[Flags] = []
    for payoff in payoffs[1:]:
        better.append(payoff > best)
        best = np.maximum(best, payoff)
    known = best == best
    found: list[Flags] = [known]
    above: Flags | None = None
    for flags in reversed(better):
        above = flags if above is None else above | flags
        found.insert(1, above & known)
    return found


def _codes(labels: behaviour.Labels, values: dict[int, Operand]) -> Ints:
    found = np.zeros((1, 1), dtype=np.int64)
    settled: Flags = np.zeros((1, 1), dtype=np.bool_)
    for group in (labels.first, labels.fallback):
        bits = np.zeros((1, 1), dtype=np.int64)
        unknown: Flags = np.zeros((1, 1), dtype=np.bool_)
        for bit, node in group:
            flag = cast(Flag, values[node])
            bits = bits + bit * flag.yes
            unknown = unknown if flag.no is None else unknown | ~(flag.yes | flag.no)
        found = np.where(settled | unknown, found, bits)
        settled = settled | unknown | (bits != 0)
    return found


def _count(flags: Flags, draws: int) -> Ints:
    """How many draws of each row; a column that stands for all draws counts for each."""
    rows, columns = flags.shape
    if columns == 1:
        return flags[:, 0].astype(np.int64) * (draws if columns < draws else 1)
    if columns % 8 or columns > 2040 or not flags.flags.c_contiguous:
        return cast(Ints, np.count_nonzero(flags, axis=1))
    # eight flags are added at a time as bytes of a word, which cannot overflow below 256 words
    words = np.add.reduce(flags.view(np.uint64), axis=1).view(np.uint8).reshape(rows, 8)
    return cast(Ints, words.sum(axis=1, dtype=np.int64))
