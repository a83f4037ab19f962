"""Circles of ties that no two camps please: those with an odd number of negative ties, the shortest first.

One tie of each such circle is frustrated in any division (Harary 1953), which an integer programme is told where a
network has few triads. They are found from each actor by a search in breadth over actors and the sign of the way to
them: two ways of unlike signs to one actor make a circle, if they share no other.
"""

from __future__ import annotations

from collections import Counter, deque

import numpy as np

from qadsl.result import Floats

__all__ = ["odd_cycles"]

Tie = tuple[int, int]
_Place = tuple[int, int]
"""An actor, and whether the way to it has an odd number of negative ties."""


def odd_cycles(weights: Floats, most: int) -> list[list[Tie]]:
    """At most so many circles of more than three ties, each as its ties."""
    neighbours = [[(int(j), int(row[j] < 0)) for j in np.flatnonzero(row)] for row in weights]
    found: set[tuple[Tie, ...]] = set()
    for start in range(len(weights)):
        before = _ways(neighbours, start)
        for actor in range(len(weights)):
            if (actor, 0) in before and (actor, 1) in before:
                ties = _circle(before, actor)
                if len(ties) > 3:
                    found.add(ties)
    return [list(ties) for ties in sorted(found, key=lambda ties: (len(ties), ties))[:most]]


def _ways(neighbours: list[list[tuple[int, int]]], start: int) -> dict[_Place, _Place | None]:
    """The place before each on a shortest way from an actor."""
    before: dict[_Place, _Place | None] = {(start, 0): None}
    waiting = deque([(start, 0)])
    while waiting:
        here = waiting.popleft()
        for actor, sign in neighbours[here[0]]:
            there = actor, here[1] ^ sign
            if there not in before:
                before[there] = here
                waiting.append(there)
    return before


def _circle(before: dict[_Place, _Place | None], actor: int) -> tuple[Tie, ...]:
    """The ties on just one of the two ways to an actor, if they make one circle; else none."""
    ties: Counter[Tie] = Counter()
    for sign in (0, 1):
        here = actor, sign
        while (last := before[here]) is not None:
            ties[min(last[0], here[0]), max(last[0], here[0])] += 1
            here = last
    single = tuple(sorted(tie for tie, times in ties.items() if times % 2))
    ends = Counter(end for tie in single for end in tie)
    return single if single and all(times == 2 for times in ends.values()) else ()
