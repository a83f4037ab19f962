"""Runs a plan: lists its cells, keeps it within limits, draws chunk by chunk, and labels the figures.

Draws are the outer loop, so that an interrupted run can answer with the draws that every cell has finished.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from qadsl.engine.backends.numpy import Blocked
from qadsl.engine.backends.reference import Reference
from qadsl.engine.cells import cells_of, count_cells
from qadsl.engine.figures import figures_of
from qadsl.engine.limits import LimitError
from qadsl.engine.memories import Past
from qadsl.engine.solving_costs import solving_memory, solving_work
from qadsl.engine.state import WHOLE, Part, began, began_ranges, check_fits, left
from qadsl.engine.stocks import Stocks, stocks_of
from qadsl.engine.tallies import Tallies
from qadsl.ir.program import Plan
from qadsl.result import Figures, Floats, Ints

__all__ = ["BACKENDS", "LIMITS", "Backend", "LimitError", "Limits", "Progress", "run"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may cost unless the host says otherwise.

    `memory` is for figures and one block, in bytes; `solving` counts the numbers that solvers look at.
    """

    actors: int = 1000
    work: float = 1e10
    memory: float = 8e9
    solving: float = 1e11


LIMITS = Limits()


class Backend(Protocol):
    """Makes draws for every cell of a plan."""

    chunk: int

    def advance(
        self, tallies: Tallies, first: int, count: int, report: Callable[[int], None], past: Past | None = None
    ) -> Tallies:
        """Tallies with draws first to first + count added, leaving those given as they are; reports cells done.

        `past` is what the period before the first left, and afterwards what the last leaves.
        """


BACKENDS: dict[str, Callable[[Plan, int, int, Ints, Ints, Ints, Stocks], Backend]] = {
    "numpy": Blocked,
    "reference": Reference,
}


def run(
    plan: Plan,
    draws: int = 1000,
    seed: int = 0,
    backend: str = "numpy",
    progress: Progress | None = None,
    limits: Limits = LIMITS,
    part: Part = WHOLE,
) -> Figures:
    """Answer a plan.

    Parameters
    ----------
    plan
        As lowered, or optimised.
    draws, seed
        How many draws and which; a plan that reads nothing uncertain is run once.
    backend
        `numpy` or `reference`.
    progress
        Called with (cells x draws done, in all) at most ten times a second.
    limits
        What the run may cost.
    part
        Which of its periods are run, and after what.

    Raises
    ------
    StateError
        Before any work, if what it is to go on from does not fit.
    LimitError
        Before any work, if the run would cost more than it may.
    KeyboardInterrupt
        If interrupted before the first chunk of draws is finished; later, the figures say that they are incomplete.
    """
    made = max(1, draws) if plan.is_uncertain else 1
    periods = part.periods(plan)
    if part.after is not None:
        check_fits(plan, part, made, seed)
    _check(plan, made, len(periods), limits)
    cells, pairs, ends = cells_of(plan, periods)
    stocks = stocks_of(plan)
    engine = BACKENDS[backend](plan, made, seed, cells, pairs, ends, stocks)
    tallies = Tallies.empty(plan, len(cells), len(pairs))
    meter = _Meter(progress, len(cells) * made)
    held: list[list[Floats]] = []
    try:
        while tallies.draws < made:
            first, count = tallies.draws, min(engine.chunk, made - tallies.draws)
            past = began(plan, part.after, first, count, periods)
            tallies = engine.advance(tallies, first, count, lambda done, width=count: meter.add(done * width), past)  # type: ignore[misc]
            past.enter(periods.stop)
            held.extend([past.held] if part.is_kept else [])
    except KeyboardInterrupt:
        if not tallies.draws:
            raise
    meter.close()
    ranges = began_ranges(plan, part.after)
    figures = figures_of(plan, stocks, seed, made, tallies, cells, pairs, ends, ranges, part.after)
    figures = figures.but(solutions=tuple(one for one in figures.solutions if one.time in periods))
    if not part.is_kept or not figures.is_complete:
        return figures
    return figures.but(state=left(figures, part.whole or plan, periods[-1], held, ranges))


def _check(plan: Plan, draws: int, periods: int, limits: Limits) -> None:
    actors = len(plan.actors)
    cells = float(count_cells(plan))
    # kept for each cell: labels, sums and counts of every option, and the same of its ties
    kept = cells * 8.0 * (12 * len(plan.options) + 16) + solving_memory(plan, draws, periods)
    for limit, asked, allowed in (
        ("actors", float(actors), float(limits.actors)),
        ("cells x draws", cells * draws, limits.work),
        ("memory", kept, limits.memory),
        ("work of solving", solving_work(plan, draws, periods), limits.solving),
    ):
        if asked > allowed:
            raise LimitError(limit, asked, allowed)


class _Meter:
    """Passes progress on, at most ten times a second."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total = progress, total
        self._done, self._last = 0, time.monotonic()

    def add(self, done: int) -> None:
        self._done += done
        if self._progress is not None and time.monotonic() - self._last >= 0.1:
            self._last = time.monotonic()
            self._progress(self._done, self._total)

    def close(self) -> None:
        if self._progress is not None:
            self._progress(self._done, self._total)
