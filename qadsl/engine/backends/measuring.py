"""Adds what measures come to in a chunk of draws to the tallies."""

from __future__ import annotations

import numpy as np

from qadsl.engine.backends.tallying import Block, Where
from qadsl.engine.backends.vectors import Flag, Operand
from qadsl.engine.measured import Measured
from qadsl.engine.tallies import block_totals
from qadsl.ir.program import Plan
from qadsl.ir.types import Kind
from qadsl.result import Floats

__all__ = ["measure_block", "numbers"]


def measure_block(measured: Measured, plan: Plan, cells: Where, first: int, block: Block) -> None:
    """Add one block of a tile: shares of words, and of numbers means and squares."""
    for place, measure in enumerate(plan.measures):
        values = numbers(block.values[measure.node])
        blank = np.isnan(values)
        measured.unknown[cells, place] |= blank.any(axis=1)
        if measure.type.kind is Kind.NUMBER:
            _moments(measured, place, cells, first, values)
            continue
        copies = block.draws // values.shape[1]
        for word, column in enumerate(measured.columns(place)):
            measured.counts[cells, column] += np.count_nonzero(values == word, axis=1) * copies


def _moments(measured: Measured, place: int, cells: Where, first: int, values: Floats) -> None:
    """Add to the totals of a number and of the squares of its distances from its value in the first draw."""
    if first == 0:
        measured.first[cells, place] = values[:, 0]
    if values.shape[1] == 1:
        measured.totals[cells, place] += np.where(np.isfinite(values[:, 0]), 0.0, np.nan)
        return
    base = measured.first[cells, place]
    running, squares = measured.totals[cells, place], measured.squares[cells, place]
    away = values - base[:, None]
    block_totals(values, base, running)
    block_totals(away * away, np.zeros(len(base)), squares)
    measured.totals[cells, place], measured.squares[cells, place] = running, squares


def numbers(value: Operand) -> Floats:
    """A value with flags as 1 and 0 and what is unknown as NaN."""
    if not isinstance(value, Flag):
        return np.asarray(value)
    found = value.yes.astype(np.float64)
    if value.no is not None:
        found[~(value.yes | value.no)] = np.nan
    return found
