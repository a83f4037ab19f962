"""What an expression can come to, whatever the inputs are: intervals over resolved expressions.

A number has an interval that holds its every known value; a condition has 0 (no), 1 (yes) or 0..1 (either). What may be
unknown is left out of account: a bound says "wherever it is known". Leaves have the range of their type, unless the
caller knows more: see `Known`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import exp, inf, isfinite, isnan, log, sqrt

from qadsl.ir.program import Written
from qadsl.ir.types import Kind
from qadsl.semantics import model
from qadsl.semantics.model import Formula, Value

__all__ = ["ALL", "EITHER", "NO", "YES", "Bounds", "Interval", "Known", "negate", "range_of"]

Interval = tuple[float, float]
Known = Mapping[model.Core, Interval]
"""What is known of some leaves or conditions besides their types."""

ALL: Interval = (-inf, inf)
NO: Interval = (0.0, 0.0)
YES: Interval = (1.0, 1.0)
EITHER: Interval = (0.0, 1.0)

NOTHING_KNOWN: Known = {}


def negate(flag: Interval) -> Interval:
    """`not` of a condition."""
    return (1.0 - flag[1], 1.0 - flag[0])


def _hull(*intervals: Interval) -> Interval:
    return (min(low for low, _ in intervals), max(high for _, high in intervals))


def _made(values: list[float]) -> Interval:
    """The interval of some values; whatever is not a number may be anything."""
    return ALL if any(map(isnan, values)) else (min(values), max(values))


def _multiply(one: Interval, two: Interval) -> Interval:
    # an end at infinity times 0 is 0 here, for the factor that is exactly 0 meets finite values only
    return _made([0.0 if 0.0 in (a, b) else a * b for a in one for b in two])


def _divide(one: Interval, two: Interval) -> Interval:
    if two[0] <= 0 <= two[1]:
        # by something from 0 on: the sign stays, the size has no end
        if two[0] == 0 and one[0] >= 0:
            return (0.0, inf)
        return ALL
    return _made([0.0 if a == 0 else a / b for a in one for b in two])


def _power(one: Interval, two: Interval) -> Interval:
    if one[0] < 0 or not all(map(isfinite, (*one, *two))):
        return ALL
    try:
        return _made([a**b for a in one for b in two])
    except (OverflowError, ZeroDivisionError):
        return ALL


def _exp(one: Interval) -> Interval:
    return (exp(max(one[0], -700.0)) if one[0] > -700 else 0.0, exp(one[1]) if one[1] < 700 else inf)


def _log(one: Interval) -> Interval:
    return (log(one[0]) if one[0] > 0 else -inf, log(one[1]) if 0 < one[1] < inf else inf)


def _sqrt(one: Interval) -> Interval:
    return (sqrt(max(one[0], 0.0)), sqrt(max(one[1], 0.0)) if one[1] < inf else inf)


def _absolute(one: Interval) -> Interval:
    low, high = sorted((abs(one[0]), abs(one[1])))
    return (0.0 if one[0] <= 0 <= one[1] else low, high)


def _round(one: Interval) -> Interval:
    return (round(one[0], 12) if isfinite(one[0]) else one[0], round(one[1], 12) if isfinite(one[1]) else one[1])


def _less(one: Interval, two: Interval) -> Interval:
    return YES if one[1] < two[0] else NO if one[0] >= two[1] else EITHER


def _less_equal(one: Interval, two: Interval) -> Interval:
    return YES if one[1] <= two[0] else NO if one[0] > two[1] else EITHER


def _equal(one: Interval, two: Interval) -> Interval:
    if one[1] < two[0] or two[1] < one[0]:
        return NO
    return YES if one == two and one[0] == one[1] else EITHER


def _select(condition: Interval, yes: Interval, no: Interval) -> Interval:
    return yes if condition == YES else no if condition == NO else _hull(yes, no)


OPERATIONS: dict[str, Callable[..., Interval]] = {
    "negate": lambda a: (-a[1], -a[0]),
    "add": lambda a, b: (a[0] + b[0], a[1] + b[1]),
    "subtract": lambda a, b: (a[0] - b[1], a[1] - b[0]),
    "multiply": _multiply,
    "divide": _divide,
    "power": _power,
    "minimum": lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
    "maximum": lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
    "absolute": _absolute,
    "sqrt": _sqrt,
    "exp": _exp,
    "log": _log,
    "round12": _round,
    "less": _less,
    "less_equal": _less_equal,
    "equal": _equal,
    "and": lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
    "or": lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
    "not": negate,
    "select": _select,
}


class Bounds:
    """Bounds of the expressions of one program.

    `empty` names groups in which nobody can be; `values` what parameters come to, where more is known than their type;
    `years` the first and last period; `renewed` the definitions that may take the place of another.
    """

    def __init__(
        self,
        quantities: Mapping[str, model.Quantity],
        defines: Mapping[str, model.Define],
        empty: frozenset[str] = frozenset(),
        values: Mapping[str, Interval] | None = None,
        years: Interval = ALL,
        renewed: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self.quantities = quantities
        self.defines = defines
        self.empty = empty
        self.values = values or {}
        self.years = years
        self.renewed = renewed or {}
        self._defines: dict[str, Interval] = {}

    def of(self, core: model.Core, known: Known = NOTHING_KNOWN) -> Interval:  # noqa: C901 - one case an expression
        """What an expression can come to."""
        if known and core in known:
            return known[core]
        match core:
            case model.Constant(value):
                return ALL if isnan(value) else (value, value)
            case model.Read(quantity) | model.Earlier(quantity, initial=None):
                return self._quantity(quantity)
            case model.Earlier(quantity, _, initial) if initial is not None:
                (low, high), (other_low, other_high) = self._quantity(quantity), self.of(initial, known)
                return (min(low, other_low), max(high, other_high))
            case model.VariableRead():
                return EITHER
            case model.Remembered("measure" | "groups", _, kind) if kind is not Kind.FLAG:
                return ALL
            case model.Apply(op, operands):
                return self._apply(op, operands, known)
            case model.Invoke(define):
                return self._define(define)
            case model.Fold():
                return self._fold(core, known)
            case model.Told() | model.Candidate("size" | "steps" | "links"):
                return ALL
            case model.Year():
                return self.years
            case model.Member(_, group):
                return NO if group in self.empty else YES if group == "actors" else EITHER
            case model.Same(left, right):
                return YES if left == right else EITHER
            case model.CategoryWord():
                return ALL
            case _:
                return EITHER

    def _quantity(self, key: str) -> Interval:
        if key in self.values:
            return self.values[key]
        type_ = self.quantities[key].type
        if type_.kind is Kind.CATEGORY:
            return ALL
        return EITHER if type_.kind is Kind.FLAG else (type_.low, type_.high)

    def _define(self, name: str) -> Interval:
        if name not in self._defines:
            self._defines[name] = ALL  # where theories that renew it make it seem to read itself
            meant = [self.defines[other].body for other in (name, *self.renewed.get(name, ())) if other in self.defines]
            self._defines[name] = _hull(*map(self.of, meant))
        return self._defines[name]

    def _apply(self, op: str, operands: tuple[model.Core, ...], known: Known) -> Interval:
        if op in {"less", "less_equal", "equal"} and operands[0] == operands[1]:
            return NO if op == "less" else YES
        if op == "equal" and any(isinstance(side, model.CategoryWord) and side not in known for side in operands):
            return EITHER
        found = OPERATIONS[op](*[self.of(operand, known) for operand in operands])
        if op == "divide" and self._is_part(operands[0], operands[1], known):
            return (max(found[0], 0.0), min(found[1], 1.0))
        return found

    def _is_part(self, part: model.Core, whole: model.Core, known: Known) -> bool:
        """Whether the second is a sum of things that are not negative, the first among them: their ratio is a share."""
        terms: list[model.Core] = []
        queue = [whole]
        while queue:
            match queue.pop():
                case model.Apply("add", operands):
                    queue += operands
                case term:
                    terms.append(term)
        return part in terms and all(self.of(term, known)[0] >= 0 for term in terms)

    def _fold(self, core: model.Fold, known: Known) -> Interval:
        mask = self.of(core.where, known) if core.where is not None else YES
        is_nobody = core.group in self.empty or mask == NO
        body = self.of(core.body, known) if core.body is not None else YES
        match core.op:
            case "count":
                return NO if is_nobody else (0.0, inf)
            case "sum":
                return NO if is_nobody else (0.0 if body[0] >= 0 else -inf, 0.0 if body[1] <= 0 else inf)
            case "any":
                return NO if is_nobody else (0.0, body[1])
            case "all":
                return YES if is_nobody else (body[0], 1.0)
            case _:
                return body


def range_of(value: Value | None, bounds: Bounds) -> Interval:
    """What a stated value can come to."""
    match value:
        case Formula(body):
            return bounds.of(body)
        case Written("exact", (one,)):
            return (one, one)
        case Written("uniform" | "unknown", (low, high)):
            return (low, high)
        case Written("triangular", (low, _, high)):
            return (low, high)
        case Written("normal" | "beta", (_, _, low, high)):
            return (low, high)
        case Written("discrete", parameters):
            return (parameters[0], parameters[-2])
        case _:
            return ALL
