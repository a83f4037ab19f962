"""A plan with some of its inputs at other values, and what it comes to at one decision or tie.

What comes out is worked out by the reference backend, from the periods before on: as a run with these values would.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from qadsl.engine.coming_out import outcomes, read_by_choice
from qadsl.engine.leeway import middle
from qadsl.engine.tracing import trace
from qadsl.ir.program import Origin, Plan, Quantity, Written
from qadsl.ir.sites import Cell, Site

__all__ = ["at_middle", "moved", "outcome_of", "stated", "stated_at"]


def at_middle(plan: Plan) -> Plan:
    """The plan with everything uncertain at its median; what is not given stays so, also where it has a range."""
    return replace(plan, quantities=tuple(_at_middle(quantity) for quantity in plan.quantities))


def _at_middle(quantity: Quantity) -> Quantity:
    return replace(quantity, written=tuple(_median(one) for one in quantity.written)) if quantity.is_drawn else quantity


def _median(written: Written) -> Written:
    if not written.is_drawn:
        return written
    value = middle(written)
    if written.form == "unknown":
        return replace(written, parameters=(value, value))
    return replace(written, form="exact", parameters=(value,))


def stated(value: float, text: str = "tried", origin: Origin | None = None) -> Written:
    """One value as if it were written."""
    return Written("exact", (float(value),), text, origin)


def moved(plan: Plan, values: Mapping[Site, float]) -> Plan:
    """The plan with these inputs at these values."""
    for value in dict.fromkeys(values.values()):
        plan = stated_at(plan, [site for site, its in values.items() if its == value], stated(value))
    return plan


def stated_at(plan: Plan, sites: Sequence[Site], value: Written) -> Plan:
    """The plan with a value written at some inputs."""
    quantities = list(plan.quantities)
    for number in sorted({number for number, _ in sites}):
        old = quantities[number]
        cells = array(old.cells.typecode, old.cells)
        for place in (place for its, place in sites if its == number):
            cells[place] = len(old.written)
        quantities[number] = replace(old, written=(*old.written, value), cells=cells)
    return replace(plan, quantities=tuple(quantities))


def outcome_of(plan: Plan, cells: Sequence[Cell], seed: int = 0) -> int:
    """The choice at a cell, or the tie of two, in one draw; -1 where it is unknown or rules contradict each other."""
    read, conflicts = read_by_choice(plan), [conflict.node for conflict in plan.conflicts]
    values = []
    for cell in cells:
        found = trace(plan, cell, 1, seed, only=[*read, *conflicts])
        if any(found.known[node] and found.values[node] for node in conflicts):
            return -1
        values.append(np.array([[found.values[node]] for node in read]))
    return int(outcomes(plan, values)[0])
