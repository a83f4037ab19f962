"""Finds what would tip a decision or a tie: for each input its nearest value that does, and the smallest joint change.

Everything uncertain stands at its middle, so that there is one outcome to tip. Values are searched at one moment, with
what earlier periods left held; each one found is then tried in the whole program, from its first period on, and where
that says otherwise, the search is made there. So it is with inputs that only earlier periods read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qadsl.engine.coming_out import read_by_choice
from qadsl.engine.joint import Joint, smallest_joint
from qadsl.engine.leeway import Leeway, earlier_leeways, neat
from qadsl.engine.moving import at_middle, moved, outcome_of
from qadsl.engine.turning import Search, held_elsewhere
from qadsl.ir.program import Plan
from qadsl.ir.sites import Cell, Site, cone
from qadsl.ir.types import Kind
from qadsl.result import Floats

__all__ = ["MOST_RETRIED", "Tip", "Tips", "tips"]

Progress = Callable[[int, int], None]

MOST_RETRIED = 1000
"""Whole programs that are tried where the past makes a difference, beyond checking what was found."""
COARSE = 20
SPARSE = 10
"""Steps over the range of an input in the whole program: of one that is read now, and of one that only was."""
FINE = 30
EVENTS = frozenset({"event", "change"})
"""What events bring about: no inputs, but statements, which `compare` weighs."""


@dataclass(frozen=True, slots=True)
class Tip:
    """An input with its nearest value that brings about `option`.

    `turns_at` is where the outcome turns, to a hundred-millionth of the range; `needed` is a value with few digits, not
    nearer, with which the whole program comes out so.
    """

    leeway: Leeway
    option: int
    turns_at: float
    needed: float

    @property
    def site(self) -> Site:
        """Where the input stands."""
        return self.leeway.sites[0]

    @property
    def distance(self) -> float:
        """How far it is, as a share of the range."""
        return self.leeway.distance(self.turns_at)


@dataclass(frozen=True, slots=True)
class Tips:
    """What would tip an outcome.

    Parameters
    ----------
    outcome
        What comes out with everything at its middle, -1 where that is not known; nothing is looked for then.
    tips
        For each input and other outcome, the nearest value; the nearest first.
    still
        Inputs of which no value does, as far as they were sought.
    joint
        The smallest change of a few inputs together that does, where that is smaller than of any alone.
    reads_past
        Whether it hangs on what earlier periods left, or on ties.
    unsearched
        Inputs of which, for want of time, no value was sought in the whole program.
    inputs, tried
        How many inputs there are, and how many were tried when it was interrupted, which is all if it was not.
    is_joint_sought
        Whether the search for a joint change came to its end.
    """

    outcome: int
    tips: tuple[Tip, ...]
    still: tuple[Leeway, ...]
    joint: Joint | None
    reads_past: bool
    unsearched: int
    inputs: int = 0
    tried: int = 0
    is_joint_sought: bool = True


def tips(plan: Plan, cells: Sequence[Cell], seed: int, progress: Progress | None = None) -> Tips:
    """What would tip the decision at one cell, or the tie of two.

    Raises
    ------
    KeyboardInterrupt
        If interrupted before the first input was tried; later, the answer is about those that were.
    """
    mid = at_middle(plan)
    tried = _Whole(mid, cells, seed, progress)
    held = [held_elsewhere(mid, cell, 1, seed) for cell in cells]
    outcome = tried.outcome({})
    search = Search(mid, cells, frozenset(), held)
    search.leeways = _no_events(mid, search.leeways)
    if outcome < 0:
        return Tips(outcome, (), (), None, any(held), 0)
    earlier = _no_events(mid, earlier_leeways(mid, read_by_choice(mid), cells))
    others = [option for option in range(len(plan.options)) if option != outcome]
    found: list[tuple[Tip, ...]] = []
    joint, is_joint_sought = None, False
    try:
        # what was found before an interruption stays
        found.extend(_found(search, earlier, others, tried, reads_past=any(held)))
        nearest = min((tip.distance for one in found for tip in one if not tip.leeway.is_stepped), default=math.inf)
        joint, is_joint_sought = smallest_joint(search, others, nearest, tried.outcome), True
    except KeyboardInterrupt:
        if not found:
            raise
    if joint is not None and any(held):  # what it does through earlier periods was not looked at
        joint = replace(joint, is_least=False)
    every = [*search.leeways, *earlier]
    return Tips(
        outcome,
        tuple(
            sorted(
                (tip for one in found for tip in one), key=lambda tip: (round(tip.distance, 12), tip.site, tip.option)
            )
        ),
        tuple(one for one, its in zip(every, found, strict=False) if not its and one.sites not in tried.unsearched),
        joint,
        any(held),
        len(tried.unsearched),
        len(every),
        len(found),
        is_joint_sought,
    )


def _no_events(plan: Plan, found: Sequence[Leeway]) -> list[Leeway]:
    return [one for one in found if plan.quantities[one.sites[0][0]].kind not in EVENTS]


class _Whole:
    """The whole program, tried with other values."""

    def __init__(self, plan: Plan, cells: Sequence[Cell], seed: int, progress: Progress | None = None) -> None:
        self.plan, self._cells, self._seed, self._progress = plan, cells, seed, progress
        self._left = MOST_RETRIED
        self._way = (0, 1)
        self.unsearched: set[tuple[Site, ...]] = set()

    def reach(self, done: int, total: int) -> None:
        """Remember how many inputs are tried, for whoever wants to know meanwhile."""
        self._way = (done, total)

    def outcome(self, values: Mapping[Site, float]) -> int:
        """What comes out with these values."""
        if self._progress is not None:
            self._progress(*self._way)
        return outcome_of(moved(self.plan, values), self._cells, self._seed)

    def of(self, inlet: Leeway, value: float) -> int:
        """What comes out with one input at a value."""
        return self.outcome(dict.fromkeys(inlet.sites, value))

    def search(self, inlet: Leeway, options: Sequence[int], steps: int) -> Iterator[tuple[int, float]]:
        """The nearest value for each of some outcomes, sought in the whole program."""
        if self._left < steps:
            self.unsearched.add(inlet.sites)
            return
        values = _spread(inlet, steps)
        self._left -= len(values)
        came_out = [self.of(inlet, value) for value in values]
        for option in options:
            near = [value for value, found in zip(values, came_out, strict=True) if found == option]
            if near:
                yield option, self._nearer(inlet, option, min(near, key=inlet.distance), values)

    def _nearer(self, inlet: Leeway, option: int, needed: float, values: Sequence[float]) -> float:
        """Halves the way to the value before it, as often as is of use."""
        if inlet.is_stepped:
            return needed
        way = 1.0 if needed > inlet.usual else -1.0
        step = (inlet.high - inlet.low) / (len(values) - 1)
        before = needed - way * min(step, abs(needed - inlet.usual))
        for _ in range(FINE):
            half = (before + needed) / 2
            self._left -= 1
            if self.of(inlet, half) == option:
                needed = half
            else:
                before = half
        return needed


def _spread(inlet: Leeway, steps: int) -> list[float]:
    if inlet.is_stepped:
        return [float(value) for value in np.arange(inlet.low, inlet.high + 1) if value != inlet.now]
    return [float(value) for value in np.linspace(inlet.low, inlet.high, steps + 1)]


def _found(
    search: Search, earlier: Sequence[Leeway], others: Sequence[int], tried: _Whole, *, reads_past: bool
) -> Iterator[tuple[Tip, ...]]:
    """For each input, what tips the outcome by it alone, tried in the whole program; those of earlier periods last."""
    total = len(search.leeways) + len(earlier)
    besides = _thresholds(search.plan)
    by_option = {}
    for option in others:
        search.wanted = frozenset({option})
        by_option[option] = search.nearest(besides)
    for place, inlet in enumerate(search.leeways):
        tried.reach(place, total)
        near = {option: found for option in others if (found := by_option[option][place]) is not None}
        tips = {option: _checked(inlet, found.needed, option, tried) for option, found in near.items()}
        doubtful = [option for option in others if tips.get(option) is None]
        if reads_past and doubtful:
            tips |= _sought(inlet, doubtful, tried, COARSE)
        yield tuple(tip for tip in tips.values() if tip is not None)
    for place, inlet in enumerate(earlier, len(search.leeways)):
        tried.reach(place, total)
        yield tuple(tip for tip in _sought(inlet, others, tried, SPARSE).values() if tip is not None)


def _sought(inlet: Leeway, options: Sequence[int], tried: _Whole, steps: int) -> dict[int, Tip | None]:
    """What tips the outcome in the whole program alone."""
    return {option: _checked(inlet, needed, option, tried) for option, needed in tried.search(inlet, options, steps)}


def _checked(inlet: Leeway, needed: float, option: int, tried: _Whole) -> Tip | None:
    """The value as one would write it, if the whole program then comes out so; else as it is, if that does."""
    for value in dict.fromkeys((neat(inlet, needed), needed)):
        if tried.of(inlet, value) == option:
            return Tip(inlet, option, needed, value)
    return None


def _thresholds(plan: Plan) -> Floats:
    """Numbers that stand in the program, and a hair to either side: where a condition may hold for a short way only."""
    read = (plan.nodes[i] for i in cone(plan, read_by_choice(plan)))
    found = {float(node.data) for node in read if node.op == "constant" and node.kind is Kind.NUMBER}  # type: ignore[arg-type]
    numbers = np.array(sorted(found))
    hair = 1e-6 * np.maximum(1.0, np.abs(numbers))
    return np.concatenate([numbers - hair, numbers, numbers + hair])
