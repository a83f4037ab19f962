"""Builds the nodes of scenarios."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date as calendar
from typing import Any, NamedTuple

from qadsl.diagnostics.model import Fix, Label
from qadsl.source import Span
from qadsl.syntax import nodes as n
from qadsl.syntax.expressions import OPERATORS, ExpressionBuilder

__all__ = ["Cited", "Parties", "ScenarioBuilder"]

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


class Cited(NamedTuple):
    """`source "..."`, before it is known what it is the source of."""

    text: n.Text
    clauses: tuple[Any, ...]
    span: Span


class Parties(NamedTuple):
    form: Any
    members: tuple[n.Name, ...]


@dataclass(slots=True)
class ScenarioBuilder(ExpressionBuilder):
    """What stands inside a scenario, and whose each `source` is."""

    def _with_sources(self, parts: Iterable[Any]) -> list[Any]:
        """Give each `source` to the declaration before it, or let it stand as a statement of its own."""
        found: list[Any] = []
        for part in parts:
            if not isinstance(part, Cited):
                found.append(part)
            elif not found or not self._take_source(found, part):
                self._no_clauses(part)
                found.append(n.Meta("source", part.text, part.span))
        return found

    def _take_source(self, found: list[Any], part: Cited) -> bool:
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
                | n.Instrument() | n.Happened() | n.Event()
            ) if last.source is None:  # fmt: skip
                self._no_clauses(part)
                found[-1] = replace(last, source=part.text, span=span)
                return True
        return False

    def _no_clauses(self, part: Cited) -> None:
        for clause in part.clauses:
            word, span = ("because", clause.span) if isinstance(clause, n.Text) else ("overrides", clause[0].span)
            self.bag.error("QA113", f"`{word}` belongs to a rule, and there is none before it", span)

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
                head = heads.pop()
                self._settle(found, heads)
                found.append(self._block(head, part))
            elif heads and isinstance(part, n.Event) and part.period is None and not heads[-1].targets:
                head = heads.pop()
                self._settle(found, heads)
                self._whose_date(found, head, part)
                found.append(replace(part, period=head.period, span=Span(self.source, head.start, part.span.end)))
            else:
                self._settle(found, heads)
                found.append(part)
        self._settle(found, heads)
        return _Items(tuple(self._with_sources(found)), end)

    def _whose_date(self, found: list[Any], head: _Head, event: n.Event) -> None:
        """`fear = 0.6 from 1956`, and `event strike { ... }` on the next line: the date is read as the event's."""
        text, period = self.source.text, head.period
        if not found or period is None:
            return
        before, behind = text[found[-1].span.end : head.start], text[period.span.end : event.span.start]
        if "\n" not in before and "\n" in behind:
            item = Span(self.source, found[-1].span.start, period.span.end)
            dated = f"{period.span.text} {{ {found[-1].span.text} }}"
            self.bag.error(
                "QA113", f"this date is read as that of event `{event.name.text}`", period.span,
                "write it around what it is the date of", fix=Fix(item, dated),
                help=["Or give the event a date of its own, behind its name."],
            )  # fmt: skip

    def _block(self, head: _Head, block: _Items) -> n.ScenarioItem:
        span = Span(self.source, head.start, block.end)
        if head.targets:
            return n.Against(head.targets, head.period, block.items, span)
        assert head.period is not None
        return n.Dated(head.period, block.items, span)

    def _settle(self, found: list[Any], heads: list[_Head]) -> None:
        while heads:
            head = heads.pop()
            places = [i for i in range(len(found) - 1, -1, -1) if not isinstance(found[i], Cited)]
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
        if target is not None and "\n" in self.source.text[item.span.end : head.start]:
            self._without_block(Span(self.source, head.start, end))
        elif target is not None and isinstance(item, n.Actors):
            self._of_actors(head)
        elif target is not None:
            self.bag.error(
                "QA113",
                "a value alone cannot say against whom it is",
                head.targets[0].span,
                help=(("Open a block, `against Egypt { UK -> France { divergence = 0.4 } }`, or name the third party "
                      "as an argument, `divergence(UK, France, Egypt) = 0.4`."),),
            )  # fmt: skip
        return replace(item, period=head.period, span=span)

    def _without_block(self, against: Span) -> None:
        """`against Egypt` on a line of its own, and no `{`."""
        if not self.bag.has_errors:
            hint = "put `{` behind this, and `}` at its end"
            self.bag.error("QA108", "the block that belongs to this is not opened", against, hint)

    def _of_actors(self, head: _Head) -> None:
        names = ", ".join(name.text for name in head.targets)
        if self.bag.has_errors:
            return  # a brace left out may have brought it here
        message = "who is there is not said against anybody"
        example = f"Open a block: `against {names} {{ UK -> France {{ divergence = 0.4 }} }}`."
        self.bag.error("QA113", message, head.targets[0].span, help=(example,))

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

    def start(self, start: int, end: int, items: _Items) -> n.Start:
        return n.Start(items.items, Span(self.source, start, end))

    def dated_event(self, start: int, end: int, period: n.Period, event: n.Event) -> n.Event:
        if event.period is not None:
            self.bag.error("QA113", f"event `{event.name.text}` is dated twice", event.period.span)
        return replace(event, period=period, span=Span(self.source, start, end))

    def time(self, start: int, end: int, first: n.Date, last: n.Date, step: Any) -> n.TimeSpan:
        return n.TimeSpan(first, last, step or "year", Span(self.source, start, end))

    def actors(self, start: int, end: int, kind: Any, *actors: n.ActorDeclaration) -> n.Actors:
        return n.Actors(kind, actors, None, Span(self.source, start, end))

    def actor(self, start: int, end: int, name: n.Word, title: Any, settings: Any) -> n.ActorDeclaration:
        return n.ActorDeclaration(name, title, settings or (), Span(self.source, start, end))

    def arrow(
        self, start: int, end: int, pair: Parties, target: Any, period: Any, settings: tuple[n.Setting, ...]
    ) -> n.Arrow:
        self_, partner = pair.members
        return n.Arrow(self_, partner, pair.form == "both", target, period, settings, Span(self.source, start, end))

    def among(self, start: int, end: int, members: Any, target: Any, period: Any, settings: Any) -> n.Among:
        return n.Among(members, target, period, settings, Span(self.source, start, end))

    def otherwise(self, start: int, end: int, period: Any, settings: Any) -> n.Otherwise:
        return n.Otherwise(period, settings, Span(self.source, start, end))

    def event(self, start: int, end: int, name: n.Word, title: Any, period: Any, chance: Any, changes: Any) -> n.Event:
        return n.Event(name, title, period, chance, changes, None, Span(self.source, start, end))

    def chance(self, start: int, end: int, probability: n.Expression) -> n.Expression:
        return probability

    def data(self, start: int, end: int, file: n.Text, matches: Any, *settings: n.Setting) -> n.Data:
        return n.Data(file, matches or (), settings, Span(self.source, start, end))

    def matches(self, start: int, end: int, *matches: Any) -> tuple[Any, ...]:
        return matches

    def match(self, start: int, end: int, key: n.Name, column: n.Name) -> tuple[n.Name, n.Name]:
        return key, column

    def bare_setting(self, start: int, end: int, target: Any, value: n.Expression) -> n.Setting:
        return n.Setting(_stated(target), "=", value, None, None, None, Span(self.source, start, value.span.end))

    def instrument(self, start: int, end: int, name: n.Word, title: Any, *parts: Any) -> n.Instrument:
        if isinstance(parts[-1], Parties):
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

    def happened(self, start: int, end: int, option: n.Name, parties: Parties) -> n.Happened:
        span = Span(self.source, parties.members[0].span.start, end)
        decision = n.Decision(parties.form, parties.members, None, None, span)
        return n.Happened(option, decision, None, Span(self.source, start, end))

    def table(self, start: int, end: int, *rows: Any) -> n.Table:
        (cells, first), *rest = rows
        columns = tuple(cell for cell in cells if isinstance(cell, n.Name))
        if len(columns) != len(cells):
            self.bag.error("QA112", "the first row of a table names its columns, one name each", first)
        good = self._full_rows(rest, len(cells))
        if len(columns) != len(cells):
            good = []
        return n.Table(
            columns, tuple(row for row, _ in good), tuple(span for _, span in good), Span(self.source, start, end)
        )

    def _full_rows(self, rows: Iterable[Any], columns: int) -> list[tuple[tuple[Any, ...], Span]]:
        """Those of the rows that are whole, with their spans; the others are reported."""
        good = []
        for row, span in rows:
            if "\n" in span.text:
                end_of_line = span.start + len(span.text[: span.text.index("\n")].rstrip())
                message = "this row of the table does not end in `|`"
                self.bag.error("QA112", message, Span(self.source, span.start, end_of_line))
                continue
            if len(row) == columns:
                good.append((row, span))
                continue
            message = f"this row has {_count(len(row), 'cell')}, and the table {_count(columns, 'column')}"
            self.bag.error("QA112", message, span, help=("Write `-` in a cell where nothing is stated.",))
        return good

    def row(self, start: int, end: int, *cells: Any) -> tuple[tuple[Any, ...], Span]:
        return tuple(None if cell == () else cell for cell in cells), Span(self.source, start, end)

    def blank(self, start: int, end: int) -> tuple[()]:
        return ()

    def pair(self, start: int, end: int, first: n.Name, arrow: str, second: n.Name) -> Parties:
        return Parties("both" if arrow in ("<->", "↔") else "arrow", (first, second))

    def members(self, start: int, end: int, *names: n.Name) -> tuple[n.Name, ...]:
        return names

    def circle(self, start: int, end: int, members: tuple[n.Name, ...]) -> Parties:
        return Parties("among", members)

    def settings(self, start: int, end: int, *settings: n.Setting) -> tuple[n.Setting, ...]:
        return settings

    def setting(self, start: int, end: int, target: Any, value: Any, period: Any, source: Any) -> n.Setting:
        return n.Setting(_stated(target), "=", value, period, None, source, Span(self.source, start, end))

    def changes(self, start: int, end: int, *changes: n.Setting) -> tuple[n.Setting, ...]:
        return changes

    def change(
        self, start: int, end: int, target: Any, operator: Any, value: Any, period: Any, fading: Any, source: Any
    ) -> n.Setting:
        operator = OPERATORS.get(operator, operator)
        return n.Setting(_stated(target), operator, value, period, fading, source, Span(self.source, start, end))

    def fading(self, start: int, end: int, length: n.Number, unit: str) -> n.Fading:
        return n.Fading("linear", length.value * _MONTHS_OF[unit], Span(self.source, start, end))

    def halving(self, start: int, end: int, length: n.Number | None, unit: str) -> n.Fading:
        many = 1.0 if length is None else length.value
        return n.Fading("halving", many * _MONTHS_OF[unit], Span(self.source, start, end))

    def period(self, start: int, end: int, word: str, first: n.Date, second: n.Date | None = None) -> n.Period:
        span = Span(self.source, start, end)
        if word == "at":
            return n.Period(first, first, span)
        if second is not None:
            self._of_one_line(span, first.span, second.span)
        return n.Period(None, first, span) if word == "until" else n.Period(first, second, span)

    def _of_one_line(self, whole: Span, first: Span, second: Span) -> None:
        """`x = 1 from 1955`, and on the next line `until 1956 { ... }`: read as one period, though two are meant."""
        text = self.source.text
        between = text[first.end : second.start]
        if "\n" in between and "until" in between and text[second.end :].lstrip()[:1] == "{":
            until = first.end + between.index("until")
            message = "this is read as the end of the period that begins on the line before"
            hint = "put the block first, or write the period on one line"
            label = Label(Span(self.source, whole.start, first.end), "which begins here")
            self.bag.error("QA113", message, Span(self.source, until, second.end), hint, labels=[label])

    def date(self, start: int, end: int, text: str) -> n.Date:
        span = Span(self.source, start, end)
        parts = text.split("-")
        if text[5:6] == "Q":
            return n.Date(int(parts[0]) or 1, 3 * int(text[6]) - 2, None, span, int(text[6]))
        if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
            self.bag.error(
                "QA111", f"`{text}` is no date", span, help=("A date is `1956`, `1956-Q4`, `1956-10` or `1956-10-29`.",)
            )
            return n.Date(1, None, None, span)
        year, month, day = [int(part) for part in parts] + [None] * (3 - len(parts))
        try:
            calendar(year or 1, month if month is not None else 1, day if day is not None else 1)
        except ValueError:
            self.bag.error("QA111", f"`{text}` is in no calendar", span)
            return n.Date(year or 1, None, None, span)
        return n.Date(year or 0, month, day, span)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _stated(target: Any) -> n.Name | n.Call:
    """What stands before `=`; `discrete(...)` and `count(...)` are there what others of that shape are, and unknown."""
    if isinstance(target, n.Name | n.Call):
        return target
    word = target.span.text.partition("(")[0].strip()
    return n.Call(n.Name((n.Word(word, target.span),), target.span), (), target.span)
