"""Reads what a scenario, parameter or scale states: exact, uncertain, unknown, or computed from parameters."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite

from qadsl.diagnostics import Bag, Fix
from qadsl.diagnostics.suggest import suggest
from qadsl.ir.program import Origin, Written
from qadsl.ir.types import Kind, Type
from qadsl.semantics import borrowed, model
from qadsl.semantics.expressions import DISTRIBUTIONS, Elaborator
from qadsl.semantics.model import Formula, Value
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["Values", "same_value", "unknown"]

_FOLD: dict[str, Callable[[float, float], float]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
}

_FLAGS = {"true": "yes", "false": "no", "y": "yes", "n": "no"}


def unknown(type_: Type, text: str = "unknown", origin: Origin | None = None) -> Written:
    """The whole range of a type; no range, no draws."""
    return Written("unknown", (type_.low, type_.high) if type_.is_bounded else (), text, origin)


def same_value(one: Value, two: Value) -> bool:
    """Whether two statements say the same, wherever they stand."""
    if isinstance(one, Written) and isinstance(two, Written):
        return (one.form, one.parameters) == (two.form, two.parameters) and (one.form != "word" or one.text == two.text)
    return isinstance(one, Formula) and isinstance(two, Formula) and one.body == two.body


def _constant(core: model.Core | None) -> float | None:
    """The number an expression without names comes to."""
    match core:
        case model.Constant(value, Kind.NUMBER):
            return value
        case model.Apply("negate", (operand,)):
            inner = _constant(operand)
            return None if inner is None else -inner
        case model.Apply(op, (left, right)) if op in _FOLD or op == "divide":
            one, two = _constant(left), _constant(right)
            if one is None or two is None or (op == "divide" and two == 0):
                return None
            return one / two if op == "divide" else _FOLD[op](one, two)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Values:
    """Reads stated values of one statement.

    Parameters
    ----------
    elaborator
        Resolves names; no roles stand in a stated value.
    words
        Finds the written value of a scale's word.
    statement
        What explanations call the statement: `scenario suez`.
    """

    elaborator: Elaborator
    word: Callable[[str], Written | None]
    statement: str
    citation: str = ""

    @property
    def bag(self) -> Bag:
        """Where mistakes go."""
        return self.elaborator.bag

    def read(self, node: nodes.Expression, type_: Type, citation: str = "") -> Value | None:
        """The value stated, checked against the type of what it is stated of."""
        origin = Origin(node.span.place, self.statement, citation or self.citation)
        text = " ".join(node.span.text.split())
        if isinstance(node, nodes.Unknown):
            return unknown(type_, text, origin)
        match type_.kind:
            case Kind.FLAG:
                return self._flag(node, text, origin)
            case Kind.CATEGORY:
                return self._category(node, type_, text, origin)
            case _:
                return self._number(node, type_, text, origin)

    # --- flags and categories -------------------------------------------------------------------------------------

    def _flag(self, node: nodes.Expression, text: str, origin: Origin) -> Value | None:
        if isinstance(node, nodes.Yes):
            return Written("exact", (float(node.value),), text, origin)
        said = node.text if isinstance(node, nodes.Name) else node.value if isinstance(node, nodes.Text) else ""
        meant = _FLAGS.get(said.casefold()) or borrowed.word(said) or said
        if meant in ("yes", "no", "unknown"):
            self._no_flag(node.span, meant)
            return None
        typed = self.elaborator.any(node)
        if typed is None:
            return None
        if typed.kind is Kind.FLAG:
            return Formula(typed.core, text, node.span)
        number = _constant(typed.core)
        self._no_flag(node.span, None if number is None else {0.0: "no", 1.0: "yes"}.get(number))
        return None

    def _no_flag(self, span: Span, meant: str | None) -> None:
        hint = f"did you mean `{meant}`?" if meant else "not yes or no"
        fix = Fix(span, meant) if meant else None
        self.bag.error("QA302", "`yes`, `no` or `unknown` is expected here", span, hint, fix=fix)

    def _category(self, node: nodes.Expression, type_: Type, text: str, origin: Origin) -> Value | None:
        word = node.value if isinstance(node, nodes.Text) else node.text if isinstance(node, nodes.Name) else None
        if word is None:
            self.bag.error("QA304", "a word of the category is expected here", node.span, 'write it as "text"')
            return None
        if type_.words and word not in type_.words:
            guess = suggest(word, type_.words)
            self.bag.error(
                "QA304",
                f"`{word}` is not a word of this category",
                node.span,
                f"did you mean `{guess}`?" if guess else f"one of {', '.join(type_.words)}",
            )
            return None
        return Written("word", (), word, origin)

    # --- numbers --------------------------------------------------------------------------------------------------

    def _number(self, node: nodes.Expression, type_: Type, text: str, origin: Origin) -> Value | None:
        match node:
            case nodes.PlusMinus(mean, deviation):
                return self._normal((mean, deviation), type_, node.span, text, origin)
            case nodes.Range(low, high):
                return self._uniform((low, high), type_, node.span, text, origin)
            case nodes.Discrete(cases):
                return self._discrete(cases, type_, node.span, text, origin)
            case nodes.Call(function, arguments) if function.text in DISTRIBUTIONS:
                return self._distribution(function.text, arguments, type_, node.span, text, origin)
            case nodes.Text(word):
                is_word = self._estimate(nodes.Name((nodes.Word(word, node.span),), node.span)) is not None
                hint = f"without quotes: `{word}`" if is_word else "this is a text"
                fix = Fix(node.span, word) if is_word else None
                self.bag.error("QA302", "a number is expected here", node.span, hint, fix=fix)
                return None
            case nodes.Name() if (found := self._estimate(node)) is not None:
                return self._estimated(found, node, type_, origin)
            case _:
                return self._computed(node, type_, text, origin)

    def _estimate(self, node: nodes.Name) -> Written | None:
        scope, module = self.elaborator.scope, self.elaborator.module
        found = {e.name: e for e in scope.candidates("value", node.text, module)}
        if len(found) != 1:
            return None
        entry = next(iter(found.values()))
        return self.word(entry.name) if entry.sort == "scale word" else None

    def _estimated(self, found: Written, node: nodes.Name, type_: Type, origin: Origin) -> Written | None:
        if (type_.low, type_.high) != (0.0, 1.0):
            self.bag.error(
                "QA302",
                f"the word `{node.text}` stands for a share between 0 and 1",
                node.span,
                "a number is expected here",
            )
            return None
        scale = found.origin.citation if found.origin else ""
        return Written(
            found.form,
            found.parameters,
            f"{node.text} ({found.text})",
            Origin(origin.place, origin.statement, origin.citation or scale),
        )

    def _computed(self, node: nodes.Expression, type_: Type, text: str, origin: Origin) -> Value | None:
        core = self.elaborator.number(node)
        if core is None:
            return None
        value = _constant(core)
        if value is None:
            return Formula(core, text, node.span)
        return Written("exact", (value,), text, origin) if self._inside(value, type_, node.span) else None

    def _inside(self, value: float, type_: Type, span: Span) -> bool:
        if not isfinite(value):
            self.bag.error("QA301", "this number is too large to compute with", span, "not finite")
            return False
        if type_.low <= value <= type_.high:
            return True
        hint, fix = "", None
        if type_.high == 1.0 and 2.0 <= value <= 100.0:
            hint, fix = f"did you mean `{value:g}%`?", Fix(span, f"{value:g}%")
        elif found := re.fullmatch(r"([\d.]+%?) ?[-−] ?([\d.]+%?)", span.text):
            hint, fix = f"did you mean `{found[1]} .. {found[2]}`?", Fix(span, f"{found[1]} .. {found[2]}")
        elif re.fullmatch(r"-(9+|8+|7+)(\.0*)?", span.text):
            hint, fix = "a missing value is `unknown`, or is left out", Fix(span, "unknown")
        self.bag.error(
            "QA301", f"{value:g} lies outside the range {type_.low:g} .. {type_.high:g}", span, hint, fix=fix
        )
        return False

    def _constants(self, expressions: tuple[nodes.Expression, ...]) -> list[float] | None:
        if self._has_words(expressions):
            return None
        cores = [self.elaborator.number(expression) for expression in expressions]
        found: list[float] = []
        for core, expression in zip(cores, expressions, strict=True):
            value = _constant(core)
            if core is not None and value is None:
                self.bag.error(
                    "QA308",
                    "a plain number is expected here",
                    expression.span,
                    "inside an uncertain value only numbers can stand",
                )
            if value is not None:
                found.append(value)
        return found if len(found) == len(expressions) else None

    def _has_words(self, expressions: tuple[nodes.Expression, ...]) -> bool:
        """Refuse words of a scale inside an uncertain value: `low .. medium`."""
        words = {one: self._estimate(one) for one in expressions if isinstance(one, nodes.Name)}
        known = {one: found for one, found in words.items() if found is not None}
        if not known:
            return False
        first = next(iter(known))
        ends = [end for found in known.values() for end in found.parameters if found.form in ("exact", "uniform")]
        hint = f"take `{first.text}` alone, or write numbers"
        if len(known) == len(expressions) == 2 and ends:
            hint = f"write `{100 * min(ends):.4g}% .. {100 * max(ends):.4g}%`"
        message = f"`{first.text}` is a range already, and stands for itself"
        self.bag.error("QA305", message, expressions[0].span.to(expressions[-1].span), hint)
        return True

    def _wrong(self, span: Span, message: str, hint: str) -> None:
        self.bag.error("QA306", message, span, hint)

    def _normal(
        self, parts: tuple[nodes.Expression, ...], type_: Type, span: Span, text: str, origin: Origin
    ) -> Written | None:
        numbers = self._constants(parts)
        if numbers is None or not self._inside(numbers[0], type_, parts[0].span):
            return None
        mean, deviation = numbers
        if not 0 <= deviation < inf:
            self._wrong(parts[1].span, "a standard deviation cannot be negative", "must be 0 or more")
            return None
        if deviation == 0:
            return Written("exact", (mean,), text, origin)
        return Written("normal", (mean, deviation, type_.low, type_.high), text, origin)

    def _uniform(
        self, parts: tuple[nodes.Expression, ...], type_: Type, span: Span, text: str, origin: Origin
    ) -> Written | None:
        numbers = self._constants(parts)
        if numbers is None or not self._all_inside(numbers, parts, type_):
            return None
        low, high = numbers
        if low > high:
            first, last = (part.span for part in parts)
            meant = f"{last.text} .. {first.text}"
            fix = Fix(first.to(last), meant) if ".." in first.to(last).text else None
            message = f"the range runs from {low:g} down to {high:g}"
            self.bag.error("QA306", message, span, f"put the lower end first: `{meant}`", fix=fix)
            return None
        return Written("exact", (low,), text, origin) if low == high else Written("uniform", (low, high), text, origin)

    def _all_inside(self, numbers: list[float], parts: tuple[nodes.Expression, ...], type_: Type) -> bool:
        inside = [self._inside(number, type_, part.span) for number, part in zip(numbers, parts, strict=True)]
        return all(inside)

    def _distribution(
        self, name: str, parts: tuple[nodes.Expression, ...], type_: Type, span: Span, text: str, origin: Origin
    ) -> Written | None:
        if any(map(_is_named, parts)):
            self._named(name, parts, span)
            return None
        if len(parts) != DISTRIBUTIONS[name]:
            self.bag.error(
                "QA303",
                f"`{name}` takes {DISTRIBUTIONS[name]} numbers, not {len(parts)}",
                span,
                "wrong number of parameters",
            )
            return None
        if name == "normal":
            return self._normal(parts, type_, span, text, origin)
        if name == "uniform":
            return self._uniform(parts, type_, span, text, origin)
        if name == "beta":
            return self._beta(parts, type_, span, text, origin)
        return self._peaked(name, parts, type_, span, text, origin)

    def _named(self, name: str, parts: tuple[nodes.Expression, ...], span: Span) -> None:
        """`normal(mean = 0.6, sd = 0.1)`."""
        numbers = (part.steps[0].right if isinstance(part, nodes.Compare) else part for part in parts)
        meant = f"{name}({', '.join(number.span.text for number in numbers)})"
        message = f"the numbers of `{name}` stand without names, in their order"
        self.bag.error("QA113", message, span, f"write `{meant}`", fix=Fix(span, meant))

    def _beta(
        self, parts: tuple[nodes.Expression, ...], type_: Type, span: Span, text: str, origin: Origin
    ) -> Written | None:
        numbers = self._constants(parts)
        if numbers is None:
            return None
        if not all(0 < number <= 1e4 for number in numbers):
            self._wrong(
                span, "the two parameters of a beta distribution lie above 0 and at most at 10,000", "out of range"
            )
            return None
        if type_.low > 0 or type_.high < 1:
            self._wrong(
                span, "a beta distribution runs from 0 to 1, which this range does not hold", "outside the range"
            )
            return None
        return Written("beta", (numbers[0], numbers[1], 0.0, 1.0), text, origin)

    def _peaked(
        self, name: str, parts: tuple[nodes.Expression, ...], type_: Type, span: Span, text: str, origin: Origin
    ) -> Written | None:
        numbers = self._constants(parts)
        if numbers is None or not self._all_inside(numbers, parts, type_):
            return None
        low, mode, high = numbers
        if not low <= mode <= high:
            self._wrong(
                span, f"`{name}` takes the least, the likeliest and the greatest value, in this order", "not in order"
            )
            return None
        if low == high:
            return Written("exact", (low,), text, origin)
        if name == "triangular":
            return Written("triangular", (low, mode, high), text, origin)
        # Malcolm, Roseboom, Clark and Fazar (1959): a beta whose mean is (low + 4 mode + high) / 6
        one, two = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
        return Written("beta", (one, two, low, high), text, origin)

    def _discrete(
        self,
        cases: tuple[tuple[nodes.Expression, nodes.Expression], ...],
        type_: Type,
        span: Span,
        text: str,
        origin: Origin,
    ) -> Written | None:
        values = self._constants(tuple(value for value, _ in cases))
        shares = self._constants(tuple(share for _, share in cases))
        if values is None or shares is None or not self._all_inside(values, tuple(v for v, _ in cases), type_):
            return None
        if any(share < 0 for share in shares) or abs(sum(shares) - 1) > 1e-9:
            self._wrong(
                span, f"the shares of `discrete` add to {100 * sum(shares):.6g} %, not 100 %", "must add to 100 %"
            )
            return None
        if len(set(values)) < len(values):
            self._wrong(span, "`discrete` names a value twice", "each value once")
            return None
        ordered = sorted(zip(values, shares, strict=True))
        return Written("discrete", tuple(number for pair in ordered for number in pair), text, origin)


def _is_named(part: nodes.Expression) -> bool:
    """Whether a number stands behind a word and `=`, as in a call of Python or R."""
    if not isinstance(part, nodes.Compare) or len(part.steps) != 1:
        return False
    return isinstance(part.left, nodes.Name) and part.steps[0].operator == "="
