"""Checks that a plan is well formed; what it finds is a mistake of ours, never of the user."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from qadsl.ir.ops import OPS, REDUCTIONS
from qadsl.ir.program import Node, Place, Plan, Quantity
from qadsl.ir.types import AXES, TRIED, Kind

__all__ = ["verify"]


def verify(plan: Plan) -> Plan:
    """The plan, if it is well formed.

    Raises
    ------
    ValueError
        With every fault found.
    """
    faults = [
        f"node {i} ({node.op} {node.name}): {fault}"
        for i, node in enumerate(plan.nodes)
        for fault in _node(plan, i, node)
    ]
    faults += [
        f"quantity {quantity.name}: {fault}" for quantity in plan.quantities for fault in _quantity(plan, quantity)
    ]
    faults += _plan(plan)
    if faults:
        raise ValueError("; ".join(faults))
    return plan


def _node(plan: Plan, position: int, node: Node) -> Iterator[str]:
    row = OPS.get(node.op)
    if row is None:
        yield "there is no such operation"
        return
    if len(node.arguments) != row.arity:
        yield f"takes {row.arity} arguments, not {len(node.arguments)}"
        return
    if any(not 0 <= argument < position for argument in node.arguments):
        yield "an argument does not stand before it"
        return
    if row.kind is not None and node.kind is not row.kind:
        yield f"gives a {row.kind}, not a {node.kind}"
    arguments = [plan.nodes[argument] for argument in node.arguments]
    yield from _kinds(node, [argument.kind for argument in arguments])
    if node.arguments:
        yield from _axes(node, arguments)
    else:
        yield from _LEAVES[node.op](plan, node)


def _kinds(node: Node, kinds: list[Kind]) -> Iterator[str]:
    flags = {"and": (0, 1), "or": (0, 1), "not": (0,), "select": (0,), "count": (0,), "any": (0, 1), "all": (0, 1)}
    wanted = flags.get(node.op, (1,) if node.op in REDUCTIONS else ())
    for place, kind in enumerate(kinds):
        if place in wanted and kind is not Kind.FLAG:
            yield f"argument {place + 1} is a {kind}, not a flag"
        if place not in wanted and node.op not in ("equal", "select") and kind is Kind.FLAG:
            yield f"argument {place + 1} is a flag"
    if node.op == "equal" and kinds[0] is not kinds[1]:
        yield "compares different kinds"
    if node.op == "select" and {kinds[1], kinds[2]} != {node.kind}:
        yield "chooses between different kinds"


def _axes(node: Node, arguments: list[Node]) -> Iterator[str]:
    found = frozenset[str]().union(*(argument.axes for argument in arguments))
    if node.op in REDUCTIONS:
        if node.data in AXES or not str(node.data).startswith("over"):
            yield f"binds {node.data}, which no quantifier binds"
        found -= {str(node.data)}
    if found != node.axes:
        yield f"has axes {sorted(node.axes)}, not {sorted(found)}"


def _constant(plan: Plan, node: Node) -> Iterator[str]:
    if not isinstance(node.data, float):
        yield "has no number"
    yield from _exact(node, frozenset())


def _year(plan: Plan, node: Node) -> Iterator[str]:
    yield from _exact(node, frozenset({"time"}))


def _member(plan: Plan, node: Node) -> Iterator[str]:
    place, members = cast(tuple[Place, tuple[int, ...]], node.data)
    if list(members) != sorted(set(members)):
        yield "its members are not in order"
    yield from _places(plan, (place,))
    yield from _exact(node, _along((place,)))


def _same(plan: Plan, node: Node) -> Iterator[str]:
    places = cast(tuple[Place, ...], node.data)
    yield from _places(plan, places)
    yield from _exact(node, _along(places))


def _is_given(plan: Plan, node: Node) -> Iterator[str]:
    yield from _reads(plan, node, frozenset({frozenset[str]()}))


def _input(plan: Plan, node: Node) -> Iterator[str]:
    draw = frozenset({"draw"})
    number = cast(tuple[int, tuple[Place, ...]], node.data)[0]
    # an input that happens to read only certain cells may do without draws
    own = {frozenset[str](), draw} if plan.quantities[number].is_drawn else {frozenset[str]()}
    yield from _reads(plan, node, frozenset(own))
    if node.kind is not plan.quantities[number].type.kind:
        yield f"is a {node.kind} and its quantity is not"


def _previous(plan: Plan, node: Node) -> Iterator[str]:
    yield from _of_a_decision(plan, node, len(plan.memories), "memory")


def _outcome(plan: Plan, node: Node) -> Iterator[str]:
    yield from _of_a_decision(plan, node, len(plan.options), "option")


def _of_a_decision(plan: Plan, node: Node, count: int, what: str) -> Iterator[str]:
    """What is wrong with a read at the three places of a decision, now or one period ago."""
    number, places = cast(tuple[int, tuple[Place, ...]], node.data)
    if not 0 <= number < count:
        yield f"there is no such {what}"
    if len(places) != 3:
        yield f"reads {len(places)} places of 3"
    yield from _places(plan, places)
    axes = _along(places) | {"time"}
    if node.axes not in (axes, axes | {"draw"}):
        yield f"has axes {sorted(node.axes)}, not {sorted(axes)}"


def _reads(plan: Plan, node: Node, extra: frozenset[frozenset[str]]) -> Iterator[str]:
    number, places = cast(tuple[int, tuple[Place, ...]], node.data)
    quantity = plan.quantities[number]
    if len(places) != quantity.arity:
        yield f"reads {len(places)} places of {quantity.arity}"
    yield from _places(plan, places)
    axes = _along(places) | ({"time"} if quantity.is_dated else frozenset())
    if node.axes not in {axes | more for more in extra}:
        yield f"has axes {sorted(node.axes)}, not {sorted(axes)}"


def _along(places: tuple[Place, ...]) -> frozenset[str]:
    return frozenset(place for place in places if isinstance(place, str))


def _places(plan: Plan, places: tuple[Place, ...]) -> Iterator[str]:
    for place in places:
        if isinstance(place, int) and not -1 <= place < len(plan.actors):
            yield f"there is no actor {place}"


def _exact(node: Node, axes: frozenset[str]) -> Iterator[str]:
    if node.axes != axes:
        yield f"has axes {sorted(node.axes)}, not {sorted(axes)}"


def _together(plan: Plan, node: Node) -> Iterator[str]:
    number, places = cast(tuple[int, tuple[Place, ...]], node.data)
    if len(places) not in (1, 2):
        yield f"reads {len(places)} places of 1 or 2"
    yield from _places(plan, places)
    yield from _of_solve(plan, node, number, _along(places))


def _told(plan: Plan, node: Node) -> Iterator[str]:
    number, figure = cast(tuple[int, str], node.data)
    if figure not in ("count", "energy", "worth", "basin"):
        yield f"tells {figure}, which is no figure"
    yield from _of_solve(plan, node, number, frozenset())


def _of_solve(plan: Plan, node: Node, number: int, along: frozenset[str]) -> Iterator[str]:
    if not 0 <= number < len(plan.solves):
        yield "there is no such solve"
    elif node.axes - along != plan.solves[number].axes - along:
        yield f"has axes {sorted(node.axes)}, not {sorted(along | plan.solves[number].axes)}"


def _tried(plan: Plan, node: Node) -> Iterator[str]:
    places = cast(tuple[Place, ...], node.data)
    yield from _places(plan, places)
    yield from _exact(node, _along(places) | {TRIED})


_LEAVES: dict[str, Callable[[Plan, Node], Iterator[str]]] = {
    "together": _together,
    "told": _told,
    **dict.fromkeys(("in_group", "group_size", "linked", "steps", "links"), _tried),
    "constant": _constant,
    "input": _input,
    "is_given": _is_given,
    "member": _member,
    "same": _same,
    "year": _year,
    "previous": _previous,
    "outcome": _outcome,
}


def _quantity(plan: Plan, quantity: Quantity) -> Iterator[str]:
    actors, targets = len(plan.actors), len(plan.targets)
    size = (1, actors, actors * actors, actors * actors * targets)[quantity.arity]
    size *= len(plan.periods) if quantity.is_dated else 1
    if len(quantity.cells) != size:
        yield f"has {len(quantity.cells)} cells, not {size}"
    if any(not 0 <= cell < len(quantity.written) for cell in quantity.cells):
        yield "a cell holds nothing that is written"


def _solves(plan: Plan) -> Iterator[str]:
    for solve in plan.solves:
        for node in solve.nodes:
            if not 0 <= node < len(plan.nodes):
                yield f"solve {solve.name} reads no node"
            elif plan.nodes[node].axes.difference({*AXES, TRIED}):
                yield f"solve {solve.name} varies along what a quantifier binds"


def _plan(plan: Plan) -> Iterator[str]:
    names = [actor.name for actor in plan.actors]
    if names != sorted(names):
        yield "actors are not in order"
    if list(plan.targets) != sorted(set(plan.targets)):
        yield "targets are not in order"
    if len(plan.years) != len(plan.periods):
        yield "not every period has a year"
    outputs = {f"payoff of {option.name}": option.payoff for option in plan.options}
    outputs |= {"E": plan.encouraging, "D": plan.discouraging}
    yield from _solves(plan)
    outputs |= {f"memory {m.name}": m.node for m in plan.memories if m.node is not None}
    outputs |= {f"measure {m.name}": m.node for m in plan.measures}
    for name, node in outputs.items():
        if not 0 <= node < len(plan.nodes):
            yield f"{name} is no node"
        elif plan.nodes[node].axes.difference(AXES):
            yield f"{name} varies along what a quantifier binds"
    if any((m.node is not None) + (m.option is not None) + bool(m.groups) != 1 for m in plan.memories):
        yield "a memory does not keep just one of a value, an outcome and a reading of groups"
    if any(len(behaviour.conditions) != len(plan.options) for behaviour in plan.behaviours):
        yield "a behaviour does not have a condition for each option"
