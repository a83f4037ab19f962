"""Builds the nodes: one method for each rule of the grammar, called as soon as the rule is complete.

A method gets the offsets of the first and behind the last character, then the values of the parts that the grammar
keeps (None for an optional part that is not there). What has no node of its own is passed up as plain data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from qadsl.source import Span
from qadsl.syntax import nodes as n
from qadsl.syntax.expressions import OPERATORS
from qadsl.syntax.scenarios import Cited, Parties
from qadsl.syntax.stated import TestBuilder

__all__ = ["Builder"]


class _Reward(NamedTuple):
    value: n.Expression


@dataclass(slots=True)
class Builder(TestBuilder):
    """Whole texts, declarations, rules, theories and questions; see `TestBuilder` and those it builds on."""

    # --- whole texts -------------------------------------------------------------------------------------------------

    def program(self, start: int, end: int, *statements: Any) -> n.Program:
        return n.Program(tuple(self._with_sources(statements)), Span(self.source, 0, len(self.source.text)))

    def library(self, start: int, end: int, name: n.Word, version: str, title: n.Text | None) -> n.Library:
        return n.Library(name, version, title, Span(self.source, start, end))

    def version(self, start: int, end: int, text: str) -> str:
        return text

    def meta(self, start: int, end: int, kind: Any, text: n.Text) -> n.Meta:
        return n.Meta(kind, text, Span(self.source, start, end))

    def strict(self, start: int, end: int) -> n.Strict:
        return n.Strict(Span(self.source, start, end))

    def use(
        self, start: int, end: int, name: n.Name, comparison: str | None, version: str | None, settings: Any
    ) -> n.Use:
        comparison = OPERATORS.get(comparison, comparison) if comparison else None
        return n.Use(name, comparison, version, settings or (), Span(self.source, start, end))

    def cited(self, start: int, end: int, text: n.Text, *clauses: Any) -> Cited:
        return Cited(text, clauses, Span(self.source, start, end))

    # --- declarations ------------------------------------------------------------------------------------------------

    def attribute(self, start: int, end: int, name: n.Word, kind: Any, default: Any, title: Any) -> n.Attribute:
        return n.Attribute(name, kind, default, title, None, Span(self.source, start, end))

    def relation(
        self, start: int, end: int, symmetric: Any, name: n.Word, kind: Any, default: Any, title: Any
    ) -> n.Relation:
        return n.Relation(name, symmetric is not None, kind, default, title, None, Span(self.source, start, end))

    def parameter(self, start: int, end: int, name: n.Word, kind: Any, value: Any, title: Any) -> n.Parameter:
        return n.Parameter(name, kind, value, title, None, Span(self.source, start, end))

    def share_type(self, start: int, end: int) -> n.ShareType:
        return n.ShareType(Span(self.source, start, end))

    def flag_type(self, start: int, end: int) -> n.FlagType:
        return n.FlagType(Span(self.source, start, end))

    def year_type(self, start: int, end: int) -> n.YearType:
        return n.YearType(Span(self.source, start, end))

    def number_type(self, start: int, end: int, low: Any = None, high: Any = None) -> n.NumberType:
        return n.NumberType(low, high, Span(self.source, start, end))

    def category(self, start: int, end: int, *words: n.Word | n.Text) -> n.Category:
        texts = tuple(word.text if isinstance(word, n.Word) else word.value for word in words)
        return n.Category(texts, Span(self.source, start, end))

    def group(self, start: int, end: int, name: n.Word, title: n.Text | None, *members: n.Name) -> n.Group:
        return n.Group(name, members, None, title, Span(self.source, start, end))

    def group_where(
        self, start: int, end: int, name: n.Word, title: n.Text | None, member: n.Name, where: n.Expression
    ) -> n.Group:
        return n.Group(name, (member,), where, title, Span(self.source, start, end))

    def define(self, start: int, end: int, name: n.Word, parameters: Any, title: Any, value: Any) -> n.Define:
        return n.Define(name, parameters or (), value, title, Span(self.source, start, end))

    def measure(
        self, start: int, end: int, name: n.Word, title: Any, kind: Any, value: n.Expression, because: Any
    ) -> n.Measure:
        return n.Measure(name, title, kind, value, because, Span(self.source, start, end))

    def parameters(self, start: int, end: int, *words: n.Word) -> tuple[n.Word, ...]:
        return words

    def scale(self, start: int, end: int, name: n.Word, title: Any, source: Any, settings: Any) -> n.Scale:
        return n.Scale(name, title, source, settings, Span(self.source, start, end))

    def instrument_kind(self, start: int, end: int, name: n.Word, title: Any, settings: Any) -> n.InstrumentKind:
        return n.InstrumentKind(name, title, settings, None, Span(self.source, start, end))

    # --- rules -------------------------------------------------------------------------------------------------------

    def rule(
        self, start: int, end: int, name: n.Word, title: Any, across: Any, condition: Any, effects: Any, *clauses: Any
    ) -> n.Rule:
        overrides = tuple(name for clause in clauses if isinstance(clause, tuple) for name in clause)
        because = tuple(clause for clause in clauses if isinstance(clause, n.Text))
        return n.Rule(name, title, across or (), condition, effects, overrides, because, Span(self.source, start, end))

    def acrosses(self, start: int, end: int, *across: n.Across) -> tuple[n.Across, ...]:
        return across

    def across(self, start: int, end: int, role: n.Word, group: n.Name) -> n.Across:
        return n.Across(role, group, Span(self.source, start, end))

    def effects(self, start: int, end: int, *effects: n.Effect) -> tuple[n.Effect, ...]:
        return effects

    def effect(self, start: int, end: int, name: n.Name, operator: Any, value: n.Expression) -> n.Effect:
        return n.Effect(name, OPERATORS.get(operator, operator), value, Span(self.source, start, end))

    def at_least(self, start: int, end: int) -> str:
        return "at least"

    def at_most(self, start: int, end: int) -> str:
        return "at most"

    def overrides(self, start: int, end: int, *names: n.Name) -> tuple[n.Name, ...]:
        return names

    def because(self, start: int, end: int, text: n.Text) -> n.Text:
        return text

    # --- a theory ----------------------------------------------------------------------------------------------------

    def theory(self, start: int, end: int, name: n.Word, title: Any, extends: Any, *items: Any) -> n.Theory:
        return n.Theory(name, title, extends, tuple(self._with_sources(items)), Span(self.source, start, end))

    def variable_group(self, start: int, end: int, role: Any, tier: Any, *variables: Any) -> n.VariableGroup:
        return n.VariableGroup(role, tier, variables, Span(self.source, start, end))

    def variable(self, start: int, end: int, name: n.Word, weight: Any, title: Any) -> n.VariableDeclaration:
        return n.VariableDeclaration(name, weight, title, Span(self.source, start, end))

    def option(self, start: int, end: int, name: n.Word, title: Any, placed: Any, *payoffs: Any) -> n.Option:
        rewards = [part for part in payoffs if isinstance(part, _Reward)]
        costs = tuple(part for part in payoffs if isinstance(part, n.CostOf))
        for second in rewards[1:]:
            self.bag.error("QA113", f"option `{name.text}` states its reward twice", second.value.span)
        place, neighbour = placed or (None, None)
        return n.Option(
            name,
            title,
            place,
            neighbour,
            rewards[0].value if rewards else None,
            n.Costs(costs, costs[0].span.to(costs[-1].span)) if costs else None,
            Span(self.source, start, end),
        )

    def placed(self, start: int, end: int, place: str, neighbour: n.Word) -> tuple[str, n.Word]:
        return place, neighbour

    def reward(self, start: int, end: int, value: n.Expression) -> _Reward:
        return _Reward(value)

    def cost_of_all(self, start: int, end: int, value: n.Expression) -> n.CostOf:
        return n.CostOf(None, value, Span(self.source, start, end))

    def cost_of(self, start: int, end: int, name: n.Name, value: n.Expression) -> n.CostOf:
        return n.CostOf(name, value, Span(self.source, start, end))

    def choose(self, start: int, end: int, precision: n.Expression | None = None) -> n.Choose:
        return n.Choose(precision, Span(self.source, start, end))

    def consent(self, start: int, end: int, kind: n.Word) -> n.Consent:
        return n.Consent(kind.text, Span(self.source, start, end))

    def solve(
        self, start: int, end: int, name: n.Word, title: Any, among: Any, form: tuple[Any, Any], *clauses: Any
    ) -> n.Solve:
        found: dict[str, Any] = {}
        for kind, value in clauses:
            if kind in found:
                self.bag.error("QA113", f"`{kind}` is stated twice", value.span)
            found.setdefault(kind, value)
        values = tuple(value for value in found.values() if isinstance(value, n.Valued))
        extremes = [value for kind, value in clauses if kind in ("minimal", "maximal")]
        for second in extremes[1:] if len(found) > 1 and {"minimal", "maximal"} <= found.keys() else ():
            self.bag.error("QA113", "either `minimal` or `maximal`, not both", second.span)
        extreme = extremes[0].text if extremes else None
        return n.Solve(
            name, title, among, form[0], form[1], values, extreme, found.get("stable"), found.get("consent"),
            Span(self.source, start, end),
        )  # fmt: skip

    def form(self, start: int, end: int, kind: str, count: n.Number | None = None) -> tuple[str, n.Number | None]:
        return kind, count

    def valued(self, start: int, end: int, kind: Any, value: n.Expression) -> tuple[str, n.Valued]:
        return kind, n.Valued(kind, value, Span(self.source, start, end))

    def sought(self, start: int, end: int, value: n.Expression) -> tuple[str, n.Valued]:
        return "where", n.Valued("where", value, Span(self.source, start, end))

    def extreme(self, start: int, end: int, kind: str) -> tuple[str, n.Word]:
        return kind, n.Word(kind, Span(self.source, start, end))

    def stable(self, start: int, end: int, kind: n.Word) -> tuple[str, n.Word]:
        return "stable", kind

    def joined_by(self, start: int, end: int, kind: n.Word) -> tuple[str, n.Word]:
        return "consent", kind

    def behaviour(self, start: int, end: int, name: n.Word, title: Any, condition: Any, otherwise: Any) -> n.Behaviour:
        return n.Behaviour(name, title, condition, otherwise is not None, Span(self.source, start, end))

    # --- asking ------------------------------------------------------------------------------------------------------

    def run(self, start: int, end: int, at: n.At, theory: n.Name | None, *options: tuple[str, Any]) -> n.Run:
        given: dict[str, Any] = {"theory": theory} if theory else {}
        for key, value in options:
            if key in given:
                self.bag.error("QA113", f"`{key}` is stated twice", value.span)
            given[key] = value
        return n.Run(at, given.get("theory"), given.get("draws"), given.get("seed"), Span(self.source, start, end))

    def run_option(self, start: int, end: int, key: str, value: Any) -> tuple[str, Any]:
        return key, value

    def explain(self, start: int, end: int, decision: n.Decision, at: n.At, theory: Any) -> n.Explain:
        return n.Explain(decision, at, theory, Span(self.source, start, end))

    def why_not(self, start: int, end: int, option: n.Name, decision: n.Decision, at: n.At, theory: Any) -> n.WhyNot:
        return n.WhyNot(option, decision, at, theory, Span(self.source, start, end))

    def expect(
        self, start: int, end: int, negation: Any, option: n.Name, decision: n.Decision, before: Any, at: n.At,
        theory: Any, behind: Any,
    ) -> n.Expect:  # fmt: skip
        if before and behind:
            self.bag.error("QA113", "the probability is stated twice", behind[1].span)
        comparison, value = before or behind or (None, None)
        first = start + len("expect")
        text = self.source.text
        while text[first].isspace():
            first += 1
        claim = n.ExpectTie(
            option, negation is not None, decision, comparison, value, Span(self.source, first, decision.span.end)
        )
        return n.Expect(claim, at, theory, Span(self.source, start, end))

    def expect_joined(
        self, start: int, end: int, negation: Any, call: Any, target: Any, time: Any, at: n.At, theory: Any
    ) -> Any:
        if not isinstance(call, n.Call):
            self.bag.error("QA113", "what is expected is asked of actors, such as `sides(UK, France)`", call.span)
            call = n.Call(n.Name((n.Word("sides", call.span),), call.span), (), call.span)
        return n.ExpectSolved(
            negation is not None, call, None, target, time, None, None, None, at, theory, Span(self.source, start, end)
        )

    def expect_figure(
        self, start: int, end: int, figure: n.Figure, target: Any, time: Any, comparison: Any, value: Any,
        tolerance: Any, at: n.At, theory: Any,
    ) -> n.ExpectSolved:  # fmt: skip
        comparison = OPERATORS.get(comparison, comparison)
        return n.ExpectSolved(
            False, None, figure, target, time, comparison, value, tolerance, at, theory, Span(self.source, start, end)
        )

    def probability(self, start: int, end: int, comparison: str, value: n.Expression) -> tuple[str, n.Expression]:
        comparison = OPERATORS.get(comparison, comparison)
        if comparison == "!=":
            self.bag.error("QA113", "a probability is compared by `>=`, `>`, `<=`, `<` or `=`", value.span)
        return comparison, value

    def tipping(self, start: int, end: int, decision: n.Decision, at: n.At, theory: Any) -> n.Tipping:
        return n.Tipping(decision, at, theory, Span(self.source, start, end))

    def sweep(self, start: int, end: int, *parts: Any) -> n.Sweep:
        *axes, at, theory = parts
        return n.Sweep(tuple(axes), at, theory, Span(self.source, start, end))

    def axis(self, start: int, end: int, target: Any, low: Any, high: Any, steps: Any) -> tuple[Any, ...]:
        return target, low, high, steps

    def compare_runs(self, start: int, end: int, *parts: n.At | n.Name | None) -> n.CompareRuns:
        scenarios = tuple(part for part in parts if isinstance(part, n.At))
        theory = next((part for part in parts if isinstance(part, n.Name)), None)
        return n.CompareRuns(scenarios, theory, Span(self.source, start, end))

    def contrast(self, start: int, end: int, theories: tuple[n.Name, ...], at: n.At) -> n.Contrast:
        return n.Contrast(theories, at, Span(self.source, start, end))

    def sensitivity(self, start: int, end: int, outcome: Any, at: n.At, theory: Any, samples: Any) -> n.Sensitivity:
        return n.Sensitivity(outcome, at, samples, theory, Span(self.source, start, end))

    def at(self, start: int, end: int, *parts: Any) -> n.At:
        return n.At(parts[::2], parts[1::2], Span(self.source, start, end))

    def decision(self, start: int, end: int, parties: Parties, target: Any, time: Any) -> n.Decision:
        return n.Decision(parties.form, parties.members, target, time, Span(self.source, start, end))
