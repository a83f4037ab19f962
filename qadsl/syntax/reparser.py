"""Parses a text after an edit: the statements that have changed anew, and the others as they were read before.

What a statement is depends on its own text and on the word that follows it; where no mistake was told of, on nothing
else. So a statement whose text is known is not read: a mark on its second token stops the parser there, and if it has
just taken the first one as the beginning of a statement, the statement known is put in its place. Whatever is told of a
mistake looks at the tokens as they are, without marks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from qadsl.diagnostics.model import Bag
from qadsl.source import Source
from qadsl.syntax import nodes
from qadsl.syntax.builder import Builder
from qadsl.syntax.hints import STATEMENTS
from qadsl.syntax.moving import detach, moved, original
from qadsl.syntax.parser import Parser, parse
from qadsl.syntax.scanner import Tokens

__all__ = ["Known", "beginnings", "reparse"]

TEXTS_HELD = 8
"""Texts before, of which statements are copies; beyond that, what fewest statements hold on to is let go."""
_MARK = "$KNOWN"
_WORDS = frozenset(STATEMENTS)


@dataclass(frozen=True, slots=True)
class Known:
    """The statements of a text that were read without a mistake, by their text and the kind of the token behind."""

    statements: dict[tuple[str, str], Any] = field(default_factory=dict)


def beginnings(tokens: Tokens) -> list[int]:
    """The tokens with which statements begin: their words, outside of all braces."""
    depth, found = 0, []
    for i, kind in enumerate(tokens.kinds):
        if kind == "LBRACE":
            depth += 1
        elif kind == "RBRACE":
            depth = max(0, depth - 1)
        elif depth == 0 and tokens.texts[i] in _WORDS and kind not in ("NAME", "TEXT"):
            found.append(i)
    return found


def reparse(
    source: Source, bag: Bag, known: Known, tokens: Tokens, begins: Sequence[int]
) -> tuple[nodes.Program, Known]:
    """What the parser makes of a text, and what is known of it from now on.

    Parameters
    ----------
    source, bag
        The text, and what gets its mistakes.
    known
        What is known of the text before.
    tokens, begins
        The tokens of the text, and which of them are its `beginnings`.
    """
    made: list[_Reparser] = []

    def reader(text: Source, into: Bag, _: Tokens | None) -> Parser:
        made.append(_Reparser(text, into, tokens, begins, known))
        return made[0]

    program = parse(source, bag, tokens, reader)
    return program, made[0].known_now() if made else known


class _Reparser(Parser):
    """A parser that leaves out what is known."""

    def __init__(self, source: Source, bag: Bag, tokens: Tokens, begins: Sequence[int], known: Known) -> None:
        super().__init__(source, bag, tokens)
        self.cut = tokens
        self.begins = begins
        self.known = known
        self.raw: tuple[Any, ...] = ()  # statements before sources have been given to those in front of them
        self.wrong: list[tuple[int, int]] = []  # from a statement with a mistake to where the parser went on
        self.marks = self._marks()
        self.actions = [
            (*action[:3], self._keeping(action[3]) if action[1] == "program" else action[3]) for action in self.actions
        ]

    def _keeping(self, build: Callable[..., Any] | None) -> Callable[..., Any]:
        """What builds a program, and keeps the statements that it is given beside offsets and the like."""

        def built(*given: Any) -> Any:
            self.raw = tuple(part for part in given if not isinstance(part, int | Builder))
            return build(*given) if build is not None else None

        return built

    def _key(self, first: int, behind: int) -> tuple[str, str]:
        """What a statement of these tokens is known by."""
        return self.source.text[self.cut.starts[first] : self.cut.starts[behind]], self.cut.kinds[behind]

    def _marks(self) -> dict[int, tuple[Any, int, int]]:
        """By the place of its second token each statement known, its first token and the one behind it."""
        marks = {}
        for first, behind in pairwise([*self.begins, len(self.cut.kinds) - 1]):
            statement = self.known.statements.get(self._key(first, behind)) if behind - first > 1 else None
            if statement is not None:
                marks[self.cut.starts[first + 1]] = (statement, first, behind)
        return marks

    # --- leaving out -------------------------------------------------------------------------------------------------

    def _drive(self) -> nodes.Program | None:
        while True:
            program = self._drive_to_mark()
            if program is not None or not self._take():
                return program

    def _drive_to_mark(self) -> nodes.Program | None:
        """Go on to the next mark, mistake or the end; the marks are there only meanwhile."""
        kinds, texts = self.tokens.kinds, self.tokens.texts
        marked = [(i, kinds[i], texts[i]) for place in self.marks if (i := self._at(place)) > self.index]
        for i, _, _ in marked:
            kinds[i], texts[i] = _MARK, ""
        program = super()._drive()
        for i, kind, text in marked:
            kinds[i], texts[i] = kind, text
        return program

    def _at(self, place: int) -> int:
        """The token at a place: the last one there, for one that a mend puts in has no width."""
        return bisect_right(self.tokens.starts, place) - 1

    def _take(self) -> bool:
        """Put in what is known, if the parser has just begun a statement there; whether there was a mark at all."""
        place = self.tokens.starts[self.index]
        if place not in self.marks:
            return False
        if len(self.states) != 3 or not self._is_later() or not self._is_whole(place):
            del self.marks[place]
            return True
        del self.states[2:], self.values[1:], self.starts[1:]
        self.index -= 1
        while place in self.marks and self._is_whole(place):
            statement, first, behind = self.marks.pop(place)
            self.values[0].append(moved(statement, self.source, self.cut.starts[first] - statement.span.start))
            self.index = self._at(self.cut.starts[behind])
            place = self.tokens.starts[min(self.index + 1, len(self.tokens.starts) - 1)]
        return True

    def _is_whole(self, place: int) -> bool:
        """Whether no mend of a mistake before has changed the tokens of a statement known."""
        _, first, behind = self.marks[place]
        start, kinds = self._at(place) - 1, self.tokens.kinds
        return not self.wrong or kinds[start : start + behind - first + 1] == self.cut.kinds[first : behind + 1]

    # --- what is known ------------------------------------------------------------------------------------------------

    def _report(self) -> bool:
        low = self._opened()
        is_mended = super()._report()
        self.wrong.append((low, self.tokens.starts[self.index]))
        return is_mended

    def _recover(self) -> None:
        low = self._opened()
        super()._recover()
        self.wrong.append((low, self.tokens.starts[self.index]))

    def _opened(self) -> int:
        """Where the statement begins that is open, else the token that is next."""
        height = 2 if self._is_later() else 1
        return self.starts[height - 1] if len(self.starts) >= height else self.tokens.starts[self.index]

    def known_now(self) -> Known:
        """The statements that were read without a mistake."""
        if not self.raw:
            return self.known
        told = [item.span for item in self.bag.items if item.span is not None and item.span.source is self.source]
        wrong = [*self.wrong, *((span.start, span.end) for span in told)]
        beginnings = {self.cut.starts[i]: i for i in (*self.begins, len(self.cut.kinds) - 1)}
        places = [*(statement.span.start for statement in self.raw), self.cut.starts[-1]]
        found = {}
        for statement, (start, end) in zip(self.raw, pairwise(places), strict=True):
            if start in beginnings and end in beginnings and not any(a <= end and start <= b for a, b in wrong):
                found[self._key(beginnings[start], beginnings[end])] = statement
        _let_go(found.values())
        return Known(found)


def _let_go(statements: Iterable[Any]) -> None:
    """See that statements are copies out of few texts."""
    texts: dict[int, list[Any]] = {}
    for statement in statements:
        texts.setdefault(id(original(statement).span.source), []).append(statement)
    for held in sorted(texts.values(), key=len)[: max(0, len(texts) - TEXTS_HELD)]:
        detach(tuple(held))
