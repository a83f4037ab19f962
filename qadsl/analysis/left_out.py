"""Who is outside of a group, and whose choice towards whom stood in the way.

Groups are those that the most probable outcomes make. An actor is the nearer to one the fewer ties it lacks to its
members, and of groups equally near, the less payoff it would have taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qadsl.result import Figures, Grouping

__all__ = ["Blocking", "Outside", "left_out"]

MOST_NEAREST = 3
"""Groups, the nearest ones, that an actor is said to be outside of."""

_COMPARED = 200_000
"""Actors times groups that are compared in one period and target; of more groups the largest."""

Slot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Blocking:
    """A choice that stood in the way of a tie.

    `decider`, `towards` and `choice` are positions, the choice -1 where it is undecided; `gap` is by how much, on
    average, the least option paid more than the best of the others, NaN where unknown.
    """

    decider: int
    towards: int
    choice: int
    gap: float


@dataclass(frozen=True, slots=True)
class Outside:
    """An actor outside of a group, its distance (how many ties it lacks) and what stood in the way.

    `is_alone` says whether it is in no group at all.
    """

    time: int
    target: int
    actor: int
    group: tuple[int, ...]
    lacking: int
    blockings: tuple[Blocking, ...]
    is_alone: bool


def left_out(figures: Figures, grouping: Grouping) -> tuple[Outside, ...]:
    """For each period, target and actor the nearest groups that it is outside of, the nearest first."""
    groups: dict[Slot, list[tuple[int, ...]]] = defaultdict(list)
    for group in grouping.groups:
        if group.is_outcome:
            groups[group.time, group.target].append(group.members)
    ties = _Ties(figures)
    found: list[Outside] = []
    for slot, listed in sorted(groups.items()):
        some = sorted(listed, key=lambda members: (-len(members), members))
        some = sorted(some[: max(20, _COMPARED // len(figures.plan.actors))])
        joined = {member for members in some for member in members}
        for actor in sorted(ties.tied[slot]):
            found += _nearest(ties, slot, actor, some, is_alone=actor not in joined)
    return tuple(found)


def _nearest(
    ties: _Ties, slot: Slot, actor: int, groups: list[tuple[int, ...]], *, is_alone: bool
) -> Iterator[Outside]:
    tied = ties.tied[slot][actor]
    lacking = {members: len(members) - len(tied.intersection(members)) for members in groups if actor not in members}
    least = min(lacking.values(), default=0)
    nearest = [members for members, count in lacking.items() if count == least][: 10 * MOST_NEAREST]
    outside = [
        Outside(*slot, actor, members, least, tuple(ties.blockings(slot, actor, members)), is_alone)
        for members in nearest
    ]
    yield from sorted(outside, key=lambda one: (_price(one), one.group))[:MOST_NEAREST]


def _price(outside: Outside) -> float:
    return sum(float(np.nan_to_num(blocking.gap)) for blocking in outside.blockings)


class _Ties:
    """The most probable ties and the choices behind them, to be looked up."""

    def __init__(self, figures: Figures) -> None:
        self._figures, actors = figures, len(figures.plan.actors)
        self._places = np.array([len(figures.plan.targets) * actors**2, actors**2, actors, 1])
        self._codes = figures.cells @ self._places
        self.tied: dict[Slot, dict[int, set[int]]] = {}
        pairs = figures.pairs
        for here in np.split(pairs, np.flatnonzero(np.diff(pairs[:, :2], axis=0).any(axis=1)) + 1):
            if len(here):
                time, target = here[0, :2].tolist()
                self.tied[time, target] = {actor: set() for actor in np.unique(here[:, 2:]).tolist()}
        for time, target, one, other in pairs[figures.tie > 0].tolist():
            tied = self.tied[time, target]
            tied[one].add(other)
            tied[other].add(one)

    def blockings(self, slot: Slot, actor: int, members: tuple[int, ...]) -> Iterator[Blocking]:
        """The choices that kept an actor from being tied to all members."""
        for member in members:
            if member in self.tied[slot][actor]:
                continue
            ends = [self._row(slot, one, other) for one, other in ((actor, member), (member, actor))]
            least = [self._figures.probability[row, 0] for row in ends]
            # both may be tied most probably and yet not in the same draws
            unwilling = [row for row in ends if self._figures.choice[row] <= 0] or [ends[int(np.argmax(least))]]
            yield from map(self._blocking, unwilling)

    def _row(self, slot: Slot, one: int, other: int) -> int:
        return int(np.searchsorted(self._codes, np.dot((*slot, one, other), self._places)))

    def _blocking(self, row: int) -> Blocking:
        _, _, decider, towards = self._figures.cells[row].tolist()
        payoffs = self._figures.payoff[row]
        gap = float(payoffs[0] - payoffs[1:].max()) + 0.0 if len(payoffs) > 1 else np.nan
        return Blocking(decider, towards, int(self._figures.choice[row]), gap)
