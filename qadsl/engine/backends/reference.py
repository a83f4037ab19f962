"""The law: one cell and one draw at a time, in plain Python, operation by operation as `ir.ops` says.

Every other backend must give the same bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Protocol, cast

import numpy as np

from qadsl.engine import draws, functions
from qadsl.engine.arithmetic import SCALAR
from qadsl.engine.backends.plain_solving import PlainSolving, Tried
from qadsl.engine.distributions import sample
from qadsl.engine.group_memories import read_groups
from qadsl.engine.inputs import (
    actors_of,
    cell_names,
    membership,
    position,
    reading,
    sameness,
    tried_places,
    written_value,
)
from qadsl.engine.measured import Measured
from qadsl.engine.memories import Past, after_outcomes
from qadsl.engine.solutions import Found
from qadsl.engine.solved import Key, periods_of
from qadsl.engine.solvers import behaviour, choice, consent
from qadsl.engine.stocks import Stocks
from qadsl.engine.tallies import BLOCK, Tallies, halve
from qadsl.engine.tie_graphs import Sightings
from qadsl.ir.ops import REDUCTIONS
from qadsl.ir.program import Node, Plan, Written
from qadsl.ir.sites import cone
from qadsl.ir.types import AXES, TRIED, Kind
from qadsl.result import Floats, Ints

__all__ = ["SCALARS", "Evaluator", "Reference"]

Remembered = tuple[int, int, int, int, int, int]
Tied = tuple[int, int, int, int, int]

_NAN = math.nan


def _flag(holds: bool) -> float:
    return 1.0 if holds else 0.0


def _known(operation: Callable[..., float]) -> Callable[..., float]:
    """The operation, unknown where an argument is."""

    def guarded(*arguments: float) -> float:
        return _NAN if any(x != x for x in arguments) else operation(*arguments)

    return guarded


def _and(x: float, y: float) -> float:
    if x == 0.0 or y == 0.0:
        return 0.0
    return 1.0 if x == 1.0 and y == 1.0 else _NAN


def _or(x: float, y: float) -> float:
    if x == 1.0 or y == 1.0:
        return 1.0
    return 0.0 if x == 0.0 and y == 0.0 else _NAN


def _not(x: float) -> float:
    return 1.0 - x


def _select(condition: float, x: float, y: float) -> float:
    if condition != condition:
        return x if x == y else _NAN
    return x if condition == 1.0 else y


SCALARS: dict[str, Callable[..., float]] = {
    "negate": lambda x: -x,
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: functions.divide(SCALAR, x, y),
    "power": lambda x, y: functions.power(SCALAR, x, y),
    "minimum": SCALAR.minimum,
    "maximum": SCALAR.maximum,
    "absolute": SCALAR.absolute,
    "sqrt": SCALAR.sqrt,
    "exp": lambda x: functions.exp(SCALAR, x),
    "log": lambda x: functions.log(SCALAR, x),
    "round12": lambda x: functions.round12(SCALAR, x),
    "less": _known(lambda x, y: _flag(x < y)),
    "less_equal": _known(lambda x, y: _flag(x <= y)),
    "equal": _known(lambda x, y: _flag(x == y)),
    "and": _and,
    "or": _or,
    "not": _not,
    "select": _select,
}
"""Each operation on numbers; a flag is 1, 0 or NaN."""


def _sum(bodies: Sequence[float]) -> float:
    total = 0.0
    for body in bodies:
        total += body
    return total


def _mean(bodies: Sequence[float]) -> float:
    return _sum(bodies) / len(bodies) if bodies else _NAN


def _extreme(better: Callable[[float, float], float]) -> Callable[[Sequence[float]], float]:
    def found(bodies: Sequence[float]) -> float:
        result = bodies[0] if bodies else _NAN
        for body in bodies[1:]:
            result = better(result, body)
        return result

    return found


_NUMERIC: dict[str, Callable[[Sequence[float]], float]] = {
    "sum": _sum,
    "mean": _mean,
    "largest": _extreme(SCALAR.maximum),
    "smallest": _extreme(SCALAR.minimum),
}


def _reduce(op: str, rows: Sequence[tuple[float, ...]]) -> float:
    """A reduction over (body, mask) of each actor, or (mask,) for `count`."""
    if op in ("any", "all"):
        result = 0.0 if op == "any" else 1.0
        for body, mask in rows:
            result = _or(result, _and(mask, body)) if op == "any" else _and(result, _or(_not(mask), body))
        return result
    if any(row[-1] != row[-1] for row in rows):
        return _NAN
    if op == "count":
        return float(sum(row[0] == 1.0 for row in rows))
    return _NUMERIC[op]([body for body, mask in rows if mask == 1.0])


class _Graph:
    """Which nodes are evaluated where: once a cell, once a draw, or once for each actor that a quantifier binds."""

    def __init__(self, plan: Plan, among: Iterable[int]) -> None:
        self.nodes = plan.nodes
        free = [i for i in among if plan.nodes[i].axes.issubset(AXES)]
        self.steady = [i for i in free if "draw" not in plan.nodes[i].axes]
        self.drawn = [i for i in free if "draw" in plan.nodes[i].axes]
        self._cones: dict[int, tuple[int, ...]] = {}
        self._plan = plan
        self._within: dict[int, tuple[int, ...]] = {}

    def within(self, wanted: int) -> tuple[int, ...]:
        """What a node hangs on and itself, but for what quantifiers bind, arguments first."""
        if wanted not in self._within:
            found = cone(self._plan, [wanted])
            self._within[wanted] = tuple(i for i in found if self.nodes[i].axes <= {*AXES, TRIED})
        return self._within[wanted]

    def cone(self, reduction: int) -> tuple[int, ...]:
        """The nodes under a reduction that vary along the axis it binds, arguments first."""
        if reduction not in self._cones:
            node = self.nodes[reduction]
            found: set[int] = set()
            waiting = list(node.arguments)
            while waiting:
                here = waiting.pop()
                if node.data in self.nodes[here].axes and here not in found:
                    found.add(here)
                    waiting.extend(self.nodes[here].arguments)
            # what an inner quantifier binds besides is evaluated when that is
            bound = node.axes.union(AXES, {str(node.data)})
            self._cones[reduction] = tuple(i for i in sorted(found) if self.nodes[i].axes <= bound)
        return self._cones[reduction]


def _applied(operation: Callable[..., float], values: Sequence[float], arguments: Sequence[int]) -> Callable[[], float]:
    """The operation on what the arguments are by then."""
    if len(arguments) == 1:
        (x,) = arguments
        return lambda: operation(values[x])
    if len(arguments) == 2:
        x, y = arguments
        return lambda: operation(values[x], values[y])
    return lambda: operation(*[values[argument] for argument in arguments])


class Finding(Protocol):
    """Finds what is solved in one draw."""

    def found(self, key: Key, draw: int) -> Found:
        """What is found under a key."""


class Evaluator:
    """Values of the nodes of a plan at one cell and one draw."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan = plan
        self.graph = _Graph(plan, range(len(plan.nodes)))
        self.values = [_NAN] * len(plan.nodes)
        self._ways = [self._way(i, node) for i, node in enumerate(plan.nodes)]
        self._seed = seed
        self._keys = [draws.digest(quantity.key) for quantity in plan.quantities]
        self._read: dict[tuple[int, tuple[int, ...], int], tuple[Written | None, int]] = {}
        self._where: dict[str, int] = {}
        self._tried: Tried | None = None
        self.solving: Finding | None = None
        """Finds what the theory asks to be solved."""
        self.past: dict[Remembered, float] = {}
        """What memories held, by time, memory, draw, target, self and partner."""
        self.ties: dict[Tied, int] = {}
        """The options that ties came out as, by time, draw, target, self and partner; -1 where it is not known."""

    def narrow(self, wanted: Iterable[int]) -> list[int]:
        """From now on evaluate no more than these nodes and what they hang on: those are returned."""
        found = cone(self.plan, wanted)
        self.graph = _Graph(self.plan, found)
        return found

    def enter(self, cell: Sequence[int]) -> None:
        """Go to a cell (time, target, self, partner) and evaluate what no draw changes."""
        time, target, one, other = (int(place) for place in cell)
        self._where = {"time": time, "target": self.plan.targets[target], "self": one, "partner": other}
        self._run(self.graph.steady)

    def draw(self, number: int) -> list[float]:
        """All values in one draw."""
        self._where["draw"] = number
        self._run(self.graph.drawn)
        return self.values

    def at(self, wanted: int, where: dict[str, int], tried: Tried | None) -> float:
        """The value of a node, given the position of each axis and what a solve tries."""
        self._where, self._tried = dict(where), tried
        self._run(self.graph.within(wanted))
        return self.values[wanted]

    def _run(self, order: Sequence[int]) -> None:
        values, ways = self.values, self._ways
        for i in order:
            values[i] = ways[i]()

    def _way(self, i: int, node: Node) -> Callable[[], float]:
        """How the value of a node is found, chosen once instead of in each draw."""
        if node.op in SCALARS:
            return _applied(SCALARS[node.op], self.values, node.arguments)
        if node.op in REDUCTIONS:
            return lambda: _reduce(node.op, list(self._rows(i, node)))
        return partial(_SOURCES[node.op], self, node)

    def _rows(self, i: int, node: Node) -> Iterator[tuple[float, ...]]:
        for actor in range(len(self.plan.actors)):
            self._where[str(node.data)] = actor
            self._run(self.graph.cone(i))
            yield tuple(self.values[argument] for argument in node.arguments)

    def constant(self, node: Node) -> float:
        return written_value(node)

    def year(self, node: Node) -> float:
        return self.plan.years[self._where["time"]]

    def member(self, node: Node) -> float:
        place, members = membership(node)
        return _flag(actors_of((place,), self._where)[0] in members)

    def same(self, node: Node) -> float:
        one, other = actors_of(sameness(node), self._where)
        return _flag(one == other)

    def together(self, node: Node) -> float:
        number, places = reading(node)
        found = self._found(number, "draw" in node.axes)
        who = actors_of(places, self._where)
        return float(found.pairs[who] if len(who) == 2 else found.ones[who])

    def told(self, node: Node) -> float:
        number, figure = cast(tuple[int, str], node.data)
        return self._found(number, "draw" in node.axes).told(figure)

    def _found(self, number: int, is_drawn: bool) -> Found:
        """What a solve found where this is asked; what no draw changes is the same in the first as in every other."""
        target = self._where.get("target", -1)
        place = self.plan.targets.index(target) if target in self.plan.targets else 0
        assert self.solving is not None
        return self.solving.found((number, self._where.get("time", 0), place), self._where["draw"] if is_drawn else 0)

    def in_group(self, node: Node) -> float:
        (actor,) = actors_of(tried_places(node), self._where)
        return _flag(self._tried is not None and actor in self._tried.members)

    def group_size(self, node: Node) -> float:
        return float(len(self._tried.members)) if self._tried is not None else _NAN

    def linked(self, node: Node) -> float:
        one, other = actors_of(tried_places(node), self._where)
        return _flag(self._tried is not None and (one, other) in self._tried.linked)

    def steps(self, node: Node) -> float:
        one, other = actors_of(tried_places(node), self._where)
        return self._tried.steps(one, other) if self._tried is not None else _NAN

    def links(self, node: Node) -> float:
        (actor,) = actors_of(tried_places(node), self._where)
        return float(self._tried.links(actor)) if self._tried is not None else _NAN

    def previous(self, node: Node) -> float:
        number, places = reading(node)
        one, other, third = actors_of(places, self._where)
        # what no draw changes is the same in the first as in every other
        draw = self._where["draw"] if "draw" in node.axes else 0
        return self.past.get((self._where["time"] - 1, number, draw, third, one, other), _NAN)

    def outcome(self, node: Node) -> float:
        option, places = reading(node)
        one, other, third = actors_of(places, self._where)
        draw = self._where["draw"] if "draw" in node.axes else 0
        tie = self.ties.get((self._where["time"], draw, third, one, other), -1)
        return _NAN if tie < 0 else _flag(tie == option)

    def is_given(self, node: Node) -> float:
        number, places = reading(node)
        quantity = self.plan.quantities[number]
        place = position(self.plan, quantity, actors_of(places, self._where), self._where["time"])
        stated = 0 if place is None else quantity.cells[place]
        return _flag(stated != 0 and quantity.written[stated].form != "unknown")

    def input(self, node: Node) -> float:
        number, places = reading(node)
        key = number, actors_of(places, self._where), self._where["time"]
        if key not in self._read:
            self._read[key] = self._stated(*key)
        written, cell = self._read[key]
        if written is None:
            return _NAN
        if not written.is_drawn:
            return sample(written, 0.5)
        return sample(written, draws.share(self._seed, self._keys[number], cell, self._where["draw"]))

    def _stated(self, number: int, actors: tuple[int, ...], time: int) -> tuple[Written | None, int]:
        """What is written of a quantity at a cell, None where there is no such cell; and the cell's digest."""
        quantity = self.plan.quantities[number]
        place = position(self.plan, quantity, actors, time)
        if place is None:
            return None, 0
        written = quantity.written[quantity.cells[place]]
        return written, draws.cell_digest(cell_names(self.plan, quantity, actors)) if written.is_drawn else 0


_SOURCES: dict[str, Callable[[Evaluator, Node], float]] = {
    "constant": Evaluator.constant,
    "group_size": Evaluator.group_size,
    "in_group": Evaluator.in_group,
    "linked": Evaluator.linked,
    "links": Evaluator.links,
    "steps": Evaluator.steps,
    "together": Evaluator.together,
    "told": Evaluator.told,
    "input": Evaluator.input,
    "is_given": Evaluator.is_given,
    "member": Evaluator.member,
    "outcome": Evaluator.outcome,
    "previous": Evaluator.previous,
    "same": Evaluator.same,
    "year": Evaluator.year,
}


class Reference:
    """The reference backend over all cells of a plan."""

    chunk = BLOCK

    def __init__(self, plan: Plan, draws: int, seed: int, cells: Ints, pairs: Ints, ends: Ints, stocks: Stocks) -> None:
        self._plan = plan
        self._cells, self._pairs, self._ends, self._draws = cells, pairs, ends, draws
        self._evaluator = Evaluator(plan, seed)
        self._times = periods_of(plan, cells)
        # what is solved is worked out in the midst of a decision
        apart = Evaluator(plan, seed)
        apart.past, apart.solving = self._evaluator.past, (solving := PlainSolving(plan, apart))
        self._evaluator.solving = solving
        self._labels = behaviour.labels_of(plan)
        self._late = after_outcomes(plan)
        self._kept = [(i, memory.node) for i, memory in enumerate(plan.memories) if memory.node is not None]

    def advance(
        self, tallies: Tallies, first: int, count: int, report: Callable[[int], None], past: Past | None = None
    ) -> Tallies:
        """Tallies with `count` more draws, from draw `first`, a whole number of blocks, on."""
        found = tallies.copy()
        if past is not None and len(self._cells):
            self._recall(past, past.time, first)
        sightings = Sightings(self._plan, self._pairs, first, count, self._draws)
        for pair, (one, other) in enumerate(self._ends):
            if pair and self._pairs[pair, 0] > self._pairs[pair - 1, 0]:
                self._end_period(found, int(self._pairs[pair - 1, 0]), first, count)
            choices = [self._cell(found, int(cell), first, count) for cell in (one, other)]
            ties = np.array(self._tie(found, pair, choices, first))
            for option in range(len(self._plan.options)):
                sightings.see(np.array([pair]), option, ties[None, :] >= option)
            report(2 * count)
        if len(self._pairs):
            self._end_period(found, int(self._pairs[-1, 0]), first, count)
        found.draws += count
        found.seen += (sightings.counted(),)
        if past is not None and len(self._cells):
            self._leave(past, int(self._cells[-1, 0]), first)
        found.solved.add(self._plan, self._times, lambda key: self._solutions(key, first, count), count)
        return found

    def _solutions(self, key: Key, first: int, count: int) -> list[Found]:
        """What is found in some draws, or once where no draw changes it."""
        is_drawn = "draw" in self._plan.solves[key[0]].axes
        assert self._evaluator.solving is not None
        return [self._evaluator.solving.found(key, draw) for draw in (range(first, first + count) if is_drawn else [0])]

    def _recall(self, past: Past, time: int, first: int) -> None:
        """Remember of a period what is held of it."""
        actors, targets = len(self._plan.actors), self._plan.targets
        for memory, held in enumerate(past.held):
            for site in np.flatnonzero(~np.isnan(held).all(axis=1)).tolist():
                where = (targets[site // actors**2], site // actors % actors, site % actors)
                for draw, value in enumerate(held[site].tolist(), first):
                    self._evaluator.past[(time, memory, draw, *where)] = value

    def _leave(self, past: Past, time: int, first: int) -> None:
        """Let be held what is remembered of a period."""
        actors, count = len(self._plan.actors), past.ties.shape[1]
        position = {target: place for place, target in enumerate(self._plan.targets)}
        past.time = time
        past.forget()
        for (when, memory, draw, target, one, other), value in self._evaluator.past.items():
            if when == time and first <= draw < first + count:
                past.held[memory][(position[target] * actors + one) * actors + other, draw - first] = value

    def _cell(self, tallies: Tallies, cell: int, first: int, count: int) -> list[list[float]]:
        """Tally one cell and give, for each draw, its choice or in quantal response its probabilities."""
        self._evaluator.enter(self._cells[cell])
        kept = [(i, node) for i, node in self._kept if node not in self._late]
        means: list[list[float]] = []
        choices: list[list[float]] = []
        for number in range(first, first + count):
            values = self._evaluator.draw(number)
            payoffs = [values[option.payoff] for option in self._plan.options]
            means.append(
                [
                    *payoffs,
                    values[self._plan.encouraging],
                    values[self._plan.discouraging],
                    choice.margin(SCALAR, payoffs),
                ]
            )
            choices.append(self._choose(tallies, cell, payoffs, values))
            for memory, node in kept:
                self._keep(cell, memory, number, values[node])
            for place, conflict in enumerate(self._plan.conflicts):
                tallies.conflicts[cell, place] |= values[conflict.node] == 1.0
        _accumulate(tallies.first[cell], tallies.totals[cell], means, first)
        if self._plan.precision is not None:
            _accumulate(tallies.chances[cell], tallies.chance_totals[cell], choices, first)
        return choices

    def _choose(self, tallies: Tallies, cell: int, payoffs: list[float], values: list[float]) -> list[float]:
        if self._plan.precision is not None:
            chances = choice.quantal(SCALAR, payoffs, values[self._plan.precision])
            if any(chance != chance for chance in chances):
                tallies.unknown[cell] = True
                return chances
            for option, labels in enumerate(self._labels):
                tallies.label_counts(option, labels.fitting(values))[cell] += 1
            return chances
        chosen = choice.highest(payoffs)
        if chosen < 0:
            tallies.unknown[cell] = True
        else:
            tallies.at_least[cell, : chosen + 1] += 1
            tallies.label_counts(chosen, self._labels[chosen].fitting(values))[cell] += 1
        return [float(chosen)]

    def _tie(self, tallies: Tallies, pair: int, choices: list[list[list[float]]], first: int) -> list[int]:
        """Tally one tie and give, for each draw, what it is, unless choice is by chance."""
        if self._plan.precision is not None:
            ties = [consent.agree_by_chance(SCALAR, one, other) for one, other in zip(*choices, strict=True)]
            _accumulate(tallies.tie_chances[pair], tallies.tie_totals[pair], ties, first)
            return []
        found: list[int] = []
        for number, (one, other) in enumerate(zip(*choices, strict=True), first):
            tie = consent.agree(int(one[0]), int(other[0]))
            tallies.ties[pair, : tie + 1] += 1
            found.append(tie)
            for cell in self._ends[pair]:
                time, target, self_, partner = (int(place) for place in self._cells[cell])
                self._evaluator.ties[time, number, self._plan.targets[target], self_, partner] = tie
            for memory, kept in enumerate(self._plan.memories):
                if kept.option is not None:
                    for cell in self._ends[pair]:
                        self._keep(int(cell), memory, number, _NAN if tie < 0 else _flag(tie == kept.option))
        return found

    def _end_period(self, tallies: Tallies, time: int, first: int, count: int) -> None:
        """Work out, now that all ties of a period are known, what hangs on them."""
        self._measure_period(tallies, time, first, count)
        for memory, kept in enumerate(self._plan.memories):
            if kept.groups:
                for target in range(len(self._plan.targets)):
                    self._remember_groups(memory, kept.groups, time, target, range(first, first + count))

    def _remember_groups(self, memory: int, reading: str, time: int, target: int, draws: range) -> None:
        """Let a memory hold what is read of the groups of one period and target."""
        third = self._plan.targets[target]
        pairs = [(one, other) for when, who, one, other in self._pairs.tolist() if (when, who) == (time, target)]
        for draw in draws:
            tied = [0] * len(self._plan.actors)
            ties = [self._evaluator.ties.get((time, draw, third, one, other), -1) for one, other in pairs]
            for (one, other), tie in zip(pairs, ties, strict=True):
                if tie > 0:
                    tied[one] |= 1 << other
                    tied[other] |= 1 << one
            values = read_groups(reading, tied, self._plan.consent)
            is_known = all(tie >= 0 for tie in ties)
            for one, other in pairs:
                both = ((one, other), (other, one)) if reading == "group_size" else ((one, one), (other, other))
                for site in both:
                    value = float(values[site]) if is_known else _NAN
                    self._evaluator.past[time, memory, draw, third, *site] = value

    def _measure_period(self, tallies: Tallies, time: int, first: int, count: int) -> None:
        """Work out, now that all ties of a period are known, what hangs on them, and tally the measures."""
        if not self._plan.measures:
            return
        kept = [(i, node) for i, node in self._kept if node in self._late]
        for cell in np.flatnonzero(self._cells[:, 0] == time).tolist():
            self._evaluator.enter(self._cells[cell])
            rows: list[list[float]] = []
            for number in range(first, first + count):
                values = self._evaluator.draw(number)
                rows.append([values[measure.node] for measure in self._plan.measures])
                for memory, node in kept:
                    self._keep(cell, memory, number, values[node])
            for place, found in enumerate(zip(*rows, strict=True)):
                _measured(tallies.measured, self._plan, cell, place, found, first)

    def _keep(self, cell: int, memory: int, draw: int, value: float) -> None:
        """Let a memory hold what a decision gives for the period after."""
        time, target, one, other = (int(place) for place in self._cells[cell])
        self._evaluator.past[time, memory, draw, self._plan.targets[target], one, other] = value


def _accumulate(firsts: Floats, totals: Floats, rows: list[list[float]], first: int) -> None:
    for place, values in enumerate(zip(*rows, strict=True)):
        if first == 0:
            firsts[place] = values[0]
        filler = float(firsts[place])
        for start in range(0, len(values), BLOCK):
            totals[place] += halve(values[start : start + BLOCK], filler)


def _measured(measured: Measured, plan: Plan, cell: int, place: int, values: Sequence[float], first: int) -> None:
    """Tally one measure at one cell."""
    measured.unknown[cell, place] |= any(value != value for value in values)
    if plan.measures[place].type.kind is not Kind.NUMBER:
        for word, column in enumerate(measured.columns(place)):
            measured.counts[cell, column] += sum(value == word for value in values)
        return
    if first == 0:
        measured.first[cell, place] = values[0]
    base = float(measured.first[cell, place])
    away = [value - base for value in values]
    for start in range(0, len(values), BLOCK):
        measured.totals[cell, place] += halve(values[start : start + BLOCK], base)
        measured.squares[cell, place] += halve([x * x for x in away[start : start + BLOCK]], 0.0)
