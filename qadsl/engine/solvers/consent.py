"""How choices make ties and groups: what two agree on, and what more than two need of one another.

Two have a tie as strong as the more reluctant of them wants it, under every kind of consent. A group of more than two
needs the consent of its members to every member: under `mutual` and `unanimous` that of all others, so that every two
of them are tied; under `majority` that of more than half of the others, so that everyone is tied to more than half of
them. A group is maximal if nobody, and no several together, can be added.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qadsl.engine.arithmetic import Arithmetic, V
from qadsl.engine.solvers.cliques import MOST_GROUPS, maximal_groups, members_of
from qadsl.engine.solvers.coalitions import coalitions

__all__ = ["MOST_BY_MAJORITY", "agree", "agree_by_chance", "groups_of", "is_group"]

MOST_BY_MAJORITY = 16
"""Actors with ties up to whom groups by majority are found; among more, none is listed."""


def agree(one: int, other: int) -> int:
    """The tie of two choices, options being ordered by commitment; -1 where either is unknown."""
    return min(one, other)


def agree_by_chance(m: Arithmetic[V], one: Sequence[V], other: Sequence[V]) -> list[V]:
    """Probability of each tie of two independent choices: that both want at least it, less that both want more."""
    above = m.like(one[0], 0.0)
    one_up, other_up = above, above
    found: list[V] = []
    for mine, theirs in zip(reversed(one), reversed(other), strict=True):
        one_up, other_up = one_up + mine, other_up + theirs
        both = one_up * other_up
        found.append(both - above)
        above = both
    return found[::-1]


def is_group(tied: Sequence[int], group: int, rule: str) -> bool:
    """Whether actors (bits of a number) are a group by ties (of each, those whom it is tied to, as bits)."""
    members = members_of(group)
    if rule != "majority":
        return all(not group & ~(tied[member] | 1 << member) for member in members)
    return all(2 * (tied[member] & group).bit_count() > len(members) - 1 for member in members)


def groups_of(tied: Sequence[int], rule: str, most: int = MOST_GROUPS) -> list[int] | None:
    """All maximal groups of two or more, in order of their numbers; None where there are more than can be listed."""
    if rule != "majority":
        return maximal_groups(tied, most)
    active = [actor for actor, others in enumerate(tied) if others]
    if len(active) > MOST_BY_MAJORITY:
        return None
    masks = np.arange(1 << len(active))
    inside = [(masks >> bit & 1).astype(np.int8) for bit in range(len(active))]
    size = np.sum(inside, axis=0, dtype=np.int8) if active else np.zeros(1, dtype=np.int8)
    holds = size > 1
    for bit, actor in enumerate(active):
        own = sum((inside[b] for b, other in enumerate(active) if tied[actor] >> other & 1), np.zeros_like(size))
        holds &= (inside[bit] == 0) | (2 * own > size - 1)
    found = coalitions(np.asarray(holds), "maximal")
    if found.count > min(most, len(found.masks)):
        return None
    return sorted(sum(1 << active[bit] for bit in members_of(mask)) for mask in found.masks)
