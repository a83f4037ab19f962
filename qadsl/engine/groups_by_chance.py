"""How likely a group is where each choice is a distribution: ties are taken as independent of one another.

Just this group comes about where every two of its members are tied and nobody else is tied to all of them:

    p(G) = product over pairs in G of p(tied)  x  product over x outside of (1 - product over m in G of p(x and m tied))

Choices are independent of one another once every input is fixed, so this is exact where all inputs are; where some are
uncertain, it leaves out that a draw moves several ties together.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from qadsl.engine.solvers.cliques import members_of
from qadsl.ir.program import Plan
from qadsl.result import Floats, Ints

__all__ = ["MOST_BY_CHANCE", "ByChance"]

MOST_BY_CHANCE = 8
"""Actors up to whom every set of them is looked at; among more, the groups of the most probable ties."""

_LEAST = 0.001
"""Less likely groups than this are not listed, but those of the most probable ties are."""


class ByChance:
    """The ties of one period and target, each with a probability of its own."""

    def __init__(self, plan: Plan, pairs: Ints, tied: Floats) -> None:
        actors, options = len(plan.actors), len(plan.options)
        up = np.cumsum(np.nan_to_num(tied)[:, ::-1], axis=1)[:, ::-1]
        self._at_least: Floats = np.zeros((options, actors, actors))
        for option in range(1, options):
            one, other = pairs[:, -2], pairs[:, -1]
            self._at_least[option, one, other] = self._at_least[option, other, one] = np.minimum(up[:, option], 1.0)
        self._tied = self._at_least[1] if options > 1 else np.zeros((actors, actors))
        self._active = np.flatnonzero(self._tied.any(axis=1))

    def alone(self) -> Floats:
        """How likely each actor is tied to nobody."""
        found: Floats = np.round(np.prod(1.0 - self._tied, axis=1), 12)
        return found

    def shares(self, settled: Iterable[int]) -> dict[int, tuple[float, ...]]:
        """For each group how likely it comes about with each option as its least tie."""
        found = {group: self._share(members_of(group)) for group in settled}
        if len(self._active) <= MOST_BY_CHANCE:
            for bits in range(1, 1 << len(self._active)):
                members = self._active[members_of(bits)].tolist()
                own = self._share(members) if len(members) > 1 else ()
                if sum(own) >= _LEAST:
                    found[sum(1 << member for member in members)] = own
        return found

    def _share(self, members: list[int]) -> tuple[float, ...]:
        inside = np.ix_(members, members)
        upper = np.triu_indices(len(members), 1)
        to_all = np.prod(self._tied[:, members], axis=1)
        to_all[members] = 0.0
        nobody_else = float(np.prod(1.0 - to_all))
        up = [float(np.prod(chances[inside][upper])) * nobody_else for chances in self._at_least[1:]] + [0.0]
        return (0.0, *(round(max(0.0, one - more), 12) for one, more in pairwise(up)))
