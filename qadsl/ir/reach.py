"""Which inputs a decision hangs on through what earlier periods left to it: values, ties and groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations, product
from typing import cast

from qadsl.ir.program import Memory, Node, Place, Plan
from qadsl.ir.sites import Cell, Site, cone, sites_read

__all__ = ["sites_before"]

_Asked = tuple[tuple[int, ...], Cell]
"""Nodes, and the decision at which they are read."""


def sites_before(plan: Plan, wanted: Iterable[int], cells: Iterable[Cell]) -> list[Site]:
    """The inputs that nodes hang on at some cells only through earlier periods; those of the latest periods first."""
    asked: list[_Asked] = [(tuple(wanted), cell) for cell in cells]
    own = {site for nodes, cell in asked for site in sites_read(plan, nodes, cell)[0]}
    found: dict[Site, int] = {}
    seen: set[_Asked] = set()
    waiting = [before for nodes, cell in asked for before in _left_to(plan, nodes, cell)]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        nodes, cell = here
        for site in sites_read(plan, nodes, cell)[0] - own:
            found[site] = max(found.get(site, 0), cell[0])
        waiting.extend(_left_to(plan, nodes, cell))
    return sorted(found, key=lambda site: (-found[site], site))


def _left_to(plan: Plan, nodes: Iterable[int], cell: Cell) -> Iterator[_Asked]:
    """What was worked out at other decisions, or in the period before, that nodes read at a cell."""
    time, target, *_ = cell
    for number in cone(plan, nodes):
        node = plan.nodes[number]
        if node.op == "previous" and time:
            memory = plan.memories[cast(tuple[int, object], node.data)[0]]
            for place in _places(plan, node, cell):
                yield from _remembered(plan, memory, (time - 1, *place))
        elif node.op == "outcome":
            for place in _places(plan, node, cell):
                yield from _tie(plan, (time, *place))
        elif node.op in ("together", "told"):
            solve = plan.solves[cast(tuple[int, object], node.data)[0]]
            for pair in permutations(range(len(plan.actors)), 2):
                yield tuple(solve.nodes), (time, target, *pair)


def _remembered(plan: Plan, memory: Memory, cell: Cell) -> Iterator[_Asked]:
    if memory.node is not None:
        yield (memory.node,), cell
    elif memory.option is not None:
        yield from _tie(plan, cell)
    else:  # who stands together hangs on every tie against the same
        for one, other in permutations(range(len(plan.actors)), 2):
            yield from _tie(plan, (cell[0], cell[1], one, other))


def _tie(plan: Plan, cell: Cell) -> Iterator[_Asked]:
    """A tie hangs on the choices of both."""
    time, target, one, other = cell
    payoffs = tuple(option.payoff for option in plan.options)
    if plan.targets[target] not in (one, other):
        yield payoffs, cell
        yield payoffs, (time, target, other, one)


def _places(plan: Plan, node: Node, cell: Cell) -> Iterator[tuple[int, int, int]]:
    """The decisions that a node reads, target first, once for each actor that a quantifier may bind."""
    _, places = cast(tuple[int, tuple[Place, ...]], node.data)
    where = {"target": plan.targets[cell[1]], "self": cell[2], "partner": cell[3]}
    bound = sorted({place for place in places if isinstance(place, str) and place not in where})
    for actors in product(range(len(plan.actors)), repeat=len(bound)):
        at = {**where, **dict(zip(bound, actors, strict=True))}
        one, other, third = (place if isinstance(place, int) else at[place] for place in places)
        if min(one, other, third) >= 0 and one != other and third in plan.targets:
            yield plan.targets.index(third), one, other
