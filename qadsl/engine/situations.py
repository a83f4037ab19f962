"""Evaluates nodes of a plan at one decision in many situations at once, each with values of its own for every input.

Operation by operation this is what `ir.ops` says, on arrays with one place a situation; an unknown is a NaN, also for
a flag. A run gives each input the draws of what is written; here they come from outside, so that a test may ask about
what is not given and a search may try what it likes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, cast

import numpy as np

from qadsl.engine.elementwise import OPERATIONS, reduced
from qadsl.engine.inputs import actors_of, membership, reading, sameness, written_value
from qadsl.engine.solved import key_of
from qadsl.engine.solving import Solving, sites_of_all
from qadsl.ir.ops import REDUCTIONS
from qadsl.ir.program import Node, Place, Plan, SolvePlan
from qadsl.ir.sites import Cell, Site, cone, site_of
from qadsl.result import Floats

__all__ = ["Inputs", "Situations"]


class Inputs(Protocol):
    """What holds in each situation."""

    count: int

    def value(self, site: Site) -> Floats:
        """The value of an input in every situation."""

    def is_given(self, site: Site) -> Floats:
        """Whether it is stated, 1 or 0 in every situation."""

    def year(self) -> Floats:
        """The year in every situation."""


class Situations:
    """Values of nodes at one cell (time, target, self, partner) in all situations."""

    def __init__(self, plan: Plan, inputs: Inputs, cell: Cell) -> None:
        self.plan = plan
        self.inputs = inputs
        time, target, one, other = cell
        self._where = {"time": time, "target": plan.targets[target], "self": one, "partner": other}
        self._cell = cell
        self._solving: Solving | None = None
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
            case "together" | "told":
                return self._solved(node)
            case "member":
                place, members = membership(node)
                return np.full(self.inputs.count, float(actors_of((place,), self._where)[0] in members))
            case "same":
                one, other = actors_of(sameness(node), self._where)
                return np.full(self.inputs.count, float(one == other))
            case _:
                return self._input(node)

    def _solved(self, node: Node) -> Floats:
        """What a solve finds in every situation."""
        if self._solving is None:
            self._solving = Solving(self.plan, _Leaves(self.plan, self.inputs))
            self._solving.begin(0, self.inputs.count)
        time, target, _, _ = self._cell
        number, asked = cast(tuple[int, tuple[Place, ...] | str], node.data)
        key = key_of(self.plan, number, time, target)
        if isinstance(asked, str):
            return np.array([one.told(asked) for one in self._solving.found(key)])
        found: Floats = self._solving.flags(key, len(asked))[actors_of(asked, self._where)]
        return found

    def _input(self, node: Node) -> Floats:
        site = site_of(self.plan, node, self._where)
        if site is None:
            return np.full(self.inputs.count, 0.0 if node.op == "is_given" else np.nan)
        return self.inputs.is_given(site) if node.op == "is_given" else self.inputs.value(site)


class _Leaves:
    """What holds of all actors in every situation."""

    def __init__(self, plan: Plan, inputs: Inputs) -> None:
        self._plan, self._inputs = plan, inputs

    def varies(self, solve: SolvePlan) -> bool:
        """Situations may differ in anything."""
        return True

    def year(self, time: int) -> Floats:
        """The year in every situation."""
        return self._inputs.year()

    def stated(self, node: Node, time: int, target: int, columns: range) -> Floats:
        """What is stated of all actors in some of the situations."""
        number = reading(node)[0]
        sites = sites_of_all(self._plan, node, time, target)
        asked = self._inputs.is_given if node.op == "is_given" else self._inputs.value
        missing = np.full(self._inputs.count, 0.0 if node.op == "is_given" else np.nan)
        rows = [asked((number, site)) if site >= 0 else missing for site in sites.reshape(-1).tolist()]
        return np.stack(rows)[:, columns.start : columns.stop].reshape(*sites.shape, -1)
