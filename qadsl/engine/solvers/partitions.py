"""Which divisions of actors into groups are stable where each has a worth for the group that it is in.

Hedonic games (Banerjee, Konishi and Sönmez 2001, "Core in a simple coalition formation game"; Bogomolnaia and Jackson
2002, "The stability of hedonic coalition structures"). A division is
`core` stable if no set of actors would all be better off as a group of their own;
`nash` stable if no actor would be better off in another group or alone;
`individually` stable if none could be so without making a member of the group that receives it worse off;
`majority` stable if none could be so with more than half of that group not worse off (an empty group asks nobody;
after the votes of Gairing and Savani 2011);
`contractually` stable (contractual individual stability) if none could be so without making worse off a member of the
group that receives it or of the one that it leaves.

Up to `MOST_DIVISIONS` every division is looked at; beyond, some are followed from many beginnings, always by the
deviation that gains most, until one is stable: those that are found are stable, others may be missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qadsl.engine.solvers import deviations, unrest
from qadsl.engine.solvers.deviations import Ranks, Rules, Stability
from qadsl.engine.solvers.groupings import MOST_LISTED, Groupings, Rows
from qadsl.result import Flags, Floats, Ints

__all__ = ["MOST_DIVISIONS", "Partition", "Partitions", "Stability", "stable_partitions"]

MOST_DIVISIONS = 4_300_000
"""All of 12 actors."""

_BLOCK = 1 << 16
"""Divisions looked at together."""
_LIKELY = 200
"""Groups that are tried first, those that their members like best: few divisions outlast them."""


@dataclass(frozen=True, slots=True)
class Partition:
    """A stable division, and how much it is worth to all."""

    groups: tuple[int, ...]
    """The group of each actor, numbered in the order of their first members: (0, 0, 1, 0, 2)."""
    worth: float
    """The sum of what it is worth to each."""


@dataclass(frozen=True, slots=True)
class Partitions:
    """The stable divisions, greatest worth first, then by the groups of the actors."""

    found: tuple[Partition, ...]
    """The first `MOST_LISTED` of them."""
    count: int
    """How many stable ones were found."""
    divisions: int
    """How many ways to divide the actors there are (Bell number)."""
    looked_at: int
    """How many of them the search went through; all, or there may be stable ones that are not found."""
    gap: float
    """What a search that found none leaves open: the least by which a deviation gains, in the best division seen."""

    @property
    def is_exhaustive(self) -> bool:
        """Whether every division was looked at."""
        return self.looked_at == self.divisions


def stable_partitions(worth: Floats, stability: Stability) -> Partitions:
    """Every stable division of actors.

    `worth` has the shape (actors, 2 to the power of actors): what the group whose members are the bits of the column is
    worth to the actor of the row. Only columns with its own bit are read. ValueError where one of these is no number.
    """
    ranks = deviations.ranks_of(worth)
    if not len(worth):
        return Partitions((Partition((), 0.0),), 1, 1, 1, 0.0)
    groupings = Groupings(len(worth), len(worth))
    if groupings.count <= MOST_DIVISIONS:
        rows = groupings.pick(_stable(ranks, groupings, stability))
        return _listed(worth, rows, groupings.count, groupings.count, 0.0)
    seen = unrest.look(worth, ranks, stability)
    return _listed(worth, seen.stable, groupings.count, seen.count, seen.gap)


def _listed(worth: Floats, rows: Rows, divisions: int, looked_at: int, gap: float) -> Partitions:
    """Stable divisions in order, as numbers of Python; `rows` are in the order of their groups."""
    blocks = [rows[start : start + _BLOCK] for start in range(0, max(1, len(rows)), _BLOCK)]
    totals = [deviations.own(worth, some, deviations.groups_of(some)).sum(axis=0) for some in blocks]
    total = np.round(np.concatenate(totals), 12) + 0.0
    order = np.argsort(-total, kind="stable")[:MOST_LISTED]
    found = tuple(
        Partition(tuple(row), value) for row, value in zip(rows[order].tolist(), total[order].tolist(), strict=True)
    )
    return Partitions(found, len(rows), divisions, looked_at, gap)


def _stable(ranks: Ranks, groupings: Groupings, stability: Stability) -> Ints:
    """The numbers of the stable divisions."""
    rules = None if stability == "core" else deviations.rules_of(ranks, stability)
    masks = _by_liking(ranks)
    found = []
    for start in range(0, groupings.count, _BLOCK):
        numbers = np.arange(start, min(start + _BLOCK, groupings.count), dtype=np.int64)
        found.append(numbers[~_is_left(ranks, rules, groupings.pick(numbers), masks[:_LIKELY])])
    outlasting = np.concatenate(found)
    if stability != "core" or not len(outlasting):
        return outlasting
    return outlasting[~_is_left(ranks, None, groupings.pick(outlasting), masks[_LIKELY:])]


def _is_left(ranks: Ranks, rules: Rules | None, rows: Rows, masks: Ints) -> Flags:
    groups = deviations.groups_of(rows)
    here = deviations.own(ranks, rows, groups)
    if rules is None:
        return deviations.is_left_together(ranks, here, masks)
    return deviations.is_left_by_one(rules, rows, groups, here)


def _by_liking(ranks: Ranks) -> Ints:
    """All groups, first those whose least content member likes them best."""
    most = np.maximum(ranks.max(axis=1, initial=0), 1)[:, None]
    liking = np.where(ranks < 0, np.inf, ranks / most).min(axis=0, initial=np.inf)
    return 1 + np.argsort(-liking[1:], kind="stable")
