"""What one period leaves to the next, a value of every decision or whether a tie came out as an option; and the ties of
this period, which measures read.

A memory has one site for each target and ordered pair of actors, row-major over (target, self, partner). Periods are
computed in order; all decisions of a period at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np

from qadsl.engine.inputs import reading
from qadsl.engine.tiles import Rows, Tile
from qadsl.ir.program import Node, Place, Plan
from qadsl.result import Flags, Floats, Ints

__all__ = [
    "Past", "after_outcomes", "choices", "cell_sites", "count_sites", "memory_sites", "reads_outcomes", "sites_of",
    "ties",
]  # fmt: skip

UNKNOWN = -1

_ORDERS = 64
"""In how many orders of sites it is remembered where what was kept in another order stands."""


def count_sites(plan: Plan) -> int:
    """How many sites a memory has."""
    return len(plan.targets) * len(plan.actors) ** 2


def cell_sites(plan: Plan, cells: Ints) -> Ints:
    """The site of each decision (time, target, self, partner)."""
    actors = len(plan.actors)
    found: Ints = (cells[:, 1] * actors + cells[:, 2]) * actors + cells[:, 3]
    return found


def sites_of(plan: Plan, tile: Tile) -> Ints:
    """The sites of a tile's decisions: one and the same array for the tiles that it is moved to."""
    key = ("decisions", False)
    if key not in tile.sites:
        tile.sites[key] = cell_sites(plan, tile.cells)
    return tile.sites[key]


def memory_sites(plan: Plan, tile: Tile, node: Node, rows: Rows) -> Ints:
    """For each row of a `previous` or `outcome` the site that it reads, -1 for none (no target, nobody)."""
    _, places = reading(node)
    key = ("memory", False, places, node.axes - {"draw"})
    if key not in tile.sites:
        found, own = _memory_sites(plan, tile, places, rows), sites_of(plan, tile)
        # where each row reads its own decision, the one array tells so
        tile.sites[key] = own if np.array_equal(found, own) else found
    return tile.sites[key]


def _memory_sites(plan: Plan, tile: Tile, places: tuple[Place, ...], rows: Rows) -> Ints:
    one, other, third = (np.broadcast_to(tile.along(place, rows), (rows.count,)) for place in places)
    index = np.full(len(plan.actors) + 1, -1)
    index[list(plan.targets)] = np.arange(len(plan.targets))
    target = index[third]
    found: Ints = (target * len(plan.actors) + one) * len(plan.actors) + other
    return np.where((target < 0) | (one < 0) | (other < 0), -1, found)


class _Fresh(NamedTuple):
    """Values that were given at some sites."""

    sites: Ints
    values: Any


class Past:
    """What the period before left, one row a site and one column a draw; flags are 1 and 0, what is unknown is NaN.

    `ties` is of the period that is being worked out: the option that each tie came out as, -1 where it is not known.
    """

    def __init__(self, plan: Plan, draws: int, periods: range | None = None) -> None:
        self.periods = range(len(plan.periods)) if periods is None else periods
        """The periods that are run."""
        self.time = self.periods.start - 1
        """The period that left what is held."""
        self._is_whole = not plan.absent
        self._held = [np.full((count_sites(plan), draws), np.nan) for _ in plan.memories]
        self._fresh: dict[int, _Fresh] = {}
        """What memories were given last and is not in its place yet: who reads it in the same order need not look."""
        self._rows: dict[tuple[int, int], tuple[Ints, Ints, Ints | None]] = {}
        self._came_out: _Fresh | None = None
        self._ties: Any = np.full(
            (count_sites(plan) if plan.memories or plan.measures else 0, draws), UNKNOWN, dtype=np.int16
        )

    @property
    def held(self) -> list[Floats]:
        """What each memory holds at each site."""
        for memory, fresh in self._fresh.items():
            self._held[memory][fresh.sites] = fresh.values
        self._fresh.clear()
        return self._held

    @property
    def ties(self) -> Ints:
        """The option of each tie of this period at each site."""
        if self._came_out is not None:
            self._ties[self._came_out.sites] = self._came_out.values
            self._came_out = None
        return cast(Ints, self._ties)

    def enter(self, time: int) -> None:
        """Go to a period: what the one before it did not leave is not known."""
        if time > self.time + 1:
            self.forget()
        if not self._is_whole:
            self.ties.fill(UNKNOWN)

    def leave(self, time: int) -> None:
        """End a period: what is kept from here on is what it leaves, and of those who were not there nothing."""
        if not self._is_whole:
            self.forget()
        self.time = time

    def forget(self) -> None:
        """Hold nothing."""
        self._fresh.clear()
        for held in self._held:
            held.fill(np.nan)

    def come_out(self, sites: Ints, outcome: Ints) -> None:
        """Let the ties of this period be known."""
        if self._came_out is not None and self._came_out.sites is not sites:
            self._ties = self.ties
        self._came_out = _Fresh(sites, outcome)

    @property
    def are_known(self) -> bool:
        """Whether all ties of this period are known."""
        return self._came_out is not None and bool((self._came_out.values >= 0).all())

    def came_out(self, option: int, sites: Ints, first: int, count: int) -> Floats:
        """Whether ties came out as an option, 1 or 0, NaN at -1 and where it is not known, in some of the draws."""
        fresh = self._came_out
        if fresh is not None and sites is fresh.sites and fresh.values.shape[1] == self._ties.shape[1]:
            ties = fresh.values[:, first : first + count]
            is_known = ties >= 0
            came: Floats = (ties == option).astype(np.float64)
            return came if is_known.all() else np.where(is_known, came, np.nan)
        ties = self.ties[:, first : first + count]
        known = (sites >= 0)[:, None] & (ties[sites] >= 0)
        found: Floats = np.where(known, ties[sites] == option, np.nan)
        return found

    def read(self, memory: int, sites: Ints, first: int, count: int) -> Floats:
        """What a memory holds at sites, NaN at -1, in some of the draws."""
        fresh = self._fresh.get(memory)
        if fresh is not None and sites is fresh.sites:
            return cast(Floats, fresh.values[:, first : first + count])
        rows = None if fresh is None else self._rows_of(fresh.sites, sites)
        if fresh is not None and rows is not None:
            return cast(Floats, fresh.values[:, first : first + count].take(rows, axis=0))
        found: Floats = self.held[memory][:, first : first + count][sites]
        blank = sites < 0
        if blank.any():
            found[blank] = np.nan
        return found

    def keep(self, memory: int, sites: Ints, values: Any) -> None:
        """Let a memory hold what this period gives, in an array that nobody writes to any more."""
        held = self._held[memory]
        fresh = self._fresh.pop(memory, None)
        if fresh is not None and fresh.sites is not sites:
            held[fresh.sites] = fresh.values
        if np.shape(values) == (len(sites), held.shape[1]):
            self._fresh[memory] = _Fresh(sites, values)
        else:
            held[sites] = values

    def _rows_of(self, given: Ints, sites: Ints) -> Ints | None:
        """The row among given sites of each of some sites, None where not all of them are there."""
        key = (id(given), id(sites))
        if key not in self._rows:
            if len(self._rows) >= _ORDERS:
                self._rows.clear()
            place = np.full(len(self._ties) + 1, -1)
            place[given] = np.arange(len(given))
            rows = place[sites]
            # both are kept so that their numbers are not given to others
            self._rows[key] = given, sites, None if (rows < 0).any() else rows
        return self._rows[key][2]


def reads_outcomes(plan: Plan) -> bool:
    """Whether anything is worked out from the ties of its own period."""
    return any(node.op == "outcome" for node in plan.nodes)


def after_outcomes(plan: Plan) -> frozenset[int]:
    """The nodes that hang on ties of their own period, which are worked out when those are known."""
    found: set[int] = set()
    for position, node in enumerate(plan.nodes):
        if node.op == "outcome" or not found.isdisjoint(node.arguments):
            found.add(position)
    return frozenset(found)


def choices(payoffs: Sequence[Floats]) -> Ints:
    """The option of the greatest payoff at each cell and draw, the least commitment among equals; -1 where unknown."""
    first, *others = np.broadcast_arrays(*payoffs)
    best, found = first, np.zeros(first.shape, dtype=np.int16)
    known: Flags = ~np.isnan(first)
    for option, payoff in enumerate(others, 1):
        better = payoff > best
        np.putmask(found, better, option)
        best = np.where(better, payoff, best)
        known = known & ~np.isnan(payoff)
    return cast(Ints, np.where(known, found, UNKNOWN))


def ties(chosen: Ints, one: Any, other: Any) -> Ints:
    """The ties of choices, given the rows of one end and of the other, laid out like the choices."""
    found = np.empty_like(chosen)
    found[one] = found[other] = np.minimum(chosen[one], chosen[other])
    return found
