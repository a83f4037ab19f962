"""Takes the axis of draws from outcomes, and from what is remembered, where nothing uncertain is."""

from __future__ import annotations

from qadsl.engine.passes.rewriting import like, rebuild
from qadsl.ir.builder import Builder
from qadsl.ir.program import Node, Plan

__all__ = ["steady_memories"]

READING = frozenset({"previous", "outcome"})


def steady_memories(plan: Plan) -> Plan:
    """The plan in which a period comes out, and leaves to the next, the same in every draw, if that is so."""
    reads = any(node.op in READING for node in plan.nodes)
    if not reads or any("draw" in node.axes for node in plan.nodes if node.op == "input"):
        return plan

    def rewrite(builder: Builder, node: Node, arguments: tuple[int, ...], _: int) -> int:
        if node.op not in READING:
            return like(builder, node, arguments)
        return builder.add(node.op, (), node.data, kind=node.kind, axes=node.axes - {"draw"}, name=node.name)

    return rebuild(plan, rewrite)
