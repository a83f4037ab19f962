"""Builds the nodes of tests and properties: what a library states of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from qadsl.source import Span
from qadsl.syntax import nodes as n
from qadsl.syntax.scenarios import ScenarioBuilder

__all__ = ["TestBuilder"]


class _Remembered(NamedTuple):
    said: n.Setting


@dataclass(slots=True)
class TestBuilder(ScenarioBuilder):
    """Tests with their tables of cases, and the claims of properties."""

    # --- tests -------------------------------------------------------------------------------------------------------

    def test(self, start: int, end: int, title: n.Text, theory: n.Name | None, *items: n.TestItem) -> n.Test:
        return n.Test(title, theory, items, Span(self.source, start, end))

    def given_clause(self, start: int, end: int, *settings: n.Setting | _Remembered) -> n.GivenClause:
        now = tuple(setting for setting in settings if isinstance(setting, n.Setting))
        before = tuple(setting.said for setting in settings if isinstance(setting, _Remembered))
        return n.GivenClause(now, before, Span(self.source, start, end))

    def remembered(self, start: int, end: int, target: Any, value: n.Expression) -> _Remembered:
        return _Remembered(n.Setting(target, "=", value, None, None, None, Span(self.source, start, end)))

    def expect_clause(self, start: int, end: int, *expectations: n.Expectation) -> n.ExpectClause:
        return n.ExpectClause(expectations, Span(self.source, start, end))

    def expectation(self, start: int, end: int, condition: n.Expression, tolerance: Any) -> n.Expectation:
        return n.Expectation(condition, tolerance, Span(self.source, start, end))

    def expected(self, start: int, end: int, target: Any, tolerance: Any) -> n.ExpectedColumn:
        return n.ExpectedColumn(target, tolerance, Span(self.source, start, end))

    def case_table(self, start: int, end: int, *rows: Any) -> n.CaseTable:
        (cells, first), *rest = rows
        columns = tuple(cell for cell in cells if isinstance(cell, n.Name | n.Call | n.Previous | n.ExpectedColumn))
        is_sound = len(columns) == len(cells)
        if not is_sound:
            message = "the first row of a table of cases says what its columns are"
            help_ = ("Write what is given, such as `fear`, or what is expected, such as `expect choice`.",)
            self.bag.error("QA112", message, first, help=help_)
        good = self._full_rows(rest, len(cells))
        kept = good if is_sound else []
        return n.CaseTable(
            columns, tuple(row for row, _ in kept), tuple(span for _, span in kept), Span(self.source, start, end)
        )

    def case_row(self, start: int, end: int, *cells: Any) -> tuple[tuple[Any, ...], Span]:
        return self.row(start, end, *cells)

    # --- properties --------------------------------------------------------------------------------------------------

    def property(
        self, start: int, end: int, title: n.Text, theory: Any, claim: n.Claim, condition: Any, *given: Any
    ) -> n.Property:
        fixed = tuple(setting for setting in given if isinstance(setting, n.Setting))
        before = tuple(setting.said for setting in given if isinstance(setting, _Remembered))
        return n.Property(title, theory, claim, condition, fixed, before, Span(self.source, start, end))

    def fixed(self, start: int, end: int, target: Any, value: n.Expression) -> n.Setting:
        return n.Setting(target, "=", value, None, None, None, Span(self.source, start, end))

    def monotone(
        self, start: int, end: int, movement: Any, quantity: Any, low: Any, high: Any, effect: Any,
        outcome: Any,
    ) -> n.Monotone:  # fmt: skip
        return n.Monotone(movement, quantity, low, high, effect, outcome, Span(self.source, start, end))

    def payoffs_of(self, start: int, end: int, *options: n.Name) -> n.PayoffsOf:
        return n.PayoffsOf(options, Span(self.source, start, end))

    def never_turns(
        self, start: int, end: int, movement: Any, quantity: Any, low: Any, high: Any, before: n.Name,
        after: n.Name,
    ) -> n.NeverTurns:  # fmt: skip
        return n.NeverTurns(movement, quantity, low, high, before, after, Span(self.source, start, end))

    def never_both(self, start: int, end: int, *parts: Any) -> n.NeverBoth:
        *rules, variable = parts
        return n.NeverBoth(tuple(rules), variable, Span(self.source, start, end))

    def reachable(self, start: int, end: int, outcome: n.Name) -> n.Reachable:
        return n.Reachable(outcome, Span(self.source, start, end))

    def unchanged(self, start: int, end: int, change: Any) -> n.Unchanged:
        return n.Unchanged(change, Span(self.source, start, end))

    def invariant(self, start: int, end: int, quantifier: Any, condition: n.Expression) -> n.Invariant:
        return n.Invariant(quantifier, condition, Span(self.source, start, end))
