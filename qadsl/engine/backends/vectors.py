"""The operations of the graph on arrays of shape (rows, draws), one row an operation.

A number is an array of doubles, or a plain float where it is written in the program. A flag is a pair of arrays; the
second is left out where static analysis shows that it is never unknown. Masked copies cost ten times a product, so a
choice between numbers is made with bits or with a product by 0 or 1 wherever that gives the same value.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np

from qadsl.engine import functions
from qadsl.engine.arithmetic import VECTOR
from qadsl.engine.ranges import Range, Value
from qadsl.result import Flags, Floats

__all__ = ["OPERATIONS", "REDUCTIONS", "Facts", "Flag", "Operand", "Operation", "Pool", "parts"]


class Flag(NamedTuple):
    """Where a flag is yes, and where it is no; without `no`, it is no wherever it is not yes."""

    yes: Flags
    no: Flags | None = None


Operand = Floats | Flag | float


def parts(value: Operand) -> list[Any]:
    """The arrays that a value is made of."""
    if isinstance(value, Flag):
        return [part for part in value if part is not None]
    return [value] if isinstance(value, np.ndarray) else []


class Pool:
    """Arrays to be used again: of a shape, the one last given back is warm in the cache and is taken first."""

    def __init__(self) -> None:
        self._free: dict[tuple[tuple[int, ...], str], list[Any]] = {}

    def take(self, shape: tuple[int, int], kind: str = "d") -> Any:
        """An array of the shape with anything in it; `kind` is NumPy's letter for the type."""
        free = self._free.get((shape, kind))
        return free.pop() if free else np.empty(shape, dtype=kind)

    def give(self, value: Operand) -> None:
        """Take back the arrays of a value that nobody reads any more."""
        if isinstance(value, Flag):
            self.give_array(value.yes)
            if value.no is not None:
                self.give_array(value.no)
        elif not isinstance(value, float):
            self.give_array(value)

    def give_array(self, part: Any) -> None:
        """Take back one array, unless it is a part of another."""
        if part.base is None and part.ndim == 2 and part.flags.c_contiguous:
            self._free.setdefault((part.shape, part.dtype.char), []).append(part)

    def forget(self, rows: int) -> None:
        """Let go of arrays that do not have this many rows."""
        self._free = {key: free for key, free in self._free.items() if key[0][0] == rows}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a node before any draw: whether it may be unknown, its range and those of its arguments."""

    is_open: bool
    value: Value
    arguments: tuple[Value, ...]

    def within(self, place: int, bound: float) -> bool:
        """Whether an argument is known to be smaller than the bound in size."""
        value = self.arguments[place]
        return isinstance(value, Range) and bool(-bound < value.low[0] and value.high[0] < bound)

    def is_tame(self, place: int) -> bool:
        """Whether an argument is always a finite number."""
        return self.within(place, math.inf) and not bool(self.arguments[place].open[0])


def _shape(*values: Operand) -> tuple[int, int]:
    rows = columns = 1
    for value in values:
        if not isinstance(value, float):
            own = (value.yes if isinstance(value, Flag) else value).shape
            rows, columns = max(rows, own[0]), max(columns, own[1])
    return rows, columns


Operation = Callable[..., Operand]


def _ufunc(operation: Any) -> Operation:
    def apply(pool: Pool, facts: Facts, *arguments: Operand) -> Operand:
        return cast(Floats, operation(*arguments, out=pool.take(_shape(*arguments))))

    return apply


def _formula(formula: Callable[..., Floats]) -> Operation:
    def apply(pool: Pool, facts: Facts, *arguments: Operand) -> Operand:
        shape = _shape(*arguments)
        numbers = cast(tuple[Floats, ...], arguments)
        return formula(VECTOR, *[np.ascontiguousarray(np.broadcast_to(x, shape)) for x in numbers])

    return apply


def _divide(pool: Pool, facts: Facts, x: Operand, y: Operand) -> Operand:
    out = np.divide(cast(Floats, x), cast(Floats, y), out=pool.take(_shape(x, y)))
    divisor = facts.arguments[1]
    if isinstance(divisor, Range) and divisor.low[0] <= 0.0 <= divisor.high[0]:
        zero = np.broadcast_to(np.equal(cast(Floats, y), 0.0), out.shape)
        if zero.any():
            out[zero] = np.nan
    return cast(Floats, out)


def _round12(pool: Pool, facts: Facts, x: Operand) -> Operand:
    if not facts.within(0, 4000.0):
        return functions.round12(VECTOR, np.atleast_2d(cast(Floats, x)))
    out = np.multiply(cast(Floats, x), 1e12, out=pool.take(_shape(x)))
    np.rint(out, out=out)
    return cast(Floats, np.divide(out, 1e12, out=out))


def _comparison(yes: Any, no: Any) -> Operation:
    def apply(pool: Pool, facts: Facts, x: Operand, y: Operand) -> Operand:
        shape = _shape(x, y)
        found = yes(x, y, out=pool.take(shape, "?"))
        return Flag(found, no(x, y, out=pool.take(shape, "?")) if facts.is_open else None)

    return apply


def _differ(x: Floats, y: Floats, out: Flags) -> Flags:
    # unequal and both known: an unknown is neither less nor greater
    np.less(x, y, out=out)
    return cast(Flags, np.logical_or(out, np.greater(x, y), out=out))


_equal_numbers = _comparison(np.equal, _differ)


def _equal(pool: Pool, facts: Facts, x: Operand, y: Operand) -> Operand:
    if not isinstance(x, Flag):
        return _equal_numbers(pool, facts, x, y)
    assert isinstance(y, Flag)
    if not facts.is_open:
        return Flag(np.equal(x.yes, y.yes, out=pool.take(_shape(x, y), "?")))
    return Flag((x.yes & y.yes) | (_no(x) & _no(y)), (x.yes & _no(y)) | (_no(x) & y.yes))


def _no(flag: Flag) -> Flags:
    return np.logical_not(flag.yes) if flag.no is None else flag.no


def _both(pool: Pool, facts: Facts, x: Operand, y: Operand) -> Operand:
    assert isinstance(x, Flag)
    assert isinstance(y, Flag)
    shape = _shape(x, y)
    yes = np.logical_and(x.yes, y.yes, out=pool.take(shape, "?"))
    return Flag(yes, np.logical_or(_no(x), _no(y), out=pool.take(shape, "?")) if facts.is_open else None)


def _either(pool: Pool, facts: Facts, x: Operand, y: Operand) -> Operand:
    assert isinstance(x, Flag)
    assert isinstance(y, Flag)
    shape = _shape(x, y)
    yes = np.logical_or(x.yes, y.yes, out=pool.take(shape, "?"))
    return Flag(yes, np.logical_and(_no(x), _no(y), out=pool.take(shape, "?")) if facts.is_open else None)


def _not(pool: Pool, facts: Facts, x: Operand) -> Operand:
    assert isinstance(x, Flag)
    shape = _shape(x)
    if x.no is None:
        return Flag(np.logical_not(x.yes, out=pool.take(shape, "?")))
    yes, no = pool.take(shape, "?"), pool.take(shape, "?")
    np.copyto(yes, x.no)
    np.copyto(no, x.yes)
    return Flag(yes, no)


def _select(pool: Pool, facts: Facts, condition: Operand, x: Operand, y: Operand) -> Operand:
    assert isinstance(condition, Flag)
    if isinstance(x, Flag):
        return _select_flag(condition, x, cast(Flag, y), facts)
    if condition.no is None:
        return _select_number(pool, facts, condition.yes, x, cast(Floats, y))
    out = np.where(condition.yes, x, cast(Floats, y))
    unsettled = ~(condition.yes | condition.no) & ~np.equal(x, cast(Floats, y))
    out[np.broadcast_to(unsettled, out.shape)] = np.nan
    return out


def _select_flag(condition: Flag, x: Flag, y: Flag, facts: Facts) -> Flag:
    yes, no = condition.yes, _no(condition)
    agreed = Flag((yes & x.yes) | (no & y.yes) | (x.yes & y.yes), (yes & _no(x)) | (no & _no(y)) | (_no(x) & _no(y)))
    return agreed if facts.is_open else Flag(agreed.yes)


def _select_number(pool: Pool, facts: Facts, yes: Flags, x: Floats | float, y: Floats | float) -> Floats:
    shape = _shape(Flag(yes), x, y)
    out = pool.take(shape)
    if isinstance(y, float) and y == 0.0 and facts.is_tame(1):
        np.copyto(out, yes)
        return cast(Floats, np.multiply(out, x, out=out))
    if isinstance(x, float) and isinstance(y, float):
        step = x - y
        if math.isfinite(step) and y + step == x:
            np.copyto(out, yes)
            np.multiply(out, step, out=out)
            return cast(Floats, np.add(out, y, out=out))
    mask = pool.take(shape, "q")
    np.copyto(mask, yes.view(np.int8))
    np.negative(mask, out=mask)
    bits, chosen, other = out.view(np.int64), _bits(x), _bits(y)
    if isinstance(y, float) and y == 0.0:
        np.bitwise_and(chosen, mask, out=bits)
    else:
        np.bitwise_xor(chosen, other, out=bits)
        np.bitwise_and(bits, mask, out=bits)
        np.bitwise_xor(bits, other, out=bits)
    pool.give_array(mask)
    return cast(Floats, out)


def _bits(x: Floats | float) -> Any:
    return np.asarray(x, dtype=np.float64).view(np.int64)


OPERATIONS: dict[str, tuple[Operation, bool]] = {
    "negate": (_ufunc(np.negative), True),
    "add": (_ufunc(np.add), True),
    "subtract": (_ufunc(np.subtract), True),
    "multiply": (_ufunc(np.multiply), True),
    "divide": (_divide, False),
    "power": (_formula(functions.power), False),
    "minimum": (_ufunc(np.minimum), True),
    "maximum": (_ufunc(np.maximum), True),
    "absolute": (_ufunc(np.absolute), True),
    "sqrt": (_ufunc(np.sqrt), True),
    "exp": (_formula(functions.exp), False),
    "log": (_formula(functions.log), False),
    "round12": (_round12, False),
    "less": (_comparison(np.less, np.greater_equal), False),
    "less_equal": (_comparison(np.less_equal, np.greater), False),
    "equal": (_equal, False),
    "and": (_both, False),
    "or": (_either, False),
    "not": (_not, False),
    "select": (_select, False),
}
"""Each operation, and whether its result may be written over an argument that is read for the last time."""


def _actor(value: Operand, actor: int) -> Any:
    """One actor's part of a value of shape (rows, actors, draws)."""
    if isinstance(value, Flag):
        return Flag(value.yes[:, actor], None if value.no is None else value.no[:, actor])
    return cast(Floats, value)[:, actor]


def _unknown(masks: list[Flag]) -> Flags | None:
    """Where any mask is unknown."""
    found: Flags | None = None
    for mask in masks:
        if mask.no is not None:
            here = ~(mask.yes | mask.no)
            found = here if found is None else found | here
    return found


def _blank(out: Floats, unknown: Flags | None) -> Floats:
    if unknown is not None:
        out = np.where(unknown, np.nan, out)
    return out


def _total(bodies: list[Floats], masks: list[Flag]) -> Floats:
    total: Any = 0.0
    for body, mask in zip(bodies, masks, strict=True):
        total = total + np.where(mask.yes, body, 0.0)
    return _blank(total, _unknown(masks))


def _number(masks: list[Flag]) -> Floats:
    total: Any = 0.0
    for mask in masks:
        total = total + mask.yes
    return _blank(total, _unknown(masks))


def _mean(bodies: list[Floats], masks: list[Flag]) -> Floats:
    return functions.divide(VECTOR, _total(bodies, masks), _number(masks))


def _extreme(better: Any, worst: float) -> Callable[[list[Floats], list[Flag]], Floats]:
    def apply(bodies: list[Floats], masks: list[Flag]) -> Floats:
        result: Any = worst
        none: Any = True
        for body, mask in zip(bodies, masks, strict=True):
            result = better(result, np.where(mask.yes, body, worst))
            none = none & ~mask.yes
        return _blank(np.where(none, np.nan, result), _unknown(masks))

    return apply


def _some(bodies: list[Flag], masks: list[Flag]) -> Flag:
    yes: Any = False
    no: Any = True
    for body, mask in zip(bodies, masks, strict=True):
        yes = yes | (body.yes & mask.yes)
        no = no & (_no(body) | _no(mask))
    return Flag(yes, no)


def _every(bodies: list[Flag], masks: list[Flag]) -> Flag:
    found = _some([Flag(_no(body), body.yes) for body in bodies], masks)
    return Flag(cast(Flags, found.no), found.yes)


_FOLDS: dict[str, Callable[..., Floats | Flag]] = {
    "sum": _total,
    "mean": _mean,
    "largest": _extreme(np.maximum, -math.inf),
    "smallest": _extreme(np.minimum, math.inf),
    "count": _number,
    "any": _some,
    "all": _every,
}


def _reduction(name: str) -> Callable[[Facts, int, list[Operand]], Operand]:
    def apply(facts: Facts, actors: int, arguments: list[Operand]) -> Operand:
        found = _FOLDS[name](*[[_actor(argument, actor) for actor in range(actors)] for argument in arguments])
        return Flag(found.yes) if isinstance(found, Flag) and not facts.is_open else found

    return apply


REDUCTIONS: dict[str, Callable[[Facts, int, list[Operand]], Operand]] = {name: _reduction(name) for name in _FOLDS}
"""Each reduction over parts of shape (rows, actors, draws), actor by actor in canonical order."""
