"""Shows the explorers of results below them: a live output beside the one that a saved notebook keeps."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from qadsl.results import Result

if TYPE_CHECKING:
    from qadsl.explorer.explorer import Explorer

__all__ = ["show_live"]

MOST_LIVE = 4
"""Results of one cell that are explored below it."""


def show_live(results: Iterable[tuple[Result, int]], *, is_alone: bool) -> list[Explorer[Result]]:
    """Show an explorer for each result, the first ones of many; alone, each has its picture above it.

    With each result comes how many bytes a saved notebook keeps of it already.
    """
    shown = []
    for result, besides in islice(results, MOST_LIVE):
        explorer = result.explore()
        if is_alone:
            explorer._ipython_display_()
        else:
            explorer.show_live(besides)
        shown.append(explorer)
    return shown
