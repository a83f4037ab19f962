"""Landscapes that no table holds: the least energy by integer programming, other minima by walks from many places.

The places are the same for the same size of landscape; how far they reach is bounded by work, not by time. What comes
out is a local minimum each, and never said to be all. How low the least energy could be at most is the greatest of
three bounds: what the integer programme proves in its time; every pair as it costs less; and, with two blocs, that of
the greatest eigenvalue of the weights (Mohar and Poljak 1990).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qadsl.engine.draws import searching
from qadsl.engine.solvers.energies import Costs
from qadsl.engine.solvers.groupings import Rows, canonical
from qadsl.result import Floats

__all__ = ["MOST_PAIRS", "Sighting", "look"]

MOST_PAIRS = 20_000
"""Pairs with a weight in an integer programme; more would take longer to write down than there is time to solve."""
_WORK = 200_000_000
"""Moves weighed in all walks together."""
_STARTS = 512
"""Places to walk down from, where the work allows."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """The local minima that were found, each once, and an energy below which nothing is."""

    minima: Rows
    bound: float


def look(costs: Costs, blocs: int, seconds: float) -> Sighting:
    """Look for minima of a landscape of at most so many blocs, for at most so many seconds where only time ends it."""
    actors = len(costs.weights)
    count = int(max(8, min(_STARTS, _WORK / max(1, actors * actors * blocs))))
    luck = searching(0, f"landscape of {actors} actors and {blocs} blocs")
    starts = luck.integers(0, blocs, size=(count, actors), dtype=np.uint8)
    starts[0] = 0
    found = np.unique(canonical(_walk(costs, starts, blocs), blocs), axis=0)
    best = min(found, key=lambda row: costs.energy(row))
    bound = _bound(costs, blocs)
    if 0 < np.count_nonzero(costs.weights) // 2 <= MOST_PAIRS:
        from qadsl.engine.solvers import integer  # it loads a library of some size

        solution = integer.least(costs, blocs, seconds, best)
        bound = max(bound, solution.bound)
        settled = canonical(_walk(costs, solution.blocs[None].copy(), blocs), blocs)
        found = np.unique(np.concatenate([found, settled]), axis=0)
    return Sighting(found, bound)


def _walk(costs: Costs, rows: Rows, blocs: int) -> Rows:
    """Go down steepest from each configuration until no move lowers the energy; `rows` is written over.

    What each actor has beside it in each bloc is kept up to date move by move instead of being summed anew.
    """
    lines = np.arange(len(rows))
    sides = (rows[:, :, None] == np.arange(blocs, dtype=np.uint8)).astype(np.float64)
    beside: Floats = np.matmul(costs.weights, sides)
    while len(lines):
        own = np.take_along_axis(beside, rows[lines][:, :, None].astype(np.int64), axis=2)
        gains = np.rint((own - beside) * costs.unit).reshape(len(lines), -1)
        best = gains.argmin(axis=1)
        moves = np.flatnonzero(gains[np.arange(len(lines)), best] < 0)
        lines, beside, best = lines[moves], beside[moves], best[moves]
        actor, bloc = best // blocs, best % blocs
        here = np.arange(len(lines))
        beside[here, :, rows[lines, actor]] -= costs.weights[actor]
        beside[here, :, bloc] += costs.weights[actor]
        rows[lines, actor] = bloc
    return rows


def _bound(costs: Costs, blocs: int) -> float:
    """What no configuration can fall below, found without a search."""
    weights = costs.weights
    least = float(weights[weights < 0].sum() / 2)
    if blocs == 2:
        waves = float(np.linalg.eigvalsh(weights)[-1]) * len(weights)
        least = max(least, float(weights.sum()) / 4 - waves / 4)
    return costs.base + least
