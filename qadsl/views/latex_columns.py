"""How wide the columns of a table are in LaTeX, so that it does not run off the page.

LaTeX breaks lines only in columns of a given width. The widest give way first, then the size of the letters. Widths are
reckoned for the text of a plain `article`, the narrowest of the usual ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from qadsl.views.grid import Column
from qadsl.views.told import Table

__all__ = ["BREAK", "Shape", "breakable", "shape"]

SIZES = (("", 72.0), ("\\footnotesize", 78.0), ("\\scriptsize", 84.0))
"""Sizes of letters, and how many of the middling ones stand side by side in a line."""
GAP = 0.0235
"""Share of the line between two columns."""
NARROWEST = 9.0
"""Letters of a column whose lines are broken, at least."""
ROOMY = 16.0
"""Letters of such a column below which smaller letters are tried."""
BREAK = "\N{ZERO WIDTH SPACE}"
"""Where a word may be parted."""

_JOINT = re.compile(r"(?<=\w)([_./:(),;=+-]+)(?=\w)")
"""What joins the parts of a long name."""
_WORD = re.compile(r"\S+")
_THIN = frozenset("ijlftrI.,:;'|!()[] ")
_WIDE = frozenset("mw_%@&+=<>~\N{RIGHTWARDS ARROW}\N{LEFT RIGHT ARROW}\N{MINUS SIGN}\N{PLUS-MINUS SIGN}")


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a table's letters, how many of them a line holds, and those of each column whose lines are broken."""

    size: str
    room: float
    columns: tuple[float | None, ...]


def shape(table: Table) -> Shape:
    """The largest letters with which the table fits, and the columns whose lines are broken for it."""
    widths = [_natural(table, position) for position in range(len(table.columns))]
    tried = [(size, room, _widest(table.columns, widths, room)) for size, room in SIZES]
    size, room, widest = next((one for one in tried if one[2] >= min(ROOMY, max(widths, default=0))), tried[-1])
    return Shape(size, room, tuple(_broken(table, position, width, widest) for position, width in enumerate(widths)))


def breakable(words: str, letters: float) -> str:
    """Words with marks where those may be parted that are wider than so many letters.

    That is behind what joins their parts, and within a part that is too wide itself.
    """
    return _WORD.sub(lambda found: _parted(found[0], letters) if _letters(found[0]) > letters else found[0], words)


def _parted(word: str, letters: float) -> str:
    return BREAK.join(_cut(piece, letters) for piece in _JOINT.sub(rf"\1{BREAK}", word).split(BREAK))


def _cut(piece: str, letters: float) -> str:
    if _letters(piece) <= letters:
        return piece
    most = max(1, int(letters / 1.5))
    return BREAK.join(piece[i : i + most] for i in range(0, len(piece), most))


def _widest(columns: Sequence[Column], widths: Sequence[float], room: float) -> float:
    """The letters that a column of words may have so that all fit beside one another."""
    left = room * (1 - GAP * (len(columns) - 1))
    widest = max(widths, default=0.0)
    while widest > NARROWEST:
        if sum(w if c.is_number else min(w, widest) for c, w in zip(columns, widths, strict=True)) <= left:
            break
        widest -= 1
    return widest


def _broken(table: Table, position: int, width: float, widest: float) -> float | None:
    has_lines = any("\n" in row[position].plain for row in table.rows)
    if table.columns[position].is_number or (width <= widest and not has_lines):
        return None
    return min(width, widest)


def _natural(table: Table, position: int) -> float:
    """The letters of the longest line of a column."""
    cells = (line for row in table.rows for line in row[position].plain.split("\n"))
    return max(map(_letters, (table.columns[position].head, *cells)))


def _letters(words: str) -> float:
    """How many middling letters are as wide as the words."""
    return sum(map(_letter, words))


def _letter(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0.0
    if unicodedata.east_asian_width(sign) in "WF":
        return 2.2
    return 0.65 if sign in _THIN else 1.45 if sign.isupper() or sign in _WIDE else 1.0
