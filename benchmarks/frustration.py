"""How long the exact frustration index of a signed network of 150 actors takes.

The networks are made up as those of states are: regions that are dense and mostly friendly, a few powers tied to
actors everywhere, two camps, and ties that cut across the camps: about 1,100 ties, a third of them negative. Their
index is proved each time (a gap of 0).

    python benchmarks/frustration.py [networks]
"""

from __future__ import annotations

import sys
import time

import numpy as np

from qadsl.engine.solvers.frustration import frustration, triads
from qadsl.result import Floats

ACTORS, REGIONS, POWERS = 150, 12, 6


def network(seed: int, across: float) -> Floats:
    """Signs of ties; `across` is the share of ties whose sign is not what the two camps say."""
    luck = np.random.Generator(np.random.Philox(seed))
    region = luck.integers(0, REGIONS, ACTORS)
    camp = np.where(luck.random(ACTORS) < 0.85, region % 2, luck.integers(0, 2, ACTORS))
    chance = np.where(region[:, None] == region, 0.62, 0.03)
    chance[:POWERS] = np.maximum(chance[:POWERS], 0.3)
    tied = np.triu(luck.random((ACTORS, ACTORS)) < chance, 1)
    sign = np.where(camp[:, None] == camp, 1.0, -1.0)
    sign[luck.random((ACTORS, ACTORS)) < across] *= -1.0
    signs = np.where(tied, sign, 0.0)
    return np.asarray(signs + signs.T)


def main(networks: int) -> None:
    for across in (0.03, 0.06):
        for seed in range(networks):
            signs = network(seed, across)
            start = time.perf_counter()
            found = frustration(signs)
            took = time.perf_counter() - start
            counted = triads(signs)
            print(
                f"{np.count_nonzero(signs) // 2} ties, {np.count_nonzero(signs < 0) // 2} negative, "
                f"{counted.unbalanced} of {counted.balanced + counted.unbalanced} triads unbalanced: "
                f"index {found.index:.0f}, gap {found.gap:.0f}, {took:.2f} s"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
