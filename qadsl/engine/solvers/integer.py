"""The least energy of a landscape as an integer programme, for what no table holds; solved by HiGHS.

Variables say who is where: with two blocs one for each actor, that it is not in the first; with more one for each actor
and bloc. One more for each pair with a weight says that the pair stands as it costs more: the frustrated ties of Aref,
Mason and Wilson (2018, "Computing the line index of balance using integer programming optimisation"; 2020, "A modeling
and computational study of the frustration index in signed networks"). As they do, one actor's bloc is fixed, and for
every triad that no division pleases, and where these are few for longer circles, a cut says that one of its ties is
frustrated.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np

from qadsl.engine.solvers.cycles import odd_cycles
from qadsl.engine.solvers.energies import Costs
from qadsl.engine.solvers.groupings import Rows, canonical
from qadsl.result import Floats, Ints

__all__ = ["Solution", "least"]

_CUTS = 40_000
"""Triads that are cut off, those of the greatest weights first; the others are left to the solver."""

_CYCLES = 1_500
"""Longer circles that are cut off where there are few triads, the shortest first."""

_SEARCH = 200_000
"""Actors times pairs up to which circles are looked for."""

_CLOSE = 1e-6
"""What the solver cannot tell from nothing, beside the greatest weight."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The best configuration that was found, and the energy below which none can be."""

    blocs: Rows
    """Shape (actors,)."""
    bound: float


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The pairs with a weight, each once."""

    first: Ints
    second: Ints
    weights: Floats


@dataclass(slots=True)
class _Programme:
    """An integer programme in the making: rows of it, as many at a time as are alike."""

    sides: int
    """Variables that say who is where; those of the pairs follow."""
    columns: list[Ints] = field(default_factory=list)
    factors: list[Floats] = field(default_factory=list)
    least: list[Floats] = field(default_factory=list)

    def demand(self, columns: list[Ints], factors: tuple[float, ...], least: float) -> None:
        """For each position in `columns`: the sum of factors times variables is at least `least`."""
        size = len(columns[0])
        self.columns.append(np.stack(columns, axis=1))
        self.factors.append(np.tile(np.array(factors), (size, 1)))
        self.least.append(np.full(size, least))


def least(costs: Costs, blocs: int, seconds: float, start: Rows) -> Solution:
    """Seek the configuration of least energy for at most so many seconds, knowing that of `start`.

    Actors go in by their weights: it is fastest where the one that is fixed has most to say (Aref and others 2020).
    """
    order = np.argsort(-np.abs(costs.weights).sum(axis=1), kind="stable")
    found, floor = _least(costs.weights[np.ix_(order, order)], blocs, seconds, canonical(start[None, order], blocs)[0])
    placed = np.empty_like(start)
    placed[order] = found
    placed = canonical(placed[None], blocs)[0]
    energy, close = costs.energy(placed), _CLOSE * float(np.abs(costs.weights).max())
    return Solution(placed, energy if energy - (costs.base + floor) <= close else costs.base + floor)


def _least(weights: Floats, blocs: int, seconds: float, start: Rows) -> tuple[Rows, float]:
    """The best configuration, and what the weights of the pairs that are apart sum to at least."""
    first, second = np.nonzero(np.triu(weights, 1))
    pairs = _Pairs(first, second, weights[first, second])
    greatest = float(np.abs(pairs.weights).max())
    programme = _two(len(start), pairs) if blocs == 2 else _many(len(start), blocs, pairs)
    _cut_triads(programme, weights, pairs, blocs)
    solver = _solver(seconds)
    solver.passModel(_model(programme, len(start), blocs, np.abs(pairs.weights) / greatest))
    given = _sides(start, blocs)
    solver.setSolution(len(given), np.arange(len(given), dtype=np.int32), given)
    solver.run()
    info = solver.getInfo()
    has_found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    found = _read(np.array(solver.getSolution().col_value), len(start), blocs) if has_found else start
    return found, float(pairs.weights[pairs.weights < 0].sum()) + max(0.0, info.mip_dual_bound) * greatest


def _two(actors: int, pairs: _Pairs) -> _Programme:
    """Two blocs: a pair that would be together is frustrated where the two differ, another where they do not."""
    programme = _Programme(actors)
    frustrated = actors + np.arange(len(pairs.weights))
    for wants_together, cases in (
        (True, ((-1.0, 1.0, 0.0), (1.0, -1.0, 0.0))),
        (False, ((1.0, 1.0, 1.0), (-1.0, -1.0, -1.0))),
    ):
        at = np.flatnonzero((pairs.weights > 0) == wants_together)
        for one, other, value in cases:
            programme.demand([frustrated[at], pairs.first[at], pairs.second[at]], (1.0, one, other), value)
    return programme


def _many(actors: int, blocs: int, pairs: _Pairs) -> _Programme:
    """More blocs: the same, bloc by bloc; and each actor is in one."""
    programme = _Programme(actors * blocs)
    frustrated = actors * blocs + np.arange(len(pairs.weights))
    for bloc in range(blocs):
        first, second = pairs.first * blocs + bloc, pairs.second * blocs + bloc
        at = np.flatnonzero(pairs.weights > 0)
        programme.demand([frustrated[at], first[at], second[at]], (1.0, -1.0, 1.0), 0.0)
        programme.demand([frustrated[at], first[at], second[at]], (1.0, 1.0, -1.0), 0.0)
        at = np.flatnonzero(pairs.weights < 0)
        programme.demand([frustrated[at], first[at], second[at]], (1.0, -1.0, -1.0), -1.0)
    own = [np.arange(actors) * blocs + bloc for bloc in range(blocs)]
    programme.demand(own, (1.0,) * blocs, 1.0)
    programme.demand(own, (-1.0,) * blocs, -1.0)
    return programme


def _cut_triads(programme: _Programme, weights: Floats, pairs: _Pairs, blocs: int) -> None:
    """Of the three ties of a triad that no division pleases one is frustrated."""
    column = np.zeros(weights.shape, dtype=np.int64)
    column[pairs.first, pairs.second] = column[pairs.second, pairs.first] = programme.sides + np.arange(
        len(pairs.first)
    )
    found = []
    for i, j in zip(pairs.first.tolist(), pairs.second.tolist(), strict=True):
        third = j + 1 + np.flatnonzero(weights[i, j + 1 :] * weights[j, j + 1 :])
        ties = np.stack([np.full(len(third), weights[i, j]), weights[i, third], weights[j, third]])
        negative = (ties < 0).sum(axis=0)
        is_unpleased = (negative == 1) | ((negative == 3) & (blocs == 2))
        triads = np.stack([np.full(len(third), column[i, j]), column[i, third], column[j, third]])
        found.append(np.concatenate([np.abs(ties).min(axis=0)[None], triads])[:, is_unpleased])
    every = np.concatenate(found, axis=1)
    chosen = every[1:, np.argsort(-every[0], kind="stable")[:_CUTS]].astype(np.int64)
    programme.demand(list(chosen), (1.0, 1.0, 1.0), 1.0)
    if blocs == 2 and 12 * every.shape[1] < len(pairs.first) and len(weights) * len(pairs.first) <= _SEARCH:
        _cut_cycles(programme, weights, column)


def _cut_cycles(programme: _Programme, weights: Floats, column: Ints) -> None:
    """Of the ties of a circle that no division pleases one is frustrated."""
    alike: dict[int, list[list[int]]] = {}
    for ties in odd_cycles(weights, _CYCLES):
        alike.setdefault(len(ties), []).append([int(column[tie]) for tie in ties])
    for length, rows in alike.items():
        programme.demand(list(np.array(rows).T), (1.0,) * length, 1.0)


def _solver(seconds: float) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.HandleKeyboardInterrupt = True
    for option, value in {"output_flag": False, "threads": 1, "time_limit": seconds, "mip_rel_gap": 0.0}.items():
        solver.setOptionValue(option, value)
    return solver


def _model(programme: _Programme, actors: int, blocs: int, prices: Floats) -> highspy.HighsLp:
    sizes = np.concatenate([np.full(len(rows), rows.shape[1]) for rows in programme.columns])
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = programme.sides + len(prices), len(sizes)
    model.col_cost_ = np.concatenate([np.zeros(programme.sides), prices])
    model.col_lower_, upper = np.zeros(model.num_col_), np.ones(model.num_col_)
    upper[_barred(actors, blocs)] = 0.0
    model.col_upper_ = upper
    model.row_lower_ = np.concatenate(programme.least)
    model.row_upper_ = np.full(len(sizes), highspy.kHighsInf)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(sizes)])
    model.a_matrix_.index_ = np.concatenate([rows.ravel() for rows in programme.columns])
    model.a_matrix_.value_ = np.concatenate([rows.ravel() for rows in programme.factors])
    integer, continuous = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [integer] * programme.sides + [continuous] * len(prices)
    return model


def _barred(actors: int, blocs: int) -> list[int]:
    """Variables that are 0, for a division has many names: actor i is in one of the first i + 1 blocs."""
    if blocs == 2:
        return [0]
    return [actor * blocs + bloc for actor in range(min(actors, blocs)) for bloc in range(actor + 1, blocs)]


def _sides(rows: Rows, blocs: int) -> Floats:
    """The values of the variables that say who is where."""
    if blocs == 2:
        return rows.astype(np.float64)
    return np.asarray((rows[:, None] == np.arange(blocs)).astype(np.float64).ravel())


def _read(values: Floats, actors: int, blocs: int) -> Rows:
    if blocs == 2:
        return np.asarray(values[:actors] > 0.5, dtype=np.uint8)
    return np.asarray(values[: actors * blocs].reshape(actors, blocs).argmax(axis=1), dtype=np.uint8)
