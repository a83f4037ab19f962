"""Every way to divide actors into groups, each once: its number, and the division of a number.

A division is a row that gives each actor the number of its group, groups being numbered in the order of their first
members (a restricted growth string, as in Knuth, The Art of Computer Programming 4A, section 7.2.1.5). Rows in
dictionary order are numbered from 0, so that a table over all divisions needs no dictionary and can be made in blocks.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from qadsl.result import Ints

__all__ = ["MOST_LISTED", "Groupings", "Rows", "canonical"]

MOST_LISTED = 10_000
"""Solutions that are listed; where nothing differs, everything is one."""

Rows = NDArray[np.uint8]
"""Divisions: shape (divisions, actors)."""


class Groupings:
    """The divisions of `actors` into at most `groups` groups."""

    def __init__(self, actors: int, groups: int) -> None:
        self.actors = actors
        self.groups = max(1, min(actors, groups))

    @cached_property
    def _rest(self) -> list[list[int]]:
        """How many ways there are to go on: for each number of actors left, for each number of groups begun."""
        rest = [[1] * (self.groups + 1)]
        for _ in range(self.actors):
            last = rest[-1]
            begun = range(self.groups)
            rest.append([m * last[m] + last[m + 1] for m in begun] + [self.groups * last[self.groups]])
        return rest

    @property
    def count(self) -> int:
        """How many divisions there are."""
        return self._rest[self.actors][0]

    def rows(self, start: int, stop: int) -> Rows:
        """The divisions numbered from `start` up to, not including, `stop`."""
        return self.pick(np.arange(start, stop, dtype=np.int64))

    def pick(self, numbers: Ints) -> Rows:
        """The divisions of these numbers."""
        left: Ints = numbers.astype(np.int64)
        begun = np.zeros(len(left), dtype=np.intp)
        found = np.empty((len(left), self.actors), dtype=np.uint8)
        for actor in range(self.actors):
            ways = np.array(self._rest[self.actors - 1 - actor], dtype=np.int64)[begun]
            own = np.minimum(left // ways, np.minimum(begun, self.groups - 1))
            left -= own * ways
            found[:, actor] = own
            begun += own == begun
        return found

    def numbers(self, rows: Rows) -> Ints:
        """The number of each division."""
        begun = np.zeros(len(rows), dtype=np.intp)
        found = np.zeros(len(rows), dtype=np.int64)
        for actor in range(self.actors):
            own = rows[:, actor]
            found += own * np.array(self._rest[self.actors - 1 - actor], dtype=np.int64)[begun]
            begun += own == begun
        return found


def canonical(rows: Rows, groups: int) -> Rows:
    """The same divisions with groups numbered in the order of their first members."""
    actors = rows.shape[1]
    firsts = np.full((len(rows), groups), actors, dtype=np.int64)
    lines = np.arange(len(rows))
    for actor in reversed(range(actors)):
        firsts[lines, rows[:, actor]] = actor
    places = np.argsort(np.argsort(firsts, axis=1, kind="stable"), axis=1, kind="stable")
    return np.take_along_axis(places, rows.astype(np.int64), axis=1).astype(np.uint8)
