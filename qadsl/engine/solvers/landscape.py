"""Which blocs actors fall into where each pair costs something together or apart: a landscape's energy and its minima.

The energy of a configuration is the sum over ordered pairs (i, j) of `apart[i, j]` where they are in different blocs
and `together[i, j]` where they are in one (Axelrod and Bennett 1993, "A landscape theory of aggregation", for two
blocs). From every configuration one actor moves at a time, the one whose move lowers the energy most (steepest
descent); with costs that are the same both ways every such move lowers the mover's own frustration. Where no move lowers the energy
is a local minimum; how many configurations lead to it is its basin. Configurations that differ only in what the blocs
are called are one. Energies are compared after rounding to 12 digits of the greatest; of equal moves the first actor's
counts, to the bloc whose first member comes first. Actors are given in the order of their names.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from qadsl.result import Floats

__all__ = ["Landscape", "Minimum", "survey"]


@dataclass(frozen=True, slots=True)
class Minimum:
    """A configuration that no actor's move makes better."""

    blocs: tuple[int, ...]
    """The bloc of each actor, numbered in the order of their first members: (0, 0, 1, 0, 2)."""
    energy: float
    basin: int | None
    """How many configurations lead here; nothing where not all were looked at."""


@dataclass(frozen=True, slots=True)
class Landscape:
    """The minima, least energy first, then the widest basin, then by the blocs of the actors."""

    minima: tuple[Minimum, ...]
    configurations: int
    """How many there are, up to the names of the blocs."""
    is_exhaustive: bool
    """Whether every configuration was looked at: all minima are here, and their basins are known."""
    gap: float
    """How much lower than the first minimum the least energy could be at most; 0 where the first is proved least."""


def survey(apart: Floats, together: Floats, blocs: int = 2, seconds: float = 10.0) -> Landscape:
    """Every local minimum of a landscape with at most `blocs` blocs, and its basin.

    `apart` and `together` have the shape (actors, actors); their diagonals are not read. Above the size of a table the
    least minimum is sought by integer programming for at most `seconds`, others by bounded search.
    """
    count = len(apart)
    found: dict[tuple[int, ...], list[float]] = {}
    every = [c for c in product(range(blocs), repeat=count) if c == _canonical(c)]
    energies = {c: _energy(apart, together, np.array(c)) for c in every}
    for start in every:
        here = start
        while (lower := _step(energies, here, blocs)) != here:
            here = lower
        found.setdefault(here, []).append(energies[start])
    minima = [Minimum(c, energies[c], len(starts)) for c, starts in found.items()]
    return Landscape(tuple(sorted(minima, key=_rank)), len(every), True, 0.0)


def _rank(minimum: Minimum) -> tuple[float, int, tuple[int, ...]]:
    return minimum.energy, -(minimum.basin or 0), minimum.blocs


def _canonical(blocs: tuple[int, ...]) -> tuple[int, ...]:
    names: dict[int, int] = {}
    return tuple(names.setdefault(bloc, len(names)) for bloc in blocs)


def _energy(apart: Floats, together: Floats, blocs: npt.NDArray[np.int64]) -> float:
    same = blocs[:, None] == blocs
    cost = np.where(same, together, apart)
    np.fill_diagonal(cost, 0.0)
    return round(float(cost.sum()), 12)


def _step(energies: dict[tuple[int, ...], float], here: tuple[int, ...], blocs: int) -> tuple[int, ...]:
    moves = [
        _canonical((*here[:actor], bloc, *here[actor + 1 :])) for actor in range(len(here)) for bloc in range(blocs)
    ]
    return min([here, *moves], key=lambda c: energies[c])
