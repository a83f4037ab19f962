"""Runs a plan: lists its cells, keeps it within limits, draws chunk by chunk, and labels the figures.

Draws are the outer loop, so that an interrupted run can answer with the draws that every cell has finished.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
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
from qadsl.engine.tallies import BLOCK, Tallies
from qadsl.ir.program import Plan
from qadsl.result import Figures, Floats, Ints

__all__ = ["BACKENDS", "LIMITS", "Backend", "LimitError", "Limits", "Progress", "run", "run_beside"]

Progress = Callable[[int, int], None]

LONG = 1_000_000
"""Cells x draws from which on work is begun with the least chunk that there is."""

EVERY = 0.1
"""Seconds from one word on progress to the next."""


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
    work = _Work(plan, draws, seed, backend, limits, part)
    _make_draws([work], progress)
    return work.figures()


def run_beside(
    plans: Sequence[Plan], draws: int, seed: int, progress: Progress | None = None, limits: Limits = LIMITS
) -> tuple[Figures, ...]:
    """Answer several plans with the same draws, a chunk of each in turn.

    Interrupted, all that are sampled rest on the same draws; as in `run`, of the first chunk of each nothing is told.
    """
    works = [_Work(plan, draws, seed, "numpy", limits, WHOLE) for plan in plans]
    _make_draws(works, progress)
    return tuple(work.figures() for work in works)


class _Work:
    """A run under way."""

    def __init__(self, plan: Plan, draws: int, seed: int, backend: str, limits: Limits, part: Part) -> None:
        self._plan, self._seed, self._part = plan, seed, part
        self.made = max(1, draws) if plan.is_uncertain else 1
        self._periods = part.periods(plan)
        if part.after is not None:
            check_fits(plan, part, self.made, seed)
        _check(plan, self.made, len(self._periods), limits)
        self._cells, self._pairs, self._ends = cells_of(plan, self._periods)
        self._stocks = stocks_of(plan)
        self._engine = BACKENDS[backend](plan, self.made, seed, self._cells, self._pairs, self._ends, self._stocks)
        self._tallies = self._before = Tallies.empty(plan, len(self._cells), len(self._pairs))
        self._held: list[list[Floats]] = []

    @property
    def draws(self) -> int:
        """How many draws are finished."""
        return self._tallies.draws

    @property
    def size(self) -> int:
        """Cells x draws."""
        return len(self._cells) * self.made

    @property
    def chunk(self) -> int:
        """Draws that are made next: of long work only a block at first, so that an interruption loses less."""
        fitting = self._engine.chunk if self.draws or self.size < LONG else min(self._engine.chunk, BLOCK)
        return min(fitting, self.made - self.draws)

    def advance(self, count: int, report: Progress) -> None:
        """Make so many more draws; `report` is called with cells and draws."""
        first = self.draws
        past = began(self._plan, self._part.after, first, count, self._periods)
        found = self._engine.advance(self._tallies, first, count, lambda cells: report(cells, count), past)
        past.enter(self._periods.stop)
        self._held.extend([past.held] if self._part.is_kept else [])
        self._before, self._tallies = self._tallies, found

    def go_back(self, draws: int) -> None:
        """Forget the last chunk where it is after so many draws."""
        if self.draws > draws and self.made > 1:
            self._tallies = self._before

    def figures(self) -> Figures:
        """The figures of the draws that are finished."""
        plan, part, cells = self._plan, self._part, self._cells
        ranges = began_ranges(plan, part.after)
        figures = figures_of(
            plan, self._stocks, self._seed, self.made, self._tallies, cells, self._pairs, self._ends, ranges, part.after
        )
        figures = figures.but(solutions=tuple(one for one in figures.solutions if one.time in self._periods))
        if not part.is_kept or not figures.is_complete:
            return figures
        return figures.but(state=left(figures, part.whole or plan, self._periods[-1], self._held, ranges))


def _make_draws(works: Sequence[_Work], progress: Progress | None) -> None:
    """Make all draws, or as many as are finished when it is interrupted."""
    meter = _Meter(progress, sum(work.size for work in works))
    try:
        while waiting := [work for work in works if work.draws < work.made]:
            count = min(work.chunk for work in waiting)
            for work in waiting:
                work.advance(count, meter.add)
        meter.close()
    except KeyboardInterrupt:
        finished = min((work.draws for work in works if work.made > 1), default=0)
        for work in works:
            work.go_back(finished)
        if not all(work.draws for work in works):
            raise


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

    def add(self, cells: int, draws: int) -> None:
        self._done += cells * draws
        if self._progress is not None and time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            self._progress(self._done, self._total)

    def close(self) -> None:
        if self._progress is not None:
            self._progress(self._done, self._total)
