"""The cells of a plan: every decision and every tie that a run answers."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from qadsl.ir.program import Plan
from qadsl.result import Flags, Ints

__all__ = ["cells_of", "count_cells", "starts_of"]


_SEARCHED = 1000
"""Rows a slot from which on it is faster to search than to look at all."""


def count_cells(plan: Plan) -> int:
    """How many decisions there are: ordered pairs of actors, neither of them the target, for each target and period.

    Those of actors who are not always there are counted in every period.
    """
    actors = len(plan.actors)
    if not plan.options:
        return 0  # the theory only solves
    return len(plan.periods) * len(plan.targets) * max(actors - 1, 0) * max(actors - 2, 0)


def cells_of(plan: Plan, periods: range | None = None) -> tuple[Ints, Ints, Ints]:
    """Cells (time, target, self, partner), pairs (time, target, a, b) with a < b, and the two cells of each pair.

    Those of all periods, or of some in a row.
    """
    times = range(len(plan.periods)) if periods is None else periods
    cells, pairs, ends = _in_a_period(plan)
    every = (len(cells) * np.arange(len(times))[:, None, None] + ends).reshape(-1, 2)
    found = _in_each(cells, times), _in_each(pairs, times), every
    return _of_those_there(plan, *found) if plan.absent else found


def starts_of(rows: Ints, slots: int, targets: int = 1) -> Ints:
    """Where the rows of each slot, a period or a period and one of some targets, begin, and where the last ones end."""
    columns = 1 if targets == 1 else 2

    def slot(row: int) -> int:
        return int(rows[row, 0]) * targets + (int(rows[row, 1]) if columns == 2 else 0)

    if slots * _SEARCHED < len(rows):
        # there may be millions of rows, so just those are looked at that a search needs
        return np.array([bisect_left(range(len(rows)), one, key=slot) for one in range(slots + 1)], dtype=np.int64)
    every = rows[:, 0] * targets + (rows[:, 1] if columns == 2 else 0)
    found: Ints = np.searchsorted(every, np.arange(slots + 1))
    return found


def _of_those_there(plan: Plan, cells: Ints, pairs: Ints, ends: Ints) -> tuple[Ints, Ints, Ints]:
    """The same without the decisions and ties that an actor stands in who is not there in that period."""
    away = np.zeros((len(plan.periods), len(plan.actors)), dtype=np.bool_)
    for actor, times in plan.absent:
        away[list(times), actor] = True
    targets = np.asarray(plan.targets, dtype=np.int64)

    def is_left(rows: Ints) -> Flags:
        found: Flags = ~(
            away[rows[:, 0], targets[rows[:, 1]]] | away[rows[:, 0], rows[:, 2]] | away[rows[:, 0], rows[:, 3]]
        )
        return found

    cells_left, pairs_left = is_left(cells), is_left(pairs)
    place = np.cumsum(cells_left) - 1
    return cells[cells_left], pairs[pairs_left], place[ends[pairs_left]]


def _in_a_period(plan: Plan) -> tuple[Ints, Ints, Ints]:
    """The cells and pairs of one period, without time, and the two cells of each pair."""
    actors, targets = len(plan.actors), np.asarray(plan.targets, dtype=np.int64)
    cells = np.indices((len(targets), actors, actors)).reshape(3, -1).T
    target, one, other = targets[cells[:, 0]], cells[:, 1], cells[:, 2]
    cells = cells[(one != other) & (one != target) & (other != target) & bool(plan.options)]
    forward = cells[:, 1] < cells[:, 2]
    pairs = cells[forward]
    back = np.searchsorted(_code(cells, 1, 2, actors), _code(pairs, 2, 1, actors))
    return cells, pairs, np.stack([np.flatnonzero(forward), back], axis=1)


def _in_each(rows: Ints, times: range) -> Ints:
    """The rows of one period in each, behind the position of the period."""
    found = np.empty((len(times), len(rows), 4), dtype=np.int64)
    found[:, :, 0] = np.asarray(times)[:, None]
    found[:, :, 1:] = rows
    return found.reshape(-1, 4)


def _code(rows: Ints, one: int, other: int, actors: int) -> Ints:
    found: Ints = (rows[:, 0] * actors + rows[:, one]) * actors + rows[:, other]
    return found
