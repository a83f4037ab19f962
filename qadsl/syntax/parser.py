"""Turns a text into nodes, and goes on after a mistake.

A shift-reduce parser over the table of the grammar. It builds nodes as it goes, without a tree between, and knows the
span of a phrase by the start of its first token and the end of the last one taken.

A word that is a keyword somewhere is a keyword where the table has a use for it, and a name elsewhere.

After a mistake the parser looks for the next place where something new begins: an item of a block that is still open
(first on its line or behind a comma), the end of such a block, or a statement. It drops the unfinished item, keeps
everything before it, and goes on there. Where a mend changes what has been read already (`0,5` is one number), the
parser reads the statement again.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from qadsl.diagnostics.model import Bag, Fix
from qadsl.source import Source, Span
from qadsl.syntax import nodes
from qadsl.syntax.builder import Builder
from qadsl.syntax.hints import STATEMENTS
from qadsl.syntax.mistakes import report
from qadsl.syntax.scanner import SLIPS, Tokens, scan
from qadsl.syntax.stuck import Stuck
from qadsl.syntax.tables import END, SPLICE, Tables, load

__all__ = ["Fitting", "Parser", "Reader", "fitting", "parse"]

MAX_CHARACTERS = 2_000_000
MAX_TOKENS = 500_000
MAX_STACK = 400
MAX_MISTAKES = 50
MAX_READ_AGAIN = 200_000  # tokens

# control characters, halves of characters, and marks that turn the direction of writing
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff]"
)

Callback = Callable[..., Any]
Action = tuple[int, str, tuple[int, ...] | None, Callback | None]


def parse(source: Source, bag: Bag, tokens: Tokens | None = None, reader: Reader | None = None) -> nodes.Program:
    """The program that a text is; what is wrong with the text goes to the bag.

    Parameters
    ----------
    source
        The text.
    bag
        Gets a diagnostic for each mistake; the program returned holds what could be understood.
    tokens
        The tokens of the text, where they are known already.
    reader
        What reads instead of the parser itself.
    """
    if len(source.text) > MAX_CHARACTERS:
        bag.error("QA114", f"this text has more than {MAX_CHARACTERS:,} characters", Span(source, 0, 0))
        return nodes.Program((), Span(source, 0, 0))
    for match in islice(_INVISIBLE.finditer(source.text), MAX_MISTAKES):
        message = f"the text holds an invisible character (U+{ord(match[0]):04X})"
        span = Span(source, match.start(), match.end())
        bag.error("QA107", message, span, "delete it", fix=Fix(span, ""))
    was_enabled = gc.isenabled()
    gc.disable()  # the nodes are no circles, and there are many
    try:
        return (reader or Parser)(source, bag, tokens).parse()
    finally:
        if was_enabled:
            gc.enable()


class Fitting(NamedTuple):
    """What has been read and is not yet part of something whole, outermost first, and the terminals that fit now."""

    symbols: tuple[str, ...]
    terminals: frozenset[str]


def fitting(text: str) -> Fitting:
    """What may stand behind a text, mistakes in it or not: for what an editor offers at the cursor."""
    return Parser(Source("", text), Bag()).fitting()


class Parser:
    """The state of one parse: what has been read and is not yet part of something whole, and where it is."""

    def __init__(self, source: Source, bag: Bag, tokens: Tokens | None = None) -> None:
        self.source = source
        self.bag = bag
        self.tables: Tables = load()
        self.builder = Builder(source, bag)
        self.actions = _actions()
        kinds, texts, begins, ends = tokens or scan(source.text)
        self.tokens = Tokens(kinds[:], texts[:], begins[:], ends[:])  # a mend puts tokens in
        self.states: list[int] = [self.tables.start]
        self.values: list[Any] = []
        self.starts: list[int] = []
        self.index = 0
        self.mended = -1  # where the token last mended or skipped begins; what is wrong there has been said
        self.floor = -1  # the parser never goes on at or before this token, so that it comes to an end
        self.read_again = 0  # tokens

    def parse(self) -> nodes.Program:
        """Read it all, mistakes or not."""
        if len(self.tokens.kinds) > MAX_TOKENS:
            self.bag.error("QA114", f"this text has more than {MAX_TOKENS:,} words and signs", Span(self.source, 0, 0))
            return nodes.Program((), Span(self.source, 0, 0))
        known = len(self.bag)
        for _ in range(4 * MAX_MISTAKES):
            program = self._drive()
            if program is not None:
                self._note_spellings()
                return program
            if len(self.bag) - known >= MAX_MISTAKES:
                break
            is_news = self.tokens.starts[self.index] != self.mended or self.tokens.kinds[self.index] in SLIPS
            start = self.tokens.starts[self.index]
            is_mended = is_news and self._report()
            self.mended = start
            if not is_mended:
                self._recover()
        span = Span(self.source, self.tokens.starts[self.index], self.tokens.ends[self.index])
        self.bag.error("QA119", f"more than {MAX_MISTAKES} mistakes; what follows has not been read", span)
        return nodes.Program((), Span(self.source, 0, len(self.source.text)))

    def fitting(self) -> Fitting:
        """Read to the end, and say what fits there."""
        last = len(self.tokens.kinds) - 1
        self.tokens.kinds[last] = _CURSOR  # nothing fits it, so nothing before it is taken for whole
        for _ in range(MAX_MISTAKES):
            self._drive()
            if self.tokens.kinds[self.index] == _CURSOR or len(self.states) > MAX_STACK:
                break
            at = self.index
            self._recover()
            self.index += self.index == at and self.floor != at  # nothing to go on at: leave the one word out
        expected = (kind for kind in self.tables.actions[self.states[-1]] if self._fits(self.states, kind))
        return Fitting(tuple(self.tables.symbols[state] for state in self.states[1:]), frozenset(expected))

    def _drive(self) -> nodes.Program | None:
        """Take tokens until the text is read, or one does not fit: then None, and `index` is at that token."""
        rows, gotos, end_state = self.tables.actions, self.tables.gotos, self.tables.end
        words, reserved = self.tables.words, self.tables.reserved
        actions, builder = self.actions, self.builder
        kinds, texts, token_starts, token_ends = self.tokens
        states, values, starts = self.states, self.values, self.starts
        index = self.index
        end = token_ends[index - 1] if index else 0
        while True:
            row = rows[states[-1]]
            action = row.get(kinds[index])
            if action is None:
                if texts[index] in words and texts[index] not in reserved:
                    action = row.get("NAME")
                if action is None or len(states) > MAX_STACK:
                    self.index = index
                    return None
            if action >= 0:
                states.append(action)
                values.append(texts[index])
                starts.append(token_starts[index])
                end = token_ends[index]
                index += 1
                if len(states) > MAX_STACK:
                    self.index = index
                    return None
                continue
            size, origin, parts, build = actions[-1 - action]
            if parts is None:  # one part, which stands for the whole
                states[-1] = gotos[states[-2]][origin]
                continue
            start = starts[-size] if size else token_starts[index]
            children: list[Any] = []
            if size:
                children = values[-size:]
                del states[-size:], values[-size:], starts[-size:]
            kept = _kept(children, parts)
            states.append(gotos[states[-1]][origin])
            values.append(kept if build is None else build(builder, start, end, *kept))
            starts.append(start)
            if states[-1] == end_state:
                return values[-1]  # type: ignore[no-any-return]

    def _note_spellings(self) -> None:
        """Signs that are understood, and of which there is another one here."""
        for sign, meant in (("==", "="), ("<>", "!=")):
            places = [i for i, text in enumerate(self.tokens.texts) if text == sign]
            if places:
                span = Span(self.source, self.tokens.starts[places[0]], self.tokens.ends[places[0]])
                more = (
                    f"It stands at {len(places) - 1} further places."
                    if len(places) > 2
                    else "It stands at one further."
                )
                help_ = (more,) if len(places) > 1 else ()
                message = f"`{sign}` is read as `{meant}`"
                self.bag.note("QA122", message, span, f"write `{meant}`", help=help_, fix=Fix(span, meant))

    # --- after a mistake -----------------------------------------------------------------------------------------

    def _report(self) -> bool:
        """Say what is wrong; whether it is mended."""
        self._step_back()
        if len(self.states) > MAX_STACK:
            span = Span(self.source, self.tokens.starts[self.index], self.tokens.ends[self.index])
            self.bag.error("QA115", "blocks or brackets are nested too deeply here", span)
            return False
        symbols = [self.tables.symbols[state] for state in self.states[1:]]
        expected = frozenset(kind for kind in self.tables.actions[self.states[-1]] if self._fits(self.states, kind))
        again = self._start_of_statement()
        stuck = Stuck(
            self.source, self.bag, self.tokens, self.index, symbols, self.starts, expected,
            self.tables.words, self.tables.reserved, self._begins_statement(self.index), again is not None,
        )  # fmt: skip
        is_mended = report(stuck)
        if again is not None and stuck.is_to_read_again:
            self.read_again += self.index - again
            height = 2 if self._is_later() else 1
            del self.states[height:], self.values[height - 1 :], self.starts[height - 1 :]
            self.index, self.floor = again, again - 1
        return is_mended

    def _start_of_statement(self) -> int | None:
        """The first token of the statement that is open, where it can be read again."""
        height = 2 if self._is_later() else 1
        if len(self.states) <= height:
            return None
        index = bisect_left(self.tokens.starts, self.starts[height - 1])
        return index if self.read_again + self.index - index <= MAX_READ_AGAIN else None

    def _is_later(self) -> bool:
        """Whether whole statements stand before the one that is open."""
        return len(self.states) > 1 and self.tables.symbols[self.states[1]].startswith("__program_")

    def _step_back(self) -> None:
        """Where a word that begins statements has been taken for a name, first on its line, the mistake is there."""
        before = self.index - 1
        if before > self.floor and self._begins_statement(before) and self.tables.symbols[self.states[-1]] in _WORDS:
            self.index = before
            del self.states[-1], self.values[-1], self.starts[-1]

    def _recover(self) -> None:
        """Drop the unfinished item and go on at the next place where something new begins."""
        places = self._places()
        depth = places[-1][1]
        kinds = self.tokens.kinds
        for index in range(max(self.index, self.floor + 1), len(kinds)):
            kind = kinds[index]
            if kind == END or (depth > 0 and self._begins_statement(index)):
                self._close_blocks(index, places)
                return
            if kind == "RBRACE" or self._begins_item(index):
                for height, its_depth in reversed(places):
                    if its_depth == depth and self._fits(self._cut(height), kind):
                        self._go_on(index, height)
                        return
            if kind in ("LBRACE", "RBRACE"):
                depth = max(0, depth + (1 if kind == "LBRACE" else -1))

    def _cut(self, height: int) -> list[int]:
        """The states up to a height; on a list that was closed for an item that is now dropped any item may follow."""
        states = self.states[:height]
        if self.tables.symbols[states[-1]] == "_list":
            states[-1] = self.tables.gotos[states[-2]]["_whole"]
        return states

    def _places(self) -> list[tuple[int, int]]:
        """Heights of the stack at which a new item may begin, each with the number of blocks open there."""
        places = [(1, 0)]
        depth = 0
        for height, state in enumerate(self.states, 1):
            symbol = self.tables.symbols[state]
            depth += symbol == "LBRACE"
            if symbol == "LBRACE" or "_star_" in symbol or "_plus_" in symbol or symbol in _LISTS:
                places.append((height, depth))
        return places

    def _go_on(self, index: int, height: int) -> None:
        self.states[:] = self._cut(height)
        del self.values[height - 1 :], self.starts[height - 1 :]
        self.index = self.floor = index

    def _close_blocks(self, index: int, places: list[tuple[int, int]]) -> None:
        """Go on at a statement, or the end, as if the blocks that are open had been closed before it."""
        for height, depth in reversed(places):
            if self._fits(self._cut(height), "RBRACE" if depth else self.tokens.kinds[index]):
                break
        end = self.tokens.ends[index - 1] if index else 0
        for column, value in zip(self.tokens, ("RBRACE", "", end, end), strict=True):
            column[index:index] = [value] * depth  # type: ignore[index]
        self._go_on(index, height)

    def _fits(self, states: list[int], kind: str) -> bool:
        """Whether the parser would take a token of this kind in these states."""
        states = states[-40:] if len(states) > 40 else states[:]
        while len(states) > 0:
            action = self.tables.actions[states[-1]].get(kind)
            if action is None or action >= 0:
                return action is not None
            size, origin, _, _ = self.actions[-1 - action]
            if size >= len(states):
                return True
            if size:
                del states[-size:]
            following = self.tables.gotos[states[-1]][origin]
            if following == self.tables.end:
                return True
            states.append(following)
        return True

    def _begins_item(self, index: int) -> bool:
        """Whether a token looks like the start of an item: first on its line, or behind a comma and then `=` or so."""
        kinds = self.tokens.kinds
        is_first = self._is_first_on_line(index)
        if kinds[index] in ("NAME", "QUOTED_NAME") or self.tokens.texts[index] in self.tables.words:
            following = kinds[index + 1]
            is_named = following in _SAYING or (is_first and following in _SAYING_WRONGLY)
            is_keyword = kinds[index] not in ("NAME", "QUOTED_NAME") and not is_named
            return (is_first and (is_keyword or is_named)) or (is_named and kinds[index - 1] == "COMMA")
        return is_first and kinds[index] == "_BAR"

    def _begins_statement(self, index: int) -> bool:
        """Whether a statement of the top begins there: by its word, and not further in than the one that is open."""
        if self.tokens.texts[index] not in STATEMENTS or not self._is_first_on_line(index):
            return False
        if self.tokens.kinds[index + 1] in ("EQUALS", "DOT", "ARROW", "BOTH", "WEIGHT", "COMMA"):
            return False
        opened = self.starts[1 if self._is_later() and len(self.starts) > 1 else 0] if self.starts else 0
        return self._column(index) <= self.source.position(opened).column

    def _column(self, index: int) -> int:
        return self.source.position(self.tokens.starts[index]).column

    def _is_first_on_line(self, index: int) -> bool:
        start, before = self.tokens.starts[index], self.tokens.ends[index - 1] if index else 0
        return index == 0 or "\n" in self.source.text[before:start]


Reader = Callable[[Source, Bag, Tokens | None], Parser]

_CURSOR = "$CURSOR"
_SAYING = ("EQUALS", "ARROW", "BOTH", "LPAR", "DOT", "WEIGHT")
_SAYING_WRONGLY = ("GREATER", "LESS", "ASSIGNED", "DOUBLE_EQUALS", "PLUS_EQUALS", "NAME")
_WORDS = ("NAME", "word", "name")
_LISTS = ("_whole", "_open", "_headed", "_list")


@cache
def _actions() -> list[Action]:
    """For each rule its size, its symbol, what it keeps (None: its one part) and what builds its value."""
    actions: list[Action] = []
    for rule in load().rules:
        is_same = rule.is_transparent and rule.parts == (0,) and rule.size == 1
        build = getattr(Builder, rule.node, None) if rule.node else None
        if rule.is_transparent and not is_same:
            build = _or_alone(build)
        actions.append((rule.size, rule.origin, None if is_same else rule.parts, build))
    return actions


def _or_alone(build: Callback | None) -> Callback:
    """`build`, unless there is only one part: then the part."""

    def built(builder: Builder, start: int, end: int, *parts: Any) -> Any:
        return parts[0] if len(parts) == 1 or build is None else build(builder, start, end, *parts)

    return built


def _kept(children: list[Any], parts: tuple[int, ...]) -> list[Any]:
    """The values that the grammar keeps, lists spliced in; a list at the front grows in place."""
    kept: list[Any] = []
    for part in parts:
        if part < 0:
            kept.append(None)
        elif part < SPLICE:
            kept.append(children[part])
        elif kept:
            kept += children[part - SPLICE]
        else:
            kept = children[part - SPLICE]
    return kept
