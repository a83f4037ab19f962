"""Comparisons that are settled before anything is known of the inputs, and how to say why."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf
from typing import NamedTuple

from qadsl.diagnostics import Fix
from qadsl.semantics import model
from qadsl.semantics.bounds import EITHER, NO, YES, Bounds, Interval
from qadsl.semantics.slips.case import Case
from qadsl.source import Span

__all__ = ["Settled", "comparisons", "place_of", "settled"]

COMPARISONS = frozenset({"less", "less_equal", "equal"})


class Settled(NamedTuple):
    """A comparison that always comes out the same: where it stands, why, and the exact mend where there is one."""

    span: Span
    is_held: bool
    reason: str
    fix: Fix | None


def comparisons(core: model.Core | None) -> Iterator[model.Apply]:
    """The comparisons of numbers within an expression, not those of the definitions it reads."""
    queue = [core]
    while queue:
        match queue.pop():
            case model.Apply(op, operands) as found:
                if op in COMPARISONS and found.span is not None:
                    yield found
                queue += operands
            case model.Fold(_, _, _, where, body):
                queue += [where, body]
            case _:
                pass


def reads_inputs(core: model.Core, case: Case, *, besides_parameters: bool) -> bool:
    """Whether an expression reads anything that is not fixed by the text (or, besides parameters, anything else)."""
    queue: list[model.Core | None] = [core]
    seen: set[str] = set()
    while queue:
        match queue.pop():
            case model.Read(_, places) if places or not besides_parameters:
                return True
            case model.VariableRead() | model.Year() | model.Fold() | model.Stated():
                return True
            case model.Apply(_, operands):
                queue += operands
            case model.Invoke(define) if define not in seen:
                seen.add(define)
                queue += case.meant(define)
            case _:
                pass
    return False


def settled(comparison: model.Apply, case: Case) -> Settled | None:
    """Whether a comparison comes out the same whatever its inputs are: by their types, or by parameters as they are."""
    found = case.bounds.of(comparison)
    one, two = comparison.operands
    if found == EITHER and (_is_constant(one) or _is_constant(two)):
        return None
    if not reads_inputs(comparison, case, besides_parameters=False):
        return None
    if found in (YES, NO):
        return _settled(comparison, found == YES, case.bounds)
    sides = [reads_inputs(side, case, besides_parameters=True) for side in (one, two)]
    if sides[0] == sides[1] or comparison.op == "equal":
        return None
    # the threshold as it is in this program, against everything that the other side can come to
    moving, threshold = (one, two) if sides[0] else (two, one)
    value = case.valued.of(threshold)
    found = case.bounds.of(comparison, {threshold: value})
    if found not in (YES, NO) or comparison.span is None:
        return None
    reason = f"{_named(moving)} {in_words(case.bounds.of(moving))}, {_named(threshold)} {in_words(value)}"
    return Settled(comparison.span, found == YES, reason, None)


def _is_constant(side: model.Core) -> bool:
    return isinstance(side, model.Apply) and side.op == "round12" and isinstance(side.operands[0], model.Constant)


def _settled(comparison: model.Apply, is_held: bool, bounds: Bounds) -> Settled:
    assert comparison.span is not None
    one, two = comparison.operands
    if one == two:
        return Settled(comparison.span, is_held, "both sides are the same", None)
    moving = one if _width(bounds.of(one)) > 0 else two
    threshold = two if moving is one else one
    reason = f"{_named(moving)} {in_words(bounds.of(moving))}"
    return Settled(comparison.span, is_held, reason, _percent(threshold, bounds.of(moving)))


def _width(interval: Interval) -> float:
    return interval[1] - interval[0]


def _named(side: model.Core) -> str:
    span = side.span if isinstance(side, model.Apply) else None
    return f"`{' '.join(span.text.split())}`" if span is not None else "the other side"


def in_words(interval: Interval) -> str:
    """`lies in 0..1`, `is at least 0`, `is 5`."""
    low, high = interval
    if isinf(high):
        return f"is at least {low:g}"
    if isinf(low):
        return f"is at most {high:g}"
    return f"is {low:g}" if low == high else f"lies in {low:g}..{high:g}"


def _percent(threshold: model.Core, interval: Interval) -> Fix | None:
    """Where a share is compared with 2 to 100, per cent is meant."""
    match threshold:
        case model.Apply("round12", (model.Constant(value),), span) if span is not None:
            if interval == (0.0, 1.0) and 2 <= value <= 100 and "%" not in span.text:
                return Fix(span, f"{value:g}%")
        case _:
            pass
    return None


def place_of(core: model.Core, otherwise: Span) -> Span:
    """Where an expression stands, as far as it is known."""
    match core:
        case model.Apply(_, operands, span):
            inner = [place_of(operand, otherwise) for operand in operands] if span is None else [span]
            return inner[0].to(inner[-1])
        case model.Member(place) | model.Same(place):
            return place.span or otherwise
        case model.VariableRead(span=span) if span is not None:
            return span
        case model.Read(_, places) | model.Stated(_, places):
            return places[0].span or otherwise if places else otherwise
        case _:
            return otherwise
