"""What a report is made of: runs with their pictures and accounts, and whatever else a program asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from qadsl.analysis.account import Explanation
from qadsl.diagnostics import Diagnostic
from qadsl.result import Figures
from qadsl.views.html_pictures import Draw
from qadsl.views.stamp import Stamp
from qadsl.views.texts import Texts
from qadsl.views.told import Told

__all__ = ["Aside", "Cell", "Claimed", "Part", "Subject"]

Cell = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Subject:
    """A run.

    Parameters
    ----------
    figures, told
        What it found, as figures and in words and tables.
    warnings, stamp, texts
        What the checks warned of, and what it rests on.
    pictures
        How its pictures are drawn, by their names, in the order of the page.
    explain
        The account of a cell.
    explorer
        The explorer as a piece of a page, by the id of its element; where there is one.
    """

    figures: Figures
    told: Told
    warnings: tuple[Diagnostic, ...]
    stamp: Stamp
    texts: Texts
    pictures: Mapping[str, Draw]
    explain: Callable[[Cell], Explanation]
    explorer: Callable[[str], str] | None = None

    @property
    def stamped(self) -> tuple[str, ...]:
        """What it rests on, in words."""
        how = self.figures
        is_drawn = how.is_sampled if how.finds_anything else None
        return self.stamp.parts(how.draws, how.seed, is_sampled=is_drawn, is_complete=how.is_complete)


@dataclass(frozen=True, slots=True)
class Aside:
    """An account, contrast, comparison or the like that the program asks for, under its title."""

    title: str
    told: Told


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim, and whether it holds."""

    words: str
    holds: bool
    findings: tuple[str, ...] = field(default=())


Part = Subject | Aside | Claimed
