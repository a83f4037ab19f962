"""Values as Python says them, and the names by which it calls inputs."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isfinite, nan
from typing import SupportsFloat

from qadsl.diagnostics.suggest import suggest
from qadsl.explorer.inputs import Input
from qadsl.failing import fail
from qadsl.ir.program import Quantity
from qadsl.ir.types import Kind

__all__ = ["named_input", "shown_value", "wanted_value"]

LISTED = 12
"""Inputs that a message names."""


def named_input(known: Mapping[str, list[Input]], name: object) -> list[Input]:
    """The inputs of a name: one, or one for each stretch of periods.

    Raises
    ------
    QadslError
        If there is none.
    """
    key = name.strip() if isinstance(name, str) else ""
    if key in known:
        return known[key]
    bare = _bare(key)
    found = next((one for one in known if _bare(one) == bare), None) if bare else None
    if found is not None:
        return known[found]
    guess = suggest(key, known)
    listed = ", ".join(list(known)[:LISTED]) + (", ..." if len(known) > LISTED else "")
    tip = f"Did you mean `{guess}`?" if guess else f"There are: {listed or 'none'}."
    raise fail("QA780", f"there is no input `{name}`", help=[tip])


def _bare(name: str) -> str:
    """A name without what may be written otherwise: blanks and backticks."""
    return name.replace("`", "").replace(" ", "")


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
