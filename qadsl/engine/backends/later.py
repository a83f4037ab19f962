"""What is known of the periods after the first that are run: that there was one before, and what it left.

Where the period before left every decision a known value within the range of what is kept, what is remembered is not
unknown, and questions whether this is the first period are settled. So the graph of later periods is a smaller one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qadsl.engine.backends.schedule import Schedule, early_outputs, facts_of, late_outputs
from qadsl.engine.inputs import reading
from qadsl.engine.intervals import static_ranges
from qadsl.engine.passes.fold import folding
from qadsl.engine.passes.rewriting import rebuilt
from qadsl.engine.ranges import Range, Truth, Value
from qadsl.engine.stocks import Stocks
from qadsl.ir.program import Node, Plan
from qadsl.result import Floats

__all__ = ["Later", "later_of"]

_YES_OR_NO = Truth(np.array([True]), np.array([True]), np.array([False]))


@dataclass(frozen=True, slots=True)
class Later:
    """The schedules of later periods, before and after ties are known, and what memories must hold for them."""

    early: Schedule
    late: Schedule
    held: Mapping[int, tuple[float, float]]

    def holds(self, memory: int, values: Floats) -> bool:
        """Whether a memory of these values is as known as it must be; an unknown one is neither above nor below."""
        if memory not in self.held:
            return True
        low, high = self.held[memory]
        return bool(values.min(initial=high) >= low and values.max(initial=low) <= high)


def later_of(plan: Plan, stocks: Stocks, times: Sequence[int]) -> Later | None:
    """What can be known of the periods after the first of those at `times`, if anything can."""
    if plan.absent or len(times) < 3 or not any(_is_held(plan, node) for node in plan.nodes):
        return None
    ranges = static_ranges(plan, stocks)
    held = {
        number: _known(ranges[memory.node]) if memory.node is not None else _YES_OR_NO
        for number, memory in enumerate(plan.memories)
    }
    years = [plan.years[time] for time in times[1:]]
    nodes, to = rebuilt(plan, folding(static_ranges(plan, stocks, _assumed(plan, held, years))))
    smaller = replace(plan, nodes=nodes)
    facts = facts_of(smaller, stocks, _assumed(smaller, held, years))
    read = {reading(node)[0] for node in plan.nodes if node.op == "previous" and _is_held(plan, node)}
    return Later(
        Schedule(smaller, facts, {i: to[i] for i in early_outputs(plan)}),
        Schedule(smaller, facts, {i: to[i] for i in late_outputs(plan)}),
        {number: _ends(held[number]) for number in read},
    )


def _is_held(plan: Plan, node: Node) -> bool:
    """Whether a node reads of the two of a decision, either way round, what a decision left or how a tie came out."""
    if node.op not in ("previous", "outcome"):
        return False
    number, (one, other, third) = reading(node)
    is_told = node.op == "outcome" or not plan.memories[number].groups
    return is_told and {one, other} == {"self", "partner"} and third == "target"


def _assumed(plan: Plan, held: Mapping[int, Value], years: Sequence[float]) -> dict[int, Value]:
    found: dict[int, Value] = {}
    for position, node in enumerate(plan.nodes):
        if node.op == "year":
            found[position] = Range(np.array([min(years)]), np.array([max(years)]), np.array([False]))
        elif _is_held(plan, node):
            found[position] = held[reading(node)[0]] if node.op == "previous" else _YES_OR_NO
    return found


def _known(value: Value) -> Value:
    """The same range of what is known."""
    if isinstance(value, Truth):
        return _YES_OR_NO
    return Range(value.low, value.high, np.array([False]))


def _ends(value: Value) -> tuple[float, float]:
    if isinstance(value, Truth):
        return 0.0, 1.0
    return float(value.low[0]), float(value.high[0])
