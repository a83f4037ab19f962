"""Which networks are pairwise stable: none gains by dropping a link, no two by making one (Jackson, Wolinsky 1996).

A link stands while neither end would be better off without it, and is missing while not both would be at least as well
off with it, one of them better. Many networks are looked at at once: arrays have them on their last axis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qadsl.result import Floats

__all__ = ["Network", "Networks", "StableNetworks", "stable_networks"]


@dataclass(frozen=True, slots=True)
class Networks:
    """A block of networks, as worths read them."""

    linked: npt.NDArray[np.bool_]
    """Of shape (actors, actors, networks); symmetric, nobody is linked to itself."""

    def links(self) -> Floats:
        """How many links each actor has: shape (actors, networks)."""
        return np.asarray(self.linked.sum(axis=1, dtype=np.float64))

    def steps(self) -> Floats:
        """Links of the shortest path between two actors, inf where there is none: shape (actors, actors, networks)."""
        far = np.where(self.linked, 1.0, np.inf)
        for actor in range(len(far)):
            far[actor, actor] = 0.0
        for through in range(len(far)):
            np.minimum(far, far[:, through, None] + far[None, through], out=far)
        return far


@dataclass(frozen=True, slots=True)
class Network:
    """A stable network, and how much it is worth to all."""

    links: tuple[tuple[int, int], ...]
    worth: float


@dataclass(frozen=True, slots=True)
class StableNetworks:
    """The stable networks, greatest worth first, then by their links."""

    found: tuple[Network, ...]
    networks: int
    """How many networks of these actors there are."""
    looked_at: int
    """How many of them the search went through; all, or there may be stable ones that are not found."""
    gap: float
    """0 where one is stable. Else the least that a change gains those who make it, in the best network looked at."""

    @property
    def is_exhaustive(self) -> bool:
        """Whether every network was looked at."""
        return self.looked_at == self.networks


Worth = Callable[[Networks], Floats]
"""Gives what each network of a block is worth to each actor: shape (actors, networks)."""


def stable_networks(worth: Worth, actors: int, seconds: float = 10.0) -> StableNetworks:
    """Every pairwise stable network of actors, given what networks are worth to each of them."""
    pairs = [(i, j) for i in range(actors) for j in range(i + 1, actors)]
    bits = np.arange(1 << len(pairs))
    linked = np.zeros((actors, actors, len(bits)), dtype=np.bool_)
    for bit, (i, j) in enumerate(pairs):
        linked[i, j] = linked[j, i] = bits >> bit & 1
    value = np.round(worth(Networks(linked)), 12)
    stable = np.ones(len(bits), dtype=np.bool_)
    for bit, (i, j) in enumerate(pairs):
        halves = value.reshape(actors, -1, 2, 1 << bit)
        gain_i, gain_j = (halves[a, :, 1] - halves[a, :, 0] for a in (i, j))
        flags = stable.reshape(-1, 2, 1 << bit)
        flags[:, 1] &= (gain_i >= 0) & (gain_j >= 0)
        flags[:, 0] &= ~((gain_i >= 0) & (gain_j >= 0) & ((gain_i > 0) | (gain_j > 0)))
    found = [
        Network(tuple(p for b, p in enumerate(pairs) if g >> b & 1), round(float(value[:, g].sum()), 12))
        for g in np.flatnonzero(stable).tolist()
    ]
    found.sort(key=lambda n: (-n.worth, n.links))
    return StableNetworks(tuple(found), len(bits), len(bits), 0.0 if found else float("nan"))
