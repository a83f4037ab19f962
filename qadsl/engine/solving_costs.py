"""What solving costs, worked out from a plan before anything is run.

The work counts the numbers that solvers look at, about: of a table one for each actor in each of its rows, of a search
as many as it may look at.
"""

from __future__ import annotations

from math import comb

from qadsl.engine.grids import depth_of
from qadsl.engine.inputs import membership
from qadsl.engine.solvers.groupings import Groupings
from qadsl.engine.solvers.landscape import MOST_CONFIGURATIONS, MOST_CONFIGURATIONS_OF_MANY
from qadsl.engine.solvers.links import MOST_ACTORS
from qadsl.engine.solvers.partitions import MOST_DIVISIONS
from qadsl.ir.program import Plan, SolvePlan

__all__ = ["solving_memory", "solving_work"]

_SEARCH = 1e8
"""Numbers that a search looks at where there is no table."""
_NETWORKS = 40_000.0
"""Networks that a search asks about."""


def solving_work(plan: Plan, draws: int, periods: int) -> float:
    """Numbers that are looked at in all draws and periods of a run."""
    return sum(_times(plan, solve, draws, periods) * _numbers(plan, solve) for solve in plan.solves)


def solving_memory(plan: Plan, draws: int, periods: int) -> float:
    """Bytes in which it is kept who stands together: a matrix of actors as found, and one as it is read."""
    matrices = sum(_times(plan, solve, draws, periods) for solve in plan.solves)
    return matrices * 16.0 * len(plan.actors) ** 2


def _times(plan: Plan, solve: SolvePlan, draws: int, periods: int) -> float:
    """How many times it is solved."""
    sizes = {"time": periods, "target": len(plan.targets), "draw": draws}
    found = 1.0
    for axis in solve.axes:
        found *= sizes[axis]
    return found


def _numbers(plan: Plan, solve: SolvePlan) -> float:
    """Numbers that are looked at when it is solved once."""
    actors = _taking_part(plan, solve)
    if solve.form == "blocs":
        configurations = Groupings(actors, solve.count).count
        most = MOST_CONFIGURATIONS if solve.count == 2 else MOST_CONFIGURATIONS_OF_MANY
        return float(configurations * actors * (solve.count - 1)) if configurations <= most else _SEARCH
    if solve.form == "links":
        return (2.0 ** float(comb(actors, 2)) if actors <= MOST_ACTORS else _NETWORKS) * float(actors**2)
    asked = float((1 << actors) * max(2, len(plan.actors)) ** max(1, depth_of(plan, solve.nodes)))
    if solve.form == "coalitions":
        return asked
    divisions = Groupings(actors, actors).count
    return asked * actors + (divisions * float(actors) if divisions <= MOST_DIVISIONS else _SEARCH)


def _taking_part(plan: Plan, solve: SolvePlan) -> int:
    """How many take part: the members of a group that is known, or as many as there may be."""
    most = solve.most or len(plan.actors)
    node = None if solve.among is None else plan.nodes[solve.among]
    if node is not None and node.op == "member":
        return min(most, len(membership(node)[1]))
    return min(most, len(plan.actors) - ("target" in solve.axes))
