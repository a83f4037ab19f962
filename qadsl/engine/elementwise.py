"""The operations of the graph on plain arrays, place by place; an unknown is a NaN, also for a flag."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from qadsl.engine import functions
from qadsl.engine.arithmetic import VECTOR
from qadsl.result import Floats

__all__ = ["OPERATIONS", "reduced"]


def _compare(operation: Callable[..., object]) -> Callable[..., Floats]:
    def compared(x: Floats, y: Floats) -> Floats:
        found: Floats = np.asarray(operation(x, y), dtype=np.float64)
        found[np.isnan(x) | np.isnan(y)] = np.nan
        return found

    return compared


def _and(x: Floats, y: Floats) -> Floats:
    no = (x == 0.0) | (y == 0.0)
    found: Floats = np.where(no, 0.0, np.where((x == 1.0) & (y == 1.0), 1.0, np.nan))
    return found


def _or(x: Floats, y: Floats) -> Floats:
    yes = (x == 1.0) | (y == 1.0)
    found: Floats = np.where(yes, 1.0, np.where((x == 0.0) & (y == 0.0), 0.0, np.nan))
    return found


def _select(condition: Floats, x: Floats, y: Floats) -> Floats:
    settled = np.where(condition == 1.0, x, y)
    found: Floats = np.where(np.isnan(condition), np.where(x == y, x, np.nan), settled)
    return found


OPERATIONS: dict[str, Callable[..., Floats]] = {
    "negate": np.negative,
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": lambda x, y: functions.divide(VECTOR, x, y),
    "power": lambda x, y: functions.power(VECTOR, x, y),
    "minimum": np.minimum,
    "maximum": np.maximum,
    "absolute": np.absolute,
    "sqrt": VECTOR.sqrt,
    "exp": lambda x: functions.exp(VECTOR, x),
    "log": lambda x: functions.log(VECTOR, x),
    "round12": lambda x: functions.round12(VECTOR, x),
    "less": _compare(np.less),
    "less_equal": _compare(np.less_equal),
    "equal": _compare(np.equal),
    "and": _and,
    "or": _or,
    "not": lambda x: 1.0 - x,
    "select": _select,
}


def reduced(op: str, rows: Sequence[tuple[Floats, ...]], count: int | tuple[int, ...]) -> Floats:
    """A reduction over (body, mask) of each actor, or (mask,) for `count`, in canonical order of actors."""
    if op in ("any", "all"):
        found = np.full(count, float(op == "all"))
        for body, mask in rows:
            found = _or(found, _and(mask, body)) if op == "any" else _and(found, _or(1.0 - mask, body))
        return found
    unknown = np.zeros(count, dtype=np.bool_)
    members = np.zeros(count)
    for row in rows:
        unknown |= np.isnan(row[-1])
        members += row[-1] == 1.0
    total = members if op == "count" else _numeric(op, rows, members)
    return np.where(unknown, np.nan, total)


def _numeric(op: str, rows: Sequence[tuple[Floats, ...]], members: Floats) -> Floats:
    if op in ("sum", "mean"):
        total = np.zeros_like(members)
        for body, mask in rows:
            total = np.where(mask == 1.0, total + body, total)
        return total if op == "sum" else functions.divide(VECTOR, total, members)
    better, worst = (np.maximum, -np.inf) if op == "largest" else (np.minimum, np.inf)
    found = np.full_like(members, worst)
    for body, mask in rows:
        found = np.where(mask == 1.0, better(found, body), found)
    return np.where(members == 0.0, np.nan, found)
