"""How fast groups are found, beside networkx on the same ties, and what keeping and finding them adds to a run.

Run `python benchmarks/groups.py`. Ties are random, or the worst there is (Moon and Moser 1965: actors in threes, tied
to all but the other two of their own three).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice
from random import Random
from typing import TypeVar

import networkx

import qadsl
from qadsl.engine.solvers.cliques import maximal_groups

MOST = 100_000
T = TypeVar("T")

_CASES = ((5, 0.6), (20, 0.5), (60, 0.8), (200, 0.3), (1000, 0.02), (1000, 0.1), (1000, 1.0))

_RUN = """
theory simple {{
  encouraging {{ threat weight 1 }}
  discouraging {{ divergence weight 1 }}
  option neutrality {{ reward 0 }}
  option understanding {{ reward 60%, cost divergence 50% }}
  option alliance {{ reward 100%, cost 100% }}
}}
scenario many {{ state {actors}, T  against T {{ otherwise {{ threat = 0.5, divergence = 0.2 .. 0.8 }} }} }}
run many
"""


def main() -> None:
    """Print a row for each graph of ties, and one for a run."""
    print(f"{'actors':>6} {'tied':>8} {'groups':>8} {'here, ms':>10} {'networkx, ms':>13}")
    for actors, share in _CASES:
        luck = Random(1)
        row(f"{share:.0%}", actors, [(a, b) for a in range(actors) for b in range(a) if luck.random() < share])
    row("threes", 24, [(a, b) for a in range(24) for b in range(a) if a // 3 != b // 3])
    names = ", ".join(f"A{i}" for i in range(12))
    program = qadsl.compile(_RUN.format(actors=names), name="many.qa")
    ran, result = timed(lambda: program.run(draws=20_000))
    found, grouping = timed(lambda: result.grouping[0])
    print(f"\n12 actors, 20,000 draws: run {ran:.0f} ms; {len(grouping.groups):,} groups found in {found:.0f} ms")


def row(title: str, actors: int, ties: list[tuple[int, int]]) -> None:
    """One graph."""
    graph = networkx.Graph(ties)
    tied = [0] * actors
    for one, other in ties:
        tied[one] |= 1 << other
        tied[other] |= 1 << one
    here, found = timed(lambda: maximal_groups(tied, MOST))
    there, _ = timed(lambda: list(islice(networkx.find_cliques(graph), MOST + 1)))
    count = f"{len(found):,}" if found is not None else f">{MOST:,}"
    print(f"{actors:6} {title:>8} {count:>8} {here:10.1f} {there:13.1f}")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds that something takes, and what it gives."""
    begun = time.perf_counter()
    found = work()
    return 1000 * (time.perf_counter() - begun), found


if __name__ == "__main__":
    main()
