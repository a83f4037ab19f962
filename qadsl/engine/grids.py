"""Values of the graph for all actors at once: a dimension of an array for each axis, the last for what is asked about.

A node's array has one entry along each axis that it does not vary along. The first two dimensions are `self` and
`partner`, then those that quantifiers bind; the last holds draws, or the groups or networks that a solve tries.
Operation by operation this is what `ir.ops` says; reductions add up in canonical order of actors, so that the bits are
those of the reference backend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import numpy as np

from qadsl.engine.elementwise import OPERATIONS, reduced
from qadsl.engine.inputs import membership, sameness, written_value
from qadsl.ir.ops import REDUCTIONS
from qadsl.ir.program import Node, Place, Plan
from qadsl.result import Floats

__all__ = ["Grid", "Table", "depth_of"]

Table = Callable[[Node], Floats]
"""What a leaf holds, a dimension of all actors for each of its places (but a target's) and a last one."""

_CURVED = frozenset({"divide", "power", "exp", "log", "sqrt", "round12"})
"""Operations that work on arrays of one shape."""


def depth_of(plan: Plan, wanted: Iterable[int]) -> int:
    """How many quantifiers stand inside one another in what these nodes hang on."""
    found, seen, waiting = 0, set[int](), list(wanted)
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting.extend(plan.nodes[here].arguments)
            bound = [int(axis[4:]) for axis in plan.nodes[here].axes if axis.startswith("over")]
            found = max(found, *bound) if bound else found
    return found


class Grid:
    """Evaluates nodes of a plan for all actors, in one period and against one target."""

    def __init__(self, plan: Plan, year: Floats | float, target: int, depth: int, table: Table) -> None:
        self._plan, self._year, self._target, self._table = plan, year, target, table
        self._dimensions = {"self": 0, "partner": 1, **{f"over{i}": i + 1 for i in range(1, depth + 1)}}
        self._count = depth + 3

    def values(self, wanted: Iterable[int], known: Mapping[int, Floats] | None = None) -> dict[int, Floats]:
        """The values of these nodes, with all that they hang on and what is known already."""
        found = dict(known or {})
        with np.errstate(all="ignore"):
            for position in self._missing(wanted, found):
                found[position] = self._value(self._plan.nodes[position], found)
        return found

    def _missing(self, wanted: Iterable[int], known: Mapping[int, Floats]) -> list[int]:
        found: set[int] = set()
        waiting = list(wanted)
        while waiting:
            here = waiting.pop()
            if here not in found and here not in known:
                found.add(here)
                waiting.extend(self._plan.nodes[here].arguments)
        return sorted(found)

    def _value(self, node: Node, values: Mapping[int, Floats]) -> Floats:
        arguments = [values[argument] for argument in node.arguments]
        if node.op in OPERATIONS:
            if node.op in _CURVED:
                arguments = [np.ascontiguousarray(part) for part in np.broadcast_arrays(*arguments)]
            return np.asarray(OPERATIONS[node.op](*arguments), dtype=np.float64)
        if node.op in REDUCTIONS:
            return self._reduced(node, arguments)
        return self._leaf(node)

    def _reduced(self, node: Node, arguments: list[Floats]) -> Floats:
        """A reduction along the dimension that it binds."""
        dimension = self._dimensions[str(node.data)]
        shape = list(np.broadcast_shapes(*(part.shape for part in arguments)))
        shape[dimension] = 1

        def at(part: Floats, actor: int) -> Floats:
            if part.shape[dimension] == 1:
                return part
            return cast(Floats, np.take(part, [actor], axis=dimension))

        rows = [tuple(at(part, actor) for part in arguments) for actor in range(len(self._plan.actors))]
        return reduced(node.op, rows, tuple(shape))

    def _leaf(self, node: Node) -> Floats:
        match node.op:
            case "constant":
                return self._plain(written_value(node))
            case "year":
                return self._plain(self._year)
            case "member":
                place, members = membership(node)
                return self._plain(np.isin(self._index(place), members))
            case "same":
                one, other = sameness(node)
                return self._plain(self._index(one) == self._index(other))
            case "told" | "group_size":
                return self._plain(self._table(node))
            case _:
                return self._read(node)

    def _plain(self, value: Any) -> Floats:
        found = np.asarray(value, dtype=np.float64)
        return found if found.ndim == self._count else found.reshape((1,) * (self._count - found.ndim) + found.shape)

    def _index(self, place: Place) -> Any:
        """The actors that stand at a place, along its dimension; the last dimension left out."""
        if isinstance(place, int) or place == "target":
            return np.array(place if isinstance(place, int) else self._target).reshape((1,) * self._count)
        shape = [1] * self._count
        shape[self._dimensions[place]] = -1
        return np.arange(len(self._plan.actors)).reshape(shape)

    def _read(self, node: Node) -> Floats:
        table = self._table(node)
        places = _places(node)[: table.ndim - 1]
        index = tuple(self._index(place)[..., 0] for place in places)
        found = table[index] if index else table
        return self._plain(found)


def _places(node: Node) -> tuple[Place, ...]:
    """The places that a leaf reads."""
    data = cast(tuple[Any, ...], node.data)
    return data if data and not isinstance(data[-1], tuple) else cast(tuple[Place, ...], data[-1] if data else ())
