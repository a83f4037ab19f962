"""Compares with a moved cut-off instead of rounding first: rounding keeps order, so `round12(x) < c` is `x < t` for the
least t that rounds to c or more."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable

from qadsl.engine.arithmetic import SCALAR
from qadsl.engine.functions import round12
from qadsl.engine.passes.rewriting import like, rebuild
from qadsl.ir.builder import Builder
from qadsl.ir.program import Node, Plan
from qadsl.ir.types import Kind

__all__ = ["compare_unrounded"]

_LARGEST = 4000.0
"""Beyond this numbers have too few digits to be rounded to 12 decimals."""


def compare_unrounded(plan: Plan) -> Plan:
    """The plan with comparisons of a rounded value and a constant made on the value itself."""

    def rewrite(builder: Builder, node: Node, arguments: tuple[int, ...], _: int) -> int:
        for place in (0, 1) if node.op in _MOVED else ():
            rounded, constant = builder.nodes[arguments[place]], builder.nodes[arguments[1 - place]]
            if rounded.op == "round12" and constant.op == "constant" and abs(float(constant.data)) < _LARGEST:  # type: ignore[arg-type]
                return _MOVED[node.op](builder, rounded.arguments[0], float(constant.data), place)  # type: ignore[arg-type]
        return like(builder, node, arguments)

    return rebuild(plan, rewrite)


def _cut(holds: Callable[[float], bool], near: float) -> float:
    """The least double from which on a growing condition holds, which is near a number."""
    low, high = _rank(near - 1e-11), _rank(near + 1e-11)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(_ranked(middle)) else (middle, high)
    return _ranked(high)


def _rank(x: float) -> int:
    """Doubles in order as whole numbers."""
    bits: int = struct.unpack("<q", struct.pack("<d", x))[0]
    return bits if bits >= 0 else -(bits & 0x7FFF_FFFF_FFFF_FFFF)


def _ranked(rank: int) -> float:
    return math.copysign(struct.unpack("<d", struct.pack("<q", abs(rank)))[0], rank)


def _reaches(constant: float) -> float:
    return _cut(lambda x: round12(SCALAR, x) >= constant, constant)


def _passes(constant: float) -> float:
    return _cut(lambda x: round12(SCALAR, x) > constant, constant)


def _below(builder: Builder, x: int, cut: float) -> int:
    return builder.add("less", (x, builder.constant(cut)), kind=Kind.FLAG)


def _from(builder: Builder, x: int, cut: float) -> int:
    return builder.add("less_equal", (builder.constant(cut), x), kind=Kind.FLAG)


def _less(builder: Builder, x: int, constant: float, place: int) -> int:
    return _below(builder, x, _reaches(constant)) if place == 0 else _from(builder, x, _passes(constant))


def _less_equal(builder: Builder, x: int, constant: float, place: int) -> int:
    return _below(builder, x, _passes(constant)) if place == 0 else _from(builder, x, _reaches(constant))


def _equal(builder: Builder, x: int, constant: float, place: int) -> int:
    sides = _from(builder, x, _reaches(constant)), _below(builder, x, _passes(constant))
    return builder.add("and", sides, kind=Kind.FLAG)


_MOVED: dict[str, Callable[[Builder, int, float, int], int]] = {
    "less": _less,
    "less_equal": _less_equal,
    "equal": _equal,
}
