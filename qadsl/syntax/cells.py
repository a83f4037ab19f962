"""Aligns the cells of tables: texts on the left, numbers by their decimal points."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from qadsl.syntax.columns import is_one_line
from qadsl.syntax.layout import Layout
from qadsl.syntax.phrases import Phrase

__all__ = ["align_cells"]

_BARS = ("_BAR", "_ROW_END")
_ROWS = ("row", "case_row")
_NUMBERS = ("NUMBER", "PERCENT")


class _Cell(NamedTuple):
    """What stands between the bars `before` and `after`.

    `whole` is how many columns stand before a number's decimal point: 0 where the cell holds no plain number. `kind` is
    the terminal of the number, "" of a blank.
    """

    before: int
    after: int
    width: int
    whole: int
    kind: str


def align_cells(layout: Layout, texts: list[str], pads: dict[int, int]) -> None:
    """Pad the cells of every table so that its bars line up."""
    for items, _ in layout.runs:
        rows = [
            [_cell(layout, texts, *bars) for bars in pairwise(_bars(layout, row))]
            for row in items
            if isinstance(row, Phrase) and row.name in _ROWS and is_one_line(layout, row)
        ]
        for number in range(max(map(len, rows), default=0)):
            _align_column(layout, [row[number] for row in rows if number < len(row)], pads)


def _bars(layout: Layout, row: Phrase) -> list[int]:
    return [part for part in row.parts if isinstance(part, int) and layout.kinds[part] in _BARS]


def _cell(layout: Layout, texts: list[str], before: int, after: int) -> _Cell:
    kinds = layout.kinds[before + 1 : after]
    is_number = kinds[-1] in _NUMBERS and kinds[:-1] in ([], ["_MINUS"])
    whole = len(texts[after - 1].rstrip("% ").partition(".")[0]) + len(kinds) - 1 if is_number else 0
    is_blank = kinds == ["_MINUS"]
    width = layout.ends[after - 1] - layout.columns[before + 1]
    return _Cell(before, after, width, 1 if is_blank else whole, "" if is_blank else kinds[-1])


def _align_column(layout: Layout, column: list[_Cell], pads: dict[int, int]) -> None:
    """Pad one column. A cell wider than a line sticks out, so that it widens no other."""
    values = column[1:]
    are_numbers = all(cell.whole for cell in values) and len({cell.kind for cell in values} - {""}) == 1
    widest_whole = max(cell.whole for cell in values) if are_numbers else 0
    shifts = [0, *(widest_whole - cell.whole if widest_whole else 0 for cell in values)]
    widths = [cell.width + shift for cell, shift in zip(column, shifts, strict=True)]
    widest = max((width for width in widths if width <= layout.width), default=0)
    for cell, shift, width in zip(column, shifts, widths, strict=True):
        if shift:
            pads[cell.before + 1] = shift
        if width < widest:
            pads[cell.after] = widest - width
