"""The comments of a library that are meant for its readers: those at its head, and those right above a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qadsl.source import Source, Span
from qadsl.syntax import nodes

__all__ = ["Passage", "above", "head"]

HEADING = (nodes.Library, nodes.Meta, nodes.Use, nodes.Strict)

Passage = tuple[bool, str]
"""Whether it is an item of a list, and its words on one line."""


def head(source: Source, statements: Sequence[nodes.Statement]) -> list[Passage]:
    """What stands in comments before the first declaration, but for what belongs to that declaration."""
    content = [s.span.first.line for s in statements if not isinstance(s, HEADING)]
    last = min(content, default=len(source.line_starts) + 1)
    mine = _lines_above(source, last)
    lines = [source.line(number).strip() for number in range(1, last) if number not in mine]
    comments = [line if line.startswith("#") else "" for line in lines]
    return _passages(comments)


def above(span: Span) -> list[Passage]:
    """What stands in the comment lines right above a statement."""
    numbers = _lines_above(span.source, span.first.line)
    return _passages([span.source.line(number).strip() for number in numbers])


def _lines_above(source: Source, line: int) -> list[int]:
    first = line
    while first > 1 and source.line(first - 1).strip().startswith("#"):
        first -= 1
    return list(range(first, line))


def _passages(comments: Sequence[str]) -> list[Passage]:
    found: list[Passage] = []
    is_open = False
    for comment in comments:
        words = comment.lstrip("#").strip()
        item = re.match(r"[-*•]\s+", words)
        if not words:
            is_open = False
        elif item:
            found.append((True, words[item.end() :]))
            is_open = True
        elif is_open:
            found[-1] = (found[-1][0], f"{found[-1][1]} {words}")
        else:
            found.append((False, words))
            is_open = True
    return found
