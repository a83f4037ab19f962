"""Builds the nodes: one method for each rule of the grammar, called as soon as the rule is complete.

A method gets the offsets of the first and behind the last character, then the values of the parts that the grammar
keeps (None for an optional part that is not there). What has no node of its own is passed up as plain data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date as calendar
from math import isfinite
from typing import Any, NamedTuple

from qadsl.diagnostics.model import Bag
from qadsl.source import Source, Span
from qadsl.syntax import nodes as n

__all__ = ["MAX_DEPTH", "Builder"]

MAX_DEPTH = 100
MAX_NAME = 200
MAX_DIGITS = 60

_OPERATORS = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "−=": "-=", "×=": "*="}
_QUANTIFIERS = frozenset(("count", "any", "all", "sum", "min", "max", "mean"))
_MONTHS_OF = {"year": 12, "years": 12, "quarter": 3, "quarters": 3, "month": 1, "months": 1}


class _Head(NamedTuple):
    """`against T` and a period, before it is known whether the item before or the block behind has them."""

    targets: tuple[n.Name, ...]
    period: n.Period | None
    start: int


class _Items(NamedTuple):
    """A block of scenario items."""

    items: tuple[n.ScenarioItem, ...]
    end: int


class _Source(NamedTuple):
    """`source "..."`, before it is known what it is the source of."""

    text: n.Text
    clauses: tuple[Any, ...]
    span: Span


class _Reward(NamedTuple):
    value: n.Expression


class _Parties(NamedTuple):
    form: Any
    members: tuple[n.Name, ...]


class _Case(NamedTuple):
    value: n.Expression
    probability: n.Expression


@dataclass(slots=True)
class Builder:
    """The builder of one text; mistakes that the grammar cannot see go to the bag."""

    source: Source
    bag: Bag
    depths: dict[int, int] = field(default_factory=dict)
    deepest: Span | None = None

    def span(self, start: int, end: int) -> Span:
        """The span of these offsets."""
        return Span(self.source, start, end)

    # --- whole texts ---------------------------------------------------------------------------------------------

    def program(self, start: int, end: int, *statements: Any) -> n.Program:
        return n.Program(tuple(self._with_sources(statements)), Span(self.source, 0, len(self.source.text)))

    def _with_sources(self, parts: Iterable[Any]) -> list[Any]:
        """Give each `source` to the declaration before it, or let it stand as a statement of its own."""
        found: list[Any] = []
        for part in parts:
            if not isinstance(part, _Source):
                found.append(part)
            elif not found or not self._take_source(found, part):
                self._no_clauses(part)
                found.append(n.Meta("source", part.text, part.span))
        return found

    def _take_source(self, found: list[Any], part: _Source) -> bool:
        last = found[-1]
        span = last.span.to(part.span)
        match last:
            case n.Rule():
                because = (part.text, *(c for c in part.clauses if isinstance(c, n.Text)))
                overrides = tuple(name for c in part.clauses if isinstance(c, tuple) for name in c)
                found[-1] = replace(
                    last, because=last.because + because, overrides=last.overrides + overrides, span=span
                )
                return True
            case (
                n.Attribute() | n.Relation() | n.Parameter() | n.Scale() | n.InstrumentKind() | n.Setting()
                | n.Instrument() | n.Happened()
            ) if last.source is None:  # fmt: skip
                self._no_clauses(part)
                found[-1] = replace(last, source=part.text, span=span)
                return True
        return False

    def _no_clauses(self, part: _Source) -> None:
        for clause in part.clauses:
            word, span = ("because", clause.span) if isinstance(clause, n.Text) else ("overrides", clause[0].span)
            self.bag.error("QA113", f"`{word}` belongs to a rule, and there is none before it", span)

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
        comparison = _OPERATORS.get(comparison, comparison) if comparison else None
        return n.Use(name, comparison, version, settings or (), Span(self.source, start, end))

    def cited(self, start: int, end: int, text: n.Text, *clauses: Any) -> _Source:
        return _Source(text, clauses, Span(self.source, start, end))

    # --- declarations --------------------------------------------------------------------------------------------

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

    def parameters(self, start: int, end: int, *words: n.Word) -> tuple[n.Word, ...]:
        return words

    def scale(self, start: int, end: int, name: n.Word, title: Any, source: Any, settings: Any) -> n.Scale:
        return n.Scale(name, title, source, settings, Span(self.source, start, end))

    def instrument_kind(self, start: int, end: int, name: n.Word, title: Any, settings: Any) -> n.InstrumentKind:
        return n.InstrumentKind(name, title, settings, None, Span(self.source, start, end))

    # --- rules ---------------------------------------------------------------------------------------------------

    def rule(
        self, start: int, end: int, name: n.Word, title: Any, across: Any, condition: Any, effects: Any, *clauses: Any
    ) -> n.Rule:
        overrides = tuple(name for clause in clauses if isinstance(clause, tuple) for name in clause)
        because = tuple(clause for clause in clauses if isinstance(clause, n.Text))
        return n.Rule(
            name, title, across or (), condition, effects, overrides, because, Span(self.source, start, end)
        )

    def acrosses(self, start: int, end: int, *across: n.Across) -> tuple[n.Across, ...]:
        return across

    def across(self, start: int, end: int, role: n.Word, group: n.Name) -> n.Across:
        return n.Across(role, group, Span(self.source, start, end))

    def effects(self, start: int, end: int, *effects: n.Effect) -> tuple[n.Effect, ...]:
        return effects

    def effect(self, start: int, end: int, name: n.Name, operator: Any, value: n.Expression) -> n.Effect:
        return n.Effect(name, _OPERATORS.get(operator, operator), value, Span(self.source, start, end))

    def at_least(self, start: int, end: int) -> str:
        return "at least"

    def at_most(self, start: int, end: int) -> str:
        return "at most"

    def overrides(self, start: int, end: int, *names: n.Name) -> tuple[n.Name, ...]:
        return names

    def because(self, start: int, end: int, text: n.Text) -> n.Text:
        return text

    # --- a theory ------------------------------------------------------------------------------------------------

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

    def behaviour(
        self, start: int, end: int, name: n.Word, title: Any, condition: Any, otherwise: Any
    ) -> n.Behaviour:
        return n.Behaviour(name, title, condition, otherwise is not None, Span(self.source, start, end))

    # --- a scenario ----------------------------------------------------------------------------------------------

    def scenario(self, start: int, end: int, name: n.Word, title: Any, extends: Any, items: _Items) -> n.Scenario:
        return n.Scenario(name, title, extends, items.items, Span(self.source, start, end))

    def items(self, start: int, end: int, *parts: Any) -> _Items:
        """Settle whose each head is: that of the block or event behind it, else of the item before it."""
        found: list[Any] = []
        heads: list[_Head] = []
        for part in parts:
            if isinstance(part, _Head):
                heads.append(part)
            elif heads and isinstance(part, _Items):
                found.append(self._block(heads.pop(), part))
            elif heads and isinstance(part, n.Event) and part.period is None and not heads[-1].targets:
                head = heads.pop()
                found.append(replace(part, period=head.period, span=Span(self.source, head.start, part.span.end)))
            else:
                self._settle(found, heads)
                found.append(part)
        self._settle(found, heads)
        return _Items(tuple(self._with_sources(found)), end)

    def _block(self, head: _Head, block: _Items) -> n.ScenarioItem:
        span = Span(self.source, head.start, block.end)
        if head.targets:
            return n.Against(head.targets, head.period, block.items, span)
        assert head.period is not None
        return n.Dated(head.period, block.items, span)

    def _settle(self, found: list[Any], heads: list[_Head]) -> None:
        while heads:
            head = heads.pop()
            places = [i for i in range(len(found) - 1, -1, -1) if not isinstance(found[i], _Source)]
            found[places[0]] = self._headed(found[places[0]], head)

    def _headed(self, item: Any, head: _Head) -> Any:
        end = (head.period or head.targets[-1]).span.end
        span = Span(self.source, item.span.start, max(end, item.span.end))
        target = self._one_target(head)
        match item:
            case n.Instrument():
                return replace(item, target=target, period=head.period, span=span)
            case n.Happened():
                decision = replace(item.decision, target=target, time=self._moment(head.period), span=span)
                return replace(item, decision=decision, span=span)
        if target is not None:
            self.bag.error(
                "QA113",
                "a value alone cannot say against whom it is",
                head.targets[0].span,
                help=("Open a block, `against Egypt { UK -> France { divergence = 0.4 } }`, or name the third party "
                      "as an argument, `divergence(UK, France, Egypt) = 0.4`.",),
            )  # fmt: skip
        return replace(item, period=head.period, span=span)

    def _one_target(self, head: _Head) -> n.Name | None:
        if len(head.targets) > 1:
            self.bag.error("QA113", "only one third party can stand behind `against` here", head.targets[1].span)
        return head.targets[0] if head.targets else None

    def _moment(self, period: n.Period | None) -> n.Date | None:
        if period is None:
            return None
        if period.start is None or period.end is None or period.start != period.end:
            self.bag.error("QA113", "what happened, happened at one time: write `at` and a date", period.span)
        return period.start or period.end

    def head(self, start: int, end: int, targets: Any, period: n.Period | None) -> _Head:
        return _Head(targets, period, start)

    def dated_head(self, start: int, end: int, period: n.Period) -> _Head:
        return _Head((), period, start)

    def dated_event(self, start: int, end: int, period: n.Period, event: n.Event) -> n.Event:
        if event.period is not None:
            self.bag.error("QA113", f"event `{event.name.text}` is dated twice", event.period.span)
        return replace(event, period=period, span=Span(self.source, start, end))

    def time(self, start: int, end: int, first: n.Date, last: n.Date, step: Any) -> n.TimeSpan:
        return n.TimeSpan(first, last, step or "year", Span(self.source, start, end))

    def actors(self, start: int, end: int, kind: Any, *actors: n.ActorDeclaration) -> n.Actors:
        return n.Actors(kind, actors, Span(self.source, start, end))

    def actor(self, start: int, end: int, name: n.Word, title: Any, settings: Any) -> n.ActorDeclaration:
        return n.ActorDeclaration(name, title, settings or (), Span(self.source, start, end))

    def arrow(
        self, start: int, end: int, pair: _Parties, target: Any, period: Any, settings: tuple[n.Setting, ...]
    ) -> n.Arrow:
        self_, partner = pair.members
        return n.Arrow(
            self_, partner, pair.form == "both", target, period, settings, Span(self.source, start, end)
        )

    def among(self, start: int, end: int, members: Any, target: Any, period: Any, settings: Any) -> n.Among:
        return n.Among(members, target, period, settings, Span(self.source, start, end))

    def otherwise(self, start: int, end: int, period: Any, settings: Any) -> n.Otherwise:
        return n.Otherwise(period, settings, Span(self.source, start, end))

    def event(self, start: int, end: int, name: n.Word, title: Any, period: Any, changes: Any) -> n.Event:
        return n.Event(name, title, period, changes, Span(self.source, start, end))

    def data(self, start: int, end: int, file: n.Text, matches: Any, *settings: n.Setting) -> n.Data:
        return n.Data(file, matches or (), settings, Span(self.source, start, end))

    def matches(self, start: int, end: int, *matches: Any) -> tuple[Any, ...]:
        return matches

    def match(self, start: int, end: int, key: n.Word, column: n.Name) -> tuple[n.Word, n.Name]:
        return key, column

    def bare_setting(self, start: int, end: int, target: Any, value: n.Expression) -> n.Setting:
        return n.Setting(target, "=", value, None, None, None, Span(self.source, start, value.span.end))

    def instrument(self, start: int, end: int, name: n.Word, title: Any, *parts: Any) -> n.Instrument:
        if isinstance(parts[-1], _Parties):
            *kinds, parties = parts
            members = parties.members
        else:
            *kinds, first, _, second = parts
            members = (first, second)
        if not kinds:
            self.bag.error("QA113", f"instrument `{name.text}` does not say of what kind it is", name.span)
            kinds = [members[0]]
        return n.Instrument(
            name, title, kinds[0], tuple(kinds[1:]), members, None, None, None, Span(self.source, start, end)
        )

    def happened(self, start: int, end: int, option: n.Name, parties: _Parties) -> n.Happened:
        span = Span(self.source, parties.members[0].span.start, end)
        decision = n.Decision(parties.form, parties.members, None, None, span)
        return n.Happened(option, decision, None, Span(self.source, start, end))

    def table(self, start: int, end: int, *rows: Any) -> n.Table:
        (cells, first), *rest = rows
        columns = tuple(cell for cell in cells if isinstance(cell, n.Name))
        if len(columns) != len(cells):
            self.bag.error("QA112", "the first row of a table names its columns, one name each", first)
        good = []
        for row, span in rest:
            if "\n" in span.text:
                end_of_line = span.start + span.text.index("\n")
                message = "this row of the table does not end in `|`"
                self.bag.error("QA112", message, Span(self.source, span.start, end_of_line))
                continue
            if len(row) == len(cells):
                good.append((row, span))
                continue
            message = f"this row has {_count(len(row), 'cell')}, and the table {_count(len(cells), 'column')}"
            self.bag.error("QA112", message, span, help=("Write `-` in a cell where nothing is stated.",))
        if len(columns) != len(cells):
            good = []
        return n.Table(
            columns, tuple(row for row, _ in good), tuple(span for _, span in good), Span(self.source, start, end)
        )

    def row(self, start: int, end: int, *cells: Any) -> tuple[tuple[Any, ...], Span]:
        return tuple(None if cell == () else cell for cell in cells), Span(self.source, start, end)

    def blank(self, start: int, end: int) -> tuple[()]:
        return ()

    def pair(self, start: int, end: int, first: n.Name, arrow: str, second: n.Name) -> _Parties:
        return _Parties("both" if arrow in ("<->", "↔") else "arrow", (first, second))

    def members(self, start: int, end: int, *names: n.Name) -> tuple[n.Name, ...]:
        return names

    def circle(self, start: int, end: int, members: tuple[n.Name, ...]) -> _Parties:
        return _Parties("among", members)

    def settings(self, start: int, end: int, *settings: n.Setting) -> tuple[n.Setting, ...]:
        return settings

    def setting(self, start: int, end: int, target: Any, value: Any, period: Any, source: Any) -> n.Setting:
        return n.Setting(target, "=", value, period, None, source, Span(self.source, start, end))

    def changes(self, start: int, end: int, *changes: n.Setting) -> tuple[n.Setting, ...]:
        return changes

    def change(
        self, start: int, end: int, target: Any, operator: Any, value: Any, period: Any, fading: Any, source: Any
    ) -> n.Setting:
        operator = _OPERATORS.get(operator, operator)
        return n.Setting(target, operator, value, period, fading, source, Span(self.source, start, end))

    def fading(self, start: int, end: int, length: n.Number, unit: str) -> n.Number:
        """The time in years."""
        return n.Number(length.value * _MONTHS_OF[unit] / 12, f"{length.text} {unit}", Span(self.source, start, end))

    def period(self, start: int, end: int, word: str, first: n.Date, second: n.Date | None = None) -> n.Period:
        span = Span(self.source, start, end)
        if word == "at":
            return n.Period(first, first, span)
        return n.Period(None, first, span) if word == "until" else n.Period(first, second, span)

    def date(self, start: int, end: int, text: str) -> n.Date:
        span = Span(self.source, start, end)
        parts = text.split("-")
        if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
            self.bag.error(
                "QA111", f"`{text}` is no date", span, help=("A date is `1956`, `1956-10` or `1956-10-29`.",)
            )
            return n.Date(1, None, None, span)
        year, month, day = [int(part) for part in parts] + [None] * (3 - len(parts))
        try:
            calendar(year or 1, month if month is not None else 1, day if day is not None else 1)
        except ValueError:
            self.bag.error("QA111", f"`{text}` is in no calendar", span)
            return n.Date(year or 1, None, None, span)
        return n.Date(year or 0, month, day, span)

    # --- asking --------------------------------------------------------------------------------------------------

    def run(self, start: int, end: int, at: n.At, theory: n.Name | None, *options: tuple[str, Any]) -> n.Run:
        given: dict[str, Any] = {"theory": theory} if theory else {}
        for key, value in options:
            if key in given:
                self.bag.error("QA113", f"`{key}` is stated twice", value.span)
            given[key] = value
        return n.Run(
            at, given.get("theory"), given.get("draws"), given.get("seed"), Span(self.source, start, end)
        )

    def run_option(self, start: int, end: int, key: str, value: Any) -> tuple[str, Any]:
        return key, value

    def explain(self, start: int, end: int, decision: n.Decision, at: n.At, theory: Any) -> n.Explain:
        return n.Explain(decision, at, theory, Span(self.source, start, end))

    def why_not(
        self, start: int, end: int, option: n.Name, decision: n.Decision, at: n.At, theory: Any
    ) -> n.WhyNot:
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

    def probability(self, start: int, end: int, comparison: str, value: n.Expression) -> tuple[str, n.Expression]:
        comparison = _OPERATORS.get(comparison, comparison)
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

    def compare_runs(self, start: int, end: int, *scenarios: n.At) -> n.CompareRuns:
        return n.CompareRuns(scenarios, Span(self.source, start, end))

    def contrast(self, start: int, end: int, theories: tuple[n.Name, ...], at: n.At) -> n.Contrast:
        return n.Contrast(theories, at, Span(self.source, start, end))

    def sensitivity(
        self, start: int, end: int, outcome: Any, at: n.At, theory: Any, samples: Any
    ) -> n.Sensitivity:
        return n.Sensitivity(outcome, at, samples, theory, Span(self.source, start, end))

    def at(self, start: int, end: int, *parts: Any) -> n.At:
        return n.At(parts[::2], parts[1::2], Span(self.source, start, end))

    def decision(self, start: int, end: int, parties: _Parties, target: Any, time: Any) -> n.Decision:
        return n.Decision(parties.form, parties.members, target, time, Span(self.source, start, end))

    # --- checking libraries --------------------------------------------------------------------------------------

    def test(self, start: int, end: int, title: n.Text, *parts: Any) -> n.Test:
        given = tuple(setting for part in parts if part[0] == "given" for setting in part[1])
        expected = tuple(claim for part in parts if part[0] == "expect" for claim in part[1])
        return n.Test(title, given, expected, Span(self.source, start, end))

    def given_clause(self, start: int, end: int, *settings: n.Setting) -> tuple[str, tuple[n.Setting, ...]]:
        return "given", settings

    def expect_clause(self, start: int, end: int, *claims: n.Expression) -> tuple[str, tuple[n.Expression, ...]]:
        return "expect", claims

    def property(self, start: int, end: int, title: n.Text, *words: n.Word) -> n.Property:
        return n.Property(title, words, Span(self.source, start, end))

    # --- expressions ---------------------------------------------------------------------------------------------

    def _deep(self, node: Any, *parts: Any) -> Any:
        """`node`, unless it is nested too deeply: then its first part, and an error."""
        depths = self.depths
        depth = 1 + max(depths.get(id(part), 0) for part in parts)
        if depth > MAX_DEPTH:
            self.too_deep(node.span)
            return parts[0]
        depths[id(node)] = depth
        return node

    def too_deep(self, span: Span) -> None:
        """Report an expression that is nested too deeply, but once, though every operation around it is too deep as well."""
        before = self.deepest
        self.deepest = span
        if before is None or not (span.start <= before.start and before.end <= span.end):
            self.bag.error(
                "QA115",
                f"this expression is nested more than {MAX_DEPTH} operations deep",
                span,
                help=("Give its parts names with `define`.",),
            )

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
        return n.Comparison(_OPERATORS.get(operator, operator), right, Span(self.source, start, end))

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

    def previous(self, start: int, end: int, operand: Any) -> n.Previous:
        return n.Previous(operand, Span(self.source, start, end))

    def call(self, start: int, end: int, function: n.Name, *arguments: Any) -> Any:
        span = Span(self.source, start, end)
        if function.text == "discrete":
            return self._discrete(span, arguments)
        if function.text in _QUANTIFIERS and len(arguments) == 1 and isinstance(arguments[0], n.Membership):
            return self._over_members(span, function, arguments[0], None)
        for case in arguments:
            if isinstance(case, _Case):
                self.bag.error(
                    "QA113", "only `discrete` takes values with probabilities", case.probability.span
                )
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
        self._check_kind(kind)
        node = n.Quantifier(kind.text, body, variable, group, where, Span(self.source, start, end))
        return self._deep(node, body, where)

    def counted(self, start: int, end: int, kind: n.Name, member: Any, where: Any) -> Any:
        span = Span(self.source, start, end)
        self._check_kind(kind)
        if isinstance(member, n.Membership):
            return self._over_members(span, kind, member, where)
        self.bag.error(
            "QA113", "`where` needs to know of whom: write `p in actors where ...`", member.span
        )
        return where

    def _over_members(self, span: Span, kind: n.Name, member: n.Membership, where: Any) -> Any:
        """`count(p in g where c)`, `any(p in g where c)`."""
        variable = member.actor
        is_word = isinstance(variable, n.Name) and len(variable.words) == 1
        if not is_word or member.is_negated or kind.text not in ("count", "any", "all"):
            help_ = ("`count`, `any` and `all` read `count(p in actors where p.nuclear)`; the others "
                     "`sum(trade(p, self) for p in actors)`.",)  # fmt: skip
            self.bag.error("QA113", f"this is not how `{kind.text}` is written", span, help=help_)
            return n.Yes(True, span)
        word = variable.words[0]  # type: ignore[union-attr]
        if kind.text == "count" or where is None:
            node = n.Quantifier(kind.text, None, word, member.group, where, span)
        else:
            node = n.Quantifier(kind.text, where, word, member.group, None, span)
        return self._deep(node, where)

    def _check_kind(self, kind: n.Name) -> None:
        if kind.text not in _QUANTIFIERS:
            self.bag.error(
                "QA113",
                f"`{kind.text}` does not run over a group",
                kind.span,
                help=("`count`, `any`, `all`, `sum`, `mean`, `min` and `max` do.",),
            )

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
        value = float(text) if text[-1] != "%" else float(text[:-1].rstrip() + "e-2")
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


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
