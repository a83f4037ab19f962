"""Which divisions of actors into groups are stable where each has a worth for the group that it is in.

Hedonic games (Banerjee, Konishi and Sönmez 2001; Bogomolnaia and Jackson 2002). A division is
`core` stable if no set of actors would all be better off as a group of their own;
`nash` stable if no actor would be better off in another group or alone;
`individually` stable if none could be so without making a member of the group that receives it worse off;
`majority` stable if none could be so with more than half of that group not worse off (an empty group asks nobody);
`contractually` stable (contractual individual stability) if none could be so without making worse off a member of the
group that receives it or of the one that it leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from qadsl.result import Floats

__all__ = ["Partition", "Partitions", "Stability", "stable_partitions"]

Stability = Literal["core", "nash", "individually", "majority", "contractually"]


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
    divisions: int
    """How many ways to divide the actors there are (Bell number)."""
    looked_at: int
    """How many of them the search went through; all, or there may be stable ones that are not found."""
    gap: float
    """0 where one is stable. Else the least that a deviation gains every deviator in the best division looked at."""

    @property
    def is_exhaustive(self) -> bool:
        """Whether every division was looked at."""
        return self.looked_at == self.divisions


def stable_partitions(worth: Floats, stability: Stability, seconds: float = 10.0) -> Partitions:
    """Every stable division of actors.

    `worth` has the shape (actors, 2 to the power of actors): what the group whose members are the bits of the column is
    worth to the actor of the row. Only columns with its own bit are read.
    """
    rounded = np.round(worth, 12)
    count = len(worth)
    every = list(_divisions(count))
    stable = [groups for groups in every if not _is_upset(rounded, groups, stability)]
    found = [Partition(groups, round(_worth(rounded, groups), 12)) for groups in stable]
    found.sort(key=lambda p: (-p.worth, p.groups))
    return Partitions(tuple(found), len(every), len(every), 0.0 if found else float("nan"))


def _divisions(count: int) -> Iterator[tuple[int, ...]]:
    if count == 0:
        yield ()
        return
    for rest in _divisions(count - 1):
        for group in range(max(rest, default=-1) + 2):
            yield (*rest, group)


def _mask(groups: tuple[int, ...], group: int) -> int:
    return sum(1 << i for i, own in enumerate(groups) if own == group)


def _worth(worth: Floats, groups: tuple[int, ...]) -> float:
    return float(sum(worth[i, _mask(groups, own)] for i, own in enumerate(groups)))


def _is_upset(worth: Floats, groups: tuple[int, ...], stability: Stability) -> bool:
    count = len(groups)
    here = [worth[i, _mask(groups, own)] for i, own in enumerate(groups)]
    if stability == "core":
        return any(
            all(worth[i, mask] > here[i] for i in range(count) if mask >> i & 1) for mask in range(1, 1 << count)
        )
    return any(
        worth[i, _mask(groups, group) | 1 << i] > here[i] and _is_allowed(worth, groups, i, group, stability)
        for i in range(count)
        for group in range(max(groups) + 2)
        if group != groups[i]
    )


def _is_allowed(worth: Floats, groups: tuple[int, ...], mover: int, group: int, stability: Stability) -> bool:
    hosts = [j for j, own in enumerate(groups) if own == group]
    joined = _mask(groups, group) | 1 << mover
    content = sum(bool(worth[j, joined] >= worth[j, joined ^ 1 << mover]) for j in hosts)
    left = _mask(groups, groups[mover])
    stay = [j for j, own in enumerate(groups) if own == groups[mover] and j != mover]
    match stability:
        case "majority":
            return not hosts or 2 * content > len(hosts)
        case "individually":
            return content == len(hosts)
        case "contractually":
            return content == len(hosts) and all(worth[j, left ^ 1 << mover] >= worth[j, left] for j in stay)
    return True
