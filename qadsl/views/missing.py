"""Which inputs of a run are not given, and in how many of the cells that it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from qadsl.ir.program import Plan, Quantity

__all__ = ["Missing", "missing_inputs"]


@dataclass(frozen=True, slots=True)
class Missing:
    """An input, in how many cells it is unknown, and how many it has."""

    name: str
    unknown: int
    all: int


def missing_inputs(plan: Plan) -> tuple[Missing, ...]:
    """The inputs that the program reads and that are unknown somewhere, by name."""
    read = {node.data[0] for node in plan.nodes if node.op == "input" and isinstance(node.data, tuple)}
    # where the scenario does not say what was at the start, the rule that asks whether it does says it
    asked = {node.data[0] for node in plan.nodes if node.op == "is_given" and isinstance(node.data, tuple)}
    read -= {i for i in asked if isinstance(i, int) and plan.quantities[i].kind.startswith("start")}
    found = []
    told: set[str] = set()
    for position in sorted(position for position in read if isinstance(position, int)):
        quantity = plan.quantities[position]
        if quantity.key in told:
            continue  # what it was a period ago
        told.add(quantity.key)
        cells = list(_cells(plan, quantity))
        unknown = sum(quantity.written[quantity.cells[cell]].form == "unknown" for cell in cells)
        if unknown:
            found.append(Missing(quantity.name.removeprefix("previous "), unknown, len(cells)))
    return tuple(sorted(found, key=lambda missing: missing.name))


def _cells(plan: Plan, quantity: Quantity) -> Iterator[int]:
    """Positions in `Quantity.cells` of what exists: a pair has two different actors, a tie three.

    Of a symmetric relation each pair counts once.
    """
    actors = range(len(plan.actors))
    sizes = [actors] * min(quantity.arity, 2) + [range(len(plan.targets))] * (quantity.arity == 3)
    times = len(plan.periods) if quantity.is_dated else 1
    size = len(quantity.cells) // times
    for index, cell in enumerate(product(*sizes)):
        who = [*cell[:2], *(plan.targets[target] for target in cell[2:])]
        is_mirrored = quantity.is_symmetric and quantity.arity == 2 and cell[0] > cell[1]
        if len(set(who)) == len(who) and not is_mirrored:
            yield from (time * size + index for time in range(times))
