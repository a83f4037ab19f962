"""Who would leave a division of actors into groups: alone (to another group, or to none) or as a group of their own.

All that counts is which of two groups an actor is better off in, so worths are first made into ranks: small whole
numbers that compare faster. A group is written as a whole number whose bit i stands for actor i; many divisions are
looked at together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from qadsl.engine.solvers.groupings import Rows
from qadsl.result import Flags, Floats, Ints

__all__ = [
    "Ranks", "Rules", "Stability", "groups_of", "is_left_by_one", "is_left_together", "own", "ranks_of", "rules_of"
]  # fmt: skip

Stability = Literal["core", "nash", "individually", "majority", "contractually"]

T = TypeVar("T", bound=np.generic)

Ranks = NDArray[np.int32]
"""What the group of the column is worth to the actor of the row, as a rank among all groups with that actor; -1 for
groups without it: shape (actors, 2 to the power of actors)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Where an actor may go, and whence."""

    joined: Ranks
    """Of the actor of the row: the rank of the group of the column with it, -1 where it may not join or is in it."""
    may_leave: Flags
    """Whether the actor of the row may leave the group of the column."""


def ranks_of(worth: Floats) -> Ranks:
    """The worths of groups to actors as ranks; ValueError where the shape does not fit or a worth is not a number."""
    actors = len(worth)
    if worth.shape != (actors, 1 << actors):
        raise ValueError(f"worths have the shape {worth.shape}, not (actors, 2 to the power of actors)")
    ranks = np.full(worth.shape, -1, dtype=np.int32)
    masks = np.arange(1 << actors)
    for actor, row in enumerate(worth):
        at = np.flatnonzero(masks >> actor & 1)
        values = np.round(row[at], 12)
        if np.isnan(values).any():
            raise ValueError("a worth is not a number")
        ranks[actor, at] = np.unique(values, return_inverse=True)[1].reshape(-1)
    return ranks


def rules_of(ranks: Ranks, stability: Stability) -> Rules:
    """Where each actor may go by itself; whoever is asked agrees to what does not make it worse off."""
    actors, count = ranks.shape
    masks = np.arange(count)
    joined = np.full(ranks.shape, -1, dtype=np.int32)
    may_leave = np.ones(ranks.shape, dtype=np.bool_)
    sizes: Ints = sum((masks >> actor & 1 for actor in range(actors)), start=np.zeros(count, dtype=np.int64))
    for actor in range(actors):
        without = np.flatnonzero(~(masks >> actor) & 1)
        agree = _agreeing(ranks, without, without | 1 << actor)
        size = sizes[without]
        match stability:
            case "individually" | "contractually":
                without = without[agree == size]
            case "majority":
                without = without[(2 * agree > size) | (size == 0)]
            case _:
                pass
        joined[actor, without] = ranks[actor, without | 1 << actor]
        if stability == "contractually":
            within = np.flatnonzero(masks >> actor & 1)
            may_leave[actor, within] = _agreeing(ranks, within, within ^ 1 << actor) == sizes[within] - 1
    return Rules(joined, may_leave)


def _agreeing(ranks: Ranks, before: Ints, after: Ints) -> Ints:
    """How many members of a group both before and after a change are not worse off after it."""
    found = np.zeros(len(before), dtype=np.int64)
    both = before & after
    for actor, row in enumerate(ranks):
        found += (both >> actor & 1).astype(np.bool_) & (row[after] >= row[before])
    return found


def groups_of(rows: Rows) -> Ints:
    """The group of each number, as bits: shape (groups, divisions)."""
    found = np.zeros((rows.shape[1], len(rows)), dtype=np.int64)
    lines = np.arange(len(rows))
    for actor in range(rows.shape[1]):
        found[rows[:, actor], lines] |= 1 << actor
    return found


def own(table: NDArray[T], rows: Rows, groups: Ints) -> NDArray[T]:
    """What a table holds of each actor and its group: shape (actors, divisions)."""
    lines = np.arange(len(rows))
    return np.stack([line[groups[rows[:, actor], lines]] for actor, line in enumerate(table)])


def is_left_by_one(rules: Rules, rows: Rows, groups: Ints, here: Ranks) -> Flags:
    """Whether some actor would go, and may; `here` is the rank of its own group to each."""
    left = np.zeros(len(rows), dtype=np.bool_)
    staying = np.arange(len(rows))
    for actor in range(rows.shape[1]):
        joined = rules.joined[actor]
        best = np.full(len(staying), joined[0], dtype=np.int32)
        for group in groups:
            np.maximum(best, joined[group], out=best)
        goes = (best > here[actor]) & rules.may_leave[actor][groups[rows[:, actor], np.arange(len(rows))]]
        if goes.any():
            left[staying[goes]] = True
            staying, rows, groups, here = staying[~goes], rows[~goes], groups[:, ~goes], here[:, ~goes]
    return left


def is_left_together(ranks: Ranks, here: Ranks, masks: Ints) -> Flags:
    """Whether the members of some of these groups would all be better off in it; the likeliest are to come first."""
    left = np.zeros(here.shape[1], dtype=np.bool_)
    alive = np.arange(here.shape[1])
    for mask in masks.tolist():
        if not len(alive):
            break
        leaving = _leaving(ranks, here, mask)
        if leaving is not None:
            left[alive[leaving]] = True
            alive, here = alive[~leaving], here[:, ~leaving]
    return left


def _leaving(ranks: Ranks, here: Ranks, mask: int) -> Flags | None:
    """Which divisions the members of a group would all leave for it; nothing where none."""
    found: Flags | None = None
    for actor in range(len(here)):
        if mask >> actor & 1:
            better = here[actor] < ranks[actor, mask]
            found = better if found is None else found & better
            if not found.any():
                return None
    return found
