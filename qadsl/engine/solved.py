"""What a run keeps of its solutions: in how many draws each is found, and what it is measured by there.

Means are kept as the value of the first draw that finds a solution and the running total of differences from it, one
draw after another, so that they are the same bits however the draws are cut into chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import prod

import numpy as np

from qadsl.engine.cells import starts_of
from qadsl.engine.solutions import Found, Groups, Solution
from qadsl.ir.program import Plan
from qadsl.result import Ints, SolutionFigures

__all__ = [
    "MOST_KEPT", "MOST_OF_A_DRAW", "NOWHERE", "Key", "Solved", "kept", "key_of", "keys_of", "periods_of",
    "solution_figures",
]  # fmt: skip

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


MOST_KEPT = 200_000
"""Solutions of a run that are kept, shared by its solves, targets and periods: those that are found first."""
_FEWEST = 100
MOST_OF_A_DRAW = 1_000
"""Solutions of one draw that are kept where draws differ, shared likewise."""
_FEWEST_OF_A_DRAW = 10


def kept(plan: Plan, number: int, found: Found) -> Found:
    """What is found with as many of its solutions as are kept; all are counted."""
    if "draw" not in plan.solves[number].axes:
        return found
    most = max(_FEWEST_OF_A_DRAW, MOST_OF_A_DRAW // max(1, _places(plan)))
    return replace(found, solutions=found.solutions[:most]) if len(found.solutions) > most else found


def _places(plan: Plan) -> int:
    """How many solves, targets and periods there are that may differ."""
    sizes = {"time": len(plan.periods), "target": len(plan.targets), "draw": 1}
    return sum(prod(sizes[axis] for axis in solve.axes) for solve in plan.solves)


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

    def add(self, found: Found, count: int, most: int) -> None:
        if not found.is_known:
            return
        self.known += count
        self.count += count * found.count
        self.is_exact = self.is_exact and found.is_exact
        self.gap = max(self.gap, found.gap)
        for place, one in enumerate(found.solutions):
            if one.groups in self.solutions or len(self.solutions) < most:
                self.solutions.setdefault(one.groups, _Count()).add(one, count, is_first=place == 0)

    def copy(self) -> _Counts:
        solutions = {groups: replace(count) for groups, count in self.solutions.items()}
        return _Counts(self.known, self.is_exact, self.gap, self.count, solutions)


@dataclass(slots=True)
class Solved:
    """What is found under each key, once where periods do not differ."""

    counts: dict[Key, _Counts] = field(default_factory=dict)

    def copy(self) -> Solved:
        """A copy that can be added to without touching this one."""
        return Solved({key: counts.copy() for key, counts in self.counts.items()})

    def add(self, plan: Plan, times: Sequence[int], found_at: Callable[[Key], Sequence[Found]], count: int) -> None:
        """Add what is found in the next draws, in order; what does not vary by draw is given once."""
        if not plan.solves:
            return
        most = max(_FEWEST, MOST_KEPT // max(1, _places(plan)))
        for key in dict.fromkeys(key_of(plan, *key) for time in times for key in keys_of(plan, time)):
            counts = self.counts.setdefault(key, _Counts())
            found = found_at(key)
            for one in found:
                counts.add(one, count if len(found) < count else 1, most)


def periods_of(plan: Plan, cells: Ints) -> tuple[int, ...]:
    """The periods that are run: those of the decisions, or all where there is none."""
    if not len(cells):
        return tuple(range(len(plan.periods)))
    return tuple(np.flatnonzero(np.diff(starts_of(cells, len(plan.periods)))).tolist())


def solution_figures(plan: Plan, solved: Solved, draws: int) -> tuple[SolutionFigures, ...]:
    """A row for each solution of each solve, period and target, in order; one without groups where none is found."""
    found: dict[Key, list[SolutionFigures]] = {}
    for (number, time, target), counts in solved.counts.items():
        every = [time] if "time" in plan.solves[number].axes else range(len(plan.periods))
        rows = _rows(plan, (number, time, target), counts, draws)
        found |= {(number, when, target): [replace(row, time=when) for row in rows] for when in every}
    return tuple(row for _, rows in sorted(found.items(), key=lambda item: item[0]) for row in rows)


def _rows(plan: Plan, key: Key, counts: _Counts, draws: int) -> list[SolutionFigures]:
    """The solutions found under a key, in order."""
    rows = [_figure(key, groups, count, counts, draws) for groups, count in counts.solutions.items()]
    rows.sort(key=_order(plan, key[0]))
    return rows or [
        SolutionFigures(*key, (), is_exact=counts.is_exact, gap=counts.gap, known=counts.known, count=_mean(counts))
    ]


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
