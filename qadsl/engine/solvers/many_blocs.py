"""All configurations of three blocs or more in one table, numbered as divisions into groups (groupings.py)."""

from __future__ import annotations

import numpy as np

from qadsl.engine.solvers.energies import Costs
from qadsl.engine.solvers.groupings import Groupings, Rows, canonical
from qadsl.result import Floats, Ints

__all__ = ["descents", "energies"]

_BLOCK = 1 << 15
"""Configurations looked at together; the costs of their moves stay in the processor's cache."""


def energies(costs: Costs, rows: Rows) -> Floats:
    """The energy of each configuration."""
    found = np.full(len(rows), costs.base)
    for actor, weights in enumerate(costs.weights):
        found += (rows[:, actor, None] != rows[:, :actor]) @ weights[:actor]
    return found


def descents(costs: Costs, groupings: Groupings) -> Ints:
    """The minimum to which steepest descent leads from every configuration, by their numbers."""
    count = groupings.count
    below = np.empty(count, dtype=np.int64)
    for start in range(0, count, _BLOCK):
        stop = min(count, start + _BLOCK)
        rows = groupings.rows(start, stop)
        below[start:stop] = groupings.numbers(_steps(costs, rows, groupings.groups))
    while not np.array_equal(further := below[below], below):
        below = further
    return below


def _steps(costs: Costs, rows: Rows, groups: int) -> Rows:
    """Each configuration after the move that lowers its energy most; itself where none does."""
    gains = _gains(costs, rows, groups).reshape(len(rows), -1)
    best = gains.argmin(axis=1)
    actor, bloc = best // groups, best % groups
    lines = np.flatnonzero(gains[np.arange(len(rows)), best] < 0)
    moved = rows.copy()
    moved[lines, actor[lines]] = bloc[lines]
    moved[lines] = canonical(moved[lines], groups)
    return moved


def _gains(costs: Costs, rows: Rows, groups: int) -> Floats:
    """What each move of an actor to a bloc adds to the energy, in units: shape (rows, actors, groups)."""
    sides = (rows[:, :, None] == np.arange(groups, dtype=np.uint8)).astype(np.float64)
    beside = np.matmul(costs.weights, sides)
    own = np.take_along_axis(beside, rows[:, :, None].astype(np.int64), axis=2)
    return np.asarray(np.rint((own - beside) * costs.unit))
