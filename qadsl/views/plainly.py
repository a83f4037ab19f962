"""What every view through time shares: how it is printed as plain text, and which periods it tells at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from io import StringIO
from typing import TypeVar

from rich.console import Console, RenderableType

__all__ = ["joined", "plain_text"]

Row = TypeVar("Row")


def plain_text(view: RenderableType, width: int) -> str:
    """What a rich console shows in so many columns, without colours, and without blanks at the ends of lines."""
    console = Console(width=width, file=StringIO(), color_system=None, highlight=False, force_jupyter=False)
    with console.capture() as captured:
        console.print(view)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def joined(
    rows: Iterable[Row],
    about: Callable[[Row], Hashable],
    time: Callable[[Row], int],
    said: Callable[[Row], object],
) -> list[list[Row]]:
    """Rows of neighbouring periods that say the same of the same, in the order of the first of each.

    Parameters
    ----------
    rows
        By time, or each that is spoken of by time.
    about, time, said
        What a row is about, the position of its period, and what it says.
    """
    found: list[list[Row]] = []
    last: dict[Hashable, list[Row]] = {}
    for row in rows:
        before = last.get(about(row))
        if before is not None and time(before[-1]) + 1 == time(row) and said(before[-1]) == said(row):
            before.append(row)
        else:
            last[about(row)] = [row]
            found.append(last[about(row)])
    return found
