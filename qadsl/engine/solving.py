"""Solves what a theory asks to be solved, period by period: its expressions for all actors at once, then the solver.

The expressions are evaluated on a grid (see `grids`), over the draws or, where they are asked of groups or networks,
over those that are tried, one draw at a time. What does not vary by draw is solved once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt

from qadsl.engine.arithmetic import Scratch
from qadsl.engine.backends.inlets import AT_ONCE, Inlets
from qadsl.engine.backends.vectors import Pool
from qadsl.engine.draws import Streams, digest
from qadsl.engine.grids import Grid, Table, depth_of
from qadsl.engine.inputs import positions, reading
from qadsl.engine.limits import LimitError
from qadsl.engine.memories import Past
from qadsl.engine.solutions import (
    Found,
    blocs_found,
    check_size,
    coalitions_found,
    links_found,
    partitions_found,
)
from qadsl.engine.solved import NOWHERE, Key, kept, key_of, keys_of
from qadsl.engine.solvers.links import Networks
from qadsl.engine.stocks import Stocks
from qadsl.engine.tiles import Axes, Tile
from qadsl.ir.program import Node, Plan, SolvePlan
from qadsl.ir.sites import cone
from qadsl.ir.types import TRIED
from qadsl.result import Floats, Ints

__all__ = ["Draws", "Leaves", "Solving", "sites_of_all", "solved_rows"]

_AT_ONCE = 4_000_000
"""Numbers that an array of the grid may hold, as far as that can be had."""
MOST_VALUES = 2_000_000_000
"""Numbers of one expression, for every group that is tried and every actor that it runs over, in one draw."""


class Leaves(Protocol):
    """What the scenario states, for all actors at once."""

    def varies(self, solve: SolvePlan) -> bool:
        """Whether what a solve reads may differ between columns."""

    def stated(self, node: Node, time: int, target: int, columns: range) -> Floats:
        """An `input` or `is_given`, a dimension for each actor that it is read of, and one of columns (or just one)."""

    def year(self, time: int) -> Floats | float:
        """The year of a period."""


class Draws:
    """What is stated in draws of a run."""

    def __init__(self, plan: Plan, stocks: Stocks, seed: int) -> None:
        self._plan, self._stocks = plan, stocks
        self._inlets = Inlets(plan, stocks)
        self._streams = [Streams(seed, digest(quantity.key)) for quantity in plan.quantities]
        self._pool, self._scratch = Pool(), Scratch(AT_ONCE)

    def varies(self, solve: SolvePlan) -> bool:
        """Whether draws differ in it."""
        return "draw" in solve.axes

    def year(self, time: int) -> float:
        """The year of a period."""
        return self._plan.years[time]

    def stated(self, node: Node, time: int, target: int, columns: range) -> Floats:
        """What is stated of all actors (against a target), drawn where it is uncertain."""
        number = reading(node)[0]
        stock = self._stocks[number]
        sites = sites_of_all(self._plan, node, time, target)
        stated = stock.stated(sites.reshape(-1))
        if node.op == "is_given":
            found = ((stated > 0) & ~stock.is_unknown[stated]).astype(np.float64).reshape(-1, 1)
        elif "draw" not in node.axes:
            found = np.where(stated >= 0, stock.values[stated], np.nan).reshape(-1, 1)
        else:
            inlet = self._inlets.everywhere(number, sites.reshape(-1))
            streams = self._streams[number]
            found = np.array(inlet.draw(self._pool, self._scratch, streams, columns.start, len(columns)))
        return found.reshape(*sites.shape, found.shape[-1])


def sites_of_all(plan: Plan, node: Node, time: int, target: int) -> Ints:
    """The places in a quantity's cells at which a leaf reads it of all actors (against a target), -1 for none."""
    number, places = reading(node)
    quantity, everyone = plan.quantities[number], np.arange(len(plan.actors))
    who: list[Ints | int] = [everyone[:, None], everyone[None, :]]
    if quantity.arity == 3:
        who.append(plan.targets[target] if isinstance(places[2], str) else places[2])
    elif quantity.arity < 2:
        who = [everyone] if quantity.arity else []
    shape = (len(plan.actors),) * min(quantity.arity, 2)
    return np.broadcast_to(positions(plan, quantity, who, time), shape)


class Solving:
    """What is solved in a chunk of draws, or of whatever else the columns of its leaves are."""

    def __init__(self, plan: Plan, leaves: Leaves) -> None:
        self.plan = plan
        self._leaves = leaves
        self._found: dict[Key, list[Found]] = {}
        self._flags: dict[tuple[Key, int], Floats] = {}
        self._first, self._count = 0, 1

    def begin(self, first: int, count: int) -> None:
        """Go on to a chunk of draws; what does not vary by draw stays."""
        kept = {number for number, solve in enumerate(self.plan.solves) if not self._leaves.varies(solve)}
        self._found = {key: found for key, found in self._found.items() if key[0] in kept}
        self._flags = {key: flags for key, flags in self._flags.items() if key[0][0] in kept}
        self._first, self._count = first, count

    def prepare(self, times: Iterable[int], past: Past | None = None) -> None:
        """Solve everything in these periods; `past` is what the period before them left."""
        for time in times if self.plan.solves else ():
            for key in keys_of(self.plan, time):
                self.found(key, past)

    def found(self, key: Key, past: Past | None = None) -> list[Found]:
        """What is found under a key, for each draw of the chunk or once."""
        known = key_of(self.plan, *key)
        if known not in self._found:
            self._found[known] = list(self._solved(known, key[1], past))
        return self._found[known]

    def is_settled(self, number: int) -> bool:
        """Whether a solve finds the same in every draw, whatever the periods before left."""
        solve = self.plan.solves[number]
        read = [self.plan.nodes[i] for i in cone(self.plan, solve.nodes)]
        others = {reading(node)[0] for node in read if node.op in ("together", "told")}
        return (
            "draw" not in solve.axes
            and all(node.op != "previous" for node in read)
            and all(self.is_settled(other) for other in others)
        )

    # --- what is read elsewhere -----------------------------------------------------------------------------------

    def together(self, node: Node, times: Ints, targets: Ints, who: Sequence[Ints | int]) -> Floats:
        """Flags of a `together` at rows: periods, positions of targets, and one or two actors; a column a draw."""
        number = reading(node)[0]
        width = self._count if self._leaves.varies(self.plan.solves[number]) else 1
        found = np.full((len(times), width), np.nan)
        rows = [np.broadcast_to(actors, times.shape) for actors in who]
        for time, target in sorted(set(zip(times.tolist(), targets.tolist(), strict=True))):
            here = (times == time) & (targets == target)
            flags = self.flags(key_of(self.plan, number, time, target), len(who))
            found[here] = flags[tuple(row[here] for row in rows)]
        return found

    def told(self, node: Node, times: Ints, targets: Ints) -> Floats:
        """Numbers that tell of a solve at rows; a column a draw."""
        number, figure = cast(tuple[int, str], node.data)
        rows = zip(times.tolist(), targets.tolist(), strict=True)
        return np.array([
            [one.told(figure) for one in self.found((number, time, target))] for time, target in rows
        ])  # fmt: skip

    def flags(self, key: Key, arity: int) -> Floats:
        """Who stands together: a dimension for each of one or two actors, and one of draws."""
        if (key, arity) not in self._flags:
            found = self.found(key)
            self._flags[key, arity] = np.stack([one.pairs if arity == 2 else one.ones for one in found], axis=-1)
        return self._flags[key, arity]

    # --- solving --------------------------------------------------------------------------------------------------

    def _solved(self, key: Key, time: int, past: Past | None) -> Iterator[Found]:
        number, _, target = key
        solve = self.plan.solves[number]
        width = self._count if self._leaves.varies(solve) else 1
        depth = depth_of(self.plan, solve.nodes)
        actors = max(len(self.plan.actors), 1)
        step = max(1, min(width, _AT_ONCE // actors ** (depth + 2)))
        needed = _before_trying(self.plan, solve)
        for start in range(0, width, step):
            some = range(start, min(start + step, width))
            against = self.plan.targets[target] if target != NOWHERE else NOWHERE
            year = self._leaves.year(time)
            year = year[some.start : some.stop] if isinstance(year, np.ndarray) else year
            grid = Grid(self.plan, year, against, depth, self._table(time, target, some, past))
            values = grid.values(needed)
            for i, _ in enumerate(some):
                one = self._one(solve, depth, {n: _column(values[n], i) for n in needed}, key, time)
                yield kept(self.plan, number, one)

    def _one(self, solve: SolvePlan, depth: int, values: dict[int, Floats], key: Key, time: int) -> Found:
        """What is found in one draw, given the values of all that does not hang on what is tried."""
        actors = len(self.plan.actors)
        who = self._taking_part(solve, values, key, time)
        if who is None:
            return Found.unknown(actors)
        check_size(solve, who)
        if solve.form == "blocs":
            costs = [self._costs(solve, word, values)[np.ix_(who, who)] for word in ("apart", "together")]
            is_known = not any(np.isnan(cost[~np.eye(len(who), dtype=np.bool_)]).any() for cost in costs)
            return blocs_found(solve, actors, who, *costs) if is_known else Found.unknown(actors)
        against = self.plan.targets[key[2]] if key[2] != NOWHERE else NOWHERE
        trial = _Trial(self.plan, solve, depth, values, against)
        if solve.form == "links":
            return links_found(actors, who, trial.worth_of(who)) if not trial.is_unknown(who) else Found.unknown(actors)
        found = trial.over_groups(who)
        if np.isnan(found).any():
            return Found.unknown(actors)
        if solve.form == "coalitions":
            return coalitions_found(solve, actors, who, np.asarray(found[0] == 1.0))
        return partitions_found(solve, actors, who, found)

    def _taking_part(self, solve: SolvePlan, values: dict[int, Floats], key: Key, time: int) -> list[int] | None:
        """Who is sorted into groups: everyone of the group but the target; None where that is unknown."""
        without = {self.plan.targets[key[2]]} if key[2] != NOWHERE else set[int]()
        without |= {actor for actor, times in self.plan.absent if time in times}
        everyone = range(len(self.plan.actors))
        if solve.among is None:
            return [actor for actor in everyone if actor not in without]
        found = np.broadcast_to(values[solve.among].reshape(-1), (len(everyone),))
        if np.isnan(found).any():
            return None
        return [actor for actor in everyone if actor not in without and found[actor] == 1.0]

    def _costs(self, solve: SolvePlan, word: str, values: dict[int, Floats]) -> Floats:
        actors = len(self.plan.actors)
        node = dict(solve.values).get(word)
        if node is None:
            return np.zeros((actors, actors))
        found = values[node]
        return np.broadcast_to(found.reshape(found.shape[:2]), (actors, actors))

    # --- leaves ---------------------------------------------------------------------------------------------------

    def _table(self, time: int, target: int, draws: range, past: Past | None) -> Table:
        """What leaves hold in some draws of the chunk, in a period and against a target."""

        def table(node: Node) -> Floats:
            if node.op in ("together", "told"):
                return self._read(node, time, target, draws)
            if node.op == "previous":
                return self._recalled(node, target, draws, past)
            columns = range(self._first + draws.start, self._first + draws.stop)
            return self._leaves.stated(node, time, target, columns)

        return table

    def _read(self, node: Node, time: int, target: int, draws: range) -> Floats:
        """What another solve found."""
        number, asked = cast(tuple[int, tuple[object, ...] | str], node.data)
        key = key_of(self.plan, number, time, target)
        if isinstance(asked, str):
            found = np.array([one.told(asked) for one in self.found(key)])
        else:
            found = self.flags(key, len(asked))
        return found if found.shape[-1] == 1 else found[..., draws.start : draws.stop]

    def _recalled(self, node: Node, target: int, draws: range, past: Past | None) -> Floats:
        """What the period before left between all actors, against this target or the one named."""
        number, places = reading(node)
        actors = len(self.plan.actors)
        third = target if isinstance(places[2], str) else self.plan.targets.index(places[2])
        if past is None:
            return np.full((actors, actors, 1), np.nan)
        sites = third * actors**2 + np.arange(actors**2)
        return past.read(number, sites, draws.start, len(draws)).reshape(actors, actors, -1)


def solved_rows(solving: Solving, tile: Tile, node: Node, axes: Axes) -> Floats:
    """What a solve found, for each row of a tile; a column a draw, or one."""
    rows = tile.rows(axes)
    where = rows.where
    times = np.broadcast_to(np.asarray(where.get("time", 0), dtype=np.int64), (rows.count,))
    index = np.zeros(len(solving.plan.actors), dtype=np.int64)
    index[list(solving.plan.targets)] = np.arange(len(solving.plan.targets))
    targets = np.broadcast_to(index[where["target"]] if "target" in where else 0, (rows.count,))
    if node.op == "told":
        return solving.told(node, times, targets)
    return solving.together(node, times, targets, [tile.along(place, rows) for place in reading(node)[1]])


def _column(value: Floats, draw: int) -> Floats:
    """The values of one draw."""
    return value if value.shape[-1] == 1 else value[..., draw : draw + 1]


def _before_trying(plan: Plan, solve: SolvePlan) -> tuple[int, ...]:
    """Nodes that do not hang on what is tried and that others, or the solve itself, read."""
    found: set[int] = set()
    seen: set[int] = set()
    waiting = list(solve.nodes)
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        node = plan.nodes[here]
        if TRIED not in node.axes:
            found.add(here)
        else:
            waiting.extend(node.arguments)
    return tuple(sorted(found))


class _Trial:
    """One expression of one draw, asked of many groups or networks at once."""

    def __init__(self, plan: Plan, solve: SolvePlan, depth: int, values: dict[int, Floats], target: int) -> None:
        self._plan, self._depth, self._values, self._target = plan, depth, values, target
        self._name, self._node = solve.name, solve.values[0][1]
        self._actors = len(plan.actors)
        self._step = max(1, _AT_ONCE // max(self._actors, 1) ** (depth + 1))

    def over_groups(self, who: Sequence[int]) -> Floats:
        """The expression for every set of actors, one row for everyone who takes part (or just one)."""
        count = 1 << len(who)
        self._check(count)
        parts = []
        for start in range(0, count, self._step):
            masks = np.arange(start, min(start + self._step, count))
            inside = np.zeros((self._actors, len(masks)))
            for bit, actor in enumerate(who):
                inside[actor] = masks >> bit & 1
            parts.append(self._rows(who, {"in_group": inside, "group_size": inside.sum(axis=0)}, len(masks)))
        found = np.concatenate(parts, axis=1)
        if found.shape[0] > 1:
            # what a group is worth to those outside is not read
            outside = ~(np.arange(count)[None, :] >> np.arange(len(who))[:, None] & 1).astype(np.bool_)
            found[outside] = 0.0
        else:
            found[:, 0] = 0.0
        return found

    def _check(self, count: int) -> None:
        """Stop before so many groups are tried that it would not end."""
        is_of_actors = "self" in self._plan.nodes[self._node].axes
        values = float(count) * float(self._actors) ** (self._depth + is_of_actors)
        if values > MOST_VALUES:
            raise LimitError(f"values of {self._name}", values, MOST_VALUES)

    def worth_of(self, who: Sequence[int]):  # type: ignore[no-untyped-def]
        """What networks are worth to those who take part."""
        inside = np.ix_(who, who)

        def worth(networks: Networks) -> Floats:
            count = networks.linked.shape[-1]
            parts = [
                self._networks(who, inside, Networks(networks.linked[..., start : start + self._step]))
                for start in range(0, count, self._step)
            ]
            return np.concatenate(parts, axis=1)

        return worth

    def is_unknown(self, who: Sequence[int]) -> bool:
        """Whether the worth of the empty or of the whole network is not known."""
        linked = np.zeros((len(who), len(who), 2), dtype=np.bool_)
        linked[..., 1] = ~np.eye(len(who), dtype=np.bool_)
        return bool(np.isnan(self.worth_of(who)(Networks(linked))).any())

    def _networks(self, who: Sequence[int], inside: tuple[npt.NDArray[np.intp], ...], some: Networks) -> Floats:
        count = some.linked.shape[-1]
        linked = np.zeros((self._actors, self._actors, count))
        steps = np.full_like(linked, np.inf)
        steps[np.arange(self._actors), np.arange(self._actors)] = 0.0
        linked[inside], steps[inside] = some.linked, some.steps()
        return self._rows(who, {"linked": linked, "steps": steps, "links": linked.sum(axis=1)}, count)

    def _rows(self, who: Sequence[int], asked: dict[str, Floats], count: int) -> Floats:
        """The expression for everyone who takes part, a column for each that is tried."""
        grid = Grid(self._plan, 0.0, self._target, self._depth, lambda node: asked[node.op])
        found = grid.values([self._node], self._values)[self._node]
        is_of_actors = "self" in self._plan.nodes[self._node].axes
        rows = found.reshape(found.shape[0], -1)
        laid = np.broadcast_to(rows, (rows.shape[0], count))
        if self._is_condition and not is_of_actors:
            return np.array(laid)
        return np.array(np.broadcast_to(laid, (self._actors, count))[list(who)])

    @property
    def _is_condition(self) -> bool:
        return self._plan.nodes[self._node].kind == "flag"
