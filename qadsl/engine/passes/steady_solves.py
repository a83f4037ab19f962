"""Takes from what is solved the axes along which nothing that it reads varies any more."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from qadsl.engine.passes.rewriting import like, rebuild
from qadsl.ir.builder import Builder
from qadsl.ir.ops import REDUCTIONS
from qadsl.ir.program import Node, Plan
from qadsl.ir.types import Axis

__all__ = ["steady_solves"]

_OWN = frozenset({"target", "time", "draw"})


def steady_solves(plan: Plan) -> Plan:
    """The plan in which what is solved is solved no more often than it must be."""
    if not plan.solves:
        return plan
    axes: list[frozenset[Axis]] = []
    for node in plan.nodes:
        own = node.axes if not node.arguments else frozenset[Axis]().union(*(axes[a] for a in node.arguments))
        if node.op in REDUCTIONS:
            own -= {str(node.data)}
        axes.append(_read(plan, node, axes) if node.op in ("together", "told") else own)
    solves = tuple(replace(solve, axes=_solved(plan, i, axes)) for i, solve in enumerate(plan.solves))

    def rewrite(builder: Builder, node: Node, arguments: tuple[int, ...], position: int) -> int:
        if node.op not in ("together", "told"):
            return like(builder, node, arguments)
        return builder.add(node.op, (), node.data, kind=node.kind, axes=axes[position], name=node.name)

    return rebuild(replace(plan, solves=solves), rewrite)


def _solved(plan: Plan, number: int, axes: list[frozenset[Axis]]) -> frozenset[Axis]:
    """Along what a solve varies; what it reads stands before all that reads it."""
    found = frozenset[Axis]().union(*(axes[node] for node in plan.solves[number].nodes)) & _OWN
    return found | {"time"} if plan.absent else found


def _read(plan: Plan, node: Node, axes: list[frozenset[Axis]]) -> frozenset[Axis]:
    number, places = cast(tuple[int, tuple[object, ...]], node.data)
    along = {place for place in places if isinstance(place, str)} if node.op == "together" else set[Axis]()
    return frozenset(along) | _solved(plan, number, axes)
