"""Interval arithmetic over the graph: every operation on ranges of numbers and sets of truth values.

A range is the least and the greatest value that any draw, and any truth about what is unknown, can give. Additions,
products and the like are rounded the same way at the ends as inside, and rounding keeps order, so ends need no slack;
exp, log and powers, which keep order only nearly, are widened by a few units in the twelfth digit.
A number that may be unknown has `open` set and, since nothing is known of it, every range that a formula cannot narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from operator import itemgetter
from typing import Any, NamedTuple, Protocol, cast

import numpy as np

from qadsl.engine import functions
from qadsl.engine.arithmetic import VECTOR
from qadsl.ir.ops import REDUCTIONS
from qadsl.ir.program import Node, Plan
from qadsl.ir.types import Axis, Kind
from qadsl.result import Flags, Floats

__all__ = ["RANGES", "Axes", "Range", "Space", "Truth", "Value", "evaluate", "exactly", "leaf_value", "mapped"]

Axes = frozenset[Axis]


class Range(NamedTuple):
    """low <= x <= high, and whether x may be unknown."""

    low: Floats
    high: Floats
    open: Flags


class Truth(NamedTuple):
    """Which truth values are possible."""

    yes: Flags
    no: Flags
    open: Flags


Value = Range | Truth


def mapped(value: Value, change: Callable[[Any], Any]) -> Value:
    """The value with each of its arrays changed alike."""
    if isinstance(value, Truth):
        return Truth(*map(change, value))
    return Range(*map(change, value))


def exactly(value: Floats) -> Range:
    """The range of one known value; every number where it is NaN."""
    return _clean(value, value, np.zeros(np.shape(value), dtype=np.bool_))


def _clean(low: Floats, high: Floats, open: Flags) -> Range:
    return Range(
        np.where(np.isnan(low), -np.inf, low),
        np.where(np.isnan(high), np.inf, high),
        open | np.isnan(low) | np.isnan(high),
    )


def _widen(low: Floats, high: Floats, open: Flags) -> Range:
    point = low == high
    slack = 1e-12 * np.maximum(np.abs(low), np.abs(high)) + 1e-300
    slack = np.where(np.isfinite(slack) & ~point, slack, 0.0)
    return _clean(low - slack, high + slack, open)


def _negate(x: Range) -> Range:
    return Range(-x.high, -x.low, x.open)


def _add(x: Range, y: Range) -> Range:
    clash = ((x.low == -np.inf) & (y.high == np.inf)) | ((x.high == np.inf) & (y.low == -np.inf))
    return _clean(x.low + y.low, x.high + y.high, x.open | y.open | clash)


def _subtract(x: Range, y: Range) -> Range:
    return _add(x, _negate(y))


def _multiply(x: Range, y: Range) -> Range:
    corners = [_or_zero(a * b) for a in x[:2] for b in y[:2]]
    clash = (_holds(x, 0.0) & _endless(y)) | (_holds(y, 0.0) & _endless(x))
    return Range(np.minimum.reduce(corners), np.maximum.reduce(corners), x.open | y.open | clash)


def _or_zero(product: Floats) -> Floats:
    """Nothing times no end: none."""
    none = np.isnan(product)
    return np.where(none, 0.0, product) if none.any() else product


def _holds(x: Range, value: float) -> Flags:
    held: Flags = (x.low <= value) & (x.high >= value)
    return held


def _endless(x: Range) -> Flags:
    endless: Flags = np.isinf(x.low) | np.isinf(x.high)
    return endless


def _divide(x: Range, y: Range) -> Range:
    bad = _holds(y, 0.0) | (_endless(x) & _endless(y))
    corners = [np.where(bad, 0.0, a / b) for a in x[:2] for b in y[:2]]
    low, high = np.minimum.reduce(corners), np.maximum.reduce(corners)
    return Range(np.where(bad, -np.inf, low), np.where(bad, np.inf, high), x.open | y.open | bad)


def _power(x: Range, y: Range) -> Range:
    corners: list[Floats] = [functions.power(VECTOR, *np.broadcast_arrays(a, b)) for a in x[:2] for b in y[:2]]
    whole = (y.low == y.high) & (np.rint(y.low) == y.low) & ~y.open
    straddles = (x.low < 0.0) & (x.high > 0.0)
    safe = (
        ((x.low > 0.0) | ((x.low == 0.0) & (y.low > 0.0)) | (whole & ((y.low >= 0.0) | ~_holds(x, 0.0))))
        & ~x.open
        & ~y.open
    )
    low, high = cast(Floats, np.minimum.reduce(corners)), cast(Floats, np.maximum.reduce(corners))
    low = np.where(straddles & (y.low > 0.0), np.minimum(low, 0.0), low)
    wide = _widen(low, high, ~safe)
    return Range(np.where(safe, wide.low, -np.inf), np.where(safe, wide.high, np.inf), wide.open)


def _minimum(x: Range, y: Range) -> Range:
    return Range(np.minimum(x.low, y.low), np.minimum(x.high, y.high), x.open | y.open)


def _maximum(x: Range, y: Range) -> Range:
    return Range(np.maximum(x.low, y.low), np.maximum(x.high, y.high), x.open | y.open)


def _absolute(x: Range) -> Range:
    far = np.maximum(np.abs(x.low), np.abs(x.high))
    near = np.where(_holds(x, 0.0), 0.0, np.minimum(np.abs(x.low), np.abs(x.high)))
    return Range(near, far, x.open)


def _sqrt(x: Range) -> Range:
    never = x.high < 0.0
    low, high = np.sqrt(np.maximum(x.low, 0.0)), np.sqrt(np.maximum(x.high, 0.0))
    return Range(np.where(never, -np.inf, low), np.where(never, np.inf, high), x.open | (x.low < 0.0))


def _exp(x: Range) -> Range:
    return _widen(functions.exp(VECTOR, x.low), functions.exp(VECTOR, x.high), x.open)


def _log(x: Range) -> Range:
    low = np.where(x.low > 0.0, functions.log(VECTOR, x.low), -np.inf)
    high = np.where(x.high > 0.0, functions.log(VECTOR, x.high), np.inf)
    return _widen(low, high, x.open | (x.low <= 0.0))


def _round12(x: Range) -> Range:
    return Range(functions.round12(VECTOR, x.low), functions.round12(VECTOR, x.high), x.open)


def _compare(yes: Flags, no: Flags, x: Range, y: Range) -> Truth:
    open_ = x.open | y.open
    return Truth(yes | open_, no | open_, open_)


def _less(x: Range, y: Range) -> Truth:
    return _compare(x.low < y.high, x.high >= y.low, x, y)


def _less_equal(x: Range, y: Range) -> Truth:
    return _compare(x.low <= y.high, x.high > y.low, x, y)


def _equal(x: Value, y: Value) -> Truth:
    if isinstance(x, Truth):
        assert isinstance(y, Truth)
        return Truth((x.yes & y.yes) | (x.no & y.no), (x.yes & y.no) | (x.no & y.yes), x.open | y.open)
    assert isinstance(y, Range)
    point = (x.low == x.high) & (y.low == y.high) & (x.low == y.low)
    return _compare(np.maximum(x.low, y.low) <= np.minimum(x.high, y.high), ~point, x, y)


def _and(x: Truth, y: Truth) -> Truth:
    return Truth(x.yes & y.yes, x.no | y.no, (x.open & (y.yes | y.open)) | (y.open & (x.yes | x.open)))


def _not(x: Truth) -> Truth:
    return Truth(x.no, x.yes, x.open)


def _or(x: Truth, y: Truth) -> Truth:
    return _not(_and(_not(x), _not(y)))


def _select(condition: Truth, x: Value, y: Value) -> Value:
    # where both give the same, no condition can make it unknown
    doubt = condition.open & ~_alike(x, y)
    open_ = doubt | (condition.yes & x.open) | (condition.no & y.open)
    if isinstance(x, Truth):
        assert isinstance(y, Truth)
        return Truth(
            (condition.yes & x.yes) | (condition.no & y.yes), (condition.yes & x.no) | (condition.no & y.no), open_
        )
    assert isinstance(y, Range)
    low = np.minimum(np.where(condition.yes, x.low, np.inf), np.where(condition.no, y.low, np.inf))
    high = np.maximum(np.where(condition.yes, x.high, -np.inf), np.where(condition.no, y.high, -np.inf))
    return Range(low, high, open_)


def _alike(x: Value, y: Value) -> Flags:
    """Where both are sure to be the same known value."""
    is_point = x[0] != x[1] if isinstance(x, Truth) else x[0] == x[1]
    alike: Flags = is_point & (x[0] == y[0]) & (x[1] == y[1]) & ~(x.open | y.open)
    return alike


RANGES: dict[str, Callable[..., Value]] = {
    "negate": _negate,
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "divide": _divide,
    "power": _power,
    "minimum": _minimum,
    "maximum": _maximum,
    "absolute": _absolute,
    "sqrt": _sqrt,
    "exp": _exp,
    "log": _log,
    "round12": _round12,
    "less": _less,
    "less_equal": _less_equal,
    "equal": _equal,
    "and": _and,
    "or": _or,
    "not": _not,
    "select": _select,
}
"""Each operation on ranges and truths."""


def _columns(value: Value) -> list[Value]:
    """One value for each actor, from parts of shape (rows, actors)."""
    return [mapped(value, itemgetter((slice(None), actor))) for actor in range(value[0].shape[1])]


def _sum(bodies: list[Range], masks: list[Truth]) -> Range:
    rows = np.zeros(masks[0].yes.shape)
    total = exactly(rows)
    for body, mask in zip(bodies, masks, strict=True):
        part = _select(mask, body, exactly(rows))
        assert isinstance(part, Range)
        total = _add(total, part)
    # a sum of zeros is unknown, too, where it is unknown of whom it is
    return Range(total.low, total.high, np.logical_or.reduce([total.open, *(mask.open for mask in masks)]))


def _count(masks: list[Truth]) -> Range:
    low, high, open_ = (
        np.zeros(masks[0].yes.shape),
        np.zeros(masks[0].yes.shape),
        np.zeros(masks[0].yes.shape, dtype=np.bool_),
    )
    for mask in masks:
        low, high, open_ = low + (mask.yes & ~mask.no), high + mask.yes, open_ | mask.open
    return Range(low, high, open_)


def _hull(bodies: list[Range], masks: list[Truth]) -> Range:
    """From the least to the greatest of those that the masks may hold for."""
    low = np.minimum.reduce([np.where(mask.yes, body.low, np.inf) for body, mask in zip(bodies, masks, strict=True)])
    high = np.maximum.reduce([np.where(mask.yes, body.high, -np.inf) for body, mask in zip(bodies, masks, strict=True)])
    none = low > high
    sure = np.logical_or.reduce([mask.yes & ~mask.no for mask in masks])
    open_ = np.logical_or.reduce([mask.open | (mask.yes & body.open) for body, mask in zip(bodies, masks, strict=True)])
    return Range(np.where(none, -np.inf, low), np.where(none, np.inf, high), open_ | ~sure)


def _mean(bodies: list[Range], masks: list[Truth]) -> Range:
    count, hull = _count(masks), _hull(bodies, masks)
    total = _divide(_sum(bodies, masks), count)
    known = count.low == count.high
    wide = _widen(hull.low, hull.high, hull.open)
    return Range(np.where(known, total.low, wide.low), np.where(known, total.high, wide.high), hull.open | count.open)


def _largest(bodies: list[Range], masks: list[Truth]) -> Range:
    hull = _hull(bodies, masks)
    sure = [np.where(mask.yes & ~mask.no, body.low, -np.inf) for body, mask in zip(bodies, masks, strict=True)]
    return Range(np.maximum(hull.low, np.maximum.reduce(sure)), hull.high, hull.open)


def _smallest(bodies: list[Range], masks: list[Truth]) -> Range:
    return _negate(_largest([_negate(body) for body in bodies], masks))


def _any(bodies: list[Truth], masks: list[Truth]) -> Truth:
    found = _and(bodies[0], masks[0])
    for body, mask in zip(bodies[1:], masks[1:], strict=True):
        found = _or(found, _and(body, mask))
    return found


def _all(bodies: list[Truth], masks: list[Truth]) -> Truth:
    return _not(_any([_not(body) for body in bodies], masks))


_REDUCTIONS: dict[str, Callable[..., Value]] = {
    "sum": _sum,
    "mean": _mean,
    "largest": _largest,
    "smallest": _smallest,
    "count": _count,
    "any": _any,
    "all": _all,
}


class Space(Protocol):
    """What rows there are to evaluate, and what stands at the leaves of the graph."""

    def axes(self, node: Node) -> Axes:
        """The axes whose combinations are the rows of a node."""

    def leaf(self, position: int, node: Node) -> Value:
        """The value of a node without arguments."""

    def gather(self, value: Value, fewer: Axes, more: Axes) -> Value:
        """Rows of fewer axes laid out along more."""

    def unfold(self, value: Value, axes: Axes) -> Value:
        """Parts of shape (rows, actors) from rows whose last axis is bound."""


def evaluate(plan: Plan, needed: list[int], space: Space, known: dict[int, Value] | None = None) -> dict[int, Value]:
    """The values of the needed nodes and all they rest on, but for what is known already."""
    values = dict(known or {})
    with np.errstate(all="ignore"):
        for position in _cone(plan, needed, values):
            node = plan.nodes[position]
            if not node.arguments:
                values[position] = space.leaf(position, node)
                continue
            is_reduction = node.op in REDUCTIONS
            axes = space.axes(node) | ({str(node.data)} if is_reduction else set())
            arguments = [space.gather(values[a], space.axes(plan.nodes[a]), axes) for a in node.arguments]
            if is_reduction:
                columns = [_columns(space.unfold(argument, axes)) for argument in arguments]
                values[position] = _REDUCTIONS[node.op](*columns)
            else:
                values[position] = RANGES[node.op](*arguments)
    return values


def _cone(plan: Plan, roots: list[int], known: Collection[int]) -> list[int]:
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        position = waiting.pop()
        if position not in found and position not in known:
            found.add(position)
            waiting.extend(plan.nodes[position].arguments)
    return sorted(found)


def leaf_value(node: Node, low: Floats, high: Floats, open: Flags) -> Value:
    """A leaf's range, as a truth where it is a flag."""
    if node.kind is Kind.FLAG:
        return Truth((high >= 1.0) | open, (low <= 0.0) | open, open)
    return Range(np.where(open, -np.inf, low), np.where(open, np.inf, high), open)
