"""Building a plan anew from its nodes, with everything that points into the graph following."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from qadsl.ir.builder import Builder
from qadsl.ir.program import Clause, Node, Plan, Step, VariablePlan

__all__ = ["Rewrite", "like", "rebuild", "rebuilt", "remap"]

Rewrite = Callable[[Builder, Node, tuple[int, ...], int], int]
"""Given the new graph, an old node, its new arguments and its old position: the new position."""


def like(builder: Builder, node: Node, arguments: tuple[int, ...]) -> int:
    """The node as it was, on new arguments."""
    own = frozenset[str]() if arguments else node.axes
    return builder.add(node.op, arguments, node.data, kind=node.kind, axes=own, name=node.name)


def rebuild(plan: Plan, rewrite: Rewrite) -> Plan:
    """The plan with every node rewritten, arguments first."""
    return remap(plan, *rebuilt(plan, rewrite))


def rebuilt(plan: Plan, rewrite: Rewrite) -> tuple[tuple[Node, ...], dict[int, int]]:
    """The nodes rewritten, and where each of the old ones is now."""
    builder = Builder()
    found: dict[int, int] = {}
    for position, node in enumerate(plan.nodes):
        found[position] = rewrite(builder, node, tuple(found[a] for a in node.arguments), position)
    return tuple(builder.nodes), found


def remap(plan: Plan, nodes: tuple[Node, ...], to: Mapping[int, int]) -> Plan:
    """The plan over other nodes, each old position being at `to[position]` now."""

    def step(old: Step) -> Step:
        return replace(
            old, condition=to[old.condition], value=to[old.value], before=to[old.before], after=to[old.after]
        )

    def clause(old: Clause) -> Clause:
        sides = [side if side is None else to[side] for side in (old.left, old.right)]
        return replace(old, node=to[old.node], left=sides[0], right=sides[1])

    return replace(
        plan,
        nodes=nodes,
        options=tuple(
            replace(
                option,
                payoff=to[option.payoff],
                reward=None if option.reward is None else to[option.reward],
                costs=tuple((variable, to[node]) for variable, node in option.costs),
                terms=tuple((variable, to[node]) for variable, node in option.terms),
            )
            for option in plan.options
        ),
        variables=tuple(
            replace(
                variable,
                weight=to[variable.weight],
                stages=_stages(variable, to),
                steps=tuple(step(old) for old in variable.steps),
            )
            for variable in plan.variables
        ),
        rules=tuple(
            replace(
                rule,
                condition=to[rule.condition],
                clauses=tuple(clause(old) for old in rule.clauses),
                overridden_by=tuple((name, to[node]) for name, node in rule.overridden_by),
                concern=None if rule.concern is None else to[rule.concern],
            )
            for rule in plan.rules
        ),
        behaviours=tuple(replace(b, conditions=tuple(to[node] for node in b.conditions)) for b in plan.behaviours),
        conflicts=tuple(replace(conflict, node=to[conflict.node]) for conflict in plan.conflicts),
        encouraging=to[plan.encouraging],
        discouraging=to[plan.discouraging],
        differences={pair: to[node] for pair, node in plan.differences.items()},
        precision=None if plan.precision is None else to[plan.precision],
        altered=tuple(
            replace(old, given=to[old.given], node=to[old.node], steps=tuple(step(one) for one in old.steps))
            for old in plan.altered
        ),
        measures=tuple(replace(measure, node=to[measure.node]) for measure in plan.measures),
        solves=tuple(
            replace(
                solve,
                values=tuple((word, to[node]) for word, node in solve.values),
                among=None if solve.among is None else to[solve.among],
            )
            for solve in plan.solves
        ),
        memories=tuple(m if m.node is None else replace(m, node=to[m.node]) for m in plan.memories),
    )


def _stages(variable: VariablePlan, to: Mapping[int, int]) -> tuple[int, int, int, int, int, int, int]:
    given, written, scaled, shifted, floored, capped, final = (to[stage] for stage in variable.stages)
    return given, written, scaled, shifted, floored, capped, final
