"""The colours of names, which only who knows what they stand for can tell; and of the words of the language."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from lsprotocol import types

from qadsl.apps.lsp.session import View
from qadsl.apps.lsp.shifts import back
from qadsl.highlighting.classes import Class, pieces_of
from qadsl.semantics.references import Mention
from qadsl.syntax.scanner import Tokens

__all__ = ["LEGEND", "OF_CLASSES", "OF_SYMBOLS", "delta", "encoded", "marks"]

OF_SYMBOLS = {
    "actor": "enumMember", "argument": "parameter", "attribute": "property", "behaviour": "enumMember",
    "bound name": "parameter", "built-in group": "enum", "built-in value": "variable", "definition": "function",
    "measure": "function", "solve": "function",
    "event": "event", "function": "function", "group": "enum", "instrument": "interface",
    "instrument kind": "interface", "library": "namespace", "option": "enumMember", "parameter": "parameter",
    "relation": "property", "role": "parameter", "rule": "event", "scale": "enum", "scale word": "enumMember",
    "scenario": "class", "theory": "class", "variable": "variable", "word of a category": "enumMember",
}  # fmt: skip
OF_CLASSES = {
    Class.STATEMENT: "keyword", Class.CLAUSE: "keyword", Class.OPERATOR_WORD: "keyword", Class.CONSTANT: "keyword",
    Class.TYPE: "type", Class.ROLE: "parameter", Class.GROUP: "enum", Class.FUNCTION: "function",
    Class.DISTRIBUTION: "function", Class.COMMENT: "comment", Class.TEXT: "string", Class.NUMBER: "number",
    Class.DATE: "number",
}  # fmt: skip
MODIFIERS = ["declaration", "defaultLibrary"]
BUILT_IN = frozenset({Class.ROLE, Class.GROUP, Class.FUNCTION, Class.DISTRIBUTION})
KINDS = sorted({*OF_SYMBOLS.values(), *OF_CLASSES.values()})
LEGEND = types.SemanticTokensLegend(token_types=KINDS, token_modifiers=MODIFIERS)
_NUMBER = {kind: number for number, kind in enumerate(KINDS)}
_PLAIN = frozenset({Class.NUMBER, Class.DATE, Class.COMMENT, Class.TEXT})
"""What the grammar of the editor colours rightly on its own."""


class Mark(NamedTuple):
    """A piece of the text with its colour; offsets are the editor's characters."""

    start: int
    length: int
    kind: str
    modifiers: int


def marks(view: View, first: int = 0, last: int | None = None) -> Iterator[Mark]:
    """The words and names of a part of the text."""
    named, symbols = _by_start(view, first, last), view.analysis.references.symbols
    is_same = view.is_fresh and len(view.read_from.raw) == len(view.read_from.normal)
    for start, word, kind in pieces_of(_part(view.text.tokens, first, last)):
        if start + len(word) <= first or kind in _PLAIN:
            continue
        if last is not None and start >= last:
            return
        mention = named.get(start if is_same else view.read_from.to_program(back(start, view.changes)))
        if mention is not None and len(mention.span.text) in (len(word), mention.span.end - mention.span.start):
            colour, is_definition = OF_SYMBOLS[symbols[mention.key].kind], int(mention.is_definition)
            yield Mark(start, len(word), colour, is_definition | (2 if kind in BUILT_IN else 0))
        elif kind in OF_CLASSES:
            yield Mark(start, len(word), OF_CLASSES[kind], 2 if kind in BUILT_IN else 0)


def _part(tokens: Tokens, first: int, last: int | None) -> Tokens:
    """The tokens of a part of the text, and the one behind."""
    low = bisect_left(tokens.ends, first)
    high = len(tokens.starts) if last is None else min(bisect_left(tokens.starts, last) + 2, len(tokens.starts))
    return Tokens(*(column[low:high] for column in tokens))  # type: ignore[arg-type]


def _by_start(view: View, first: int, last: int | None) -> dict[int, Mention]:
    """The names of a part of the text, by where they began when it was read."""
    low, high = (view.read_from.to_program(back(at, view.changes)) for at in (first, last or 0))
    found = view.analysis.references.mentions(view.analysis.file, low, high if last is not None else None)
    return {mention.span.start: mention for mention in found}


def encoded(view: View, found: Iterator[Mark]) -> list[int]:
    """Marks as the protocol packs them: five numbers each, counted from the one before."""
    data: list[int] = []
    starts, line, column, at = view.text.starts, 0, 0, -1
    is_plain = view.text.raw.isascii()
    for mark in found:
        at = at if at >= 0 else bisect_right(starts, mark.start) - 1
        while at + 1 < len(starts) and starts[at + 1] <= mark.start:
            at += 1
        begin, end = starts[at], mark.start + mark.length
        start, length = mark.start - begin, mark.length
        if not is_plain and not view.text.raw[begin:end].isascii():
            (_, start), (last, behind) = view.text.place(mark.start), view.text.place(end)
            length = behind - start if last == at else 0
        elif at + 1 < len(starts) and end > starts[at + 1]:
            length = 0
        if length:
            data += (at - line, start - column if at == line else start, length, _NUMBER[mark.kind], mark.modifiers)
            line, column = at, start
    return data


def delta(before: list[int], now: list[int]) -> list[types.SemanticTokensEdit]:
    """The one edit that makes the new numbers of the old ones."""
    limit = min(len(before), len(now))
    first = next((i for i in range(limit) if before[i] != now[i]), limit)
    behind = 0
    while behind < limit - first and before[-1 - behind] == now[-1 - behind]:
        behind += 1
    if first == len(before) == len(now):
        return []
    return [types.SemanticTokensEdit(first, len(before) - first - behind, now[first : len(now) - behind])]
