"""How far a signed network is from balance: its triads, and the fewest ties that would have to change their sign.

A triad is balanced if the product of its signs is positive (Heider 1946); a network is balanced if its actors fall into
two camps with positive ties within and negative ones between them (Cartwright and Harary 1956). The frustration index
is the fewest ties that stand against any such division (Abelson and Rosenberg 1958; Harary 1959); computing it is
finding the least energy of a landscape of two blocs (see landscape.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qadsl.engine.solvers import landscape
from qadsl.result import Floats

__all__ = ["Frustration", "Triads", "frustration", "triads"]


@dataclass(frozen=True, slots=True)
class Triads:
    """How many threes of actors with three ties have an even number of negative ones, and how many an odd."""

    balanced: int
    unbalanced: int


@dataclass(frozen=True, slots=True)
class Frustration:
    """The ties to flip and the two camps that remain."""

    index: float
    camps: tuple[int, ...]
    """The camp of each actor, 0 or 1, the first actor's being 0."""
    flips: tuple[tuple[int, int], ...]
    """The ties against the division, each once, in order."""
    gap: float
    """How much lower the index could be at most; 0 where it is proved."""


def triads(signs: Floats) -> Triads:
    """Count the balanced and the unbalanced triads of a symmetric matrix of signs."""
    sign = np.sign(signs).astype(np.float64)
    np.fill_diagonal(sign, 0.0)
    closed = round(float(np.sum((np.abs(sign) @ np.abs(sign)) * np.abs(sign)))) // 6
    product = round(float(np.sum((sign @ sign) * sign))) // 6
    return Triads((closed + product) // 2, (closed - product) // 2)


def frustration(ties: Floats, seconds: float = 10.0) -> Frustration:
    """The least weight of ties against a division into two camps.

    `ties` has the shape (actors, actors) and is symmetric: positive, negative or 0 for no tie; its size is the weight.
    """
    apart, together = np.triu(np.maximum(ties, 0.0), 1), np.triu(np.maximum(-ties, 0.0), 1)
    found = landscape.survey(apart, together, 2, seconds)
    best = found.minima[0]
    camps: npt.NDArray[np.int64] = np.array(best.blocs)
    against = np.where(camps[:, None] == camps, together, apart)
    flips = tuple((int(i), int(j)) for i, j in np.argwhere(against > 0))
    return Frustration(best.energy, best.blocs, flips, found.gap)
