"""Computes each value once, also where its arguments stand the other way round."""

from __future__ import annotations

from qadsl.engine.passes.rewriting import like, rebuild
from qadsl.ir.builder import Builder
from qadsl.ir.program import Node, Plan

__all__ = ["share_values"]

EITHER_WAY = frozenset({"add", "multiply", "minimum", "maximum", "and", "or", "equal"})


def share_values(plan: Plan) -> Plan:
    """The plan with one node for each value."""

    def rewrite(builder: Builder, node: Node, arguments: tuple[int, ...], _: int) -> int:
        return like(builder, node, tuple(sorted(arguments)) if node.op in EITHER_WAY else arguments)

    return rebuild(plan, rewrite)
