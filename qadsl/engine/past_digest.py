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
from qadsl.engine.passes.share import EITHER_WAY
from qadsl.ir.program import Node, Plan, Quantity
from qadsl.ir.sites import cone

__all__ = ["cut", "past_digest"]

_READING = frozenset({"input", "is_given"})


def cut(plan: Plan, periods: int) -> Plan:
    """The plan with its first periods only."""
    quantities = tuple(
        replace(q, cells=q.cells[: len(q.cells) // len(plan.periods) * periods]) if q.is_dated else q
        for q in plan.quantities
    )
    absent = [(actor, tuple(time for time in times if time < periods)) for actor, times in plan.absent]
    return replace(
        plan,
        periods=plan.periods[:periods],
        years=plan.years[:periods],
        quantities=quantities,
        absent=tuple(one for one in absent if one[1]),
    )


def past_digest(plan: Plan, periods: int) -> str:
    """The digest of the first periods of a plan as lowered."""
    past = optimise(cut(plan, periods))
    nodes = _digests(past)
    digest = blake2b(digest_size=16)
    for line in _lines(past, nodes):
        digest.update(line.encode())
        digest.update(b"\n")
    needed = [past.nodes[position] for position in cone(past, _roots(past))]
    read = {reading(node)[0] for node in needed if node.op in _READING}
    for quantity in sorted((past.quantities[number] for number in read), key=lambda quantity: quantity.key):
        _add_values(digest, past, quantity)
    return digest.hexdigest()


def _roots(plan: Plan) -> Iterator[int]:
    yield from (option.payoff for option in plan.options)
    yield from (memory.node for memory in plan.memories if memory.node is not None)
    yield from (node for solve in plan.solves for node in solve.nodes)
    if plan.precision is not None:
        yield plan.precision


def _lines(plan: Plan, nodes: list[str]) -> Iterator[str]:
    """What is asked of each period and who is there, with digests for nodes: their numbers mean nothing."""
    yield repr(
        (plan.periods, plan.years, plan.consent, [actor.name for actor in plan.actors], plan.targets, plan.absent)
    )
    yield repr([(option.name, nodes[option.payoff]) for option in plan.options])
    yield "" if plan.precision is None else nodes[plan.precision]
    for memory in plan.memories:
        yield repr(replace(memory, node=None)) + ("" if memory.node is None else nodes[memory.node])
    for solve in plan.solves:
        yield repr((solve.name, solve.form, solve.count, solve.rule)) + " ".join(nodes[node] for node in solve.nodes)


def _digests(plan: Plan) -> list[str]:
    """A digest of each node and all that it rests on."""
    found: list[str] = []
    for node in plan.nodes:
        arguments = [found[argument] for argument in node.arguments]
        if node.op in EITHER_WAY:
            arguments.sort()
        text = f"{node.op} {node.kind} {_data(plan, node)} {' '.join(arguments)}"
        found.append(blake2b(text.encode(), digest_size=16).hexdigest())
    return found


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
