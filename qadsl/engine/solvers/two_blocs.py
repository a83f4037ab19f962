"""All configurations of two blocs in one table: bit b of a number says that actor b + 1 is not with the first.

The table of energies is doubled actor by actor: what it costs actor k to cross is linear in who crossed before it. The
lowest neighbour of every configuration at once: crossing of actor b + 1 exchanges the halves of the table seen as
(rest, 2, 2**b); crossing of the first actor is crossing of all others, the table backwards. An energy is a whole number
of the least differences that count, times 32, plus the actor who crosses: one minimum over neighbours then finds the
lowest and, of equals, the first actor. Ways down are followed all at once by pointer jumping.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from qadsl.engine.solvers.energies import Costs
from qadsl.result import Floats, Ints

__all__ = ["descents", "energies"]

_ACTORS = 32
"""Places for actors in a key; a table of more would not fit into memory."""


def energies(costs: Costs) -> Floats:
    """The energy of every configuration."""
    actors, weights = len(costs.weights), costs.weights
    table = np.empty(1 << max(0, actors - 1))
    crossing = np.empty(max(1, len(table) // 2))
    table[0] = costs.base
    for actor in range(1, actors):
        half = 1 << (actor - 1)
        crossing[0] = weights[actor].sum()
        for other in range(1, actor):
            size = 1 << (other - 1)
            np.subtract(crossing[:size], 2 * weights[actor, other], out=crossing[size : 2 * size])
        np.add(table[:half], crossing[:half], out=table[half : 2 * half])
    return table


def descents(table: Floats, actors: int, unit: float) -> NDArray[np.int32]:
    """The minimum to which steepest descent leads from every configuration."""
    here: Ints = np.rint(table * unit).astype(np.int64)
    here *= _ACTORS
    lowest = _lowest_neighbours(here, actors)
    mover = (lowest & (_ACTORS - 1)).astype(np.int32)
    crossing = np.where(mover == 0, np.int32(len(table) - 1), (np.int32(1) << mover) >> 1)
    numbers = np.arange(len(table), dtype=np.int32)
    below = np.where(lowest < here, numbers ^ crossing, numbers)
    return _followed(below)


def _lowest_neighbours(here: Ints, actors: int) -> Ints:
    """The least key of a neighbour, for every configuration."""
    lowest = here[::-1].copy()
    room = np.empty(len(here) // 2, dtype=np.int64)
    for actor in range(1, actors):
        size = 1 << (actor - 1)
        keys, best, moved = here.reshape(-1, 2, size), lowest.reshape(-1, 2, size), room.reshape(-1, size)
        for side in (0, 1):
            np.add(keys[:, 1 - side], actor, out=moved)
            np.minimum(best[:, side], moved, out=best[:, side])
    return lowest


def _followed(below: NDArray[np.int32]) -> NDArray[np.int32]:
    """Where each ends that goes on to `below` of itself until it stays."""
    while True:
        further = below[below]
        if np.array_equal(further, below):
            return below
        below = further
