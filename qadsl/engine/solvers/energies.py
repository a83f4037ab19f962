"""What pairs cost, as the solvers of landscapes read it: one weight a pair, and how exactly energies are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

import numpy as np
import numpy.typing as npt

from qadsl.result import Floats

__all__ = ["DIGITS", "Costs", "costs_of"]

DIGITS = 12
"""Energies are rounded to so many decimals; to fewer where they are so great that they have no more than this."""


@dataclass(frozen=True, slots=True)
class Costs:
    """A landscape: the energy of a configuration is `base` and the weight of every pair that is apart, each once."""

    base: float
    weights: Floats
    """What it costs more to be apart than together, both ways: symmetric, 0 on the diagonal."""
    decimals: int

    @property
    def unit(self) -> float:
        """How many of the least differences that count make 1."""
        return float(10.0**self.decimals)

    def energy(self, blocs: Sequence[int] | npt.NDArray[np.integer]) -> float:
        """The energy of one configuration, rounded."""
        own = np.asarray(blocs)
        apart = self.weights[own[:, None] != own].sum() / 2
        return self.rounded(float(self.base + apart))

    def rounded(self, energy: float) -> float:
        """An energy without what is too small to count."""
        return round(energy, self.decimals) + 0.0


def costs_of(apart: Floats, together: Floats) -> Costs:
    """The weights of a landscape; ValueError where a cost is not a number or the shapes do not fit."""
    if apart.shape != together.shape or apart.ndim != 2 or apart.shape[0] != apart.shape[1]:
        raise ValueError(f"costs have the shapes {apart.shape} and {together.shape}, not twice (actors, actors)")
    both = np.stack([apart + apart.T, together + together.T]).astype(np.float64)
    both[:, np.arange(len(apart)), np.arange(len(apart))] = 0.0
    if not np.isfinite(both).all():
        raise ValueError("a cost is not a finite number")
    greatest = float(np.abs(both).max(axis=0).sum() / 2) if len(apart) else 0.0
    decimals = DIGITS - max(0, ceil(log10(greatest))) if greatest > 0 else DIGITS
    return Costs(float(both[1].sum() / 2), both[0] - both[1], decimals)
