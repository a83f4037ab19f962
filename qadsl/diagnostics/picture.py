"""The picture of a diagnostic: its lines as styled pieces of text, for whoever paints them.

A span is marked by the exact terminal columns its characters take. Marks of one source line share a row where
neither hides the other's text; a line longer than the picture is wide is cut around its marks. A span over several
lines is marked on its first and on its last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from qadsl.diagnostics.cells import Cells, printable, shown_width, wrapped
from qadsl.diagnostics.model import Diagnostic
from qadsl.source import Source, Span

__all__ = ["Line", "Piece", "draw"]

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
REACH = 400
"""Characters of an overlong line that are laid out on each side of a mark."""

Piece = tuple[str, str]
"""A style (`error`, `warning`, `note`, `strong`, `rim`, `mark`, `label`, `plain`) and the text it is for."""
Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    """Characters `start` up to `end` of one line, and what is said there."""

    line: int
    start: int
    end: int
    is_main: bool
    text: str


def draw(diagnostic: Diagnostic, width: int = 80) -> tuple[Line, ...]:
    """Lay out a diagnostic in at most `width` columns."""
    lines = list(_headline(diagnostic, width))
    gutter = 2
    if diagnostic.span is not None:
        marks = _marks(diagnostic)
        gutter = max(2, len(str(max(mark.line for _, mark in marks))))
        lines += _places(diagnostic.span, marks, gutter, width)
    for text in diagnostic.help:
        lines += _help(text, gutter, width)
    return tuple(lines)


def _headline(diagnostic: Diagnostic, width: int) -> Iterator[Line]:
    head = f"{diagnostic.severity}[{diagnostic.code}]"
    rows = wrapped(f"{head}: {printable(diagnostic.message)}", width)
    yield ((str(diagnostic.severity), head), ("strong", rows[0][len(head) :]))
    for row in rows[1:]:
        yield (("strong", row),)


def _help(text: str, gutter: int, width: int) -> Iterator[Line]:
    lead = " " * gutter + " = help: "
    rows = wrapped(printable(text), max(20, width - len(lead)))
    yield (("rim", " " * gutter + " = "), ("strong", "help: "), ("plain", rows[0]))
    for row in rows[1:]:
        yield (("plain", " " * len(lead) + row),)


def _marks(diagnostic: Diagnostic) -> list[tuple[Source, _Mark]]:
    """Every place spoken of: the main one first."""
    assert diagnostic.span is not None
    found = [(diagnostic.span.source, mark) for mark in _of_span(diagnostic.span, True, diagnostic.hint)]
    for label in diagnostic.labels:
        found += [(label.span.source, mark) for mark in _of_span(label.span, False, label.text)]
    return found


def _of_span(span: Span, is_main: bool, text: str) -> Iterator[_Mark]:
    first, last = span.first, span.last
    text = printable(text)
    if last.line == first.line:
        yield _Mark(first.line, first.column - 1, max(last.column - 1, first.column), is_main, text)
        return
    opening = span.source.line(first.line)
    yield _Mark(first.line, first.column - 1, max(len(opening), first.column), is_main, "" if text else "from here")
    line, end = last.line, last.column - 1
    if end == 0 and line - 1 > first.line:
        line, end = line - 1, len(span.source.line(line - 1))
    closing = span.source.line(line)
    start = len(closing) - len(closing.lstrip())
    yield _Mark(line, min(start, max(end - 1, 0)), max(end, start + 1), is_main, text or "to here")


def _places(main: Span, marks: list[tuple[Source, _Mark]], gutter: int, width: int) -> Iterator[Line]:
    """The marked lines, source by source, the main one's first."""
    sources = dict.fromkeys(source for source, _ in marks)
    for source in sources:
        here = [mark for owner, mark in marks if owner is source or owner == source]
        arrow = "--> " if source == main.source else "::: "
        first = main.first if source == main.source else source.position(0)
        line, column = (first.line, first.column) if source == main.source else (here[0].line, here[0].start + 1)
        yield (("rim", " " * gutter + arrow), ("plain", f"{printable(source.name)}:{line}:{column}"))
        yield (("rim", " " * gutter + " |"),)
        yield from _lines(source, here, gutter, width)


def _lines(source: Source, marks: list[_Mark], gutter: int, width: int) -> Iterator[Line]:
    previous = 0
    for number, group in groupby(sorted(marks, key=lambda mark: mark.line), key=lambda mark: mark.line):
        if previous and number == previous + 2:
            yield from _source_line(source.line(number - 1), number - 1, [], gutter, width)
        elif previous and number > previous + 2:
            yield (("rim", " " * (gutter - 1) + "..."),)
        yield from _source_line(source.line(number), number, list(group), gutter, width)
        previous = number


def _source_line(line: str, number: int, marks: list[_Mark], gutter: int, width: int) -> Iterator[Line]:
    line, marks = _near(line, marks)
    cells = Cells.of(line)
    room = max(20, width - gutter - 3)
    start, end = _window(cells, marks, room)
    left, right = start > 0, end < cells.width
    shown = cells.cut(start + left, end - right)
    text = (ELLIPSIS * left + shown + ELLIPSIS * right).rstrip()
    yield (("rim", f"{number:>{gutter}} | " if text else f"{number:>{gutter}} |"), ("plain", text))
    for row in _rows([(mark, cells) for mark in marks], start, end, room):
        yield (("rim", " " * gutter + " | "), *row)


def _near(line: str, marks: list[_Mark]) -> tuple[str, list[_Mark]]:
    """The neighbourhood of the marks where a line is so long that laying out all of it would take a while."""
    if len(line) <= 3 * REACH:
        return line, marks
    main = min(marks, key=lambda mark: not mark.is_main, default=None)
    start = max(0, main.start - REACH) if main else 0
    line = line[start : start + 3 * REACH]
    moved = [replace(m, start=m.start - start, end=min(m.end - start, len(line))) for m in marks]
    return line, [m for m in moved if 0 <= m.start < m.end]


def _window(cells: Cells, marks: list[_Mark], room: int) -> tuple[int, int]:
    """Which columns of a line are shown: all that fit, else those around its marks, else around the main one."""
    if cells.width <= room:
        return 0, room
    if not marks:
        return 0, room
    first = min(cells.column(mark.start) for mark in marks)
    last = max(cells.column(mark.end) for mark in marks)
    if last - first > room - 4:
        main = min(marks, key=lambda mark: not mark.is_main)
        first = cells.column(main.start)
        last = min(cells.column(main.end), first + room - 4)
    start = max(0, min(first - (room - (last - first)) // 2, cells.width - room + 1))
    return start, start + room


def _rows(marks: list[tuple[_Mark, Cells]], start: int, end: int, room: int) -> Iterator[Line]:
    """The rows of carets under a line; what does not fit behind its caret stands below it."""
    for mark, cells in sorted(marks, key=lambda pair: (not pair[0].is_main, pair[0].start)):
        left = max(0, cells.column(mark.start) - start)
        right = min(max(cells.column(mark.end), cells.column(mark.start) + 1), end) - start
        style, char = ("mark", "^") if mark.is_main else ("label", "-")
        carets = char * max(1, right - left)
        lead: Piece = ("plain", " " * left)
        if not mark.text:
            yield (lead, (style, carets))
        elif left + len(carets) + 1 + shown_width(mark.text) <= room:
            yield (lead, (style, f"{carets} {mark.text}"))
        else:
            yield (lead, (style, carets))
            yield from _below(mark.text, style, left, room)


def _below(text: str, style: str, left: int, room: int) -> Iterator[Line]:
    indent = max(0, min(left, room - min(shown_width(text), 60)))
    for row in wrapped(text, room - indent):
        yield (("plain", " " * indent), (style, row))
