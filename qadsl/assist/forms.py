"""What is said of a word of the language: how what it begins is written, or what it means."""

from __future__ import annotations

from collections.abc import Iterator

from qadsl.syntax.hints import FORMS
from qadsl.syntax.scanner import scan
from qadsl.syntax.tables import load

__all__ = ["form", "words_at"]

MEANINGS = {
    "and": "Holds where both hold: `fear > 0.3 and target.nuclear`.",
    "because": 'The source of a rule, in quotation marks: `because "Snyder 1984"`.',
    "category": "One of the words that it lists: `category { arab, other }`.",
    "extends": "Takes over all that another one says, and changes what is said again.",
    "flag": "`yes` or `no`.",
    "given": "Whether a value is stated: `given trade(self, partner)`; in a test, what it starts from.",
    "in": "Whether an actor is in a group, `self in nato`; or the scenario that is asked about.",
    "is": "Whether a value is stated: `trade(self, partner) is given`.",
    "no": "The value of a flag that does not hold.",
    "not": "Holds where what follows does not.",
    "number": "Any number, or one of a range: `number in 0 .. 10`.",
    "option": "What an actor may choose; how: `option alliance { reward 100%, cost divergence 50% }`.",
    "or": "Holds where one of both holds, or both: `fear > 0.3 or target.nuclear`.",
    "previous": "The value in the period before: `previous alliance`.",
    "share": "A number from 0 to 1, also written as `40%`.",
    "source": 'Where a value or a declaration is from, in quotation marks: `source "FRUS XVI"`.',
    "unknown": "A value that is not known: what hangs on it is unknown, too.",
    "weight": "How much of its side of the balance a variable makes up: `common_threat weight 0.35`.",
    "where": "Those of a group for whom it holds: `actors where nuclear`.",
    "year": "A year as a number; behind `by`, how long a period is.",
    "yes": "The value of a flag that holds.",
}
"""Words that begin nothing which has a form of its own."""
_BRACES = {"RBRACE": 1, "LBRACE": -1}


def form(text: str, place: int) -> str | None:
    """How what the word at a place begins is written, what it means, or how what it stands in is written."""
    known = load().words
    for kind, word in words_at(text, place):
        if kind in FORMS:
            return FORMS[kind]
        if word in MEANINGS:
            return MEANINGS[word]
        if known.get(word) == kind:
            return _around(text, place)
    return None


def _around(text: str, place: int) -> str | None:
    """How the innermost statement or item around a place is written."""
    closed = 0
    for kind in reversed(scan(text[:place]).kinds):
        closed = max(0, closed + _BRACES.get(kind, 0))
        if not closed and kind in FORMS:
            return FORMS[kind]
    return None


def words_at(text: str, place: int) -> Iterator[tuple[str, str]]:
    """The kinds and characters of the tokens that a place lies in or between."""
    start = text.rfind("\n", 0, place) + 1
    tokens = scan(text[start:].partition("\n")[0])
    for kind, word, first, last in zip(tokens.kinds, tokens.texts, tokens.starts, tokens.ends, strict=True):
        if first <= place - start <= last:
            yield kind, word
