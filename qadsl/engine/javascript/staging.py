"""Which values are worked out in one loop, in which order, and which of them are kept in an array.

A node is worked out in a loop over its own axes; time and draws run outside of all loops. Nodes of the same axes that
hang on one another, or on nothing between, share a loop, in which they are local names; what another loop reads is
kept. What varies along the axis of a quantifier is worked out inside of the reduction that binds it, unless something
of other axes reads it, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from qadsl.engine.inputs import reading
from qadsl.engine.javascript.operations import LEAVES
from qadsl.engine.memories import after_outcomes
from qadsl.ir.ops import REDUCTIONS
from qadsl.ir.program import Node, Place, Plan
from qadsl.ir.types import TRIED, Axis

__all__ = ["IN_A_LOOP", "Staging", "Stage", "outputs_of"]

IN_A_LOOP = 300
"""Values of one loop: engines of browsers leave functions that are much longer as they are."""

_ORDER = ("target", "self", "partner")
_LATE = 1_000_000

Key = tuple[int, int, int, tuple[Axis, ...]]
"""Whether it varies with time, level, part of a level, axes in order."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One loop: its axes in order, whether it varies with time, whether it waits for ties, and what it keeps."""

    axes: tuple[Axis, ...]
    is_timed: bool
    is_late: bool
    kept: tuple[int, ...]
    solve: int | None = None
    """What is solved in it, in place of all else."""


def outputs_of(plan: Plan) -> set[int]:
    """The nodes that decisions, ties, memories and measures read."""
    found = {option.payoff for option in plan.options} | {plan.encouraging, plan.discouraging}
    found.update(conflict.node for conflict in plan.conflicts)
    found.update(node for behaviour in plan.behaviours for node in behaviour.conditions)
    found.update(memory.node for memory in plan.memories if memory.node is not None)
    found.update(measure.node for measure in plan.measures)
    found.update(node for solve in plan.solves for node in solve.nodes if TRIED not in plan.nodes[node].axes)
    return found if plan.precision is None else found | {plan.precision}


def ordered(axes: frozenset[Axis]) -> tuple[Axis, ...]:
    """Axes in the order of loops, without time and draws."""
    rest = sorted(axis for axis in axes if axis.startswith("over"))
    return (*(axis for axis in (*_ORDER, TRIED) if axis in axes), *rest)


class Staging:
    """The stages of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._late = after_outcomes(plan)
        self._axes = [ordered(node.axes) for node in plan.nodes]
        self._timed = ["time" in node.axes for node in plan.nodes]
        self._readers = self._contexts()
        self._inner = {i for i in range(len(plan.nodes)) if self._is_inner(i)}
        self._keys = self._grouped()
        self.kept = self._found_kept()

    def _is_worked_out(self, position: int) -> bool:
        return self.plan.nodes[position].op not in LEAVES

    def _contexts(self) -> list[set[tuple[tuple[Axis, ...], bool]]]:
        """For each node the axes, and whether there is time among them, of the loops that read it."""
        found: list[set[tuple[tuple[Axis, ...], bool]]] = [set() for _ in self.plan.nodes]
        for i, node in enumerate(self.plan.nodes):
            axes = self._axes[i]
            if node.op in REDUCTIONS:
                axes = ordered(frozenset(axes) | {str(node.data)})
            for argument in node.arguments:
                found[argument].add((axes, self._timed[i]))
        return found

    def _is_inner(self, position: int) -> bool:
        """Whether it is worked out inside of reductions alone, or where a solve tries something."""
        if TRIED in self._axes[position]:
            return True
        if not any(axis.startswith("over") for axis in self._axes[position]):
            return False
        return all(reader == (self._axes[position], self._timed[position]) for reader in self._readers[position])

    def _grouped(self) -> list[Key]:
        """The loop of each node; those worked out inside of reductions have one of their own, which nobody runs."""
        levels = [0] * len(self.plan.nodes)
        counts: dict[Key, int] = {}
        found: list[Key] = []
        for i, node in enumerate(self.plan.nodes):
            level = _LATE if i in self._late else 0
            if node.op in ("together", "told"):
                level = self._solved_level(node, levels) + 1
            for argument in node.arguments:
                if self._is_worked_out(argument) or levels[argument]:
                    shares = not self._is_worked_out(argument) or self._shares(i, argument)
                    level = max(level, levels[argument] + (not shares))
            levels[i] = level
            key = (int(self._timed[i]), level, 0, self._axes[i])
            if self._is_worked_out(i) and i not in self._inner:
                counts[key] = counts.get(key, 0) + 1
            found.append((*key[:2], counts.get(key, 0) // IN_A_LOOP, key[3]))
        self._levels = levels
        return found

    def _solved_level(self, node: Node, levels: Sequence[int]) -> int:
        """The level of what a node reads of a solve."""
        solve = self.plan.solves[cast(tuple[int, object], node.data)[0]]
        return 1 + max((levels[one] for one in solve.nodes), default=0)

    def _shares(self, position: int, argument: int) -> bool:
        """Whether an argument is worked out where its reader is."""
        same = (self._axes[position], self._timed[position]) == (self._axes[argument], self._timed[argument])
        if argument in self._inner:
            return True
        return same and position not in self._inner

    def _found_kept(self) -> set[int]:
        """What is kept in an array: outputs, and what is read in another loop than it is worked out in."""
        found = {i for i in outputs_of(self.plan) if self._is_worked_out(i)}
        for i, node in enumerate(self.plan.nodes):
            for argument in node.arguments:
                if not self._is_worked_out(argument) or argument in self._inner:
                    continue
                if i in self._inner or self._keys[i] != self._keys[argument]:
                    found.add(argument)
        return found

    def stages(self) -> list[Stage]:
        """The stages in the order in which they are run, those that wait for ties last."""
        groups: dict[Key, list[int]] = {}
        for i in sorted(self.kept):
            groups.setdefault(self._keys[i], []).append(i)
        found = [
            ((timed, level, part, axes), Stage(axes, bool(timed), level >= _LATE, tuple(nodes)))
            for (timed, level, part, axes), nodes in groups.items()
        ]
        for number, solve in enumerate(self.plan.solves):
            level = 1 + max((self._levels[one] for one in solve.nodes), default=0)
            axes = ("target",) if "target" in solve.axes else ()
            is_timed = "time" in solve.axes
            # before all that may read it, behind what it reads
            key = (int(is_timed), level, number, ())
            found.append((key, Stage(axes, is_timed, False, (), number)))
        return [stage for _, stage in sorted(found, key=lambda one: one[0])]

    def reads(self) -> list[frozenset[int]]:
        """The quantities that each node hangs on, also by way of what is remembered."""
        found: list[frozenset[int]] = [frozenset()] * len(self.plan.nodes)
        ties: frozenset[int] = frozenset()
        while True:
            for i, node in enumerate(self.plan.nodes):
                own = frozenset[int]().union(*(found[argument] for argument in node.arguments))
                found[i] = own | self._read(i, found, ties)
            payoffs = [option.payoff for option in self.plan.options]
            payoffs += [] if self.plan.precision is None else [self.plan.precision]
            now = frozenset[int]().union(*(found[payoff] for payoff in payoffs))
            settled = all(self._read(i, found, now) <= found[i] for i in range(len(found)))
            if now == ties and settled:
                return found
            ties = now

    def _read(self, position: int, found: list[frozenset[int]], ties: frozenset[int]) -> frozenset[int]:
        """What a leaf hangs on."""
        node = self.plan.nodes[position]
        match node.op:
            case "input" | "is_given":
                return frozenset({reading(node)[0]})
            case "outcome":
                return ties
            case "previous":
                memory = self.plan.memories[cast(tuple[int, tuple[Place, ...]], node.data)[0]]
                return found[memory.node] if memory.node is not None else ties
            case "together" | "told":
                solve = self.plan.solves[cast(tuple[int, object], node.data)[0]]
                return frozenset[int]().union(*(found[one] for one in solve.nodes))
            case _:
                return frozenset()
