"""A digest of all that a plan says of its first periods, the same for two plans whose figures there must be the same.

What cannot matter there is worked out and left out first: an event that begins later, a value that changes later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b

import numpy as np

from qadsl.engine.inputs import reading
from qadsl.engine.passes import optimise
from qadsl.ir.program import Node, Plan, Quantity

__all__ = ["cut", "past_digest"]

_READING = frozenset({"input", "is_given"})


def cut(plan: Plan, periods: int) -> Plan:
    """The plan with its first periods only."""
    quantities = tuple(
        replace(q, cells=q.cells[: len(q.cells) // len(plan.periods) * periods]) if q.is_dated else q
        for q in plan.quantities
    )
    return replace(plan, periods=plan.periods[:periods], years=plan.years[:periods], quantities=quantities)


def past_digest(plan: Plan, periods: int) -> str:
    """The digest of the first periods of a plan as lowered."""
    past = optimise(cut(plan, periods))
    digest = blake2b(digest_size=16)
    for line in _lines(past):
        digest.update(line.encode())
        digest.update(b"\n")
    read = {reading(node)[0] for node in past.nodes if node.op in _READING}
    for quantity in sorted((past.quantities[number] for number in read), key=lambda quantity: quantity.key):
        _add_values(digest, past, quantity)
    return digest.hexdigest()


def _lines(plan: Plan) -> Iterator[str]:
    yield repr((plan.periods, plan.years, plan.consent, plan.precision))
    yield repr([actor.name for actor in plan.actors])
    yield repr(plan.targets)
    yield repr([(option.name, option.payoff) for option in plan.options])
    yield repr(plan.memories)
    for node in plan.nodes:
        yield f"{node.op} {node.arguments} {node.kind} {_data(plan, node)}"


def _data(plan: Plan, node: Node) -> str:
    if node.op in _READING:
        number, places = reading(node)
        return f"{plan.quantities[number].key} {places}"
    return repr(node.data)


def _add_values(digest: blake2b, plan: Plan, quantity: Quantity) -> None:
    """What is written at each cell in each period, whether or not it changes with time."""
    codes = [blake2b(repr((w.form, w.parameters)).encode(), digest_size=8).digest() for w in quantity.written]
    table = np.array([int.from_bytes(code, "little") for code in codes], dtype=np.uint64)
    periods = len(plan.periods)
    values = table[np.asarray(quantity.cells)].reshape(periods if quantity.is_dated else 1, -1)
    each = [blake2b(row.tobytes(), digest_size=16).digest() for row in values]
    digest.update(quantity.key.encode())
    for period in range(periods):
        digest.update(each[period if quantity.is_dated else 0])
