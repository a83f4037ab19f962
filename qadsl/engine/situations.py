"""Evaluates nodes of a plan at one decision in many situations at once, each with values of its own for every input.

Operation by operation this is what `ir.ops` says, on arrays with one place a situation; an unknown is a NaN, also for
a flag. A run gives each input the draws of what is written; here they come from outside, so that a test may ask about
what is not given and a search may try what it likes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from qadsl.engine import functions
from qadsl.engine.arithmetic import VECTOR
from qadsl.engine.inputs import actors_of, membership, sameness, written_value
from qadsl.ir.ops import REDUCTIONS
from qadsl.ir.program import Node, Plan
from qadsl.ir.sites import Cell, Site, cone, site_of
from qadsl.result import Floats

__all__ = ["OPERATIONS", "Inputs", "Situations", "reduced"]


class Inputs(Protocol):
    """What holds in each situation."""

    count: int

    def value(self, site: Site) -> Floats:
        """The value of an input in every situation."""

    def is_given(self, site: Site) -> Floats:
        """Whether it is stated, 1 or 0 in every situation."""

    def year(self) -> Floats:
        """The year in every situation."""


def _compare(operation: Callable[..., object]) -> Callable[..., Floats]:
    def compared(x: Floats, y: Floats) -> Floats:
        found: Floats = np.asarray(operation(x, y), dtype=np.float64)
        found[np.isnan(x) | np.isnan(y)] = np.nan
        return found

    return compared


def _and(x: Floats, y: Floats) -> Floats:
    no = (x == 0.0) | (y == 0.0)
    found: Floats = np.where(no, 0.0, np.where((x == 1.0) & (y == 1.0), 1.0, np.nan))
    return found


def _or(x: Floats, y: Floats) -> Floats:
    yes = (x == 1.0) | (y == 1.0)
    found: Floats = np.where(yes, 1.0, np.where((x == 0.0) & (y == 0.0), 0.0, np.nan))
    return found


def _select(condition: Floats, x: Floats, y: Floats) -> Floats:
    settled = np.where(condition == 1.0, x, y)
    found: Floats = np.where(np.isnan(condition), np.where(x == y, x, np.nan), settled)
    return found


OPERATIONS: dict[str, Callable[..., Floats]] = {
    "negate": np.negative,
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": lambda x, y: functions.divide(VECTOR, x, y),
    "power": lambda x, y: functions.power(VECTOR, x, y),
    "minimum": np.minimum,
    "maximum": np.maximum,
    "absolute": np.absolute,
    "sqrt": VECTOR.sqrt,
    "exp": lambda x: functions.exp(VECTOR, x),
    "log": lambda x: functions.log(VECTOR, x),
    "round12": lambda x: functions.round12(VECTOR, x),
    "less": _compare(np.less),
    "less_equal": _compare(np.less_equal),
    "equal": _compare(np.equal),
    "and": _and,
    "or": _or,
    "not": lambda x: 1.0 - x,
    "select": _select,
}


def reduced(op: str, rows: Sequence[tuple[Floats, ...]], count: int | tuple[int, ...]) -> Floats:
    """A reduction over (body, mask) of each actor, or (mask,) for `count`, in canonical order of actors."""
    if op in ("any", "all"):
        found = np.full(count, float(op == "all"))
        for body, mask in rows:
            found = _or(found, _and(mask, body)) if op == "any" else _and(found, _or(1.0 - mask, body))
        return found
    unknown = np.zeros(count, dtype=np.bool_)
    members = np.zeros(count)
    for row in rows:
        unknown |= np.isnan(row[-1])
        members += row[-1] == 1.0
    total = members if op == "count" else _numeric(op, rows, members)
    return np.where(unknown, np.nan, total)


def _numeric(op: str, rows: Sequence[tuple[Floats, ...]], members: Floats) -> Floats:
    if op in ("sum", "mean"):
        total = np.zeros_like(members)
        for body, mask in rows:
            total = np.where(mask == 1.0, total + body, total)
        return total if op == "sum" else functions.divide(VECTOR, total, members)
    better, worst = (np.maximum, -np.inf) if op == "largest" else (np.minimum, np.inf)
    found = np.full_like(members, worst)
    for body, mask in rows:
        found = np.where(mask == 1.0, better(found, body), found)
    return np.where(members == 0.0, np.nan, found)


class Situations:
    """Values of nodes at one cell (time, target, self, partner) in all situations."""

    def __init__(self, plan: Plan, inputs: Inputs, cell: Cell) -> None:
        self.plan = plan
        self.inputs = inputs
        time, target, one, other = cell
        self._where = {"time": time, "target": plan.targets[target], "self": one, "partner": other}
        self._bound: dict[int, Floats] = {}
        self._values: dict[int, Floats] = {}

    def values(self, wanted: Iterable[int]) -> dict[int, Floats]:
        """The values of these nodes, worked out with all that they hang on."""
        with np.errstate(all="ignore"):
            for number in cone(self.plan, wanted):
                if not self._is_bound(number) and number not in self._values:
                    self._values[number] = self._evaluate(number)
        return self._values

    def value(self, node: int) -> Floats:
        """The values of one node."""
        return self.values([node])[node]

    def _is_bound(self, number: int) -> bool:
        return any(axis.startswith("over") for axis in self.plan.nodes[number].axes)

    def _of(self, number: int) -> Floats:
        return self._bound[number] if self._is_bound(number) else self._values[number]

    def _evaluate(self, number: int) -> Floats:
        node = self.plan.nodes[number]
        if node.op in OPERATIONS:
            found = OPERATIONS[node.op](*(self._of(argument) for argument in node.arguments))
        elif node.op in REDUCTIONS:
            found = reduced(node.op, list(self._rows(node)), self.inputs.count)
        else:
            found = self._source(node)
        return np.asarray(found, dtype=np.float64)

    def _rows(self, node: Node) -> Iterator[tuple[Floats, ...]]:
        axis = str(node.data)
        inner = [i for i in cone(self.plan, node.arguments) if axis in self.plan.nodes[i].axes]
        known = {axis, *self._where}
        inner = [i for i in inner if self.plan.nodes[i].axes <= known | {"draw"}]
        for actor in range(len(self.plan.actors)):
            self._where[axis] = actor
            for i in inner:
                self._bound[i] = self._evaluate(i)
            yield tuple(self._of(argument) for argument in node.arguments)
        del self._where[axis]

    def _source(self, node: Node) -> Floats:
        match node.op:
            case "constant":
                return np.full(self.inputs.count, written_value(node))
            case "previous" | "outcome":
                return np.full(self.inputs.count, np.nan)  # one moment has nothing before it
            case "year":
                return self.inputs.year()
            case "member":
                place, members = membership(node)
                return np.full(self.inputs.count, float(actors_of((place,), self._where)[0] in members))
            case "same":
                one, other = actors_of(sameness(node), self._where)
                return np.full(self.inputs.count, float(one == other))
            case _:
                return self._input(node)

    def _input(self, node: Node) -> Floats:
        site = site_of(self.plan, node, self._where)
        if site is None:
            return np.full(self.inputs.count, 0.0 if node.op == "is_given" else np.nan)
        return self.inputs.is_given(site) if node.op == "is_given" else self.inputs.value(site)
