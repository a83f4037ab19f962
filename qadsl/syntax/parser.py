"""Turns a text into nodes, and goes on after a mistake.

A shift-reduce parser over the table of the grammar. It builds nodes as it goes, without a tree between, and knows the
span of a phrase by the start of its first token and the end of the last one taken.

A word that is a keyword somewhere is a keyword where the table has a use for it, and a name elsewhere.

After a mistake the parser looks for the next place where something new begins: an item of a block that is still open
(first on its line or behind a comma), the end of such a block, or a statement. It drops the unfinished item, keeps
everything before it, and goes on there.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from qadsl.diagnostics.model import Bag
from qadsl.source import Source, Span
from qadsl.syntax import nodes
from qadsl.syntax.builder import Builder
from qadsl.syntax.scanner import Tokens, scan
from qadsl.syntax.tables import END, SPLICE, Rule, Tables, load

__all__ = ["parse"]

MAX_BYTES = 2_000_000
MAX_STACK = 600
MAX_MISTAKES = 50

Callback = Callable[..., Any]
Action = tuple[int, str, tuple[int, ...] | None, Callback | None]


def parse(source: Source, bag: Bag) -> nodes.Program:
    """The program that a text is; what is wrong with the text goes to the bag.

    Parameters
    ----------
    source
        The text.
    bag
        Gets a diagnostic for each mistake; the program returned holds what could be understood.
    """
    if len(source.text) > MAX_BYTES:
        bag.error("QA114", f"this text has more than {MAX_BYTES:,} characters", Span(source, 0, 0))
        return nodes.Program((), Span(source, 0, 0))
    was_enabled = gc.isenabled()
    gc.disable()  # the nodes are no circles, and there are many
    try:
        return _Parser(source, bag).parse()
    finally:
        if was_enabled:
            gc.enable()


class _Parser:
    """The state of one parse."""

    def __init__(self, source: Source, bag: Bag) -> None:
        self.source = source
        self.bag = bag
        self.tables: Tables = load()
        self.builder = Builder(source, bag, {})
        self.tokens: Tokens = scan(source.text)
        self.states: list[int] = [self.tables.start]
        self.values: list[Any] = []
        self.starts: list[int] = []
        self.index = 0
        self.mistakes = 0
        self.floor = -1

    def parse(self) -> nodes.Program:
        while True:
            program = self._drive()
            if program is not None:
                return program
            self._report()
            return nodes.Program((), Span(self.source, 0, 0))

    def _drive(self) -> nodes.Program | None:
        """Take tokens until the text is read, or one does not fit: then None, and `index` is at that token."""
        rows, gotos, end_state = self.tables.actions, self.tables.gotos, self.tables.end
        actions = _actions(self.tables.rules, self.builder)
        kinds, texts, token_starts, token_ends = self.tokens
        states, values, starts = self.states, self.values, self.starts
        words = self.tables.words
        index = self.index
        end = token_ends[index - 1] if index else 0
        while True:
            kind = kinds[index]
            row = rows[states[-1]]
            action = row.get(kind)
            if action is None:
                if texts[index] in words and texts[index] not in self.tables.reserved:
                    action = row.get("NAME")
                if action is None:
                    self.index = index
                    return None
            if action >= 0:
                if len(states) > MAX_STACK:
                    self.index = index
                    return None
                states.append(action)
                values.append(texts[index])
                starts.append(token_starts[index])
                end = token_ends[index]
                index += 1
                continue
            size, origin, parts, build = actions[-1 - action]
            if size == 0:
                start = token_starts[index]
                children: list[Any] = []
            else:
                if parts is None:
                    states[-1] = gotos[states[-2]][origin]
                    continue
                start = starts[-size]
                children = values[-size:]
                del states[-size:], values[-size:], starts[-size:]
            value = _value(children, parts, build, start, end)
            state = gotos[states[-1]][origin]
            states.append(state)
            values.append(value)
            starts.append(start)
            if state == end_state:
                return value  # type: ignore[no-any-return]

    def _report(self) -> None:
        i = self.index
        span = Span(self.source, self.tokens.starts[i], self.tokens.ends[i])
        self.bag.error("QA101", f"`{self.tokens.texts[i]}` does not fit here", span)



def _actions(rules: tuple[Rule, ...], builder: Builder) -> list[tuple[Any, ...]]:
    made = []
    for rule in rules:
        is_same = rule.size == 1 and rule.parts == (0,) and (rule.is_transparent)
        made.append(
            (
                rule.size,
                rule.origin,
                None if is_same else rule.parts,
                _builder_of(rule, builder),
            )
        )
    return made


def _builder_of(rule: Rule, builder: Builder) -> Any:
    if not rule.node:
        return None
    if rule.is_transparent:
        return _Transparent(getattr(builder, rule.node, None))
    return getattr(builder, rule.node)


class _Transparent:
    def __init__(self, build: Any) -> None:
        self.build = build

    def __call__(self, start: int, end: int, *parts: Any) -> Any:
        return parts[0] if len(parts) == 1 else self.build(start, end, *parts)


def _value(children: list[Any], parts: tuple[int, ...], build: Any, start: int, end: int) -> Any:
    kept: list[Any] = []
    for part in parts:
        if part < 0:
            kept.append(None)
        elif part >= SPLICE:
            if kept:
                kept += children[part - SPLICE]
            else:
                kept = children[part - SPLICE]
        else:
            kept.append(children[part])
    if build is None:
        return kept
    return build(start, end, *kept)
