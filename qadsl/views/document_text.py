"""A page as plain text in so many columns, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from qadsl.diagnostics.cells import shown_width
from qadsl.views.document import Block, Bullets, Document, Grid, Heading, Line, Paragraph, Program
from qadsl.views.grid import Column, broken
from qadsl.views.grid import Grid as Layout

__all__ = ["text"]


def text(document: Document, width: int = 80) -> str:
    """The page, at most `width` columns wide but for program text, which stays as written."""
    lines = [*broken(document.title, width), ""]
    lines[1:1] = ["=" * max(map(shown_width, lines[:-1]))]
    for block in document.blocks:
        lines += [*_block(block, width), ""]
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _block(block: Block, width: int) -> Iterator[str]:
    match block:
        case Heading(level, line, _):
            heading = broken(_line(line), width)
            yield from heading
            if level == 2:
                yield "-" * max(map(shown_width, heading))
        case Paragraph(line):
            yield from broken(_line(line), width)
        case Bullets(lines):
            for line in lines:
                first, *rest = broken(_line(line), width - 2)
                yield f"- {first}"
                yield from (f"  {row}" for row in rest)
        case Grid(heads, rows):
            columns = tuple(Column(head, is_named=bool(number)) for number, head in enumerate(heads))
            cells = tuple(tuple(Text(_line(cell)) for cell in row) for row in rows)
            yield from (line.plain for line in Layout(columns, cells).lines(width))
        case Program(program):
            yield from (f"    {line}" for line in program.split("\n"))


def _line(line: Line) -> str:
    return "".join(piece.text for piece in line)
