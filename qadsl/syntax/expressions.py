"""Builds the nodes of expressions, names and literals."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import Any, NamedTuple

from qadsl.diagnostics.model import Bag, Fix
from qadsl.source import Source, Span
from qadsl.syntax import nodes as n

__all__ = ["MAX_DEPTH", "MAX_TERMS", "OPERATORS", "ExpressionBuilder"]

MAX_DEPTH = 100
MAX_TERMS = 200
MAX_NAME = 200
MAX_DIGITS = 60

OPERATORS = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "−=": "-=", "×=": "*="}
"""The operators that have several spellings, each with the one that nodes know."""

_SHALLOW = (0, 0, None)
_QUANTIFIERS = frozenset(("count", "any", "all", "sum", "min", "max", "mean"))
_OVER_MEMBERS = ("count", "any", "all")
_MEANT = {
    "number": "count", "exists": "any", "some": "any", "every": "all", "each": "all", "forall": "all",
    "average": "mean", "avg": "mean", "total": "sum", "minimum": "min", "maximum": "max",
}  # fmt: skip


class _Case(NamedTuple):
    value: n.Expression
    probability: n.Expression


@dataclass(slots=True)
class ExpressionBuilder:
    """The builder of one text; mistakes that the grammar cannot see go to the bag."""

    source: Source
    bag: Bag
    depths: dict[int, tuple[int, int, n.Node]] = field(default_factory=dict)
    """By identity; each keeps its node, lest another take its place in memory after a mistake."""
    deepest: Span | None = None

    def _deep(self, node: Any, *parts: Any) -> Any:
        """`node`, unless it is nested too deeply, or has too many terms: then its first part, and an error.

        A long sum is not deep, though each operation is at the left of the next.
        """
        depths = [self.depths.get(id(part), _SHALLOW) for part in parts]
        depth = 1 + max(depth for depth, _, _ in depths)
        height = 1 + max(height for _, height, _ in depths)
        limit = MAX_TERMS + MAX_DEPTH
        if type(node) is n.Binary and type(node.left) is n.Binary:
            depth = max(depths[0][0], depths[1][0] + 1)
            limit = MAX_TERMS
        if depth > MAX_DEPTH or height > limit:
            self.too_deep(node.span, has_terms=depth <= MAX_DEPTH)
            return parts[0]
        self.depths[id(node)] = depth, height, node
        return node

    def too_deep(self, span: Span, *, has_terms: bool = False) -> None:
        """Report an expression nested too deeply: once, though every operation around it is too deep as well."""
        before = self.deepest
        self.deepest = span
        if before is None or not (span.start <= before.start and before.end <= span.end):
            how = (
                f"has more than {MAX_TERMS} terms" if has_terms else f"is nested more than {MAX_DEPTH} operations deep"
            )
            self.bag.error("QA115", f"this expression {how}", span, help=("Give its parts names with `define`.",))

    def conditional(self, start: int, end: int, condition: Any, yes: Any, no: Any) -> Any:
        node = n.Conditional(condition, yes, no, Span(self.source, start, end))
        return self._deep(node, condition, yes, no)

    def disjunction(self, start: int, end: int, *operands: Any) -> Any:
        return self._deep(n.Logical("or", operands, Span(self.source, start, end)), *operands)

    def conjunction(self, start: int, end: int, *operands: Any) -> Any:
        return self._deep(n.Logical("and", operands, Span(self.source, start, end)), *operands)

    def negated(self, start: int, end: int, operand: Any) -> Any:
        return self._deep(n.Not(operand, Span(self.source, start, end)), operand)

    def compare(self, start: int, end: int, left: Any, *steps: n.Comparison) -> Any:
        node = n.Compare(left, steps, Span(self.source, start, end))
        return self._deep(node, left, *(step.right for step in steps))

    def step(self, start: int, end: int, operator: Any, right: Any) -> n.Comparison:
        return n.Comparison(OPERATORS.get(operator, operator), right, Span(self.source, start, end))

    def membership(self, start: int, end: int, actor: Any, negation: Any, group: n.Name) -> Any:
        return self._deep(n.Membership(actor, group, negation is not None, Span(self.source, start, end)), actor)

    def is_given(self, start: int, end: int, operand: Any, negation: Any) -> Any:
        span = Span(self.source, start, end)
        if not isinstance(operand, (n.Name, n.Call)):
            self.bag.error("QA113", "only a named quantity can be given or not", operand.span)
            return n.Yes(True, span)
        return n.IsGiven(operand, negation is not None, span)

    def range(self, start: int, end: int, low: Any, high: Any) -> Any:
        return self._deep(n.Range(low, high, Span(self.source, start, end)), low, high)

    def plus_minus(self, start: int, end: int, mean: Any, deviation: Any) -> Any:
        return self._deep(n.PlusMinus(mean, deviation, Span(self.source, start, end)), mean, deviation)

    def plus(self, start: int, end: int, left: Any, right: Any) -> Any:
        return self._deep(n.Binary("+", left, right, Span(self.source, start, end)), left, right)

    def minus(self, start: int, end: int, left: Any, right: Any) -> Any:
        return self._deep(n.Binary("-", left, right, Span(self.source, start, end)), left, right)

    def times(self, start: int, end: int, left: Any, right: Any) -> Any:
        return self._deep(n.Binary("*", left, right, Span(self.source, start, end)), left, right)

    def over(self, start: int, end: int, left: Any, right: Any) -> Any:
        return self._deep(n.Binary("/", left, right, Span(self.source, start, end)), left, right)

    def to_the(self, start: int, end: int, left: Any, right: Any) -> Any:
        return self._deep(n.Binary("^", left, right, Span(self.source, start, end)), left, right)

    def negation(self, start: int, end: int, operand: Any) -> Any:
        return self._deep(n.Negation(operand, Span(self.source, start, end)), operand)

    def given(self, start: int, end: int, operand: Any) -> n.Given:
        return n.Given(operand, Span(self.source, start, end))

    def previous(self, start: int, end: int, operand: Any, initial: Any) -> n.Previous:
        return n.Previous(operand, initial, Span(self.source, start, end))

    def call(self, start: int, end: int, function: n.Name, *arguments: Any) -> Any:
        span = Span(self.source, start, end)
        if function.text == "discrete":
            return self._discrete(span, arguments)
        if function.text in _QUANTIFIERS and len(arguments) == 1 and isinstance(arguments[0], n.Membership):
            return self._over_members(span, function, arguments[0], None)
        if function.text in _OVER_MEMBERS and len(arguments) == 1 and isinstance(arguments[0], _Case):
            member, where = arguments[0]
            if isinstance(member, n.Membership):
                gap = Span(self.source, member.span.end, where.span.start)
                fix = Fix(gap, " where ") if gap.text.strip() == ":" else None
                message = "what is asked of each stands behind `where`, not behind a colon"
                self.bag.error("QA113", message, where.span, "put `where` before this", fix=fix)
                return self._over_members(span, function, member, where)
        for case in arguments:
            if isinstance(case, _Case):
                self.bag.error("QA113", "only `discrete` takes values with probabilities", case.probability.span)
        values = tuple(a.value if isinstance(a, _Case) else a for a in arguments)
        node = n.Call(function, values, span)
        return self._deep(node, *values) if values else node

    def case(self, start: int, end: int, value: n.Expression, probability: n.Expression) -> _Case:
        return _Case(value, probability)

    def _discrete(self, span: Span, arguments: tuple[Any, ...]) -> Any:
        cases = [a for a in arguments if isinstance(a, _Case)]
        if not cases or len(cases) != len(arguments):
            self.bag.error(
                "QA113",
                "`discrete` takes values, each with its probability",
                span,
                help=("For example `discrete(0.2: 30%, 0.8: 70%)`.",),
            )
        return n.Discrete(tuple((case.value, case.probability) for case in cases), span)

    def quantifier(
        self, start: int, end: int, kind: n.Name, body: Any, variable: n.Word, group: n.Name, where: Any
    ) -> Any:
        node = n.Quantifier(self._known_kind(kind), body, variable, group, where, Span(self.source, start, end))
        return self._deep(node, body, where)

    def counted(self, start: int, end: int, kind: n.Name, member: Any, where: Any) -> Any:
        span = Span(self.source, start, end)
        if isinstance(member, n.Membership):
            return self._over_members(span, kind, member, where)
        self.bag.error("QA113", "`where` needs to know of whom: write `p in actors where ...`", member.span)
        return where

    def _over_members(self, span: Span, kind: n.Name, member: n.Membership, where: Any) -> Any:
        """`count(p in g where c)`, `any(p in g where c)`."""
        variable = member.actor
        is_word = isinstance(variable, n.Name) and len(variable.words) == 1
        name = kind.text
        if not is_word or member.is_negated or name not in _OVER_MEMBERS:
            name = _MEANT.get(name, "count")
            hint = f"did you mean `{name}`?" if name != kind.text and is_word and not member.is_negated else ""
            help_ = (("`count`, `any` and `all` read `count(p in actors where p.nuclear)`; the others "
                     "`sum(trade(p, self) for p in actors)`."),)  # fmt: skip
            self.bag.error("QA113", f"this is not how `{kind.text}` is written", span, hint, help=help_)
        if not is_word:
            return n.Number(0.0, "0", span)
        word = variable.words[0]  # type: ignore[union-attr]
        if name == "count" or where is None:
            node = n.Quantifier(name, None, word, member.group, where, span)
        else:
            node = n.Quantifier(name, where, word, member.group, None, span)
        return self._deep(node, where)

    def _known_kind(self, kind: n.Name) -> str:
        if kind.text in _QUANTIFIERS:
            return kind.text
        meant = _MEANT.get(kind.text, "")
        self.bag.error(
            "QA113",
            f"`{kind.text}` does not run over a group",
            kind.span,
            f"did you mean `{meant}`?" if meant else "",
            help=("`count`, `any`, `all`, `sum`, `mean`, `min` and `max` do.",),
            fix=Fix(kind.span, meant) if meant else None,
        )
        return meant or "sum"

    def figure(self, start: int, end: int, kind: n.Name, solve: n.Name) -> n.Figure:
        return n.Figure(kind, solve, Span(self.source, start, end))

    def name(self, start: int, end: int, *words: n.Word) -> n.Name:
        return n.Name(words, Span(self.source, start, end) if len(words) > 1 else words[0].span)

    def word(self, start: int, end: int, text: str) -> n.Word:
        if end - start > MAX_NAME:
            self.bag.error("QA116", f"this name has more than {MAX_NAME} characters", Span(self.source, start, end))
        return n.Word(text if text[0] != "`" else text[1:-1], Span(self.source, start, end))

    def number(self, start: int, end: int, text: str) -> n.Number:
        span = Span(self.source, start, end)
        if end - start > MAX_DIGITS:
            self.bag.error("QA116", f"this number has more than {MAX_DIGITS} digits", span)
            return n.Number(0.0, text, span)
        try:
            value = float(text) if text[-1] != "%" else float(text[:-1].rstrip() + "e-2")
        except ValueError:  # what the mending of a slip made of it (`0,.5`), and has reported
            value = 0.0
        if not isfinite(value):
            self.bag.error("QA116", f"`{text}` is too large a number", span)
            value = 0.0
        return n.Number(value, text, span)

    def text(self, start: int, end: int, text: str) -> n.Text:
        value = text[1:-1]
        if "\\" in value:
            value = value.replace('\\"', '"').replace("\\\\", "\\")
        return n.Text(value, Span(self.source, start, end))

    def yes(self, start: int, end: int) -> n.Yes:
        return n.Yes(True, Span(self.source, start, end))

    def no(self, start: int, end: int) -> n.Yes:
        return n.Yes(False, Span(self.source, start, end))

    def unknown(self, start: int, end: int) -> n.Unknown:
        return n.Unknown(Span(self.source, start, end))
