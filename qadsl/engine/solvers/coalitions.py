"""Which coalitions hold, which of those are minimal or maximal, and who is a member of one.

An actor is essential if it is a member of some minimal winning coalition (Niou, Ordeshook and Rose 1989, "The Balance
of Power"). A coalition is written as a whole number whose bit i stands for actor i.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

__all__ = ["Coalitions", "Extreme", "coalitions", "members_of"]

Extreme = Literal["all", "minimal", "maximal"]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Coalitions:
    """The coalitions found, in order of size, then of their members."""

    masks: tuple[int, ...]
    members: tuple[bool, ...]
    """For each actor, whether some coalition found has it."""


def members_of(mask: int) -> tuple[int, ...]:
    """The positions of the actors of a coalition."""
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)


def coalitions(holds: Flags, extreme: Extreme = "all") -> Coalitions:
    """The coalitions for which `holds` is true: all, or those no part (no extension) of which holds too.

    `holds` has a flag for each set of actors, 2 to the power of their number; that of the empty set is not read.
    """
    kept = _extreme(holds, extreme)
    masks = sorted((int(mask) for mask in np.flatnonzero(kept)), key=lambda m: (m.bit_count(), members_of(m)))
    every = int(np.bitwise_or.reduce(np.array(masks, dtype=np.int64))) if masks else 0
    return Coalitions(tuple(masks), tuple(bool(every >> i & 1) for i in range(_actors(holds))))


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
