"""Enters what a tile comes to in a run of one draw: values as they are, choices, ties, labels, conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from qadsl.engine.backends.tallying import Block, Decided, Halves, Where, compare, in_a_row
from qadsl.engine.backends.vectors import Flag, Operand, Pool
from qadsl.engine.memories import UNKNOWN, ties
from qadsl.engine.once import small
from qadsl.engine.solvers import behaviour
from qadsl.engine.tallies import Tallies
from qadsl.ir.program import Plan
from qadsl.result import Floats, Ints

__all__ = ["decide_once", "enter"]


def decide_once(plan: Plan, values: Mapping[int, Operand], halves: Halves, pool: Pool) -> Decided:
    """What the payoffs of a tile come to."""
    payoffs = [cast(Floats, values[option.payoff]) for option in plan.options]
    best = pool.take(payoffs[0].shape)
    margin, better = compare(payoffs, best, pool)
    choice = np.zeros(best.shape, dtype=small(plan))
    for option, flags in enumerate(better, 1):
        np.putmask(choice, flags, option)
    known = np.equal(best, best)
    if not known.all():
        choice[~known] = UNKNOWN
    pool.give_array(best)
    return Decided(margin, choice, ties(choice, *halves))


def enter(
    plan: Plan,
    labels: tuple[behaviour.Labels, ...],
    tallies: Tallies,
    cells: Where,
    pairs: Where,
    halves: Halves,
    block: Block,
) -> None:
    """Enter the outputs of a tile."""
    values, decided, once = block.values, block.decided, tallies.once
    assert decided is not None
    assert once is not None
    rows, of_pairs = in_a_row(cells), in_a_row(pairs)
    means = [values[option.payoff] for option in plan.options]
    for place, value in enumerate([*means, values[plan.encouraging], values[plan.discouraging], decided.margin]):
        _enter_number(tallies.first, rows, place, cast(Floats, value))
    for place, conflict in enumerate(plan.conflicts):
        tallies.conflicts[rows, place] = cast(Flag, values[conflict.node]).yes[:, 0]
    choice = decided.choice[:, 0]
    tallies.unknown[rows] = choice < 0
    once.choice[rows] = choice
    once.tie[of_pairs] = decided.tie[halves[0], 0]
    once.labels[rows] = _labels(labels, values, choice, once.labels.dtype)


def _enter_number(numbers: Floats, rows: Where, place: int, value: Floats) -> None:
    """Enter values as means of one draw: without the sign of a zero, and without what is no finite number."""
    found = np.add(value[:, 0], 0.0)
    is_finite = np.isfinite(found)
    if not is_finite.all():
        found[~is_finite] = np.nan
    numbers[rows, place] = found


def _labels(labels: tuple[behaviour.Labels, ...], values: Mapping[int, Operand], choice: Ints, kind: Any) -> Ints:
    """The labels that fit each choice, as bits."""
    found = np.full(len(choice), behaviour.NONE, dtype=kind)
    for option, own in enumerate(labels):
        if own.first or own.fallback:
            np.copyto(found, _fitting(own, values, kind), where=choice == option)
    return found


def _fitting(labels: behaviour.Labels, values: Mapping[int, Operand], kind: Any) -> Ints:
    """The labels that fit an option, as bits: those that come first, or else the fallbacks; none where unknown."""
    found: Any = np.zeros(1, dtype=kind)
    settled: Any = False
    for group in (labels.first, labels.fallback):
        bits: Any = None
        unknown: Any = False
        for bit, node in group:
            flag = cast(Flag, values[node])
            own = np.multiply(flag.yes[:, 0], kind.type(bit), dtype=kind)
            bits = own if bits is None else np.bitwise_or(bits, own, out=own)
            if flag.no is not None:
                unknown = unknown | ~(flag.yes | flag.no)[:, 0]
        if bits is None:
            continue
        if settled is False and unknown is False:
            found = bits
            settled = bits != 0
        else:
            found = np.where(settled | unknown, found, bits)
            settled = settled | unknown | (bits != 0)
    return cast(Ints, found)
