"""Works out what does not depend on the run: constants, and choices that static ranges settle.

Only rewrites that keep every bit are made (but for the sign of zero, which has no meaning): nothing is regrouped, and
0 times x is 0 only where x is always a finite number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qadsl.engine.intervals import static_ranges
from qadsl.engine.passes.rewriting import Rewrite, like, rebuild
from qadsl.engine.ranges import Range, Truth, Value
from qadsl.engine.stocks import stocks_of
from qadsl.ir.builder import Builder
from qadsl.ir.program import Node, Plan

__all__ = ["fold_constants", "folding"]

Values = tuple[Value, ...]
Pick = Callable[[Values], int | None]
"""Given the ranges of the arguments, which argument the operation always equals."""


def fold_constants(plan: Plan) -> Plan:
    """The plan with settled nodes replaced by constants or by one of their arguments."""
    return rebuild(plan, folding(static_ranges(plan, stocks_of(plan))))


def folding(values: Mapping[int, Value]) -> Rewrite:
    """The rewrite that replaces what the ranges of all nodes settle."""

    def rewrite(builder: Builder, node: Node, arguments: tuple[int, ...], position: int) -> int:
        settled = _settled(values[position])
        if settled is not None and (arguments or node.op == "input"):
            return builder.add("constant", (), settled, kind=node.kind, name=node.name)
        picked = _picked(node, tuple(values[a] for a in node.arguments))
        if picked is None and node.op == "select" and arguments[1] == arguments[2]:
            picked = 1
        return like(builder, node, arguments) if picked is None else arguments[picked]

    return rewrite


def _settled(value: Value) -> float | None:
    """The one value that is possible, if there is just one."""
    if bool(value.open[0]):
        return None
    if isinstance(value, Truth):
        return None if bool(value.yes[0]) == bool(value.no[0]) else float(value.yes[0])
    return float(value.low[0]) if value.low[0] == value.high[0] else None


def _picked(node: Node, arguments: Values) -> int | None:
    pick = _PICKS.get(node.op)
    return None if pick is None else pick(arguments)


def _is(value: Value, constant: float) -> bool:
    return _settled(value) == constant


def _idle(constant: float, places: tuple[int, ...]) -> Pick:
    """The other argument where one of `places` is the constant that changes nothing."""

    def pick(values: Values) -> int | None:
        return next((1 - place for place in places if _is(values[place], constant)), None)

    return pick


def _greater(values: Values) -> int | None:
    one, other = values
    assert isinstance(one, Range)
    assert isinstance(other, Range)
    # an unknown argument makes the result unknown, so the one left out must be known
    if one.low[0] >= other.high[0] and not other.open[0]:
        return 0
    return 1 if other.low[0] >= one.high[0] and not one.open[0] else None


def _lesser(values: Values) -> int | None:
    one, other = values
    assert isinstance(one, Range)
    assert isinstance(other, Range)
    if one.high[0] <= other.low[0] and not other.open[0]:
        return 0
    return 1 if other.high[0] <= one.low[0] and not one.open[0] else None


def _chosen(values: Values) -> int | None:
    return {1.0: 1, 0.0: 2}.get(_settled(values[0]))  # type: ignore[arg-type]


_PICKS: dict[str, Pick] = {
    "add": _idle(0.0, (0, 1)),
    "subtract": _idle(0.0, (1,)),
    "multiply": _idle(1.0, (0, 1)),
    "divide": _idle(1.0, (1,)),
    "power": _idle(1.0, (1,)),
    "maximum": _greater,
    "minimum": _lesser,
    "select": _chosen,
    "and": _idle(1.0, (0, 1)),
    "or": _idle(0.0, (0, 1)),
}
