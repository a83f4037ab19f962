"""Cuts any text into pieces, each with what it is; the pieces put together are the text again.

It knows the words of the language and no more: which words of a program are names is for `semantics.referrer` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from qadsl.semantics.expressions import DISTRIBUTIONS, FOLDS
from qadsl.semantics.scope import BUILTIN_GROUPS, FUNCTIONS, PLACES
from qadsl.syntax.scanner import SLIPS, Tokens, scan
from qadsl.syntax.tables import END, load
from qadsl.syntax.words import words

__all__ = ["Class", "Piece", "class_of_word", "pieces", "pieces_of"]


class Class(StrEnum):
    """What a piece of text is."""

    STATEMENT = "statement"
    CLAUSE = "clause"
    OPERATOR_WORD = "operator word"
    CONSTANT = "constant"
    TYPE = "type"
    ROLE = "role"
    GROUP = "built-in group"
    FUNCTION = "function"
    DISTRIBUTION = "distribution"
    NAME = "name"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    SIGN = "sign"
    PUNCTUATION = "punctuation"
    COMMENT = "comment"
    BLANK = "blank"
    MISTAKE = "mistake"


class Piece(NamedTuple):
    """Some characters and what they are."""

    start: int
    text: str
    kind: Class


_OF_WORDS = {"operator": Class.OPERATOR_WORD}
_OF_TERMINALS = {
    "NAME": Class.NAME, "QUOTED_NAME": Class.NAME, "NUMBER": Class.NUMBER, "PERCENT": Class.NUMBER,
    "VERSION": Class.NUMBER, "DATE": Class.DATE, "TEXT": Class.TEXT,
}  # fmt: skip
_FIXED = frozenset((Class.FUNCTION, Class.DISTRIBUTION, Class.ROLE, Class.GROUP))
_COMMENT = re.compile(r"#[^\n]*")
_PUNCTUATION = frozenset("{}(),.:|")
_SAID = frozenset(("EQUALS", "DOT", "ARROW", "BOTH", "WEIGHT", "PLUS_EQUALS", "MINUS_EQUALS", "TIMES_EQUALS"))
"""Signs behind a word that is no keyword there but a name of which something is said; a type stands behind a colon."""


@cache
def class_of_word() -> dict[str, Class]:
    """Every word that has a colour of its own."""
    return {
        **{word: _OF_WORDS.get(kind) or Class(kind) for word, kind in words().items()},
        **dict.fromkeys(FUNCTIONS, Class.FUNCTION),
        **dict.fromkeys(FOLDS, Class.FUNCTION),
        **dict.fromkeys((*DISTRIBUTIONS, "discrete"), Class.DISTRIBUTION),
        **dict.fromkeys(BUILTIN_GROUPS, Class.GROUP),
        **dict.fromkeys(PLACES, Class.ROLE),
    }


def pieces(text: str, tokens: Tokens | None = None, begin: int = 0) -> Iterator[Piece]:
    """The whole text, piece by piece; `tokens` are its tokens from `begin` on, where they are known already."""
    tokens = tokens or scan(text)
    reserved, end, known = load().reserved, begin, class_of_word()
    for i, (kind, word, start) in enumerate(zip(tokens.kinds, tokens.texts, tokens.starts, strict=True)):
        if end < start:
            yield from _between(text, end, start)
        end = tokens.ends[i]
        if kind == END:
            break
        is_type = known.get(word) is Class.TYPE and i > 0 and tokens.kinds[i - 1] == "COLON"
        is_name = word not in reserved and tokens.kinds[i + 1] in _SAID and not is_type
        yield Piece(start, word, _class(kind, word, known.get(word), is_name=is_name))
    yield from _between(text, end, len(text))


def pieces_of(tokens: Tokens) -> Iterator[Piece]:
    """The tokens alone, without what is between them; each class is worked out once for all words alike."""
    reserved, known = load().reserved, class_of_word()
    classes: dict[tuple[str, str, bool], Class] = {}
    behind, before = [*tokens.kinds[1:], END], END
    for kind, word, start, following in zip(tokens.kinds, tokens.texts, tokens.starts, behind, strict=True):
        if kind == END:
            return
        is_type = before == "COLON" and known.get(word) is Class.TYPE
        key, before = (kind, word, following in _SAID and not is_type), kind
        found = classes.get(key)
        if found is None:
            found = classes[key] = _class(kind, word, known.get(word), is_name=key[2] and word not in reserved)
        yield Piece(start, word, found)


def _class(kind: str, word: str, found: Class | None, *, is_name: bool) -> Class:
    if found in _FIXED:
        return found
    if found is not None and kind not in SLIPS:
        return Class.NAME if is_name else found
    if kind in SLIPS:
        return Class.COMMENT if kind == "COMMENT" else Class.MISTAKE
    return _OF_TERMINALS.get(kind) or (Class.PUNCTUATION if word in _PUNCTUATION else Class.SIGN)


def _between(text: str, start: int, end: int) -> Iterator[Piece]:
    """Blanks and comments between two tokens."""
    while start < end:
        comment = _COMMENT.match(text, start, end)
        following = text.find("#", start, end)
        stop = comment.end() if comment else following if following >= 0 else end
        yield Piece(start, text[start:stop], Class.COMMENT if comment else Class.BLANK)
        start = stop
