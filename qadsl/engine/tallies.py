"""What a run keeps of its draws: running sums and counts, the same bits however the draws are cut into chunks.

A sum over draws is made in blocks of 256 draws. A block is added up by halving (draw i with draw i + 128, then i with
i + 64, ...); a last block that is not full is filled up with the value of the cell's first draw. Of each block 256
times that first value is taken off and the rest added to a running total, in order of blocks. So the mean of values
that are all alike is exactly that value, and counts are whole numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from qadsl.engine.measured import Measured
from qadsl.engine.once import Once
from qadsl.engine.solved import Solved
from qadsl.ir.program import Plan
from qadsl.result import Flags, Floats, Ints

__all__ = ["BLOCK", "Tallies", "block_totals", "halve", "workspace"]

BLOCK = 256


def halve(values: Sequence[float], filler: float) -> float:
    """The sum of one block of at most 256 values, less 256 times the filler."""
    row = list(values) + [filler] * (BLOCK - len(values))
    while len(row) > 1:
        half = len(row) // 2
        row = [row[i] + row[i + half] for i in range(half)]
    return row[0] - BLOCK * filler


def block_totals(values: Floats, filler: Floats, totals: Floats, work: Floats | None = None) -> None:
    """Add to totals (rows,) the blocks of values (rows, draws), which begin at a whole block, in order.

    `work` is an array of shape (rows, `workspace(draws)`) to be written over.
    """
    rows, draws = values.shape
    half, whole, rest = BLOCK // 2, draws // BLOCK, draws % BLOCK
    blocks = whole + bool(rest)
    flat = (np.empty((rows, workspace(draws))) if work is None else work).reshape(-1)
    sums = flat[: rows * blocks * half].reshape(rows, blocks, half)
    full = values[:, : whole * BLOCK].reshape(rows, whole, BLOCK)
    np.add(full[:, :, :half], full[:, :, half:], out=sums[:, :whole])
    if rest:
        _fold_last(values[:, whole * BLOCK :], filler[:, None], sums[:, whole])
    found = _halve_rows(sums.reshape(-1, half), flat[sums.size :]).reshape(rows, blocks)
    offset = BLOCK * filler
    for block in range(blocks):
        totals += found[:, block] - offset


def workspace(draws: int) -> int:
    """How many numbers a row of so many draws takes while it is added up."""
    return -(-draws // BLOCK) * (BLOCK // 2 + BLOCK // 4)


def _fold_last(values: Floats, filler: Floats, out: Floats) -> None:
    """The first halving of a block that is not full."""
    half = BLOCK // 2
    low, high = min(values.shape[1], half), max(values.shape[1] - half, 0)
    np.add(values[:, :high], values[:, half:], out=out[:, :high])
    np.add(values[:, high:low], filler, out=out[:, high:low])
    np.add(filler, filler, out=out[:, low:])


def _halve_rows(rows: Floats, work: Floats) -> Floats:
    width = rows.shape[1] // 2
    rows = np.add(rows[:, :width], rows[:, width:], out=work.reshape(-1, width))
    while width > 16:
        width //= 2
        rows = rows[:, :width] + rows[:, width:]
    # short rows are added up faster side by side
    columns = np.ascontiguousarray(rows.T)
    while width > 1:
        width //= 2
        columns = columns[:width] + columns[width:]
    found: Floats = columns[0]
    return found


@dataclass(slots=True)
class Tallies:
    """Sums and counts over the draws made so far; C cells, P pairs, O options, N conflicts, K = O + 3 means.

    Parameters
    ----------
    draws
        How many draws are counted.
    first, totals : (C, K)
        Of payoffs, E, D and margin: the value in draw 0, and the running total of differences from it.
    at_least : (C, O)
        In how many draws the choice is option o or a greater commitment.
    ties : (P, O)
        In how many draws both ends choose option o or a greater commitment.
    chances, chance_totals : (C, O); tie_chances, tie_totals : (P, O)
        In quantal response, as `first` and `totals`, of the probabilities of choices and of ties.
    unknown : (C,)
        Whether any draw left the choice unknown.
    conflicts : (C, N)
        Whether any draw met a conflict.
    labels
        For an option and a set of behaviours (bits), in how many draws of each cell that set fits that option's choice.
    seen
        For each chunk of draws the graphs of ties of each period and target; see `engine.tie_graphs`.
    measured
        What measures came to.
    solved
        What solves found.
    once
        What one draw, the only one, comes to, in place of counts of choices, ties and labels; `first` is all of the
        means then.
    """

    draws: int
    first: Floats
    totals: Floats
    at_least: Ints
    ties: Ints
    chances: Floats
    chance_totals: Floats
    tie_chances: Floats
    tie_totals: Floats
    unknown: Flags
    conflicts: Flags
    measured: Measured
    labels: dict[tuple[int, int], Ints] = field(default_factory=dict)
    seen: tuple[tuple[Counter[bytes], ...], ...] = ()
    solved: Solved = field(default_factory=Solved)
    once: Once | None = None

    @classmethod
    def empty(cls, plan: Plan, cells: int, pairs: int) -> Tallies:
        """Tallies of no draws."""
        options = len(plan.options)
        kept = options if plan.precision is not None else 0

        def zeros(rows: int, columns: int, kind: str = "d") -> Any:
            # each column in one piece
            return np.zeros((columns, rows), dtype=kind).T

        return cls(
            draws=0,
            first=zeros(cells, options + 3),
            totals=zeros(cells, options + 3),
            at_least=zeros(cells, options, "q"),
            ties=zeros(pairs, options, "q"),
            chances=zeros(cells, kept),
            chance_totals=zeros(cells, kept),
            tie_chances=zeros(pairs, kept),
            tie_totals=zeros(pairs, kept),
            unknown=np.zeros(cells, dtype=np.bool_),
            conflicts=zeros(cells, len(plan.conflicts), "?"),
            measured=Measured.empty(plan, cells),
        )

    def copy(self) -> Tallies:
        """A copy that can be added to without touching this one, laid out alike."""

        def copied(part: Any) -> Any:
            # nothing is in it before the first draw, and zeros that are never written cost nothing
            return part.copy(order="K") if self.draws else np.zeros(part.shape[::-1], part.dtype).T

        return Tallies(
            self.draws, copied(self.first), copied(self.totals), copied(self.at_least), copied(self.ties),
            copied(self.chances), copied(self.chance_totals), copied(self.tie_chances), copied(self.tie_totals),
            copied(self.unknown), copied(self.conflicts), self.measured.copy(),
            {key: counts.copy() for key, counts in self.labels.items()}, self.seen, self.solved.copy(), self.once,
        )  # fmt: skip

    def label_counts(self, option: int, behaviours: int) -> Ints:
        """The counts of one set of behaviours, to be added to."""
        if (option, behaviours) not in self.labels:
            self.labels[option, behaviours] = np.zeros(len(self.unknown), dtype=np.int64)
        return self.labels[option, behaviours]
