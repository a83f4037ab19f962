"""Which blocs actors fall into where each pair costs something together or apart: energy, minima and basins.

The energy of a configuration is the sum over ordered pairs (i, j) of `apart[i, j]` where they are in different blocs
and `together[i, j]` where they are in one (Axelrod and Bennett 1993, "A landscape theory of aggregation", for two
blocs). From every configuration one actor moves at a time, the one whose move lowers the energy most (steepest
descent); where costs are the same both ways, every such move lowers the mover's own frustration. Where no move lowers
the energy is a local minimum; how many configurations lead to it is its basin. Configurations that differ only in what
the blocs are called are one, and blocs may be empty. Energies are rounded before they are compared (energies.py); of
equal moves the first actor's counts, to the bloc whose first member comes first, an empty one last. Actors are given in
the order of their names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qadsl.engine.solvers import landscape_search, many_blocs, two_blocs
from qadsl.engine.solvers.energies import Costs, costs_of
from qadsl.engine.solvers.groupings import MOST_LISTED, Groupings, Rows
from qadsl.result import Floats, Ints

__all__ = ["MOST_CONFIGURATIONS", "MOST_CONFIGURATIONS_OF_MANY", "Landscape", "Minimum", "survey"]

MOST_CONFIGURATIONS = 1 << 23
"""Of two blocs, in one table: 24 actors."""
MOST_CONFIGURATIONS_OF_MANY = 1 << 21
"""Of three blocs or more: 14 actors in three, 12 in four, 11 in as many as they like."""


@dataclass(frozen=True, slots=True)
class Minimum:
    """A configuration that no actor's move makes better."""

    blocs: tuple[int, ...]
    """The bloc of each actor, numbered in the order of their first members: (0, 0, 1, 0, 2)."""
    energy: float
    basin: int | None
    """How many configurations lead here; nothing where not all were looked at."""


@dataclass(frozen=True, slots=True)
class Landscape:
    """The minima, least energy first, then the widest basin, then by the blocs of the actors."""

    minima: tuple[Minimum, ...]
    """The first `MOST_LISTED` of them."""
    count: int
    """How many minima were found."""
    configurations: int
    """How many there are, up to the names of the blocs."""
    is_exhaustive: bool
    """Whether every configuration was looked at: all minima are here, and their basins are known."""
    gap: float
    """How much lower than the first minimum the least energy could be at most; 0 where the first is proved least."""


def survey(apart: Floats, together: Floats, blocs: int = 2, seconds: float = 10.0) -> Landscape:
    """Every local minimum of a landscape with at most `blocs` blocs, and its basin.

    `apart` and `together` have the shape (actors, actors); their diagonals are not read. Above the size of a table the
    least energy is sought by integer programming for at most `seconds`, other minima by a bounded search. ValueError
    where a cost is no finite number or there is no bloc.
    """
    if blocs < 1:
        raise ValueError("there is no bloc to be in")
    costs = costs_of(apart, together)
    if not len(apart):
        return Landscape((Minimum((), 0.0, 1),), 1, 1, True, 0.0)
    groupings = Groupings(len(apart), blocs)
    most = MOST_CONFIGURATIONS if groupings.groups == 2 else MOST_CONFIGURATIONS_OF_MANY
    if groupings.count > most:
        return _searched(costs, groupings, seconds)
    return _of_two(costs, groupings) if groupings.groups == 2 else _of_many(costs, groupings)


def _of_two(costs: Costs, groupings: Groupings) -> Landscape:
    actors = groupings.actors
    table = two_blocs.energies(costs)
    basins = np.bincount(two_blocs.descents(table, actors, costs.unit), minlength=len(table))
    at = np.flatnonzero(basins)
    rows = np.zeros((len(at), actors), dtype=np.uint8)
    rows[:, 1:] = at[:, None] >> np.arange(actors - 1) & 1
    return _landscape(costs, groupings, rows, table[at], basins[at])


def _of_many(costs: Costs, groupings: Groupings) -> Landscape:
    basins = np.bincount(many_blocs.descents(costs, groupings), minlength=groupings.count)
    at = np.flatnonzero(basins)
    rows = groupings.pick(at)
    return _landscape(costs, groupings, rows, many_blocs.energies(costs, rows), basins[at])


def _searched(costs: Costs, groupings: Groupings, seconds: float) -> Landscape:
    seen = landscape_search.look(costs, groupings.groups, seconds)
    values = many_blocs.energies(costs, seen.minima)
    gap = max(0.0, costs.rounded(float(values.min()) - seen.bound))
    return _landscape(costs, groupings, seen.minima, values, None, gap)


def _landscape(
    costs: Costs, groupings: Groupings, rows: Rows, values: Floats, basins: Ints | None, gap: float = 0.0
) -> Landscape:
    """Minima in order, as numbers of Python."""
    rounded = np.round(values, costs.decimals) + 0.0
    widths = np.zeros(len(rows), dtype=np.int64) if basins is None else basins
    order = np.lexsort((*rows.T[::-1], -widths, rounded))[:MOST_LISTED]
    minima = tuple(
        Minimum(tuple(row), costs.rounded(value), None if basins is None else basin)
        for row, value, basin in zip(rows[order].tolist(), rounded[order].tolist(), widths[order].tolist(), strict=True)
    )
    return Landscape(minima, len(rows), groupings.count, basins is not None, gap)
