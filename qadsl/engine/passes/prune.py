"""Keeps what the figures need, and drops what only an account of a decision reads."""

from __future__ import annotations

from dataclasses import replace

from qadsl.engine.passes.rewriting import remap
from qadsl.ir.program import Node, Plan
from qadsl.ir.text import node_names

__all__ = ["prune"]


def prune(plan: Plan) -> Plan:
    """The plan without the nodes, terms, variables and rules that no figure rests on."""
    options = tuple(replace(option, reward=None, costs=(), terms=()) for option in plan.options)
    lean = replace(plan, options=options, variables=(), rules=(), altered=())
    needed = _roots(lean)
    for position in range(len(plan.nodes) - 1, -1, -1):
        if position in needed:
            needed.update(plan.nodes[position].arguments)
    found = {position: i for i, position in enumerate(sorted(needed))}
    names = node_names(plan)
    nodes = tuple(_moved(plan.nodes[i], found, names.get(i, plan.nodes[i].name)) for i in found)
    return remap(lean, nodes, found)


def _roots(plan: Plan) -> set[int]:
    found = {option.payoff for option in plan.options} | {plan.encouraging, plan.discouraging}
    found.update(plan.differences.values())
    found.update(conflict.node for conflict in plan.conflicts)
    found.update(measure.node for measure in plan.measures)
    found.update(memory.node for memory in plan.memories if memory.node is not None)
    found.update(node for solve in plan.solves for node in solve.nodes)
    found.update(node for behaviour in plan.behaviours for node in behaviour.conditions)
    return found if plan.precision is None else found | {plan.precision}


def _moved(node: Node, to: dict[int, int], name: str) -> Node:
    return replace(node, arguments=tuple(to[argument] for argument in node.arguments), name=name)
