"""What a run keeps of its solutions: in how many draws each is found, and what it is measured by there.

Means are kept as the value of the first draw that finds a solution and the running total of differences from it, one
draw after another, so that they are the same bits however the draws are cut into chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from qadsl.engine.solutions import Found, Groups, Solution
from qadsl.ir.program import Plan
from qadsl.result import Ints, SolutionFigures

__all__ = ["NOWHERE", "Key", "Solved", "key_of", "keys_of", "periods_of", "solution_figures"]

NOWHERE = -1
"""The position of the target of what is solved without one."""

Key = tuple[int, int, int]
"""Which solve, in which period, against which target (a position in `Plan.targets`)."""


def key_of(plan: Plan, number: int, time: int, target: int) -> Key:
    """Under what a solve is found that is read in a period against a target."""
    axes = plan.solves[number].axes
    return number, time if "time" in axes else 0, target if "target" in axes else NOWHERE


def keys_of(plan: Plan, time: int) -> list[Key]:
    """All that is solved in a period, what others read first."""
    return [
        (number, time, target)
        for number, solve in enumerate(plan.solves)
        for target in (range(len(plan.targets)) if "target" in solve.axes else (NOWHERE,))
    ]


@dataclass(slots=True)
class _Count:
    """In how many draws a solution is found, in how many it is the first, and what it is measured by."""

    draws: int = 0
    chosen: int = 0
    measure: float = 0.0
    measures: float = 0.0
    basin: float | None = None
    basins: float = 0.0

    def add(self, one: Solution, count: int, *, is_first: bool) -> None:
        basin = None if one.basin is None else float(one.basin)
        if not self.draws:
            self.measure, self.basin = one.measure, basin
        else:
            self.measures += one.measure - self.measure
            self.basins += 0.0 if basin is None or self.basin is None else basin - self.basin
        self.draws += count
        self.chosen += count * is_first


@dataclass(slots=True)
class _Counts:
    """What is found under one key."""

    known: int = 0
    is_exact: bool = True
    gap: float = 0.0
    count: int = 0
    solutions: dict[Groups, _Count] = field(default_factory=dict)

    def add(self, found: Found, count: int) -> None:
        if not found.is_known:
            return
        self.known += count
        self.count += count * found.count
        self.is_exact = self.is_exact and found.is_exact
        self.gap = max(self.gap, found.gap)
        for place, one in enumerate(found.solutions):
            self.solutions.setdefault(one.groups, _Count()).add(one, count, is_first=place == 0)

    def copy(self) -> _Counts:
        solutions = {groups: replace(count) for groups, count in self.solutions.items()}
        return _Counts(self.known, self.is_exact, self.gap, self.count, solutions)


@dataclass(slots=True)
class Solved:
    """What is found under each key."""

    counts: dict[Key, _Counts] = field(default_factory=dict)

    def copy(self) -> Solved:
        """A copy that can be added to without touching this one."""
        return Solved({key: counts.copy() for key, counts in self.counts.items()})

    def add(self, plan: Plan, times: Sequence[int], found_at: Callable[[Key], Sequence[Found]], count: int) -> None:
        """Add what is found in the next draws, in order; what does not vary by draw is given once."""
        for time in times if plan.solves else ():
            for key in keys_of(plan, time):
                counts = self.counts.setdefault(key, _Counts())
                found = found_at(key)
                for one in found:
                    counts.add(one, count if len(found) < count else 1)


def periods_of(plan: Plan, cells: Ints) -> tuple[int, ...]:
    """The periods that are run: those of the decisions, or all where there is none."""
    if not len(cells):
        return tuple(range(len(plan.periods)))
    # cells are in order of time, and there may be millions
    starts = np.searchsorted(cells[:, 0], np.arange(len(plan.periods) + 1))
    return tuple(np.flatnonzero(np.diff(starts)).tolist())


def solution_figures(plan: Plan, solved: Solved, draws: int) -> tuple[SolutionFigures, ...]:
    """A row for each solution of each solve, period and target, in order; one without groups where none is found."""
    found: list[SolutionFigures] = []
    for key, counts in sorted(solved.counts.items()):
        rows = [_figure(key, groups, count, counts, draws) for groups, count in counts.solutions.items()]
        rows.sort(key=_order(plan, key[0]))
        found += rows or [
            SolutionFigures(*key, (), is_exact=counts.is_exact, gap=counts.gap, known=counts.known, count=_mean(counts))
        ]
    return tuple(found)


def _mean(counts: _Counts) -> float:
    """The mean number of solutions."""
    return counts.count / counts.known if counts.known else float("nan")


def _figure(key: Key, groups: Groups, count: _Count, counts: _Counts, draws: int) -> SolutionFigures:
    measure = count.measure + count.measures / count.draws + 0.0
    basin = None if count.basin is None else count.basin + count.basins / count.draws
    shares = count.draws / draws, count.chosen / draws
    return SolutionFigures(
        *key, groups, measure, basin, *shares, counts.is_exact, counts.gap, counts.known, _mean(counts)
    )


def _order(plan: Plan, number: int) -> Callable[[SolutionFigures], tuple[object, ...]]:
    """What was the first in most draws stands first; then as in one draw."""
    form = plan.solves[number].form
    if form == "coalitions":
        return lambda one: (-one.share, len(one.groups[0]), one.groups)
    sign = 1.0 if form == "blocs" else -1.0
    named = (lambda groups: groups) if form == "links" else _labels
    return lambda one: (-one.chosen, -one.share, sign * one.measure, -(one.basin or 0.0), named(one.groups))


def _labels(groups: Groups) -> tuple[int, ...]:
    """The group of each actor, in order of actors; groups are numbered in the order of their first members."""
    return tuple(label for _, label in sorted((actor, label) for label, group in enumerate(groups) for actor in group))
