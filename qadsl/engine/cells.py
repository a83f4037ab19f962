"""The cells of a plan: every decision and every tie that a run answers."""

from __future__ import annotations

import numpy as np

from qadsl.ir.program import Plan
from qadsl.result import Ints

__all__ = ["cells_of", "count_cells"]


def count_cells(plan: Plan) -> int:
    """How many decisions there are: ordered pairs of actors, neither of them the target, for each target and period."""
    actors = len(plan.actors)
    return len(plan.periods) * len(plan.targets) * max(actors - 1, 0) * max(actors - 2, 0)


def cells_of(plan: Plan) -> tuple[Ints, Ints, Ints]:
    """Cells (time, target, self, partner), pairs (time, target, a, b) with a < b, and the two cells of each pair."""
    actors, targets = len(plan.actors), np.asarray(plan.targets, dtype=np.int64)
    sizes = (len(plan.periods), len(targets), actors, actors)
    cells = np.indices(sizes).reshape(4, -1).T.copy()
    target, one, other = targets[cells[:, 1]], cells[:, 2], cells[:, 3]
    cells = cells[(one != other) & (one != target) & (other != target)]
    forward = cells[:, 2] < cells[:, 3]
    codes = _code(cells, cells[:, 2], cells[:, 3], actors)
    pairs = cells[forward]
    back = np.searchsorted(codes, _code(pairs, pairs[:, 3], pairs[:, 2], actors))
    return cells, pairs, np.stack([np.flatnonzero(forward), back], axis=1)


def _code(cells: Ints, one: Ints, other: Ints, actors: int) -> Ints:
    found: Ints = ((cells[:, 0] * actors + cells[:, 1]) * actors + one) * actors + other
    return found
