"""Where in a statement the cursor is: what fits there by the grammar, and which sorts of names make sense."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from qadsl.assist.sorts import sorts
from qadsl.assist.texts import Text
from qadsl.syntax.parser import fitting
from qadsl.syntax.scanner import Tokens, scan

__all__ = ["Situation", "situation"]

_PARTIAL = re.compile(r"[^\W\d]\w*$")


@dataclass(frozen=True, slots=True)
class Situation:
    """What stands around the cursor.

    Parameters
    ----------
    symbols, terminals
        What is open there, and what fits, by the grammar.
    start, end
        The word that is being written.
    sorts
        Sorts of names that make sense, the likeliest first.
    behind_dot
        What stands before the dot, where the word follows one.
    library
        The library that is set, in the braces of a `use`.
    subject
        What a value is being stated of.
    bound
        Names that only this statement knows: places of a formula, and those that run over a group.
    """

    symbols: tuple[str, ...]
    terminals: frozenset[str]
    start: int
    end: int
    sorts: tuple[str, ...]
    behind_dot: str = ""
    library: str = ""
    subject: str = ""
    bound: tuple[str, ...] = ()

    @property
    def takes_name(self) -> bool:
        """Whether a name may stand there at all."""
        return "NAME" in self.terminals


def situation(text: Text, offset: int) -> Situation | None:
    """Where a place is; None inside a comment or a text."""
    raw = text.raw
    start, end = _word(text, offset)
    behind = bisect_left(text.tokens.starts, start)
    first = _statement(text, behind)
    tokens = scan(raw[text.tokens.starts[first] : start]) if behind > first else scan("")
    before = raw[text.tokens.ends[behind - 1] if behind else 0 : start]
    if "#" in before.rpartition("\n")[2] or tokens.kinds[-2:-1] == ["UNCLOSED_TEXT"]:
        return None
    found = fitting(raw[text.tokens.starts[first] : start] if behind > first else "")
    words, symbols = tokens.texts, found.symbols
    subject = _subject(tokens) or (words[1] if tokens.kinds[:2] == ["MEASURE", "NAME"] else "")
    return Situation(
        symbols, found.terminals, start, end, sorts(symbols, is_compared=bool(subject)), _dotted(tokens),
        words[1] if words[:1] == ["use"] and len(words) > 2 else "", subject, _bound(text, first, behind),
    )  # fmt: skip


def _word(text: Text, offset: int) -> tuple[int, int]:
    """The word that a place is in or behind: a quoted name, as far as it is one, or a word."""
    last = bisect_left(text.tokens.starts, offset) - 1
    if last >= 0 and text.tokens.texts[last].startswith("`"):
        end, is_open = text.tokens.ends[last], text.tokens.kinds[last] == "UNCLOSED_NAME"
        if offset < end or (is_open and offset == end):
            return text.tokens.starts[last], offset if is_open else end
    begun = _PARTIAL.search(text.raw, text.raw.rfind("\n", 0, offset) + 1, offset)
    behind = re.match(r"\w*", text.raw[offset : offset + 200])
    return begun.start() if begun else offset, offset + (behind.end() if behind else 0)


def _statement(text: Text, behind: int) -> int:
    """The first token of the statement before a token: a statement's word outside of all braces."""
    starts = text.statements
    return starts[bisect_left(starts, behind) - 1] if starts and starts[0] < behind else 0


def _bound(text: Text, first: int, behind: int) -> tuple[str, ...]:
    """The names that a statement brings in for itself, before the cursor and behind it."""
    last = bisect_right(text.statements, max(first, behind - 1))
    end = text.statements[last] if last < len(text.statements) else len(text.tokens.kinds)
    kinds, words = text.tokens.kinds, text.tokens.texts
    found = [words[i] for i in range(first, end - 1) if kinds[i] == "NAME" and kinds[i + 1] == "IN"]
    formulas = [i for i in range(first, min(behind, end - 3)) if kinds[i] == "DEFINE" and kinds[i + 2] == "LPAR"]
    for i in range(formulas[-1] + 3 if formulas else end, end):
        if kinds[i] == "RPAR":
            break
        found += [words[i]] if kinds[i] == "NAME" else []
    return tuple(dict.fromkeys(found))


def _dotted(tokens: Tokens) -> str:
    """What stands before the dot that the text ends with."""
    kinds, texts = tokens.kinds[:-1], tokens.texts[:-1]
    words: list[str] = []
    while kinds[-1:] == ["DOT"] and len(kinds) > 1:
        words.insert(0, texts[-2].strip("`"))
        kinds, texts = kinds[:-2], texts[:-2]
    return ".".join(words)


def _subject(tokens: Tokens) -> str:
    """The last name before `=`, where a value follows."""
    names = list(zip(tokens.kinds, tokens.texts, strict=True))[:-1]
    if names and names[-1][0] in ("EQUALS", "DOUBLE_EQUALS", "NOT_EQUALS"):
        depth = 0
        for kind, text in reversed(names[:-1]):
            depth += (kind == "RPAR") - (kind == "LPAR")
            if kind in ("NAME", "QUOTED_NAME") and depth == 0:
                return text.strip("`")
    return ""
