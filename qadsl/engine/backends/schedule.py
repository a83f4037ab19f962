"""In which order the numpy backend evaluates nodes, and what it need not ask again for each block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from qadsl.engine.backends.vectors import OPERATIONS, Facts, Operation
from qadsl.engine.intervals import static_ranges
from qadsl.engine.memories import after_outcomes
from qadsl.engine.ranges import Value
from qadsl.engine.solvers import behaviour
from qadsl.engine.stocks import Stocks
from qadsl.engine.tiles import Axes
from qadsl.ir.ops import REDUCTIONS
from qadsl.ir.program import Node, Plan

__all__ = ["Schedule", "Step", "early_outputs", "facts_of", "late_outputs"]

_DRAW = frozenset({"draw"})


@dataclass(frozen=True, slots=True)
class Step:
    """A node to evaluate.

    Parameters
    ----------
    rows
        The axes that its arguments are laid out along: its own without draws, and what it binds.
    strangers
        Arguments that have other axes, by place, with those axes.
    operation, in_place
        How, for an operation that is not a reduction.
    done
        Values that are read here for the last time.
    """

    position: int
    node: Node
    facts: Facts
    rows: Axes
    strangers: tuple[tuple[int, Axes], ...]
    operation: Operation | None
    in_place: bool
    done: tuple[int, ...]


class Schedule:
    """The steps before the draws and in each block of draws, and the outputs."""

    def __init__(self, plan: Plan, facts: Sequence[Facts], outputs: Mapping[int, int]) -> None:
        self.plan = plan
        self.outputs = outputs
        """For each node that is asked for, as others call it, the node of this graph."""
        self.shared = {node for node, count in Counter(outputs.values()).items() if count > 1}
        """The nodes that stand for more than one that is asked for."""
        needed = set(outputs.values())
        for position in range(len(plan.nodes) - 1, -1, -1):
            if position in needed:
                needed.update(plan.nodes[position].arguments)
        ordered = sorted(needed)
        drawn = [i for i in ordered if "draw" in plan.nodes[i].axes]
        steady = [i for i in ordered if "draw" not in plan.nodes[i].axes]
        self.read = {a for i in drawn for a in plan.nodes[i].arguments} | set(outputs.values())
        """What is read in a block of draws."""
        last = _last_uses(plan, drawn, set(outputs.values()))
        passing = [i for i in steady if "time" in plan.nodes[i].axes and plan.nodes[i].arguments]
        last |= _last_uses(plan, passing, self.read)
        self.steady = [self._step(i, facts[i], tuple(last.get(i, ()))) for i in steady]
        self.drawn = [self._step(i, facts[i], tuple(last.get(i, ()))) for i in drawn]

    def _step(self, position: int, facts: Facts, done: tuple[int, ...]) -> Step:
        node = self.plan.nodes[position]
        binds = frozenset({cast(str, node.data)}) if node.op in REDUCTIONS else frozenset[str]()
        rows = (node.axes | binds) - _DRAW
        axes = [self.plan.nodes[argument].axes - _DRAW for argument in node.arguments]
        strangers = tuple((place, own) for place, own in enumerate(axes) if own != rows)
        operation, in_place = OPERATIONS.get(node.op, (None, False))
        return Step(position, node, facts, rows, strangers, operation, in_place, done)


def early_outputs(plan: Plan) -> set[int]:
    """What is asked of a decision and all that can be known before its period has come out."""
    found = {option.payoff for option in plan.options} | {plan.encouraging, plan.discouraging}
    found |= {conflict.node for conflict in plan.conflicts}
    found |= {memory.node for memory in plan.memories if memory.node is not None} - after_outcomes(plan)
    for labels in behaviour.labels_of(plan):
        found |= {node for _, node in labels.first + labels.fallback}
    return found | ({plan.precision} if plan.precision is not None else set())


def late_outputs(plan: Plan) -> set[int]:
    """What is worked out from the ties of a period: its measures, also what is kept of them."""
    kept = {memory.node for memory in plan.memories if memory.node is not None} & after_outcomes(plan)
    return kept | {measure.node for measure in plan.measures}


def _last_uses(plan: Plan, some: list[int], outputs: set[int]) -> dict[int, list[int]]:
    """For each of some nodes those of them that it is the last to read."""
    reader = {argument: i for i in some for argument in plan.nodes[i].arguments}
    found: dict[int, list[int]] = {}
    for argument in set(some).intersection(reader).difference(outputs):
        found.setdefault(reader[argument], []).append(argument)
    return found


def facts_of(plan: Plan, stocks: Stocks, known: dict[int, Value] | None = None) -> list[Facts]:
    """What is known of every node before any draw, given what is known of some."""
    values = static_ranges(plan, stocks, known)
    return [
        Facts(bool(values[i].open[0]), values[i], tuple(values[a] for a in node.arguments))
        for i, node in enumerate(plan.nodes)
    ]
