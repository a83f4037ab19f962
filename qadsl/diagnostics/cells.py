"""Text as a terminal shows it: tabs expanded, wide and combining characters measured, unprintable ones made visible."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from wcwidth import iter_graphemes, wcswidth

__all__ = ["Cells", "printable", "shown_width", "wrapped"]

TAB = 4
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")


def printable(text: str) -> str:
    """The text with control, direction and surrogate characters replaced, so that it cannot steer a terminal or a page.

    Line ends go too: what comes out is one line.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_harmless(char) else REPLACEMENT for char in text)


def _is_harmless(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} or char in _JOINERS


def shown_width(text: str) -> int:
    """How many terminal columns a printable text takes."""
    return len(text) if text.isascii() else max(0, wcswidth(text))


def wrapped(text: str, width: int) -> list[str]:
    """A printable text broken at spaces into rows of at most `width` columns; overlong words are broken anywhere."""
    rows = [""]
    for word in text.split(" "):
        joined = f"{rows[-1]} {word}" if rows[-1] else word
        if shown_width(joined) <= width:
            rows[-1] = joined
            continue
        if rows[-1]:
            rows.append("")
        for cluster in [word] if shown_width(word) <= width else iter_graphemes(word):
            if shown_width(rows[-1] + cluster) > width:
                rows.append("")
            rows[-1] += cluster
    return rows


@dataclass(frozen=True, slots=True)
class Cells:
    """One line of source laid out in terminal columns.

    `clusters` holds what is shown, one user-perceived character each; `columns[i]` is the terminal column at which
    character i of the source line starts, with one more entry for the end of the line.
    """

    clusters: tuple[tuple[int, str], ...]
    columns: tuple[int, ...]

    @classmethod
    def of(cls, line: str) -> Cells:
        """Lay out a line."""
        if line.isascii() and line.isprintable():
            return cls(tuple(enumerate(line)), tuple(range(len(line) + 1)))
        clusters: list[tuple[int, str]] = []
        columns: list[int] = []
        column = 0
        for cluster in iter_graphemes(line):
            shown = " " * (TAB - column % TAB) if cluster == "\t" else printable(cluster)
            clusters.append((column, shown))
            columns.extend([column] * len(cluster))
            column += shown_width(shown)
        return cls(tuple(clusters), (*columns, column))

    @property
    def width(self) -> int:
        """Columns of the whole line."""
        return self.columns[-1]

    def column(self, index: int) -> int:
        """The terminal column of a character, or of the end of the line for anything behind it."""
        return self.columns[min(index, len(self.columns) - 1)]

    def cut(self, start: int, end: int) -> str:
        """What stands in the columns `start` up to `end`; half a wide character becomes spaces."""
        kept: list[str] = []
        for column, shown in self.clusters:
            width = shown_width(shown)
            if column >= start and column + width <= end and column < end:
                kept.append(shown)
            elif column < end and column + width > start:
                kept.append(" " * (min(end, column + width) - max(start, column)))
        return "".join(kept)
