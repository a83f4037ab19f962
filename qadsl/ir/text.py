"""A plan as text, in the user's words: what it reads, what it computes, what is asked.

A node that has a name, or is read more than once, is a line of its own, with the axes along which it varies; all others
are written where they are read. Nothing in the text depends on where a node stands in the graph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import cast

from qadsl.ir.ops import REDUCTIONS
from qadsl.ir.program import Node, Place, Plan
from qadsl.ir.types import Kind, sort_axes

__all__ = ["node_names", "text"]

_SIGNS = {
    "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "^", "less": "<", "less_equal": "<=",
    "equal": "=", "and": "and", "or": "or",
}  # fmt: skip


def node_names(plan: Plan) -> dict[int, str]:
    """The user's words for nodes that compute something: variables, rules, payoffs, and what was named before."""
    found = {rule.condition: f"rule {rule.name}" for rule in plan.rules}
    found |= {variable.final: variable.name for variable in plan.variables}
    found |= {i: node.name for i, node in enumerate(plan.nodes) if node.name}
    return {position: name for position, name in found.items() if plan.nodes[position].arguments}


def text(plan: Plan) -> str:
    """The printed form of a plan."""
    return "\n".join([*_heading(plan), "", *_Writer(plan).lines(), ""])


def _heading(plan: Plan) -> Iterator[str]:
    yield f"scenario {plan.scenario} by {plan.theory}"
    yield "actors " + ", ".join(actor.name for actor in plan.actors)
    yield "against " + ", ".join(plan.actors[target].name for target in plan.targets)
    if plan.periods != (None,):
        yield "time " + ", ".join(str(period) for period in plan.periods)
    read = {cast(tuple[int, object], node.data)[0] for node in plan.nodes if node.op in ("input", "is_given")}
    for number in sorted(read):
        quantity = plan.quantities[number]
        stated = Counter(quantity.written[cell].text or quantity.written[cell].form for cell in quantity.cells)
        told = ", ".join(f"{value} in {count}" if len(stated) > 1 else value for value, count in sorted(stated.items()))
        yield f"read {quantity.key}: {told}"


class _Writer:
    """Writes each line once, what it rests on before it."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._readers = Counter(argument for node in plan.nodes for argument in node.arguments)
        self._known = node_names(plan)
        self._names: dict[int, str] = {}
        self._taken: Counter[str] = Counter()

    def lines(self) -> Iterator[str]:
        """All lines."""
        for position, node in enumerate(self._plan.nodes):
            if node.arguments and (position in self._known or self._readers[position] > 1):
                line = self._expression(position)
                self._names[position] = self._name(self._known.get(position, "value"))
                axes = ", ".join(sort_axes(node.axes)) or "once"
                yield f"{self._names[position]} [{axes}] = {line}"
        yield ""
        yield from self._asked()

    def _name(self, name: str) -> str:
        self._taken[name] += 1
        return name if self._taken[name] == 1 and name != "value" else f"{name}'{self._taken[name]}"

    def _asked(self) -> Iterator[str]:
        plan = self._plan
        yield f"encouraging = {self._read(plan.encouraging)}"
        yield f"discouraging = {self._read(plan.discouraging)}"
        for option in plan.options:
            yield f"payoff of {option.name} = {self._read(option.payoff)}"
        if plan.precision is not None:
            yield f"precision = {self._read(plan.precision)}"
        for behaviour in plan.behaviours:
            for option, condition in zip(plan.options, behaviour.conditions, strict=True):
                otherwise = " otherwise" if behaviour.is_otherwise else ""
                yield f"behaviour {behaviour.name} of {option.name}{otherwise} when {self._read(condition)}"
        for measure in plan.measures:
            yield f"measure {measure.name} = {self._read(measure.node)}"
        for solve in plan.solves:
            parts = [f"{word} {self._read(node)}" for word, node in solve.values]
            parts += [] if solve.among is None else [f"among {self._read(solve.among)}"]
            how = " ".join(filter(None, (solve.form, str(solve.count) if solve.form == "blocs" else "", solve.rule)))
            yield f"solve {solve.name} [{', '.join(sort_axes(solve.axes)) or 'once'}] = {how} {{ {', '.join(parts)} }}"
        for memory in plan.memories:
            kept = f"tie is {plan.options[memory.option].name}" if memory.option is not None else memory.groups
            yield f"remember {memory.name} = {kept if memory.node is None else self._read(memory.node)}"
        for conflict in plan.conflicts:
            yield f"conflict {' and '.join(conflict.rules)} on {conflict.variable} when {self._read(conflict.node)}"

    def _read(self, position: int) -> str:
        return self._names.get(position) or self._expression(position)

    def _expression(self, position: int) -> str:
        node = self._plan.nodes[position]
        if not node.arguments:
            return _LEAVES[node.op](self._plan, node)
        parts = [self._read(argument) for argument in node.arguments]
        if node.op in _SIGNS:
            return f"({parts[0]} {_SIGNS[node.op]} {parts[1]})"
        if node.op == "select":
            return f"(if {parts[0]} then {parts[1]} else {parts[2]})"
        bound = f" for {node.data}" if node.op in REDUCTIONS else ""
        if node.op in REDUCTIONS:
            return f"{node.op}({' where '.join(parts)}{bound})"
        return f"{node.op}({', '.join(parts)})"


def _constant(plan: Plan, node: Node) -> str:
    value = cast(float, node.data)
    if node.kind is Kind.FLAG:
        return {1.0: "yes", 0.0: "no"}.get(value, "unknown")
    return "unknown" if value != value else repr(value)


def _place(plan: Plan, place: Place) -> str:
    if isinstance(place, str):
        return place
    return plan.actors[place].name if place >= 0 else "nobody"


def _input(plan: Plan, node: Node) -> str:
    number, places = cast(tuple[int, tuple[Place, ...]], node.data)
    name = plan.quantities[number].name
    at = [_place(plan, place) for place in places]
    if len(at) == 1:
        return f"{at[0]}.{name}"
    return f"{name}({', '.join(at)})" if at else name


def _is_given(plan: Plan, node: Node) -> str:
    return f"({_input(plan, node)} is given)"


def _member(plan: Plan, node: Node) -> str:
    place, members = cast(tuple[Place, tuple[int, ...]], node.data)
    return f"({_place(plan, place)} in {{{', '.join(plan.actors[member].name for member in members)}}})"


def _previous(plan: Plan, node: Node) -> str:
    number, places = cast(tuple[int, tuple[Place, ...]], node.data)
    at = ", ".join(_place(plan, place) for place in places)
    return f"(previous {plan.memories[number].name}({at}))"


def _outcome(plan: Plan, node: Node) -> str:
    number, places = cast(tuple[int, tuple[Place, ...]], node.data)
    return f"(tie is {plan.options[number].name}({', '.join(_place(plan, place) for place in places)}))"


def _together(plan: Plan, node: Node) -> str:
    number, places = cast(tuple[int, tuple[Place, ...]], node.data)
    return f"{plan.solves[number].name}({', '.join(_place(plan, place) for place in places)})"


def _told(plan: Plan, node: Node) -> str:
    number, figure = cast(tuple[int, str], node.data)
    return f"({figure} of {plan.solves[number].name})"


def _tried(plan: Plan, node: Node) -> str:
    places = ", ".join(_place(plan, place) for place in cast(tuple[Place, ...], node.data))
    return f"{node.op}({places})" if places else "size"


def _same(plan: Plan, node: Node) -> str:
    one, other = cast(tuple[Place, Place], node.data)
    return f"({_place(plan, one)} is {_place(plan, other)})"


_LEAVES: dict[str, Callable[[Plan, Node], str]] = {
    "together": _together,
    "told": _told,
    **dict.fromkeys(("in_group", "group_size", "linked", "steps", "links"), _tried),
    "constant": _constant,
    "input": _input,
    "is_given": _is_given,
    "member": _member,
    "same": _same,
    "previous": _previous,
    "outcome": _outcome,
    "year": lambda plan, node: "year",
}
