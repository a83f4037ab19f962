"""Which coalitions hold, which of those are minimal or maximal, and who is a member of one.

An actor is essential if it is a member of some minimal winning coalition (Niou, Ordeshook and Rose 1989, "The Balance
of Power"). A coalition is written as a whole number whose bit i stands for actor i.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from qadsl.engine.solvers.groupings import MOST_LISTED
from qadsl.result import Flags, Ints

__all__ = ["Coalitions", "Extreme", "coalitions", "members_of"]

Extreme = Literal["all", "minimal", "maximal"]


@dataclass(frozen=True, slots=True)
class Coalitions:
    """The coalitions found, in order of size, then of their members."""

    masks: tuple[int, ...]
    """The first `MOST_LISTED` of them."""
    count: int
    """How many were found."""
    members: tuple[bool, ...]
    """For each actor, whether some coalition found has it, listed or not."""
    pairs: Flags
    """Of shape (actors, actors): whether some coalition found has both, listed or not."""


def members_of(mask: int) -> tuple[int, ...]:
    """The positions of the actors of a coalition."""
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)


def coalitions(holds: Flags, extreme: Extreme = "all") -> Coalitions:
    """The coalitions for which `holds` is true: all, or those no part (no extension) of which holds too.

    `holds` has a flag for each set of actors, 2 to the power of their number; that of the empty set is not read.
    """
    kept = _extreme(holds, extreme)
    masks: Ints = np.flatnonzero(kept)
    actors = _actors(holds)
    inside = masks[:, None] >> np.arange(actors) & 1
    order = np.lexsort((*(1 - inside).T[::-1], inside.sum(axis=1)))[:MOST_LISTED]
    members: Flags = np.asarray(inside.any(axis=0))
    pairs = np.zeros((actors, actors), dtype=np.bool_)
    for actor in range(actors):
        pairs[actor] = inside[inside[:, actor] == 1].any(axis=0)
    return Coalitions(tuple(masks[order].tolist()), len(masks), tuple(members.tolist()), pairs)


def _actors(holds: Flags) -> int:
    return len(holds).bit_length() - 1


def _extreme(holds: Flags, extreme: Extreme) -> Flags:
    flags = holds.copy()
    flags[0] = False
    if extreme == "all":
        return flags
    smaller, larger = (0, 1) if extreme == "minimal" else (1, 0)
    reached, beaten = flags.copy(), np.zeros_like(flags)
    for actor in range(_actors(holds)):
        halves = reached.reshape(-1, 2, 1 << actor)
        halves[:, larger] |= halves[:, smaller]
    for actor in range(_actors(holds)):
        beaten.reshape(-1, 2, 1 << actor)[:, larger] |= reached.reshape(-1, 2, 1 << actor)[:, smaller]
    return flags & ~beaten
