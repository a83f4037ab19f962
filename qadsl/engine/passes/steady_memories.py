"""Takes the axis of draws from what is remembered where nothing uncertain is."""

from __future__ import annotations

from qadsl.engine.passes.rewriting import like, rebuild
from qadsl.ir.builder import Builder
from qadsl.ir.program import Node, Plan

__all__ = ["steady_memories"]


def steady_memories(plan: Plan) -> Plan:
    """The plan in which a period leaves the same to the next in every draw, if that is so."""
    if not plan.memories or any("draw" in node.axes for node in plan.nodes if node.op == "input"):
        return plan

    def rewrite(builder: Builder, node: Node, arguments: tuple[int, ...], _: int) -> int:
        if node.op != "previous":
            return like(builder, node, arguments)
        return builder.add("previous", (), node.data, kind=node.kind, axes=node.axes - {"draw"}, name=node.name)

    return rebuild(plan, rewrite)
