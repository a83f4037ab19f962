"""Rewrites of a plan that keep every bit of its figures, in the order in which they help one another."""

from __future__ import annotations

from collections.abc import Callable

from qadsl.engine.passes.fold import fold_constants
from qadsl.engine.passes.minimal_axes import minimise_axes
from qadsl.engine.passes.prune import prune
from qadsl.engine.passes.share import share_values
from qadsl.engine.passes.steady_memories import steady_memories
from qadsl.engine.passes.steady_solves import steady_solves
from qadsl.engine.passes.unround import compare_unrounded
from qadsl.ir.program import Plan

__all__ = ["PASSES", "optimise", "steady_memories"]

PASSES: tuple[Callable[[Plan], Plan], ...] = (
    prune, minimise_axes, fold_constants, compare_unrounded, share_values, prune, steady_memories, steady_solves,
)  # fmt: skip


def optimise(plan: Plan, besides: Callable[[Plan], Plan] | None = None) -> Plan:
    """The plan as the engine wants it: same figures, less work; without what only explanations read.

    `besides` is a pass to be left out.
    """
    for rewrite in PASSES:
        plan = plan if rewrite is besides else rewrite(plan)
    return plan
