"""Values as Python says them, and the names by which it calls inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from math import inf, isfinite, nan
from typing import SupportsFloat

from qadsl.diagnostics.suggest import suggest
from qadsl.explorer.inputs import Input, inputs_named, inputs_of
from qadsl.failing import fail
from qadsl.ir.program import Plan, Quantity
from qadsl.ir.types import Kind

__all__ = ["named_input", "shown_value", "wanted_value", "wanted_values"]

LISTED = 12
"""Inputs that a message names."""
LONGEST = 80
"""Characters of a wrong name in a message."""
LOOKED_AT = 2_000
"""Inputs among which a name is looked for that was probably meant."""


def named_input(plan: Plan, name: object, fixed: Callable[[], Mapping[str, str]]) -> list[Input]:
    """The inputs of a name: one, or one for each stretch of periods; `fixed` says why others are none.

    Raises
    ------
    QadslError
        If there is none.
    """
    found = inputs_named(plan, name) if isinstance(name, str) else []
    if found:
        return found
    known = list(islice(inputs_of(plan), LOOKED_AT))
    raise fail("QA780", f"there is no input `{str(name)[:LONGEST]}`", help=list(_tips(known, str(name), fixed())))


def _tips(known: Sequence[Input], name: str, fixed: Mapping[str, str]) -> Iterator[str]:
    """Why it is none, and what was probably meant."""
    own = _bare(name)
    alike = [one.key for one in known if _bare(one.name) == own]
    guess = suggest(name, [form for one in known for form in (one.name, one.key)])
    if own in fixed:
        yield f"`{own}` has no input here: {fixed[own]}."
    if guess:
        yield f"Did you mean `{guess}`?"
    elif own not in fixed:
        yield f"There are: {_listed(alike or [one.key for one in known]) or 'none'}."


def _bare(name: str) -> str:
    """The name of what is said, without whom it is about."""
    return name.partition("(")[0].rpartition(".")[2].strip().replace(" ", "_").casefold()


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:LISTED]) + (", ..." if len(names) > LISTED else "")


def wanted_values(plan: Plan, values: object, fixed: Callable[[], Mapping[str, str]]) -> Iterator[tuple[Input, float]]:
    """Inputs with the values to move them to, of a dictionary by name.

    Raises
    ------
    QadslError
        If it is none, or a name or a value of it is wrong.
    """
    if not isinstance(values, Mapping):
        told = 'Write `explorer.values = {"fear": 0.4}`.'
        raise fail("QA781", f"inputs cannot be moved to {_shown(values)}", help=[told])
    for name, value in values.items():
        for one in named_input(plan, name, fixed):
            quantity = plan.quantities[one.quantity]
            if value is not None or shown_value(quantity, one.middle) is not None:
                yield one, wanted_value(one, quantity, value)


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
            guess = suggest(str(plain), quantity.type.words)
            words = [guess] if guess else quantity.type.words[:LISTED]
            raise _unfit(one, plain, " or ".join(repr(word) for word in words))


def _unfit(one: Input, value: object, wanted: str) -> Exception:
    told = [f"It is {wanted}; `reset` puts it back."]
    return fail("QA781", f"`{one.key}` cannot be moved to {_shown(value)}", help=told)


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"a {type(value).__name__}"
