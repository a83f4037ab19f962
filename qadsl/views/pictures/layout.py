"""Where actors stand: on a ring in an order that keeps the tied together, the same on every machine.

Only whole numbers decide the order, and equals keep the order they came in, so nothing hangs on rounding.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

__all__ = ["Point", "ring", "ring_order"]

Point = tuple[float, float]
Weights = Mapping[tuple[int, int], int]
"""How strongly two actors, the first before the second, are tied."""

ROUNDS = 8
"""Rounds of improving an order."""


def ring_order(actors: Sequence[int], weights: Weights) -> tuple[int, ...]:
    """Actors in an order around a ring that keeps strongly tied ones near: short lines cross few others."""
    tied = {pair: weight for pair, weight in weights.items() if weight > 0}
    if len(set(tied.values())) <= 1 and len(tied) == len(actors) * (len(actors) - 1) // 2:
        return tuple(actors)
    near: dict[int, dict[int, int]] = {actor: {} for actor in actors}
    for (one, other), weight in tied.items():
        near[one][other] = near[other][one] = weight
    return tuple(_improved(_chained(actors, near), near))


def _chained(actors: Sequence[int], near: Mapping[int, Mapping[int, int]]) -> list[int]:
    """Each time the actor most strongly tied to those placed last, the earliest among equals."""
    left = list(actors)
    if not left:
        return []
    order = [max(left, key=lambda actor: sum(near[actor].values()))]
    left.remove(order[0])
    while left:
        recent = order[-4:]
        found = max(left, key=lambda actor: (sum(near[actor].get(other, 0) for other in recent), -len(near[actor])))
        left.remove(found)
        order.append(found)
    return order


def _improved(order: list[int], near: Mapping[int, Mapping[int, int]]) -> list[int]:
    """The order after swaps of two that shorten the way between the tied."""
    count = len(order)
    place = {actor: i for i, actor in enumerate(order)}

    def cost(actor: int, here: int) -> int:
        total = 0
        for other, weight in near[actor].items():
            apart = abs(place[other] - here)
            total += weight * min(apart, count - apart)
        return total

    reach = count if count <= 16 else 3
    for _ in range(ROUNDS):
        is_better = False
        for i in range(count):
            for j in range(i + 1, min(i + reach, count)):
                one, other = order[i], order[j]
                before = cost(one, i) + cost(other, j)
                place[one], place[other] = j, i
                if cost(one, j) + cost(other, i) < before:
                    order[i], order[j] = other, one
                    is_better = True
                else:
                    place[one], place[other] = i, j
        if not is_better:
            break
    start = order.index(min(order)) if order else 0
    return order[start:] + order[:start]


def ring(count: int, radius: float, centre: Point = (0.0, 0.0)) -> tuple[Point, ...]:
    """So many places on a ring, clockwise from the top left; two stand side by side."""
    return tuple(
        (
            round(centre[0] + radius * math.cos(angle), 1) + 0.0,
            round(centre[1] + radius * math.sin(angle), 1) + 0.0,
        )
        for angle in angles(count)
    )


def angles(count: int) -> tuple[float, ...]:
    """The directions of these places, clockwise in radians from the right."""
    if count == 1:
        return (-math.pi / 2,)
    start = -math.pi / 2 - (math.pi / count if count % 2 == 0 else 0)
    return tuple(start + 2 * math.pi * i / count for i in range(count))
