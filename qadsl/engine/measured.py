"""What a run keeps of its measures: how often each word came about, and of numbers the mean and how they spread.

Kept as `engine.tallies` keeps the rest, the same bits however the draws are cut into chunks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qadsl.ir.program import Plan
from qadsl.ir.types import Kind, words_come_to
from qadsl.result import Flags, Floats, Ints, MeasureFigures

__all__ = ["Measured", "measure_figures"]


@dataclass(slots=True)
class Measured:
    """Sums and counts over the draws made so far; C cells, M measures, W words of all measures together.

    Parameters
    ----------
    ends
        Where in the columns of words those of each measure end.
    counts : (C, W)
        In how many draws each word came about.
    first, totals, squares : (C, M)
        Of numbers: the value in draw 0, the running total of differences from it and that of their squares.
    unknown : (C, M)
        Whether any draw left it unknown.
    """

    ends: tuple[int, ...]
    counts: Ints
    first: Floats
    totals: Floats
    squares: Floats
    unknown: Flags

    @classmethod
    def empty(cls, plan: Plan, cells: int) -> Measured:
        """Of no draws."""
        ends = np.cumsum([len(words_come_to(measure.type)) for measure in plan.measures], dtype=np.int64)
        size = (cells, len(plan.measures))
        return cls(
            tuple(ends.tolist()), np.zeros((cells, int(ends[-1]) if len(ends) else 0), dtype=np.int64),
            np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size, dtype=np.bool_),
        )  # fmt: skip

    def copy(self) -> Measured:
        """A copy that can be added to without touching this one."""
        return Measured(
            self.ends, self.counts.copy(), self.first.copy(), self.totals.copy(), self.squares.copy(),
            self.unknown.copy(),
        )  # fmt: skip

    def columns(self, place: int) -> range:
        """The columns of a measure's words."""
        return range(self.ends[place - 1] if place else 0, self.ends[place])


def measure_figures(plan: Plan, measured: Measured, draws: int) -> tuple[MeasureFigures, ...]:
    """What each measure comes to at each cell; nothing is said where any draw leaves it unknown."""
    found = []
    for place, measure in enumerate(plan.measures):
        unknown = measured.unknown[:, place]
        mean = measured.first[:, place] + measured.totals[:, place] / draws + 0.0
        shift = measured.totals[:, place] / draws
        spread = measured.squares[:, place] / draws - shift * shift
        is_number = measure.type.kind is Kind.NUMBER
        blank = unknown | (not is_number)
        shares = measured.counts[:, list(measured.columns(place))] / draws
        shares[unknown] = np.nan
        found.append(
            MeasureFigures(
                measure.name,
                words_come_to(measure.type),
                shares,
                np.where(blank, np.nan, mean),
                np.where(blank, np.nan, np.sqrt(np.maximum(spread, 0.0))),
            )
        )
    return tuple(found)
