"""A plan with some of its values moved, and a plan in which all that is uncertain stands at its middle."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from qadsl.engine.distributions import sample
from qadsl.explorer.inputs import Input
from qadsl.ir.program import Origin, Plan, Quantity, Written

__all__ = ["at_middle", "moved"]

HERE = Origin("", "moved in the explorer")


def moved(plan: Plan, values: Mapping[Input, tuple[float, str]]) -> Plan:
    """The plan with values, each as a number and as programs write it, in the place of what is written."""
    quantities = list(plan.quantities)
    for one, (value, text) in values.items():
        own = plan.quantities[one.quantity]
        for number, quantity in enumerate(plan.quantities):
            if number == one.quantity:
                quantities[number] = _with(quantities[number], one.cells, value, text)
            elif quantity.key == own.key:
                quantities[number] = _with(quantities[number], _later(plan, own, one.cells), value, text)
    return replace(plan, quantities=tuple(quantities))


def _with(quantity: Quantity, cells: Iterable[int], value: float, text: str) -> Quantity:
    found = array("i", quantity.cells)
    for cell in cells:
        found[cell] = len(quantity.written)
    return replace(quantity, written=(*quantity.written, Written("exact", (value,), text, HERE)), cells=found)


def _later(plan: Plan, quantity: Quantity, cells: Iterable[int]) -> Iterator[int]:
    """Where what a cell was a period ago is read; the first period keeps what it has."""
    size = len(quantity.cells) // len(plan.periods)
    for cell in cells:
        yield from (cell,) if cell < size else ()
        yield from (cell + size,) if cell + size < len(quantity.cells) else ()


def at_middle(plan: Plan) -> Plan:
    """The plan in one situation, every uncertain value at its median; what is not known stays so.

    What is not given stays not given where a rule asks whether it is.
    """
    asked = {cast(tuple[int, object], node.data)[0] for node in plan.nodes if node.op == "is_given"}
    found = (_middle(quantity, is_asked=i in asked) for i, quantity in enumerate(plan.quantities))
    return replace(plan, quantities=tuple(found))


def _middle(quantity: Quantity, *, is_asked: bool) -> Quantity:
    if not quantity.is_drawn:
        return quantity
    return replace(quantity, written=tuple(_at_median(one, is_asked=is_asked) for one in quantity.written))


def _at_median(written: Written, *, is_asked: bool) -> Written:
    if not written.is_drawn:
        return written
    value = float(sample(written, 0.5))
    if is_asked and written.form == "unknown":
        return replace(written, parameters=(value, value))
    return replace(written, form="exact", parameters=(value,))
