"""How long all minima and basins of 20 actors in two blocs take beside a table of energies written by hand in NumPy.

The other program does less: it finds the energy of each of the 524,288 configurations, without minima or basins. It is
written twice: with the configurations as a matrix of signs (one product of matrices), and pair by pair over the column
of configurations. All are run in turn, in one process; the figure that counts is the median of the ratios of
neighbouring runs with the faster of the two.

    python benchmarks/landscape.py [rounds]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from qadsl.engine.solvers.landscape import Landscape, survey
from qadsl.result import Floats

ACTORS = 20


def by_signs(weights: Floats) -> Floats:
    """The energy of every configuration, the sign of each actor being a column."""
    numbers = np.arange(1 << (len(weights) - 1))
    signs = np.ones((len(numbers), len(weights)))
    signs[:, 1:] -= 2.0 * (numbers[:, None] >> np.arange(len(weights) - 1) & 1)
    return (weights.sum() - np.einsum("ci,ci->c", signs @ weights, signs)) / 4


def by_pairs(weights: Floats) -> Floats:
    """The energy of every configuration, pair by pair."""
    numbers = np.arange(1 << (len(weights) - 1)) << 1
    energy = np.zeros(len(numbers))
    for i in range(len(weights)):
        for j in range(i + 1, len(weights)):
            energy += weights[i, j] * ((numbers >> i ^ numbers >> j) & 1)
    return energy


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def main(rounds: int) -> None:
    luck = np.random.Generator(np.random.Philox(1993))
    half = np.triu(np.round(luck.normal(size=(ACTORS, ACTORS)), 3), 1)
    weights = half + half.T
    ratios, found = [], None
    for _ in range(rounds):
        ours, found = timed(lambda: survey(half, np.zeros_like(half)))
        signs, energy = timed(lambda: by_signs(weights))
        pairs, _ = timed(lambda: by_pairs(weights))
        ratios.append(ours / min(signs, pairs))
        print(f"all minima and basins {ours:.3f} s; energies by signs {signs:.3f} s, by pairs {pairs:.3f} s")
        assert abs(energy.min() - found.minima[0].energy) < 1e-6
    assert isinstance(found, Landscape)
    print(f"{found.configurations:,} configurations, {found.count} minima: {statistics.median(ratios):.2f} x the table")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
