"""Cuts a text into tokens, by the terminals of the grammar.

One regular expression holds them all. Beside the grammar's own it knows the marks of typical slips (a text that is not
closed, typographic quotes, signs and comments of other languages), so that each can be answered in its own words. It
takes time in proportion to the text: what looks at a whole run of signs does so at the first of them only, and never
gives back what it has taken (`(?<!-)--++`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from qadsl.syntax.tables import END, load

__all__ = ["SLIPS", "Tokens", "scan", "scan_from"]

_REST = r"(?:[^\r\n]|\r(?!\n))*+"  # of a line
_FIRST_SLIPS = {
    "COMMENT": rf"//{_REST}|/\*(?s:.*?)(?:\*/|\Z)|<!--(?s:.*?)(?:-->|\Z)|\"\"\"(?s:.*?)(?:\"\"\"|\Z)"
    rf"|(?<!-)--++(?=\s|\Z)(?![ \t]*+\|){_REST}",
    "RULE_OFF": r"\|[ \t]*+:?--++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+){0,99}+\|(?=[ \t\r]*(?:\n|\Z))",
    "DASHES": r"(?<!-)--++(?=[ \t]*+\|)",
    "WRONG_ARROW": r"<?(?:(?<![–—−])[–—−]++|(?<!-)--++|(?<!=)=++|(?<!~)~++)>|[⇒⟶⟹➔➜➝⇔⟷]",
    "OTHER_SIGN": r":=|<<?-(?![>=0-9])|=[+*!<]|=-(?=\s)|\.{3,}|={3,}|!==|~=|\*\*|&&|\|\||%[A-Za-z]+%|[∧∨¬∈÷]",
}
_LAST_SLIPS = {
    "UNCLOSED_TEXT": rf'"{_REST}',
    "UNCLOSED_NAME": rf"`{_REST}",
    "CURLY_TEXT": r"[“”„«][^“”„«»\"\n]*[“”»\"]|'[^'\n]*'|[‘’][^‘’\n]*[‘’]",
    "STRAY": r"(?s:.)",
}
SLIPS = frozenset((*_FIRST_SLIPS, *_LAST_SLIPS))
"""Kinds of token that no program may hold."""


class Tokens(NamedTuple):
    """The tokens of a text as columns; the last one is the end of the text.

    `kinds` holds the terminal, for a word that is a keyword somewhere the keyword's.
    """

    kinds: list[str]
    texts: list[str]
    starts: list[int]
    ends: list[int]


def scan(text: str) -> Tokens:
    """The tokens of a text, slips among them."""
    kinds: list[str] = []
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    words = load().words
    for match in _expression().finditer(text):
        kind = match.lastgroup
        if kind is None:
            break
        word = match[kind]
        if kind == "NAME":
            kind = words.get(word, kind)
        kinds.append(kind)
        texts.append(word)
        end = match.end()
        starts.append(end - len(word))
        ends.append(end)
    kinds.append(END)
    texts.append("")
    starts.append(len(text))
    ends.append(len(text))
    return Tokens(kinds, texts, starts, ends)


def scan_from(text: str, begin: int) -> Iterator[tuple[str, str, int, int]]:
    """The tokens from a place on at which one begins or ends, one after the other, without the end of the text."""
    words = load().words
    for match in _expression().finditer(text, begin):
        kind = match.lastgroup
        if kind is None:
            return
        word, end = match[kind], match.end()
        yield words.get(word, kind) if kind == "NAME" else kind, word, end - len(word), end


@cache
def _expression() -> re.Pattern[str]:
    """Blanks, then a named group for each terminal and each slip, or the end of the text."""
    tables = load()
    groups = {"NAME": "", **_FIRST_SLIPS, **dict(tables.patterns), **_LAST_SLIPS}
    groups["NAME"] = _any_word(groups["NAME"])
    alternatives = "|".join(f"(?P<{name}>{pattern})" for name, pattern in groups.items())
    return re.compile(rf"(?:{'|'.join(tables.blanks)})*+(?:{alternatives}|\Z)")


def _any_word(name: str) -> str:
    """The expression of a name without its lookahead that leaves out the reserved words: they are looked up instead."""
    return re.sub(r"\(\?!.*\(\?!\\w\)\)", "", name, count=1)
