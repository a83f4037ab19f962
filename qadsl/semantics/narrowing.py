"""What follows for the parts of a condition where it holds: `x > 0.7` leaves 0.7 to 1 of a share.

Used to see that two halves of a condition exclude each other. Numbers are compared after rounding to 12 decimals, so
that "above 0.7" begins one step of 1e-12 further on.
"""

from __future__ import annotations

from qadsl.semantics import model
from qadsl.semantics.bounds import NO, YES, Bounds, Interval

__all__ = ["Facts", "assume"]

STEP = 1e-12
Facts = dict[model.Core, Interval]
"""What is known so far, of leaves and of whole conditions; two words of one category stand as conditions."""


def assume(condition: model.Core, is_held: bool, facts: Facts, bounds: Bounds) -> Facts | None:
    """The facts together with a condition that holds (or does not); None where they contradict each other."""
    match condition, is_held:
        case model.Apply("not", (inner,)), _:
            return assume(inner, not is_held, facts, bounds)
        case (model.Apply("and", operands), True) | (model.Apply("or", operands), False):
            found: Facts | None = facts
            for operand in operands:
                found = assume(operand, is_held, found, bounds) if found is not None else None
            return found
    wanted = YES if is_held else NO
    reached = bounds.of(condition, facts)
    if reached not in (wanted, (0.0, 1.0)):
        return None
    narrowed: Facts | None = {**facts, condition: wanted}
    if isinstance(condition, model.Apply) and condition.op in {"less", "less_equal", "equal"}:
        assert narrowed is not None
        narrowed = _compared(condition, is_held, narrowed, bounds)
    return narrowed


def _compared(condition: model.Apply, is_held: bool, facts: Facts, bounds: Bounds) -> Facts | None:
    one, two = condition.operands
    if condition.op == "equal":
        if not is_held:
            return facts
        if isinstance(one, model.CategoryWord) or isinstance(two, model.CategoryWord):
            return _worded(one, two, facts)
        shared = bounds.of(one, facts), bounds.of(two, facts)
        middle = (max(low for low, _ in shared), min(high for _, high in shared))
        return _within(two, middle, _within(one, middle, facts))
    step = STEP if (condition.op == "less") is is_held else 0.0
    low, high = (one, two) if is_held else (two, one)
    below, above = bounds.of(low, facts), bounds.of(high, facts)
    facts_ = _within(low, (below[0], min(below[1], above[1] - step)), facts)
    return _within(high, (max(above[0], below[0] + step), above[1]), facts_)


def _worded(one: model.Core, two: model.Core, facts: Facts) -> Facts | None:
    """A category has one word: where it has this one, it has no other."""
    place, word = (two, one) if isinstance(one, model.CategoryWord) else (one, two)
    for known, held in facts.items():
        match known:
            case model.Apply("equal", (a, b)) if held == YES and place in (a, b):
                other = b if a == place else a
                if isinstance(other, model.CategoryWord) and other != word:
                    return None
    return facts


def _within(side: model.Core, interval: Interval, facts: Facts | None) -> Facts | None:
    """One side of a comparison, known to lie within an interval."""
    if facts is None or interval[0] > interval[1]:
        return None
    return {**facts, side: interval}
