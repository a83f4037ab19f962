"""Maximal groups: sets of actors of which every two are tied, and to which nobody can be added.

These are the maximal cliques of the graph of ties, found by Bron and Kerbosch's algorithm (1973) with the pivot of
Tomita, Tanaka and Takahashi (2006). A set of actors is a whole number whose bit i stands for actor i, so that sets are
joined and cut by one operation. There may be 3^(n/3) maximal groups among n actors (Moon and Moser 1965); whoever asks
says how many may be listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["MOST_GROUPS", "members_of", "maximal_groups"]

MOST_GROUPS = 10_000
"""How many groups of one period, target and draw are listed; of a graph that has more, none is."""

_STEPS = 20
"""Steps allowed for each group that may be listed; without a dead end there are as many as a group has members."""


def members_of(group: int) -> list[int]:
    """The positions of the actors in a set, in order."""
    found: list[int] = []
    while group:
        lowest = group & -group
        found.append(lowest.bit_length() - 1)
        group ^= lowest
    return found


def maximal_groups(tied: Sequence[int], most: int = MOST_GROUPS) -> list[int] | None:
    """All maximal groups of two or more, in order of their numbers; None where there are more than `most`.

    `tied[i]` is the set of those whom actor i is tied to; ties are mutual, and nobody is tied to itself.
    """
    found: list[int] = []
    everyone = sum(1 << actor for actor, others in enumerate(tied) if others)
    steps = _STEPS * most + len(tied) * len(tied)
    for group in _grown(tied, everyone):
        steps -= 1
        if group:
            found.append(group)
        if steps < 0 or len(found) > most:
            return None
    return sorted(found)


def _grown(tied: Sequence[int], everyone: int) -> Iterator[int]:
    """Each maximal group when it is found, 0 for every other step."""
    # a group so far, who may still join it, and who could but was tried before: (group, may_join, was_tried)
    waiting = [(0, everyone, 0)]
    while waiting:
        group, may_join, was_tried = waiting.pop()
        if not may_join:
            yield 0 if was_tried else group
            continue
        yield 0
        branches = may_join & ~tied[_pivot(tied, may_join, was_tried)]
        while branches:
            one = branches & -branches
            branches ^= one
            actor = one.bit_length() - 1
            waiting.append((group | one, may_join & tied[actor], was_tried & tied[actor]))
            may_join ^= one
            was_tried |= one


def _pivot(tied: Sequence[int], may_join: int, was_tried: int) -> int:
    """The actor who is tied to most of those who may join: groups without it need not be tried from them."""
    best, most, enough = -1, -1, may_join.bit_count()
    rest = may_join | was_tried
    while rest:
        one = rest & -rest
        rest ^= one
        actor = one.bit_length() - 1
        count = (may_join & tied[actor]).bit_count()
        if count > most:
            best, most = actor, count
            # nobody who may join is tied to more than all others
            if count >= enough - bool(may_join & one):
                break
    return best
