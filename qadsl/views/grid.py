"""A table in so many columns: words break only at spaces and hyphens, and where nothing fits, rows become blocks.

What gives way, in this order: wide headings, wide cells, the gaps, spare columns, the form of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.text import Text

from qadsl.diagnostics.cells import shown_width, wrapped
from qadsl.views.words import plural

__all__ = ["MORE", "Column", "Cut", "Grid", "broken", "elsewhere"]

MORE = "`--all` shows them"
"""Where on the command line the rest of a table is."""
GAPS = (2, 1)
HYPHEN = re.compile(r"(?<=[^\W\d_]-)(?=[^\W\d_])")
"""A place within a word where it may be broken: behind a hyphen between letters."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; numbers stand to the right, and what is spare is left out where space is short.

    In a block a number is shown with its heading, and so is what `is_named`.
    """

    head: str
    is_number: bool = False
    is_spare: bool = False
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows of a table that are not shown, and what is said of them on a screen."""

    rows: int
    text: str = MORE

    def __rich__(self) -> Text:
        """The line below the table."""
        return Text(f"... {plural(self.rows, 'more row')}: {self.text}", style="dim")


def elsewhere(view: Group, more: str) -> Group:
    """The same, with `more` in place of what a command line would say of rows that are cut."""
    return Group(*(replace(one, text=more) if isinstance(one, Cut) else one for one in view.renderables))


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns and rows for a rich console, laid out when its width is known."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines."""
        yield from self.lines(options.max_width)

    def lines(self, width: int) -> Iterator[Text]:
        """The lines, none wider than `width`."""
        found = self._layout(width)
        if found is None:
            for row in self.rows:
                yield from self._block(row, width)
            return
        kept, widths, gap = found
        columns = [self.columns[position] for position in kept]
        heads = [Text(column.head, style="dim") for column in columns]
        yield from _line(columns, heads, widths, gap, is_bottom=True)
        for row in self.rows:
            yield from _line(columns, [row[position] for position in kept], widths, gap, is_bottom=False)

    def _layout(self, width: int) -> tuple[list[int], list[int], int] | None:
        """Which columns are kept, how wide each is, and the gap between them; None where no table fits."""
        kept = list(range(len(self.columns)))
        spare = [position for position in kept if self.columns[position].is_spare]
        while True:
            for gap in GAPS:
                widths = self._widths(kept, width - gap * (len(kept) - 1))
                if widths is not None:
                    return kept, widths, gap
            if not spare:
                return None
            kept.remove(spare.pop())

    def _widths(self, kept: Sequence[int], most: int) -> list[int] | None:
        """A width for each column, `most` in all; None where even the longest pieces do not fit side by side."""
        heads = [self.columns[position].head for position in kept]
        cells = [[row[position].plain for row in self.rows] for position in kept]
        widths = [max(map(shown_width, (head, *texts))) for head, texts in zip(heads, cells, strict=True)]
        narrow = [max(_longest(head), *map(shown_width, texts), 0) for head, texts in zip(heads, cells, strict=True)]
        least = [max(map(_longest, (head, *texts))) for head, texts in zip(heads, cells, strict=True)]
        for floor in (narrow, least):
            while sum(widths) > most:
                wide = [i for i in range(len(widths)) if widths[i] > floor[i]]
                if not wide:
                    break
                widths[max(wide, key=lambda i: widths[i])] -= 1
        if sum(widths) > most:
            return None
        texts = [(head, *found) for head, found in zip(heads, cells, strict=True)]
        return [
            max(shown_width(row) for text in found for row in broken(text, width))
            for found, width in zip(texts, widths, strict=True)
        ]

    def _block(self, row: Sequence[Text], width: int) -> Iterator[Text]:
        """A row as lines of its own: what it is about, then each figure with its heading."""
        said = [
            f"{c.head} {t}" if c.is_number or c.is_named else t.plain for c, t in zip(self.columns, row, strict=True)
        ]
        about = [
            text
            for column, cell, text in zip(self.columns, row, said, strict=True)
            if not column.is_number and cell.plain
        ]
        told = [text for column, text in zip(self.columns, said, strict=True) if column.is_number]
        first, *rest = broken("  ".join(filter(None, about)), width - 4)
        yield Text(first)
        for line in (*rest, *broken(", ".join(told), width - 4)):
            yield Text(f"    {line}")


def broken(text: str, width: int) -> list[str]:
    """A text broken at spaces and hyphens into rows of at most `width` columns; elsewhere only if it must be."""
    rows = [""]
    for word in text.split(" "):
        for position, piece in enumerate(HYPHEN.split(word)):
            joined = f"{rows[-1]} {piece}" if position == 0 and rows[-1] else rows[-1] + piece
            if shown_width(joined) <= width:
                rows[-1] = joined
            else:
                rows += wrapped(piece, width)
    return [row.rstrip() for row in rows if row] or [""]


def _longest(text: str) -> int:
    """The width of the longest piece that is not broken."""
    return max(shown_width(piece) for word in text.split(" ") for piece in HYPHEN.split(word))


def _line(
    columns: Sequence[Column], cells: Sequence[Text], widths: Sequence[int], gap: int, *, is_bottom: bool
) -> Iterator[Text]:
    """The lines of one row; a heading stands at the bottom of its row."""
    stacks = [broken(cell.plain, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, stacks))
    for number in range(height):
        line = Text()
        for position, (column, cell, stack, width) in enumerate(zip(columns, cells, stacks, widths, strict=True)):
            at = number - (height - len(stack) if is_bottom else 0)
            shown = stack[at] if 0 <= at < len(stack) else ""
            blank = " " * (width - shown_width(shown))
            line.append(" " * gap if position else "")
            line.append(blank if column.is_number else "")
            line.append(shown, style=cell.style)
            line.append("" if column.is_number else blank)
        line.rstrip()
        line.no_wrap = True
        yield line
