"""What a rich console shows, as one escaped piece of HTML: headings, sentences, tables and notes, without script.

Colours are the reader's own: a page that is dark stays dark. Long tables are folded by `<details>`, and what would make
a saved notebook large is cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from qadsl.views.grid import Column, Cut, Grid
from qadsl.views.words import plural

__all__ = ["html_of", "page_piece"]

LARGEST_OPEN = 12
"""Rows of a table that are shown unfolded."""
LARGEST_TABLE = 30_000
"""Characters of the rows of one table; what is over is cut."""
LARGEST_PIECE = 100_000
"""Characters of all tables of one result."""
LARGEST_TEXT = 2_000
"""Characters of one sentence or cell."""

_PIECE = "font-size:14px;line-height:1.4;overflow-x:auto;overflow-wrap:break-word"
_TABLE = "border-collapse:collapse;margin:2px 0 6px 0;vertical-align:top"
_EDGE = "padding:2px 12px 2px 0;"
_COLOURS = {
    "red": "color:#d0342c", "cyan": "color:#0b8793", "green": "color:#2c8a3d", "magenta": "color:#a64ca6",
    "yellow": "color:#a67c00", "blue": "color:#3b78c4", "dim": "opacity:.75",
}  # fmt: skip
"""Middle tones, which stand out from light and from dark ground; the words beside them say the same."""


def html_of(shown: Group, more: str) -> str:
    """The parts of a view as HTML; `more` says where rows that are cut are to be found."""
    heading, *parts = shown.renderables
    assert isinstance(heading, Text)
    return f"<p>{_styled(heading)}</p>" + "".join(_pieces(parts, more))


def page_piece(kind: str, body: str) -> str:
    """A piece of a page of its own class, in the size and colours of the page."""
    return f'<div class="qa-{kind}" style="{_PIECE}">{body}</div>'


def _pieces(parts: Sequence[RenderableType], more: str) -> Iterator[str]:
    title, left = "", LARGEST_PIECE
    for part in parts:
        match part:
            case Padding(renderable=Text() as line):
                yield f'<p dir="auto" style="margin:2px 0 2px 1em"><b>{_text(line.plain)}</b></p>'
            case Grid():
                found = _table(part, title, more, min(left, LARGEST_TABLE))
                title, left = "", max(0, left - len(found))
                yield found
            case Cut(rows=rows):
                yield _left(rows, more)
            case Text(plain=words) if words.startswith("\n"):
                title = words.strip()
            case Text(plain=words) if words.strip():
                yield f'<p dir="auto" style="margin:2px 0">{_styled(part)}</p>'


def _table(grid: Grid, title: str, more: str, most: int) -> str:
    """A table under its title, folded where it is long; its rows end where they are more than `most` characters."""
    head = "".join(_cell("th", column, escape(column.head)) for column in grid.columns)
    rows, size = [], 0
    for row in grid.rows:
        rows.append("<tr>" + "".join(map(_told, grid.columns, row)) + "</tr>")
        size += len(rows[-1])
        if size > most:
            break
    body = f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    left = len(grid.rows) - len(rows)
    body += _left(left, more) if left else ""
    if len(grid.rows) <= LARGEST_OPEN:
        return f'<p style="margin:8px 0 0 0"><b>{_text(title)}</b></p>{body}'
    summary = f"<b>{_text(title)}</b> ({plural(len(grid.rows), 'row')})"
    return f'<details style="margin:8px 0 0 0"><summary>{summary}</summary>{body}</details>'


def _left(rows: int, more: str) -> str:
    return f'<p style="opacity:.75;margin:2px 0">{plural(rows, "more row")}: {escape(more)}</p>'


def _told(column: Column, cell: Text) -> str:
    return _cell("td", column, _styled(cell))


def _cell(tag: str, column: Column, words: str) -> str:
    side = "right" if column.is_number else "left"
    scope = ' scope="col"' if tag == "th" else "" if column.is_number else ' dir="auto"'
    return f'<{tag}{scope} style="{_EDGE}text-align:{side}">{words}</{tag}>'


def _styled(text: Text) -> str:
    """A text with the colour it is shown in; a link or mark of its parts is left out."""
    colour = _COLOURS.get(str(text.style))
    words = _text(text.plain)
    return f'<span style="{colour}">{words}</span>' if colour else words


def _text(words: str) -> str:
    cut = words if len(words) <= LARGEST_TEXT else words[: LARGEST_TEXT - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return escape(cut)
