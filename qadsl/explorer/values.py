"""Values as Python says them, and the names by which it calls inputs."""

from __future__ import annotations

from itertools import islice
from math import inf, isfinite, nan
from typing import SupportsFloat

from qadsl.diagnostics.suggest import suggest
from qadsl.explorer.inputs import Input, inputs_named, inputs_of
from qadsl.failing import fail
from qadsl.ir.program import Plan, Quantity
from qadsl.ir.types import Kind

__all__ = ["named_input", "shown_value", "wanted_value"]

LISTED = 12
"""Inputs that a message names."""
LOOKED_AT = 2_000
"""Inputs among which a name is looked for that was probably meant."""


def named_input(plan: Plan, name: object) -> list[Input]:
    """The inputs of a name: one, or one for each stretch of periods.

    Raises
    ------
    QadslError
        If there is none.
    """
    found = inputs_named(plan, name) if isinstance(name, str) else []
    if found:
        return found
    known = [one.key for one in islice(inputs_of(plan), LOOKED_AT)]
    guess = suggest(str(name), known)
    listed = ", ".join(known[:LISTED]) + (", ..." if len(known) > LISTED else "")
    tip = f"Did you mean `{guess}`?" if guess else f"There are: {listed or 'none'}."
    raise fail("QA780", f"there is no input `{name}`", help=[tip])


def shown_value(quantity: Quantity, value: float) -> float | bool | str | None:
    """A value as Python reads it; None for what is not known."""
    if value != value:
        return None
    match quantity.type.kind:
        case Kind.NUMBER:
            return value
        case Kind.FLAG:
            return bool(value)
        case Kind.CATEGORY:
            return quantity.type.words[int(value)]


def wanted_value(one: Input, quantity: Quantity, value: object) -> float:
    """A value to move an input to, as the number that stands for it.

    Raises
    ------
    QadslError
        If it is none that the input may have.
    """
    plain = getattr(value, "item", lambda: value)()
    match quantity.type.kind:
        case Kind.NUMBER:
            low, high = quantity.type.low, quantity.type.high
            number = nan if isinstance(plain, bool) else float(plain) if isinstance(plain, SupportsFloat) else nan
            if isfinite(number) and low <= number <= high:
                return number + 0.0
            raise _unfit(one, plain, f"a number from {low:g} to {high:g}" if low > -inf or high < inf else "a number")
        case Kind.FLAG:
            if isinstance(plain, bool):
                return float(plain)
            raise _unfit(one, plain, "True or False")
        case Kind.CATEGORY:
            if isinstance(plain, str) and plain in quantity.type.words:
                return float(quantity.type.words.index(plain))
            raise _unfit(one, plain, " or ".join(repr(word) for word in quantity.type.words[:LISTED]))


def _unfit(one: Input, value: object, wanted: str) -> Exception:
    shown = repr(value)
    told = shown if len(shown) <= 40 else f"a {type(value).__name__}"
    return fail("QA781", f"`{one.key}` cannot be moved to {told}", help=[f"It is {wanted}; `reset` puts it back."])
