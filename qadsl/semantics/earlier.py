"""The value that a part of the graph had one period ago, for parts that hang on nothing but what is stated.

Every input reads the cells of the period before; what each draw gave then it gives again, for the value has kept its
stream of draws.
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from math import nan
from typing import cast

from qadsl.ir.builder import Builder
from qadsl.ir.program import Node, Place, Quantity, Written
from qadsl.ir.types import NUMBER, Kind
from qadsl.semantics.calendar import Timeline

__all__ = ["Earlier"]


class Earlier:
    """Moves parts of one graph back by a period; in the first period they keep what they have, which nobody reads."""

    def __init__(self, builder: Builder, quantities: list[Quantity], timeline: Timeline) -> None:
        self._builder, self._quantities, self._timeline = builder, quantities, timeline
        self._nodes: dict[int, int] = {}
        self._moved: dict[int, int] = {}

    def of(self, position: int) -> int:
        """The node that has the value of another one period ago."""
        if position not in self._nodes:
            node = self._builder.nodes[position]
            if "time" not in node.axes:
                self._nodes[position] = position
            elif node.arguments:
                arguments = tuple(self.of(argument) for argument in node.arguments)
                self._nodes[position] = self._builder.add(node.op, arguments, node.data, kind=node.kind, name=node.name)
            else:
                self._nodes[position] = self._leaf(node)
        return self._nodes[position]

    def _leaf(self, node: Node) -> int:
        if node.op == "year":
            return self._builder.add("input", (), (self._years(), ()), kind=Kind.NUMBER, axes=node.axes)
        if node.op not in {"input", "is_given"}:
            return self._builder.constant(nan, node.kind)  # two periods back nothing is remembered
        number, places = cast(tuple[int, tuple[Place, ...]], node.data)
        name = f"previous {node.name}" if node.name else ""
        return self._builder.add(node.op, (), (self._back(number), places), kind=node.kind, axes=node.axes, name=name)

    def _back(self, number: int) -> int:
        """A quantity as it was a period ago."""
        if number not in self._moved:
            quantity = self._quantities[number]
            size = len(quantity.cells) // len(self._timeline.days)
            cells = quantity.cells[:size] + quantity.cells[:-size]
            self._moved[number] = len(self._quantities)
            self._quantities.append(replace(quantity, name=f"previous {quantity.name}", cells=cells))
        return self._moved[number]

    def _years(self) -> int:
        if -1 not in self._moved:
            years = self._timeline.years
            written = tuple(Written("exact", (year,), f"{year:g}") for year in years)
            cells = array("i", [0, *range(len(years) - 1)])
            self._moved[-1] = len(self._quantities)
            self._quantities.append(
                Quantity("previous year", "change", "previous year", NUMBER, 0, False, True, written, cells)
            )
        return self._moved[-1]
