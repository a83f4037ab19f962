"""Tables of a view as HTML that survives wherever a notebook goes: what matters is said by the elements themselves.

A page may take away the styles and the script beside them: then headings, alignment and folding are still there. Long
tables are folded, and what would make a saved notebook large is cut.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from rich.text import Text

from qadsl.views.bundle import stored
from qadsl.views.grid import Column
from qadsl.views.html_text import said, swatch
from qadsl.views.told import Table
from qadsl.views.words import MINUS, plural

__all__ = ["LARGEST_OPEN", "LINK", "heading", "left_html", "table_html"]

LARGEST_OPEN = 12
"""Rows of a table that are shown unfolded."""
LARGEST_TABLE = 20_000
"""Bytes of the rows of one table; what is over is cut."""

_TABLE = 'class="qa-t qa-sort" style="border-collapse:collapse;margin:2px 0 8px 0"'
LINK = "link "
"""What the style of a cell begins with that leads somewhere on its page: `link #place`."""
_SUM = '<tr class="qa-sum">'
_DECIMAL = re.compile(rf"[+{MINUS}]?[\d,]+(?:\.(\d+))?")
_DIGIT, _POINT = "\N{FIGURE SPACE}", "\N{PUNCTUATION SPACE}"
_COLOURS = {"red": "color:#d0342c;font-weight:600", "yellow": "border-bottom:2px solid #c98a00"}
"""Middle tones, which stand out from light and from dark ground; the words beside them say the same."""


def table_html(
    table: Table,
    more: str,
    colours: Mapping[str, str] | None = None,
    most: int = LARGEST_TABLE,
    level: int = 4,
    fold: int = LARGEST_OPEN,
) -> str:
    """A table under its title, folded where it is long; its rows end where they are more than `most` characters.

    Parameters
    ----------
    more
        Says where rows that are cut are to be found.
    colours
        The colour that marks a cell of each style.
    level
        Of the heading.
    fold
        Tables of more rows are folded.
    """
    head = "".join(map(_head, table.columns))
    rows, left = _rows(table, colours or {}, most)
    sums = [row for row in rows if row.startswith(_SUM)]
    foot = f"<tfoot>{''.join(sums)}</tfoot>" if sums else ""
    body = (
        f'<div style="overflow-x:auto"><table {_TABLE}><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(row for row in rows if row not in sums)}</tbody>"
        f"{foot}</table></div>{left_html(left, more)}"
    )
    if len(table.rows) <= fold and not table.is_aside:
        return f'<div style="margin:10px 0 0 0">{heading(table.title, level)}{body}</div>'
    kind = ' class="qa-aside"' if table.is_aside else ""
    title = heading(table.title, level, inline=True)
    many = plural(len(table.rows) + table.left, "row")
    return f'<details{kind} style="margin:10px 0 0 0"><summary>{title} ({many})</summary>{body}</details>'


def _rows(table: Table, colours: Mapping[str, str], most: int) -> tuple[list[str], int]:
    """The rows that fit, and how many do not."""
    places = [_decimals(table, position) for position in range(len(table.columns))]
    rows, size = [], 0
    for row in table.rows:
        cells = (_cell(c, t, colours, n) for c, t, n in zip(table.columns, row, places, strict=True))
        rows.append(f"{_SUM if _is_sum(row) else '<tr>'}{''.join(cells)}</tr>")
        size += stored(rows[-1])
        if size > most:
            break
    return rows, table.left + len(table.rows) - len(rows)


def _is_sum(row: Sequence[Text]) -> bool:
    """Whether a row adds up those before it."""
    return bool(row) and str(row[0].style) == "bold"


def _decimals(table: Table, position: int) -> int:
    """The most digits behind the point in a column of numbers."""
    if not table.columns[position].is_number:
        return 0
    found = (_DECIMAL.fullmatch(row[position].plain) for row in table.rows)
    return max((len(match[1] or "") for match in found if match), default=0)


def heading(title: str, level: int = 4, *, inline: bool = False) -> str:
    """A heading that the table of contents of a notebook leaves out."""
    if not title:
        return ""
    place = "display:inline;" if inline else ""
    style = f"{place}font-size:1em;font-weight:600;margin:0;padding:0"
    return f'<h{level} class="tocSkip jp-toc-ignore" style="{style}">{said(title)}</h{level}>'


def left_html(rows: int, more: str) -> str:
    """How many rows a table has besides, and where they are."""
    return f'<p style="opacity:.75;margin:2px 0">{plural(rows, "more row")}: {said(more)}</p>' if rows > 0 else ""


def _head(column: Column) -> str:
    kind = ' class="qa-n"' if column.is_number else ' style="text-align:left"'
    return f'<th scope="col"{kind}>{said(column.head)}</th>'


def _cell(column: Column, cell: Text, colours: Mapping[str, str], places: int) -> str:
    if column.is_number:
        return f'<td align="right">{_styled(cell, {})}{_blank(cell.plain, places)}</td>'
    return f'<td style="text-align:left">{_styled(cell, colours)}</td>'


def _styled(cell: Text, colours: Mapping[str, str]) -> str:
    """What a cell says, with the mark of its outcome or in the colour of what is wrong."""
    words, style = said(cell.plain).replace("\n", "<br>"), str(cell.style)
    if style == "bold":
        return f"<b>{words}</b>"
    if style.startswith(LINK):
        return f'<a href="{escape(style.removeprefix(LINK))}">{words}</a>'
    if style in colours:
        return f"{swatch(colours[style])}{words}</span>"
    colour = _COLOURS.get(style)
    return f'<span style="{colour}">{words}</span>' if colour else words


def _blank(number: str, places: int) -> str:
    """What stands for the digits that a number lacks behind its point, so that the points are in one line."""
    match = _DECIMAL.fullmatch(number)
    if match is None or not places:
        return ""
    digits = match[1]
    return _POINT + _DIGIT * places if digits is None else _DIGIT * (places - len(digits))
