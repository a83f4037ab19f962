"""The graph on arrays, in blocks: tiles of pairs by chunks of draws, so that memory does not grow with either.

A tile holds both directions of its pairs with, where they fit, all their targets and periods. Each node is evaluated
once on the rows that its own axes have in the tile; what no draw changes is evaluated before the draws. Results are the
bits of the reference backend, whatever the tiles and chunks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np

from qadsl.engine.arithmetic import Scratch
from qadsl.engine.backends.inlets import AT_ONCE, Inlet, Inlets, as_operand, leaf
from qadsl.engine.backends.later import Later, later_of
from qadsl.engine.backends.measuring import measure_block, numbers
from qadsl.engine.backends.one_draw import decide_once, enter
from qadsl.engine.backends.schedule import Schedule, Step, early_outputs, facts_of, late_outputs
from qadsl.engine.backends.tallying import Block, Halves, Tallier, Where
from qadsl.engine.backends.vectors import REDUCTIONS, Flag, Operand, Pool, parts
from qadsl.engine.cells import starts_of
from qadsl.engine.draws import Streams, digest
from qadsl.engine.group_memories import group_values
from qadsl.engine.inputs import reading
from qadsl.engine.memories import Past, choices, memory_sites, sites_of, ties
from qadsl.engine.once import Once, one_graph_each
from qadsl.engine.solved import periods_of
from qadsl.engine.solvers import behaviour
from qadsl.engine.solving import Draws, Solving, solved_rows
from qadsl.engine.stocks import Stocks
from qadsl.engine.tallies import BLOCK, Tallies
from qadsl.engine.tie_graphs import Sightings, slots_of
from qadsl.engine.tiles import Axes, Tile
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
    kept_draws
        Cells of a period x draws whose outputs are kept at once where periods read one another.
    later
        Cells x draws from which on periods after the first are looked at for themselves.
    """

    block: int = 65_536
    chunk: int = 1024
    expanded: int = 1_048_576
    kept: int = 100_000
    kept_draws: int = 8_388_608
    later: int = 20_000


SIZES = Sizes()

SOLVED = frozenset({"together", "told"})
"""What is read from what a solve found."""
RECALLED = frozenset({"previous", "outcome"})
"""What is read from what other decisions came to."""

_CELL = frozenset({"self", "partner", "target", "time"})


@dataclass(slots=True)
class _Prepared:
    """A tile with the values that no draw changes and its uncertain inputs."""

    schedule: Schedule
    tile: Tile
    steady: dict[int, Operand]
    inlets: dict[int, Inlet]
    recalls: dict[int, Ints]
    """For what reads the period before, or ties of this one, the sites read by its rows."""
    widest: int


@dataclass(frozen=True, slots=True)
class _Lasting:
    """What is the same in every period of a tile."""

    values: dict[int, Operand]
    inlets: dict[int, Inlet]


class Blocked:
    """The numpy backend over all cells of a plan."""

    def __init__(
        self,
        plan: Plan,
        draws: int,
        seed: int,
        cells: Ints,
        pairs: Ints,
        ends: Ints,
        stocks: Stocks,
        sizes: Sizes = SIZES,
        more: frozenset[int] = frozenset(),
    ) -> None:
        self._plan, self._cells, self._ends, self._sizes = plan, cells, ends, sizes
        self._pairs, self._draws = pairs, draws
        self._times = periods_of(plan, cells)
        facts = facts_of(plan, stocks)
        self._schedule = Schedule(plan, facts, {i: i for i in early_outputs(plan) | more})
        self._late = Schedule(plan, facts, {i: i for i in late_outputs(plan)})
        self._later: Later | None = None
        if len(cells) * draws >= sizes.later and not more:
            self._later = later_of(plan, stocks, self._times)
        self._is_followed = False
        """Whether the period before left all that later ones take for known."""
        self._is_by_period = bool(plan.memories or plan.measures)
        self._is_once = draws == 1 and Once.fits(plan)
        self._labels = behaviour.labels_of(plan)
        self._stocks = stocks
        self._inlets = Inlets(plan, stocks)
        self._streams = [Streams(seed, digest(quantity.key)) for quantity in plan.quantities]
        self.solving = Solving(plan, Draws(plan, stocks, seed))
        self._halves: Halves | None = None
        self._pool, self._scratch = Pool(), Scratch(AT_ONCE)
        self._prepared: dict[tuple[int, int], _Prepared] = {}
        self._before: dict[int, tuple[_Prepared, dict[int, Operand]]] = {}
        """What was prepared last by a schedule where periods are done in order, with all its steady values."""
        self._tile: Tile | None = None
        """The last tile where periods are done in order."""
        self.chunk = _chunk(len(cells), draws, sizes)
        if self._is_by_period:
            # outputs of a whole period are kept for all draws of a chunk
            fitting = sizes.kept_draws * len(self._times) // max(len(cells), 1) // BLOCK * BLOCK
            self.chunk = max(BLOCK, min(self.chunk, fitting))
        self._tiles = self._cut(pairs, min(draws, self.chunk))

    def _cut(self, pairs: Ints, width: int) -> list[Where]:
        """Pairs in order of who they are, so that a tile holds all targets and periods of its pairs, cut into tiles."""
        if not self._plan.options:
            return []
        if self._is_by_period:
            # a period reads any decision of the one before, a measure any tie of its own: all of it is one tile
            starts = starts_of(pairs, len(self._plan.periods))
            return [slice(start, end) for start, end in pairwise(starts.tolist()) if start < end]
        order = np.lexsort((pairs[:, 0], pairs[:, 1], pairs[:, 3], pairs[:, 2]))
        spread = max(1, len(self._plan.actors)) ** _depth(self._plan)
        step = max(1, min(self._sizes.block // width, self._sizes.expanded // spread) // 2)
        return [order[start : start + step] for start in range(0, len(order), step)]

    def advance(
        self, tallies: Tallies, first: int, count: int, report: Callable[[int], None], past: Past | None = None
    ) -> Tallies:
        """Tallies with `count` more draws, from draw `first`, a whole number of blocks, on."""
        found = tallies.copy()
        past = past or Past(self._plan, count)
        sightings = None if self._is_once else Sightings(self._plan, self._pairs, first, count, self._draws)
        found.once = Once.empty(self._plan, len(self._cells), len(self._pairs)) if self._is_once else None
        self._solve(past, first, count)
        with np.errstate(all="ignore"):
            for number, pairs in enumerate(self._tiles):
                cells, halves = self._ends_of(pairs)
                block = self._decide(number, cells, halves, past, first, count)
                block = self._measure(number, cells, past, block, first)
                self._remember(past, cells, block)
                measure_block(found.measured, self._plan, cells, first, block)
                self._add(found, cells, pairs, halves, block, first, sightings)
                count_here = len(self._cells[cells])
                self._give_back(block)
                self._pool.forget(count_here)
                report(count_here)
        found.draws += count
        found.seen += (self._graphs(found) if sightings is None else sightings.counted(),)
        found.solved.add(self._plan, self._times, self.solving.found, count)
        return found

    def _add(
        self,
        found: Tallies,
        cells: Where,
        pairs: Where,
        halves: Halves,
        block: Block,
        first: int,
        sightings: Sightings | None,
    ) -> None:
        """Add what a tile comes to."""
        if sightings is not None:
            Tallier(self._plan, self._labels, self._pool, found, cells, pairs, first, sightings, halves).add(block)
        else:
            enter(self._plan, self._labels, found, cells, pairs, halves, block)

    def _give_back(self, block: Block) -> None:
        """Let the arrays of a block be used again, but for what is remembered and, of one draw, what may be shared."""
        remembered = {memory.node for memory in self._plan.memories}
        for position, value in () if self._is_once else block.values.items():
            if position not in remembered:
                self._pool.give(value)

    def _graphs(self, found: Tallies) -> tuple[Counter[bytes], ...]:
        """The graphs of ties of the one draw."""
        assert found.once is not None
        return one_graph_each(found.once.tie, len(self._plan.options), slots_of(self._plan, self._pairs))

    def _solve(self, past: Past, first: int, count: int) -> None:
        """Go on to a chunk of draws, which no period has gone before, and solve what needs no decision of one."""
        self._is_followed = False
        self.solving.begin(first, count)
        if not (self._is_by_period and self._tiles):
            self.solving.prepare(self._times)

    def live(self, past: Past, first: int, count: int) -> None:
        """Let what the period before the first left be what those before the last leave, and the last one's ties."""
        last = len(self._tiles) - 1
        self._solve(past, first, count)
        with np.errstate(all="ignore"):
            for number, pairs in enumerate(self._tiles):
                cells, halves = self._ends_of(pairs)
                block = self._decide(number, cells, halves, past, first, count)
                if number < last:
                    self._remember(past, cells, self._measure(number, cells, past, block, first))

    def blocks(self, past: Past, first: int, count: int) -> Iterator[tuple[Where, Block]]:
        """What the decisions of each tile come to in some draws, to be read before the next is asked for.

        Beside what every run needs a block holds the values of the nodes that `more` names.
        """
        self._solve(past, first, count)
        for number, pairs in enumerate(self._tiles):
            cells, halves = self._ends_of(pairs)
            with np.errstate(all="ignore"):
                block = self._decide(number, cells, halves, past, first, count)
                self._remember(past, cells, self._measure(number, cells, past, block, first))
            yield cells, block
            self._give_back(block)

    def _ends_of(self, pairs: Where) -> tuple[Where, Halves]:
        """The cells of pairs, of a period in their order, and which of these rows are the one end and the other."""
        ends = self._ends[pairs]
        count = len(ends)
        if not self._is_by_period:
            return np.concatenate([ends[:, 0], ends[:, 1]]), (slice(0, count), slice(count, None))
        # the first decision of a period is the one end of its first pair
        start = int(ends[0, 0])
        if self._halves is None or self._plan.absent:
            self._halves = ends[:, 0] - start, ends[:, 1] - start
        return slice(start, start + 2 * count), self._halves

    def _decide(self, number: int, cells: Where, halves: Halves, past: Past, first: int, count: int) -> Block:
        """What the decisions of a tile come to; where a period is one tile, its ties are known from then on."""
        if self._is_by_period:
            time = self._time_of(cells)
            self._is_followed = self._is_followed and past.time == time - 1
            past.enter(time)
            self.solving.prepare([time], past)
        schedule = self._later.early if self._later is not None and self._is_followed else self._schedule
        prepared = self._prepare(number, cells, past, schedule)
        block = self._evaluate(prepared, past, first, count)
        if self._is_once:
            decided = decide_once(self._plan, block.values, halves, self._pool)
            if self._is_by_period:
                past.come_out(sites_of(self._plan, prepared.tile), decided.tie)
            return Block(block.values, count, decided)
        if self._is_by_period and self._plan.precision is None:
            chosen = choices([cast(Floats, block.values[option.payoff]) for option in self._plan.options])
            outcome = ties(chosen, *halves)
            past.come_out(sites_of(self._plan, prepared.tile), outcome)
        return block

    def _time_of(self, cells: Where) -> int:
        """The period of a tile."""
        return int(self._cells[cells][0, 0])

    def _measure(self, number: int, cells: Where, past: Past, block: Block, first: int) -> Block:
        """The same with what is worked out from the ties."""
        if not self._late.outputs:
            return block
        is_known = self._is_followed and past.are_known
        schedule = self._later.late if self._later is not None and is_known else self._late
        late = self._evaluate(self._prepare(number, cells, past, schedule), past, first, block.draws)
        return Block({**late.values, **block.values}, block.draws, block.decided)

    def _remember(self, past: Past, cells: Where, block: Block) -> None:
        """Let memories hold what this period gives, in place of what the period before gave."""
        if not self._plan.memories:
            return
        past.leave(self._time_of(cells))
        assert self._tile is not None
        sites = sites_of(self._plan, self._tile)
        self._is_followed = self._later is not None
        for number, memory in enumerate(self._plan.memories):
            if memory.node is not None:
                self._keep(past, number, sites, numbers(block.values[memory.node]))
            elif memory.option is not None:
                self._keep(past, number, sites, past.came_out(memory.option, sites, 0, block.draws))
            else:
                outcome = past.ties[sites].astype(np.int64)
                past.keep(number, *group_values(self._plan, memory.groups, sites, outcome))

    def _keep(self, past: Past, memory: int, sites: Ints, values: Floats) -> None:
        past.keep(memory, sites, values)
        self._is_followed = self._is_followed and self._later is not None and self._later.holds(memory, values)

    def _prepare(self, number: int, cells: Where, past: Past, schedule: Schedule) -> _Prepared:
        key = (number, id(schedule))
        if key in self._prepared:
            self._tile = self._prepared[key].tile
            return self._prepared[key]
        tile, is_moved = self._tile_of(cells)
        lasting = self._lasting(schedule) if is_moved else _Lasting({}, {})
        values = lasting.values
        for step in schedule.steady:
            if step.position in values:
                continue
            values[step.position] = (
                self._apply(tile, values, step)
                if step.node.arguments
                else self._recalled(tile, step, past)
                if step.node.op in RECALLED
                else self._solved(tile, step, 0, 1)
                if step.node.op in SOLVED
                else leaf(self._plan, self._stocks, tile, step.node, step.facts.is_open)
            )
        drawn = schedule.drawn
        inlets = {
            step.position: lasting.inlets.get(step.position) or self._inlets.inlet(tile, step.node, step.facts.is_open)
            for step in drawn
            if step.node.op == "input"
        }
        recalls = {
            step.position: memory_sites(self._plan, tile, step.node, tile.rows(step.rows))
            for step in drawn
            if step.node.op in RECALLED
        }
        widest = max((tile.rows(step.rows).count for step in drawn), default=1)
        steady = {i: value for i, value in values.items() if i in schedule.read}
        prepared = _Prepared(schedule, tile, steady, inlets, recalls, widest)
        if self._is_by_period:
            self._before[id(schedule)] = prepared, values
        if len(self._cells) <= self._sizes.kept:
            self._prepared[key] = prepared
        return prepared

    def _tile_of(self, cells: Where) -> tuple[Tile, bool]:
        """The tile of some cells, and whether it is that of the period before, moved: it has the same ones."""
        here = self._cells[cells]
        before = self._tile if self._is_by_period else None
        moved = None if before is None else before.moved(here, is_same=not self._plan.absent)
        if moved is None:
            self._before.clear()
        self._tile = Tile(self._plan, here) if moved is None else moved
        return self._tile, moved is not None

    def _lasting(self, schedule: Schedule) -> _Lasting:
        """What a schedule found last and does not change with time."""
        if id(schedule) not in self._before:
            return _Lasting({}, {})
        nodes, (prepared, values) = schedule.plan.nodes, self._before[id(schedule)]
        return _Lasting(
            {i: value for i, value in values.items() if "time" not in nodes[i].axes},
            {i: inlet for i, inlet in prepared.inlets.items() if "time" not in nodes[i].axes},
        )

    def _recalled(self, tile: Tile, step: Step, past: Past) -> Operand:
        """What the period before left, or how ties came out, where no draw changes it."""
        sites = memory_sites(self._plan, tile, step.node, tile.rows(step.rows))
        return self._read(step, past, sites, 0, 1)

    def _read(self, step: Step, past: Past, sites: Ints, first: int, count: int) -> Operand:
        read = past.read if step.node.op == "previous" else past.came_out
        return as_operand(step.node, read(reading(step.node)[0], sites, first, count), step.facts.is_open)

    def _solved(self, tile: Tile, step: Step, start: int, count: int) -> Operand:
        """What a solve found, in some of the draws of the chunk."""
        found = solved_rows(self.solving, tile, step.node, step.rows)[:, start : start + count]
        return as_operand(step.node, np.ascontiguousarray(found), step.facts.is_open)

    def _evaluate(self, prepared: _Prepared, past: Past, first: int, count: int) -> Block:
        """The outputs of a tile; the draws are cut finer where quantifiers have made the rows many."""
        width = max(4, self._sizes.expanded // max(prepared.widest, 1) // 4 * 4)
        if width >= count:
            return Block(self._slice(prepared, past, first, 0, count), count)
        slices = [
            self._slice(prepared, past, first, start, min(width, count - start)) for start in range(0, count, width)
        ]
        outputs = prepared.schedule.outputs
        joined = {
            i: value if outputs[i] in prepared.steady else _join([part[i] for part in slices])
            for i, value in slices[0].items()
        }
        return Block(joined, count)

    def _slice(self, prepared: _Prepared, past: Past, first: int, start: int, count: int) -> dict[int, Operand]:
        """The outputs in `count` draws of a chunk that begins with draw `first`, from its draw `start` on."""
        values = dict(prepared.steady)
        for step in prepared.schedule.drawn:
            if step.position in prepared.inlets:
                inlet = prepared.inlets[step.position]
                streams = self._streams[inlet.number]
                values[step.position] = inlet.draw(self._pool, self._scratch, streams, first + start, count)
            elif step.position in prepared.recalls:
                values[step.position] = self._read(step, past, prepared.recalls[step.position], start, count)
            elif step.node.op in SOLVED:
                values[step.position] = self._solved(prepared.tile, step, start, count)
            else:
                values[step.position] = self._apply(prepared.tile, values, step)
        tile, nodes, outputs = prepared.tile, prepared.schedule.plan.nodes, prepared.schedule.outputs
        found = {i: self._at_cells(tile, values[n], nodes[n]) for i, n in outputs.items()}
        # what is the same for two is given back twice, so each has its own
        again = {i for i, n in outputs.items() if n in prepared.schedule.shared}
        return {i: _owned(value, len(tile.cells)) if i in again else value for i, value in found.items()}

    def _at_cells(self, tile: Tile, value: Operand, node: Node) -> Operand:
        """An output with one row a cell, in arrays that nobody else reads."""
        axes = node.axes - {"draw"}
        laid = value if axes == _CELL else self._lay(tile, value, axes, _CELL)
        if self._is_once:
            return _shown(laid, len(tile.cells))
        if laid is value and "draw" in node.axes and all(part.shape[0] == len(tile.cells) for part in parts(value)):
            return value
        return _owned(laid, len(tile.cells))

    def _apply(self, tile: Tile, values: dict[int, Operand], step: Step) -> Operand:
        arguments = [values[argument] for argument in step.node.arguments]
        done = [values.pop(argument) for argument in step.done]
        for place, axes in step.strangers:
            laid = self._lay(tile, arguments[place], axes, step.rows)
            if laid is not arguments[place]:
                arguments[place] = laid
                done.append(laid)
        if step.in_place:
            # the result may stand where an argument stood
            self._release(done)
            return step.operation(self._pool, step.facts, *arguments)  # type: ignore[misc]
        if step.operation is not None:
            found = step.operation(self._pool, step.facts, *arguments)
        else:
            count, actors = tile.rows(step.rows).count, len(self._plan.actors)
            found = REDUCTIONS[step.node.op](
                step.facts, actors, [_unfold(argument, count // actors, actors) for argument in arguments]
            )
        self._release(done)
        return found

    def _release(self, values: Sequence[Operand]) -> None:
        for value in values:
            self._pool.give(value)

    def _lay(self, tile: Tile, value: Operand, fewer: Axes, more: Axes) -> Operand:
        """A value along more axes, itself where its rows are the same or there is but one."""
        if isinstance(value, float):
            return value
        index = tile.gather(fewer, more)
        if index is None:
            return value
        if isinstance(value, Flag):
            return Flag(value.yes[index], None if value.no is None else value.no[index])
        shape = (len(index), value.shape[1])
        return cast(Floats, np.take(value, index, axis=0, out=self._pool.take(shape), mode="clip"))


def _chunk(cells: int, draws: int, sizes: Sizes) -> int:
    fitting = sizes.block // max(cells, 1) // BLOCK * BLOCK
    return min(max(sizes.chunk, min(fitting, 16 * sizes.chunk)), -(-draws // BLOCK) * BLOCK)


def _depth(plan: Plan) -> int:
    """How many quantifiers stand inside one another."""
    return max((len(node.axes.difference(AXES)) for node in plan.nodes), default=0)


def _unfold(value: Operand, rows: int, actors: int) -> Operand:
    def part(array: Any) -> Any:
        if array.shape[0] == 1:
            return np.broadcast_to(array.reshape(1, 1, -1), (rows, actors, array.shape[1]))
        return array.reshape(rows, actors, -1)

    if isinstance(value, Flag):
        return Flag(part(value.yes), None if value.no is None else part(value.no))
    return cast(Floats, part(value if isinstance(value, np.ndarray) else np.array([[value]])))


def _shown(value: Operand, rows: int) -> Operand:
    """The value with a row for each cell, to be read only."""

    def part(array: Any) -> Any:
        return array if len(array) == rows else np.broadcast_to(array, (rows, array.shape[1]))

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
