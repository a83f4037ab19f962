"""Builds a graph in which every value stands once."""

from __future__ import annotations

from qadsl.ir.ops import OPS, REDUCTIONS
from qadsl.ir.program import Data, Node
from qadsl.ir.types import Axis, Kind

__all__ = ["Builder"]


class Builder:
    """Collects nodes; asking twice for the same operation gives the same position."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._seen: dict[tuple[object, ...], int] = {}

    def constant(self, value: float | bool, kind: Kind = Kind.NUMBER) -> int:
        """A written value."""
        return self.add("constant", (), float(value), kind=kind)

    def add(
        self,
        op: str,
        arguments: tuple[int, ...],
        data: Data = None,
        *,
        kind: Kind | None = None,
        axes: frozenset[Axis] = frozenset(),
        name: str = "",
    ) -> int:
        """Add an operation and return its position.

        `kind` is needed where the operation's row leaves it open and no argument tells it; `axes` are those of the
        operation itself (an input's), to which the arguments' are added and from which a reduction's is taken.
        """
        row = OPS[op]
        if len(arguments) != row.arity:
            raise ValueError(f"{op} takes {row.arity} arguments, not {len(arguments)}")
        for argument in arguments:
            axes |= self.nodes[argument].axes
        if op in REDUCTIONS:
            axes -= {str(data)}
        found = kind or row.kind or self.nodes[arguments[-1]].kind
        # repr tells -0.0 from 0.0 and unknowns from one another
        key = (op, arguments, repr(data), found, axes)
        if key not in self._seen:
            self._seen[key] = len(self.nodes)
            self.nodes.append(Node(op, arguments, found, axes, data, name))
        return self._seen[key]
