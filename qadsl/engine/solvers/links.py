"""Which networks are pairwise stable: none gains by dropping a link, no two by making one (Jackson, Wolinsky 1996).

A link stands while neither end would be better off without it, and is missing while not both would be at least as well
off with it and one of them better ("A strategic model of social and economic networks"). Up to `MOST_ACTORS` every
network is looked at; beyond, some are followed change by change until one is stable: those that are found are stable,
others may be missing. Many networks are looked at at once: arrays have them on their last axis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from qadsl.engine.draws import searching
from qadsl.engine.solvers.groupings import MOST_LISTED
from qadsl.result import Flags, Floats, Ints

__all__ = ["MOST_ACTORS", "Network", "Networks", "StableNetworks", "Worth", "stable_networks"]

MOST_ACTORS = 7
"""Actors of whom every network is looked at: 2,097,152 of them."""

_BLOCK = 1 << 14
"""Networks asked about together."""
_WORK = 40_000
"""Networks asked about in all steps of a search."""
_BEGINNINGS = 60
"""Networks from which a search begins, at most."""


@dataclass(frozen=True, slots=True)
class Networks:
    """A block of networks, as worths read them."""

    linked: Flags
    """Of shape (actors, actors, networks); symmetric, nobody is linked to itself."""

    def links(self) -> Floats:
        """How many links each actor has: shape (actors, networks)."""
        return np.asarray(self.linked.sum(axis=1, dtype=np.float64))

    def steps(self) -> Floats:
        """Links of the shortest path between two actors, inf where there is none: shape (actors, actors, networks)."""
        far = np.where(self.linked, 1.0, np.inf)
        far[np.arange(len(far)), np.arange(len(far))] = 0.0
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
    """The first `MOST_LISTED` of them."""
    count: int
    """How many stable ones were found."""
    networks: int
    """How many networks of these actors there are."""
    looked_at: int
    """How many of them the search went through; all, or there may be stable ones that are not found."""
    gap: float
    """What a search that found none leaves open: the least by which a change gains, in the best network seen."""

    @property
    def is_exhaustive(self) -> bool:
        """Whether every network was looked at."""
        return self.looked_at == self.networks


Worth = Callable[[Networks], Floats]
"""Gives what each network of a block is worth to each actor: shape (actors, networks)."""


def stable_networks(worth: Worth, actors: int) -> StableNetworks:
    """Every pairwise stable network of actors, given what networks are worth to each of them.

    ValueError where a worth is not a number.
    """
    first, second = np.triu_indices(actors, 1)
    return _every(worth, actors, first, second) if actors <= MOST_ACTORS else _some(worth, actors, first, second)


def _asked(worth: Worth, linked: Flags) -> Floats:
    found = np.round(worth(Networks(linked)), 12)
    if np.isnan(found).any():
        raise ValueError("a worth is not a number")
    return found


def _linked(flags: Flags, actors: int, first: Ints, second: Ints) -> Flags:
    """Matrices of networks, given whether each pair is linked: from (pairs, networks)."""
    linked = np.zeros((actors, actors, flags.shape[1]), dtype=np.bool_)
    linked[first, second] = linked[second, first] = flags
    return linked


def _every(worth: Worth, actors: int, first: Ints, second: Ints) -> StableNetworks:
    """Look at all networks; bit b of the number of one says that pair b is linked."""
    pairs = len(first)
    value = np.empty((actors, 1 << pairs))
    for start in range(0, 1 << pairs, _BLOCK):
        numbers = np.arange(start, min(1 << pairs, start + _BLOCK))
        flags = (numbers >> np.arange(pairs)[:, None] & 1).astype(np.bool_)
        value[:, start : start + _BLOCK] = _asked(worth, _linked(flags, actors, first, second))
    stable = np.ones(1 << pairs, dtype=np.bool_)
    for pair, ends in enumerate(zip(first, second, strict=True)):
        halves = stable.reshape(-1, 2, 1 << pair)
        one, other = (value[end].reshape(-1, 2, 1 << pair) for end in ends)
        wants = [(who[:, 1] > who[:, 0], who[:, 1] < who[:, 0]) for who in (one, other)]
        is_refused = wants[0][1] | wants[1][1]
        halves[:, 1] &= ~is_refused
        halves[:, 0] &= is_refused | ~(wants[0][0] | wants[1][0])
    at = np.flatnonzero(stable)
    flags = (at >> np.arange(pairs)[:, None] & 1).astype(np.bool_)
    return _listed(flags, value[:, at].sum(axis=0), (first, second), 1 << pairs, 1 << pairs, 0.0)


def _listed(
    flags: Flags, totals: Floats, pairs: tuple[Ints, Ints], networks: int, looked_at: int, gap: float
) -> StableNetworks:
    """Stable networks in order, as numbers of Python."""
    total = np.round(totals, 12) + 0.0
    order = np.lexsort((*~flags[::-1], -total))[:MOST_LISTED]
    names = list(zip(pairs[0].tolist(), pairs[1].tolist(), strict=True))
    found = tuple(
        Network(tuple(names[pair] for pair in np.flatnonzero(flags[:, at]).tolist()), float(total[at])) for at in order
    )
    return StableNetworks(found, flags.shape[1], networks, looked_at, gap)


def _some(worth: Worth, actors: int, first: Ints, second: Ints) -> StableNetworks:
    """Follow networks from several beginnings, each time by the change that gains most, until none does."""
    passed: dict[bytes, tuple[float, float]] = {}
    steps = max(1, _WORK // (len(first) + 1))
    for beginning in _beginnings(actors, first, second):
        here = beginning
        while here.tobytes() not in passed and len(passed) < steps:
            change, gain, total = _best_change(worth, here, actors, first, second)
            passed[here.tobytes()] = gain, total
            here = here.copy()
            here[change] ^= gain > 0
    stable = [key for key, (gain, _) in passed.items() if gain <= 0]
    flags = np.array([np.frombuffer(key, dtype=np.bool_) for key in stable]).reshape(len(stable), len(first)).T
    gap = 0.0 if stable else min(gain for gain, _ in passed.values())
    totals = np.array([passed[key][1] for key in stable])
    return _listed(flags, totals, (first, second), 1 << len(first), len(passed), gap)


def _best_change(worth: Worth, here: Flags, actors: int, first: Ints, second: Ints) -> tuple[int, float, float]:
    """Which pair's change gains most those who make it, and how much; 0 where none does. With the worth to all."""
    pairs = len(first)
    flags = np.repeat(here[:, None], pairs + 1, axis=1)
    flags[np.arange(pairs), np.arange(pairs)] ^= True
    parts = [
        _asked(worth, _linked(flags[:, start : start + _BLOCK], actors, first, second))
        for start in range(0, pairs + 1, _BLOCK)
    ]
    value = np.concatenate(parts, axis=1)
    now, each = value[:, -1], np.arange(pairs)
    ends = np.round(np.stack([value[end, each] - now[end] for end in (first, second)]), 12)
    # who drops a link needs no one's leave; a new one is worth to both what it gains the better off, if none loses
    gain = np.where(here | (ends.min(axis=0) >= 0), ends.max(axis=0), 0.0)
    change = int(gain.argmax())
    return change, max(0.0, float(gain[change])), float(now.sum())


def _beginnings(actors: int, first: Ints, second: Ints) -> list[Flags]:
    """No link, all links, the stars, and networks that are the same each time."""
    luck = searching(0, f"networks of {actors} actors")
    found = [np.zeros(len(first), dtype=np.bool_), np.ones(len(first), dtype=np.bool_)]
    found += [(first == centre) | (second == centre) for centre in range(actors)]
    while len(found) < _BEGINNINGS:
        found.append(luck.random(len(first)) < luck.random())
    return found[:_BEGINNINGS]
