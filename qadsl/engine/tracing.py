"""Every value of the graph at one cell, for explanations.

The cell is evaluated by the reference backend; what the periods before left to it comes from a run of those periods.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from qadsl.engine.backends.numpy import Blocked
from qadsl.engine.backends.reference import Evaluator
from qadsl.engine.cells import cells_of
from qadsl.engine.inputs import reading
from qadsl.engine.memories import memory_sites, reads_outcomes
from qadsl.engine.solutions import Found
from qadsl.engine.solved import Key, key_of, keys_of
from qadsl.engine.solving import Draws, Solving
from qadsl.engine.state import Part, began
from qadsl.engine.stocks import stocks_of
from qadsl.engine.tiles import Tile
from qadsl.ir.program import Plan
from qadsl.ir.types import AXES, Kind
from qadsl.result import State, Trace

__all__ = ["trace"]


def trace(
    plan: Plan,
    cell: Sequence[int],
    draws: int,
    seed: int,
    after: State | None = None,
    only: Iterable[int] | None = None,
) -> Trace:
    """Means over draws of every node at one cell (time, target, self, partner); unknown under a quantifier.

    `after` is what the periods before those that were run left; of nodes that `only` does not need nothing is told.
    """
    evaluator = Evaluator(plan, seed)
    if only is not None:
        evaluator.narrow(only)
    made = draws if plan.is_uncertain else 1
    evaluator.solving = _Kept(plan, made, seed)
    if reads_outcomes(plan) or (plan.memories and cell[0]):
        _recall(evaluator, cell, made, seed, after)
    evaluator.enter(cell)
    starts, sums, known = _added_up(evaluator, made)
    bound = [not node.axes.issubset(AXES) for node in plan.nodes]
    values = tuple(
        start + total / count + 0.0 if count and not hidden else math.nan
        for start, total, count, hidden in zip(starts, sums, known, bound, strict=True)
    )
    shares = tuple(0.0 if hidden else count / made for count, hidden in zip(known, bound, strict=True))
    time, target, one, other = (int(place) for place in cell)
    flags = {i: values[i] for i, node in enumerate(plan.nodes) if node.kind is Kind.FLAG}
    return Trace(plan, (time, target, one, other), made, seed, values, shares, {"flags": flags})


def _added_up(evaluator: Evaluator, made: int) -> tuple[list[float], list[float], list[int]]:
    """For each node its first known value, the sum of what later ones are above it, and in how many draws it is known.

    What no draw changes is looked at once.
    """
    size = len(evaluator.values)
    starts, sums, known = [math.nan] * size, [0.0] * size, [0] * size
    for i in evaluator.graph.steady:
        if evaluator.values[i] == evaluator.values[i]:
            starts[i], known[i] = evaluator.values[i], made
    for number in range(made):
        found = evaluator.draw(number)
        for i in evaluator.graph.drawn:
            value = found[i]
            if value == value:
                if not known[i]:
                    starts[i] = value
                sums[i] += value - starts[i]
                known[i] += 1
    return starts, sums, known


class _Kept:
    """What is solved in each draw: what a run has found, or worked out anew where no period before is read."""

    def __init__(self, plan: Plan, draws: int, seed: int) -> None:
        self._plan = plan
        self._anew = Solving(plan, Draws(plan, stocks_of(plan), seed))
        self._anew.begin(0, draws)
        self._kept: dict[Key, list[Found]] = {}

    def keep(self, time: int, solving: Solving) -> None:
        """Keep what a run has found in one more chunk of draws."""
        for key in keys_of(self._plan, time):
            known, found = key_of(self._plan, *key), solving.found(key)
            is_drawn = "draw" in self._plan.solves[key[0]].axes
            self._kept[known] = [*self._kept.get(known, []), *found] if is_drawn else found

    def found(self, key: Key, draw: int) -> Found:
        """What is found in one draw."""
        known = key_of(self._plan, *key)
        found = self._kept.get(known) or self._anew.found((known[0], key[1], known[2]))
        return found[draw] if len(found) > 1 else found[0]


def _recall(evaluator: Evaluator, cell: Sequence[int], draws: int, seed: int, after: State | None) -> None:
    """Give the evaluator what the periods before the cell's left, and the ties of its own, where the cell reads it."""
    plan, time = evaluator.plan, int(cell[0])
    tile = Tile(plan, np.asarray([cell], dtype=np.int64))
    read: set[tuple[int, int]] = set()
    tied: set[int] = set()
    for node in plan.nodes:
        if node.op in {"previous", "outcome"}:
            sites = memory_sites(plan, tile, node, tile.rows(node.axes - {"draw"}))
            found = {int(site) for site in np.unique(sites) if site >= 0}
            if node.op == "previous":
                read |= {(reading(node)[0], site) for site in found}
            else:
                tied |= found
    periods = Part(time, after).periods(plan)
    run = Blocked(plan, draws, seed, *cells_of(plan, periods), stocks_of(plan))
    for first in range(0, draws, run.chunk):
        count = min(run.chunk, draws - first)
        past = began(plan, after, first, count, periods)
        run.live(past, first, count)
        if isinstance(evaluator.solving, _Kept):
            evaluator.solving.keep(time, run.solving)
        for memory, site in sorted(read):
            where = _where(plan, site)
            for draw, value in enumerate(past.held[memory][site].tolist(), first):
                evaluator.past[(time - 1, memory, draw, *where)] = value
        for site in sorted(tied):
            for draw, tie in enumerate(past.ties[site].tolist(), first):
                evaluator.ties[(time, draw, *_where(plan, site))] = tie


def _where(plan: Plan, site: int) -> tuple[int, int, int]:
    """Target, self and partner of a site."""
    actors = len(plan.actors)
    return plan.targets[site // actors**2], site // actors % actors, site % actors
